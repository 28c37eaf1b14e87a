import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { filesIn } from "../lib/files.ts";
import { temporaryFolder } from "../lib/testing.ts";
import { prepare } from "./prepare.ts";
import { damage, recordsOf, sheetOf, SMALL, smallSource } from "./testing.ts";
import { Verified } from "./verified.ts";

const MADE = [
  "data_batch_1.bin",
  "data_batch_2.bin",
  "lock",
  "test_batch.bin",
  "verified.json",
];

/** Prepares a cache as a process that has just started; returns what was read and what was told. */
async function start(
  cacheDir: string,
  { source = smallSource(), anew = false } = {},
) {
  const told: string[] = [];
  const verified = await Verified.load(cacheDir);
  await prepare({
    cacheDir,
    catalog: SMALL,
    source,
    verified,
    anew,
    onProgress: ({ message, done, total }) =>
      told.push(`${done}/${total} ${message}`),
  });
  return { read: source.log, told };
}

Deno.test("prepare() makes all files in a folder that isn't there yet, and tells what it does", async () => {
  await using folder = await temporaryFolder();
  const { told } = await start(folder.file("a/b"));
  assertEquals(told, [
    "0/3 Fetching a small data set",
    "0/3 Converting data_batch_1.png",
    "1/3 Converting data_batch_2.png",
    "2/3 Converting test_batch.png",
    "3/3 CIFAR-10 is ready",
  ]);
  assertEquals(filesIn(folder.file("a/b")), MADE);
  for (const [i, name] of MADE.filter((n) => n.endsWith("bin")).entries()) {
    const bytes = await Deno.readFile(folder.file(`a/b/${name}`));
    assertEquals(bytes, recordsOf(i));
  }
});

Deno.test("prepare() neither reads nor tells anything the second time", async () => {
  await using folder = await temporaryFolder();
  await start(folder.path);
  assertEquals(await start(folder.path), { read: [], told: [] });
});

Deno.test("prepare() makes a truncated, a changed and a missing file anew, and only those", async () => {
  await using folder = await temporaryFolder();
  await start(folder.path);
  const path = folder.file("data_batch_2.bin");
  const breaks = [
    () => Deno.truncate(path, 30_000),
    () => damage(path),
    () => Deno.remove(path),
  ];
  for (const doBreak of breaks) {
    await doBreak();
    const { read } = await start(folder.path);
    assertEquals(read, ["data_batch_2.png", "train.json"]);
    assertEquals(await Deno.readFile(path), recordsOf(1));
  }
});

Deno.test("prepare() finds a change that left size and time as they were when all is checked anew", async () => {
  await using folder = await temporaryFolder();
  await start(folder.path);
  const path = folder.file("test_batch.bin");
  const { mtime } = await Deno.stat(path);
  await damage(path);
  await Deno.utime(path, mtime!, mtime!);
  assertEquals((await start(folder.path)).read, []);
  const { read } = await start(folder.path, { anew: true });
  assertEquals(read, ["test_batch.png", "test.json"]);
  assertEquals(await Deno.readFile(path), recordsOf(2));
});

Deno.test("prepare() goes on where it was interrupted and removes what was half written", async () => {
  await using folder = await temporaryFolder();
  const source = smallSource();
  const read = source.read;
  source.read = (name, again) => {
    if (name === "test_batch.png") throw new UserError("interrupted");
    return read(name, again);
  };
  await assertRejects(() => start(folder.path, { source }), UserError);
  await Deno.writeTextFile(folder.file("test_batch.bin.1.part"), "half");
  const again = await start(folder.path);
  assertEquals(again.read, ["test_batch.png", "test.json"]);
  assertEquals(filesIn(folder.path), MADE);
});

Deno.test("prepare() fetches once more what is damaged: a cut or another sheet, too few labels", async () => {
  const cut = { "data_batch_1.png": sheetOf(0).slice(0, 500) };
  const other = { "data_batch_1.png": sheetOf(1) };
  const few = { "train.json": Uint8Array.of(1, 2, 3) };
  for (const damaged of [cut, other, few]) {
    await using folder = await temporaryFolder();
    const source = smallSource(damaged);
    const { read } = await start(folder.path, { source });
    assertEquals(read.slice(2, 4), ["data_batch_1.png!", "train.json!"]);
    assertEquals(filesIn(folder.path), MADE);
  }
});

Deno.test("prepare() explains in a line what stays damaged, and keeps nothing of it", async () => {
  await using folder = await temporaryFolder();
  const source = smallSource();
  const read = source.read;
  source.read = (name, again) =>
    name === "data_batch_1.png"
      ? Promise.resolve(sheetOf(1))
      : read(name, again);
  const error = await assertRejects(
    () => start(folder.path, { source }),
    UserError,
    "Cannot convert data_batch_1.png: expected data_batch_1.bin of 61460 bytes with " +
      `SHA-256 ${SMALL.train[0].sha256}, got SHA-256 `,
  );
  assertMatch(error.message, /^Cannot convert [^\n]*$/);
  assertEquals(filesIn(folder.path), ["lock"]);
});

Deno.test("prepare() explains in a line that the folder can't be written to", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(
    folder.file("a"),
    "a file where a folder should be",
  );
  const error = await assertRejects(
    () => start(folder.file("a/b")),
    UserError,
    `Cannot keep CIFAR-10 in "${
      folder.file("a/b")
    }": expected a folder to write 184 MB to, got "`,
  );
  assert(!error.message.includes("\n"));
});

Deno.test("prepare() lets two processes prepare the same folder: the second finds all done", async () => {
  await using folder = await temporaryFolder();
  const sources = [smallSource(), smallSource()];
  await Promise.all(
    sources.map((source) => start(folder.path, { source })),
  );
  assertEquals(sources.map(({ log }) => log.length).sort(), [0, 6]);
  assertEquals(filesIn(folder.path), MADE);
});

Deno.test("prepare() with a complete cache creates nothing, so that the folder may be read-only", async () => {
  await using folder = await temporaryFolder();
  await start(folder.path);
  // A folder's time changes with every name that comes or goes.
  await Deno.utime(folder.path, 1e9, 1e9);
  assertEquals(await start(folder.path), { read: [], told: [] });
  const { mtime } = await Deno.stat(folder.path);
  assertEquals(mtime, new Date(1e12));
});
