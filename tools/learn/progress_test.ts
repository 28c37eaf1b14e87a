import { assert, assertEquals, assertRejects } from "@std/assert";
import { lessons, required } from "../course.ts";
import { FILE, Progress, ProgressFile } from "./progress.ts";

/** A folder for a progress file, which removes itself. */
async function makeFile(text?: string) {
  const folder = await Deno.makeTempDir({ prefix: "kata-progress" });
  const path = `${folder}/${FILE}`;
  if (text !== undefined) await Deno.writeTextFile(path, text);
  return {
    folder,
    path,
    file: new ProgressFile(path),
    names: () => [...Deno.readDirSync(folder)].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const HEAD = [
  "# Progress in the Normalization Kata, kept by deno task learn; safe to commit and to merge.",
  "# 归一化练习的学习进度，由 deno task learn 记录，可以放心提交与合并。",
];

Deno.test("a progress file has a line a lesson, sorted, and says what it is", () => {
  const progress = new Progress();
  progress.current = lessons[1].id;
  progress.note(lessons[0], { solved: true });
  progress.note(lessons[1], { hints: 2, shown: true });
  progress.note(lessons[2], { solved: false });
  assertEquals(String(progress).split("\n"), [
    ...HEAD,
    "current: batchnorm-forward",
    "batchnorm-forward: hints 2, solution seen",
    "standardize: solved",
    "",
  ]);
});

Deno.test("a progress file is read as it was written, with any line ends", () => {
  const progress = new Progress();
  progress.current = lessons[4].id;
  progress.note(lessons[0], { solved: true, hints: 3, shown: true });
  progress.note(lessons[3], { hints: 1 });
  const text = String(progress);
  assertEquals(String(Progress.parse(text)), text);
  assertEquals(String(Progress.parse(text.replaceAll("\n", "\r\n"))), text);
});

Deno.test("of two merged versions each lesson keeps the most, also in a conflict", () => {
  const progress = Progress.parse(`${HEAD[0]}
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
  assertEquals(progress.of(lessons[0]), {
    solved: true,
    hints: 2,
    shown: undefined,
  });
  assertEquals(progress.of(lessons[6]), {
    solved: true,
    hints: 0,
    shown: true,
  });
});

Deno.test("a progress file keeps lessons that this version doesn't know", () => {
  const line = "group-norm: solved, hints 1";
  assert(String(Progress.parse(`${line}\n`)).includes(line));
});

Deno.test("openFrom() goes on after a lesson, and then from the start", () => {
  const progress = new Progress();
  for (const i of [0, 2, 4, 5]) progress.note(lessons[i], { solved: true });
  for (const lesson of lessons.slice(7)) {
    progress.note(lesson, { solved: true });
  }
  assertEquals(progress.openFrom(lessons[2]), [
    lessons[3],
    lessons[6],
    lessons[1],
  ]);
});

Deno.test("optional lessons don't have to be solved", () => {
  const progress = new Progress();
  for (const lesson of required) progress.note(lesson, { solved: true });
  assertEquals(progress.openFrom(lessons[2]), []);
  const optional = lessons.filter((lesson) => !required.includes(lesson));
  assertEquals(progress.openOptional(), optional);
  progress.note(optional[0], { solved: true });
  assertEquals(progress.openOptional(), optional.slice(1));
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
    const { file, folder, names } = made;
    assertEquals(file.read(), { aside: "progress.damaged-1.txt" });
    assertEquals(names(), ["progress.damaged-1.txt"]);
    const kept = await Deno.readTextFile(`${folder}/progress.damaged-1.txt`);
    assertEquals(kept, text);
    await Deno.writeTextFile(`${folder}/${FILE}`, "again\n");
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
  progress.note(lessons[0], { solved: true });
  await file.write(progress);
  assertEquals(names(), [FILE]);
  const { ino } = await Deno.stat(path);
  await file.write(progress);
  assertEquals((await Deno.stat(path)).ino, ino);
  progress.note(lessons[1], { solved: true });
  // Whoever reads the old one while it is replaced reads all of it.
  using old = await Deno.open(path);
  await file.write(progress);
  const before = await new Response(old.readable).text();
  assertEquals(Progress.parse(before)!.of(lessons[1]), {});
  assertEquals(file.read().progress?.of(lessons[1]).solved, true);
});

Deno.test("of several versions written at the same time, the last one stays", async () => {
  await using made = await makeFile();
  const { file, names } = made;
  const progress = new Progress();
  await Promise.all(lessons.map((lesson) => {
    progress.note(lesson, { solved: true });
    return file.write(progress);
  }));
  assertEquals(names(), [FILE]);
  assertEquals(file.read().progress?.openFrom(lessons[0]), []);
});

Deno.test("what can't be written is told, and the next is tried again", async () => {
  await using made = await makeFile();
  const { file, path, names } = made;
  await Deno.mkdir(`${path}.unfinished`);
  await assertRejects(() => file.write(new Progress()));
  await Deno.remove(`${path}.unfinished`);
  await file.write(new Progress());
  assertEquals(names(), [FILE]);
});
