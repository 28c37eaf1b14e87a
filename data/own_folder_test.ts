import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { filesIn } from "../lib/files.ts";
import { temporaryFolder } from "../lib/testing.ts";
import { checkFolder } from "./own_folder.ts";
import { damage, SMALL, writeSmall } from "./testing.ts";
import { Verified } from "./verified.ts";

/** Checks a folder and expects an error of one line with these words. */
async function assertRefused(path: string, ...words: string[]) {
  const verified = await Verified.load(path);
  const error = await assertRejects(
    () => checkFolder(path, SMALL, verified, false),
    UserError,
    `Cannot read CIFAR-10 from "${path}": expected `,
  );
  assert(!error.message.includes("\n"), error.message);
  for (const word of words) assert(error.message.includes(word), error.message);
}

Deno.test("checkFolder() accepts the right files, and writes nothing there", async () => {
  await using own = await temporaryFolder();
  await using cache = await temporaryFolder();
  await writeSmall(own.path);
  const before = filesIn(own.path);
  const verified = await Verified.load(cache.path);
  await checkFolder(own.path, SMALL, verified, false);
  assertEquals(filesIn(own.path), before);
  assertEquals(filesIn(cache.path), ["verified.json"]);
});

Deno.test("checkFolder() refuses a folder that isn't there, and one where a file is", async () => {
  await using own = await temporaryFolder();
  const words = ["data_batch_1.bin of 61460 bytes, got no such file; name"];
  await assertRefused(own.file("nowhere"), ...words);
  await Deno.writeTextFile(own.file("file"), "");
  await assertRefused(own.file("file"), ...words);
});

Deno.test("checkFolder() refuses a truncated file", async () => {
  await using own = await temporaryFolder();
  await writeSmall(own.path);
  await Deno.truncate(own.file("test_batch.bin"), 61459);
  const words = "expected test_batch.bin of 61460 bytes, got 61459 bytes";
  await assertRefused(own.path, words);
});

Deno.test("checkFolder() refuses a changed file", async () => {
  await using own = await temporaryFolder();
  await writeSmall(own.path);
  await damage(own.file("data_batch_2.bin"));
  const { sha256 } = SMALL.train[1];
  const words = `data_batch_2.bin with SHA-256 ${sha256}, got SHA-256 `;
  await assertRefused(own.path, words);
});

Deno.test("checkFolder() knows the folder above the right one", async () => {
  await using own = await temporaryFolder();
  await writeSmall(own.file("cifar-10-batches-bin"));
  await assertRefused(own.path, "name the folder cifar-10-batches-bin in it");
});

Deno.test("checkFolder() knows the Python version", async () => {
  await using own = await temporaryFolder();
  await Deno.writeTextFile(own.file("batches.meta"), "");
  await assertRefused(own.path, "get the binary version");
});
