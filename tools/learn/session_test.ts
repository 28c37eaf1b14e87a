import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { allPoints, lessons, numberOf, required } from "../course.ts";
import { solutionOf } from "../testing.ts";
import { hurry, shorten, sitDown } from "./testing.ts";

const FIRST = "00_standardize";
const ALL = required.length;
const last = required.at(-1)!;
const LAST = numberOf(last);
const HEAD = 'import * as nd from "kit/nd/mod.ts";\n';

/** A version of lesson 00. */
function standardize(...body: string[]): string {
  const lines = body.map((line) => `  ${line}\n`).join("");
  return `${HEAD}export function standardize(x: nd.NdArray) {\n${lines}}\n`;
}

const WRONG = standardize(
  "return x.sub(x.mean(0)).div(x.var(0).sqrt().add(1e-5));",
);

/** All lessons written, and the last one looked at last. */
const allSolved = {
  written: lessons.map(({ module }) => module),
  progress: [
    `current: ${last.id}`,
    ...lessons.map(({ id }) => `${id}: solved`),
  ].join("\n"),
};

Deno.test("a session leads from the stub through a mistake and hints to the next lesson", async () => {
  await using desk = await sitDown();
  const { course, press, see, read } = desk;
  await see(`0 of ${ALL} lessons`, "What to do: read the guide");
  await press("n");
  await see("n works once the lesson is solved.");

  await course.write(FIRST, WRONG);
  const red = await see(
    "2 of 5 properties hold.",
    "It belongs under the root",
    "lessons/00_standardize.md:",
  );
  assert(!red.includes("n works once"), red);
  await press("h", "h", "h");
  await see("Hint 1 of 3:", "Hint 2 of 3:", "Hint 3 of 3:");
  await press("h");
  await see("These were all the hints.");

  await course.write(FIRST);
  await see(
    `1 of ${ALL} lessons, 5 of ${allPoints} points`,
    // It stays until it is told to go on.
    "Lesson 00: Warm-up",
    "Lesson 00 is solved.",
    "n goes on to lesson 01. s shows the reference version",
  );
  await press("n");
  await see("Lesson 01: Batch normalization: forward", "What to do");
  assertStringIncludes(read("progress.txt"), "\nstandardize: solved, hints 3");
  assertStringIncludes(read("progress.txt"), "current: batchnorm-forward");
});

Deno.test("a session goes on where the last one was", async () => {
  const id = "batchnorm-backward-alt";
  await using desk = await sitDown({
    progress: `current: ${id}\n${id}: hints 2\n`,
  });
  await desk.see("Lesson 03:", "Hint 2 of 3:");
});

Deno.test("a damaged progress file is set aside, and what is solved is found out", async () => {
  await using desk = await sitDown({ written: [FIRST], progress: "\0\0" });
  await desk.see(
    "progress.txt could not be read. It is now progress.damaged-1.txt",
    `1 of ${ALL} lessons`,
  );
  assertEquals(desk.read("progress.damaged-1.txt"), "\0\0");
});

Deno.test("after the last lesson all run once more; what regressed is pending again", async () => {
  await using desk = await sitDown({
    written: [FIRST, "01_batchnorm_forward"],
    before: (course) => shorten(course, 2),
  });
  const { course, press, see, read } = desk;
  await see("2 of 2 lessons");
  await press("l", "1");
  await see("Lesson 01 is solved.", "n runs all lessons once more");
  await press("n");
  await see("All lessons are solved. Well done!");

  // Of another lesson it is only said that it was saved.
  await course.write(FIRST, WRONG);
  await see("Lesson 01:");
  await press("n");
  await see("No longer solved: 00.", "1 of 2 lessons", "Lesson 00:");
  assert(!read("progress.txt").includes("\nstandardize: solved"));
  await course.write(FIRST);
  await see("Lesson 00 is solved.", "2 of 2 lessons");
});

Deno.test("a reset asks first, and keeps what was there", async () => {
  await using desk = await sitDown();
  const { course, press, see, read } = desk;
  await see("What to do");
  await course.write(FIRST, WRONG);
  await see("of 5 properties hold.");
  await press("r");
  await see("Put back the stub of lesson 00?");
  await press("n");
  await see("Nothing was changed.");
  assertEquals(read(`lessons/${FIRST}.ts`), WRONG);
  await press("r", "y");
  await see("is the stub again", `.kata/${FIRST}-1.ts`, "What to do: read");
  assertEquals(read(`.kata/${FIRST}-1.ts`), WRONG);
  assertStringIncludes(read(`lessons/${FIRST}.ts`), "unimplemented(");
  await press("r");
  await see("is the stub already");
});

Deno.test("a solution is shown before the lesson is solved if asked twice, and that is kept", async () => {
  await using desk = await sitDown();
  const { course, press, see, read, paged } = desk;
  await see("What to do");
  await press("s");
  await see("Show the solution all the same? progress.txt will say so.");
  await press("n");
  assertEquals(paged, []);
  await press("s", "y");
  assertEquals(paged, [await solutionOf(FIRST)]);
  assertStringIncludes(read("progress.txt"), "standardize: solution seen\n");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
  await press("s");
  assertEquals(paged.length, 2);
});

