import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { temporaryFolder } from "../../lib/testing.ts";
import { lessonById, required } from "../course.ts";
import { FILE, Progress, ProgressFile } from "./progress.ts";

/** A folder for a progress file. */
async function makeFile(text?: string) {
  const folder = await temporaryFolder();
  const path = folder.file(FILE);
  if (text !== undefined) await Deno.writeTextFile(path, text);
  const names = () =>
    [...Deno.readDirSync(folder.path)].map(({ name }) => name).sort();
  return { ...folder, path, file: new ProgressFile(path), names, folder };
}

const warmUp = lessonById("standardize");
const forward = lessonById("batchnorm-forward");
const backward = lessonById("batchnorm-backward");
const TEXT =
  `# Progress in the Normalization Kata, kept by deno task learn; safe to commit and to merge.
# 归一化练习的学习进度，由 deno task learn 记录，可以放心提交与合并。
current: batchnorm-forward
batchnorm-forward: hints 2, solution seen
next-version: solved, hints 1
standardize: solved
`;

Deno.test("a progress file has a line a lesson, sorted, and says what it is", () => {
  // Of a lesson that this version doesn't know, it keeps what it said.
  const progress = Progress.parse("next-version: solved, hints 1\n")!;
  progress.current = forward.id;
  progress.note(warmUp, { solved: true });
  progress.note(forward, { hints: 2, shown: true });
  progress.note(backward, { solved: false });
  assertEquals(String(progress), TEXT);
});

Deno.test("a progress file is read as it was written, with any line ends", () => {
  assertEquals(String(Progress.parse(TEXT)), TEXT);
  assertEquals(String(Progress.parse(TEXT.replaceAll("\n", "\r\n"))), TEXT);
});

Deno.test("of two merged versions each lesson keeps the most, also in a conflict", () => {
  const progress = Progress.parse(`# Progress
<<<<<<< HEAD
current: fc-net
standardize: hints 2
=======
current: standardize
standardize: solved, hints 1
>>>>>>> other
fc-net: solution seen
fc-net: solved
`)!;
  const mark = { solved: true, hints: 2, shown: false };
  assertEquals(progress.of(warmUp), mark);
  const other = { solved: true, hints: 0, shown: true };
  assertEquals(progress.of(lessonById("fc-net")), other);
});

Deno.test("openFrom() goes on after a lesson, and then from the start; optional ones may be left", () => {
  const progress = new Progress();
  const open = new Set(["01", "03", "06"]);
  for (const lesson of required) {
    const solved = !open.has(lesson.module.slice(0, 2));
    progress.note(lesson, { solved });
  }
  const numbers = progress.openFrom(backward)
    .map(({ module }) => module.slice(0, 2));
  assertEquals(numbers, ["03", "06", "01"]);
});

for (
  const text of [
    "{",
    "standardize: solved and more",
    "standardize solved",
    "standardize: hints many",
    "standardize: solved\n\0\0\0",
  ]
) {
  Deno.test(`${JSON.stringify(text)} is no progress and set aside`, async () => {
    await using made = await makeFile(text);
    const { file, path, folder, names } = made;
    assertEquals(file.read(), { aside: "progress.damaged-1.txt" });
    assertEquals(names(), ["progress.damaged-1.txt"]);
    const kept = await Deno.readTextFile(folder.file("progress.damaged-1.txt"));
    assertEquals(kept, text);
    await Deno.writeTextFile(path, "again\n");
    assertEquals(file.read(), { aside: "progress.damaged-2.txt" });
  });
}

Deno.test("a missing progress file is no damaged one", async () => {
  await using made = await makeFile();
  assertEquals(made.file.read(), {});
  assertEquals(made.names(), []);
});

Deno.test("a progress file is replaced as a whole, and only if it changes", async () => {
  await using made = await makeFile();
  const { file, path, names } = made;
  const progress = new Progress();
  progress.note(warmUp, { solved: true });
  await file.write(progress);
  const before = String(progress);
  const { ino } = await Deno.stat(path);
  await file.write(progress);
  assertEquals((await Deno.stat(path)).ino, ino);
  progress.note(forward, { solved: true });
  // Whoever reads the old one while it is replaced reads all of it.
  using old = await Deno.open(path);
  await file.write(progress);
  assertEquals(await new Response(old.readable).text(), before);
  assertEquals(file.read().progress?.of(forward).solved, true);
  assertEquals(names(), [FILE]);
});

Deno.test("of several versions written at the same time, the last one stays", async () => {
  await using made = await makeFile();
  const { file, names, path } = made;
  // It takes longer to write than the next.
  const large = Progress.parse(
    Array.from({ length: 1e5 }, (_, i) => `lesson-${i}: solved\n`).join(""),
  )!;
  const small = Progress.parse(TEXT)!;
  await Promise.all([file.write(large), file.write(small)]);
  assertEquals(names(), [FILE]);
  assertEquals(await Deno.readTextFile(path), TEXT);
});

Deno.test("what can't be written is told, and the next is tried again", async () => {
  await using made = await makeFile();
  const { file, path } = made;
  await Deno.mkdir(path);
  await assertRejects(() => file.write(new Progress()));
  await Deno.remove(path);
  await file.write(new Progress());
  assertStringIncludes(await Deno.readTextFile(path), "# Progress");
});
