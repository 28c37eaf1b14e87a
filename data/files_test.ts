import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import {
  hashBytes,
  hashFile,
  readRange,
  removeTemporaries,
  writeWhole,
} from "./files.ts";
import { filesIn, temporaryFolder } from "./testing.ts";

describe("hashBytes()", () => {
  it("computes the SHA-256 of the standard's example", () => {
    // FIPS 180-4's example for "abc".
    assertEquals(
      hashBytes("a", Uint8Array.of(98, 99)),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    );
  });
});

describe("hashFile()", () => {
  it("agrees with hashBytes() on files longer than what it reads at a time", async () => {
    await using folder = await temporaryFolder();
    const bytes = Uint8Array.from({ length: 2 ** 20 + 5 }, (_, i) => i % 251);
    await Deno.writeFile(folder.file("a"), bytes);
    assertEquals(await hashFile(folder.file("a")), hashBytes(bytes));
  });
});

describe("readRange()", () => {
  it("reads the middle of a file", async () => {
    await using folder = await temporaryFolder();
    await Deno.writeFile(folder.file("a"), Uint8Array.of(1, 2, 3, 4, 5));
    const into = new Uint8Array(2);
    await readRange(folder.file("a"), 2, into);
    assertEquals(into, Uint8Array.of(3, 4));
  });

  it("says how long the file is when it ends before", async () => {
    await using folder = await temporaryFolder();
    await Deno.writeFile(folder.file("a"), Uint8Array.of(1, 2, 3));
    await assertRejects(
      () => readRange(folder.file("a"), 2, new Uint8Array(2)),
      Deno.errors.UnexpectedEof,
      "expected 4 bytes, got 3",
    );
  });
});

describe("writeWhole()", () => {
  it("writes a file and nothing else, over an older one, too", async () => {
    await using folder = await temporaryFolder();
    await writeWhole(folder.file("a"), Uint8Array.of(1, 2, 3));
    await writeWhole(folder.file("a"), Uint8Array.of(4));
    assertEquals(await Deno.readFile(folder.file("a")), Uint8Array.of(4));
    assertEquals(await filesIn(folder.path), ["a"]);
  });

  it("leaves nothing behind when it fails", async () => {
    await using folder = await temporaryFolder();
    // A folder with something in it can't be replaced by a file.
    await Deno.mkdir(folder.file("a/b"), { recursive: true });
    await assertRejects(() => writeWhole(folder.file("a"), Uint8Array.of(1)));
    assertEquals(await filesIn(folder.path), ["a"]);
  });
});

describe("removeTemporaries()", () => {
  it("removes what an interrupted writer left, and nothing else", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a.bin", "a.bin.123.part"]) {
      await Deno.writeTextFile(folder.file(name), "x");
    }
    await removeTemporaries(folder.path);
    assertEquals(await filesIn(folder.path), ["a.bin"]);
  });
});