Deno.test("a copy without solutions says so, and doesn't offer them", async () => {
  await using desk = await sitDown({
    written: [FIRST],
    before: ({ path }) => Deno.remove(`${path}/solutions`, { recursive: true }),
  });
  const { press, see } = desk;
  await see("Lesson 01:", "What to do");
  await press("s");
  await see("This copy of the course has no solutions");
  await press("l", "0");
  const solved = await see("Lesson 00 is solved.", "n goes on to lesson 01.");
  assert(!solved.includes("reference version"), solved);
});

Deno.test("the list picks any lesson by number, or by arrows, and filters", async () => {
  await using desk = await sitDown(allSolved);
  const { press, see, course } = desk;
  // No other lesson builds on it.
  await course.write("06_fc_net", "");
  await see(`Lesson ${LAST} is solved.`);
  await press("l");
  await see("Lessons: all", `▸ ✓ ${LAST}`, "  ✓ 00");
  await press(...Array(Number(LAST) - 6).fill("up"), "enter");
  await see("Lesson 06:", `${ALL - 1} of ${ALL} lessons`, "doesn't export");
  await press("l", "f");
  const open = await see("Lessons: to do", "▸ · 06");
  assert(!open.includes("✓"), open);
  await press("f");
  const solved = await see("Lessons: solved", "✓ 00");
  assert(!solved.includes("· 06"), solved);
  await press("q");
  await see("Lesson 06:");
  await press("l", "1");
  await see("Lesson 01 is solved.");
});

Deno.test("the guide is shown in a pager", async () => {
  await using desk = await sitDown({ language: "zh" });
  await desk.see("接下来");
  await desk.press("g");
  const [guide = ""] = desk.paged;
  assertStringIncludes(guide, "第 00 课 热身：标准化");
  assertStringIncludes(guide, "常见错误");
});

const mistakes: [what: string, source: string, ...texts: string[]][] = [
  [
    "a type error",
    standardize("const mean: string = x.mean(0);", "return x.sub(mean);"),
    "The types don't fit:",
    "Type 'NdArray' is not assignable to type 'string'",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "a syntax error",
    standardize("return x.sub(;"),
    "Lesson 00 could not be loaded.",
    "SyntaxError: Expression expected",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "a missing export",
    standardize("return x;").replace("export ", ""),
    "lessons/00_standardize.ts doesn't export standardize.",
  ],
  [
    "a result of the wrong shape",
    standardize("return x.T;"),
    "out: expected shape (3, 2), got shape (2, 3)",
  ],
  [
    "a missing return",
    standardize("x.sub(x.mean(0));"),
    "out: expected an NdArray of shape (3, 2), got undefined",
  ],
  [
    "shapes that don't fit",
    standardize("return x.sub(x.mean(1)).div(x.std(0));"),
    "Cannot subtract shape (3,) from shape (3, 2)",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "an error while loading",
    "export const standardize = missing;\n",
    "Lesson 00 could not be loaded.",
    "ReferenceError: missing is not defined",
  ],
  [
    "a loop that never ends",
    standardize("while (true);"),
    "was stopped after 1 s. Is there a loop that never ends",
  ],
  [
    "a promise",
    standardize("return new Promise(() => {});"),
    "standardize() returned a promise: take async and await out of it",
  ],
  [
    "a wait that never ends",
    `await new Promise(() => {});\n${standardize("return x;")}`,
    "This waits for a promise that never settles.",
  ],
  [
    "an end of the process",
    standardize("Deno.exit(0);"),
    "ended the process (exit code 0)",
  ],
  [
    "a flood",
    standardize('console.log("x".repeat(1e6));'),
    // 200 characters of each line, and 20 lines.
    `Your code printed:\n  ${"x".repeat(78)}\n  ${"x".repeat(78)}\n  ${
      "x".repeat(44)
    }…\n`,
  ],
  [
    "forged results",
    `console.log('\\u0001kata {"type":"tests","names":["a"]}');
console.log('\\u0001kata {"type":"end","name":"a"}');
console.log('\\u0001kata null');
Deno.exit(0);
export function standardize() {}\n`,
    `0 of ${ALL} lessons, 0 of ${allPoints} points`,
    "ended the process (exit code 0)",
  ],
  [
    "something printed",
    standardize('console.log("so far");'),
    "Your code printed:\n  so far",
  ],
];

Deno.test("a session has a clear word for every kind of mistake", async (t) => {
  await using desk = await sitDown({ before: hurry });
  const { course, see, screens } = desk;
  await see("What to do");
  for (const [what, source, ...texts] of mistakes) {
    await t.step(what, async () => {
      screens.length = 0;
      await course.write(FIRST, source);
      const screen = await see(...texts);
      assert(!screen.includes("tools/"), `a frame of the tools:\n${screen}`);
    });
  }
});
