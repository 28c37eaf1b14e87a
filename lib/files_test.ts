import { assertEquals, assertRejects } from "@std/assert";
import {
  filesIn,
  readIfThere,
  removeTemporaries,
  writeWhole,
} from "./files.ts";
import { temporaryFolder } from "./testing.ts";

Deno.test("writeWhole() writes a file and nothing else, over an older one and into a new folder, too", async () => {
  await using folder = await temporaryFolder();
  await writeWhole(folder.file("a/b"), Uint8Array.of(1, 2, 3));
  await writeWhole(folder.file("a/b"), "d");
  assertEquals(await Deno.readTextFile(folder.file("a/b")), "d");
  assertEquals(filesIn(folder.path), ["a/b"]);
});

Deno.test("writeWhole() leaves nothing behind when it fails", async () => {
  await using folder = await temporaryFolder();
  // A folder with something in it can't be replaced by a file.
  await Deno.mkdir(folder.file("a/b"), { recursive: true });
  await assertRejects(() => writeWhole(folder.file("a"), "new"));
  assertEquals(Array.from(Deno.readDirSync(folder.path)).length, 1);
});

Deno.test("removeTemporaries() removes what an interrupted writer left, and nothing else", async () => {
  await using folder = await temporaryFolder();
  for (const name of ["a.bin", "a.bin.123.part"]) {
    await Deno.writeTextFile(folder.file(name), "x");
  }
  await removeTemporaries(folder.path);
  assertEquals(filesIn(folder.path), ["a.bin"]);
});

Deno.test("readIfThere() gives plain line ends, and nothing where no file is", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.file("a"), "1\r\n2\n");
  assertEquals(readIfThere(folder.file("a")), "1\n2\n");
  assertEquals(readIfThere(folder.file("b")), undefined);
});
