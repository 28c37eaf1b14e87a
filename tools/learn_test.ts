import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { allPoints, required } from "./course.ts";
import { copyCourse, solutionOf } from "./testing.ts";

const LEARN = ["run", "-A", "tools/learn.ts", "--lang", "en"];
const FIRST = "00_standardize";
const ALL = required.length;

Deno.test("learn shows the first lesson, its guide and what to do", async () => {
  await using course = await copyCourse();
  const { code, stdout } = await course.deno(...LEARN);
  assertEquals(code, 0);
  for (
    const text of [
      `0 of ${ALL} lessons, 0 of ${allPoints} points`,
      "[· 00] · 01 ",
      "Lesson 00: Warm-up: standardize (5 points)",
      "lessons/00_standardize.ts",
      "The idea",
      "Spec card",
      "○ standardize() agrees with plain loops",
      "What to do: read the guide, replace unimplemented(…)",
    ]
  ) assertStringIncludes(stdout, text);
});

Deno.test("learn goes on to the first lesson that isn't solved", async () => {
  await using course = await copyCourse();
  // Line ends of another system do no harm.
  const solution = await solutionOf(FIRST);
  await course.write(FIRST, solution.replaceAll("\n", "\r\n"));
  const { stdout } = await course.deno(...LEARN);
  assertStringIncludes(stdout, `1 of ${ALL} lessons, 5 of ${allPoints} points`);
  assertStringIncludes(stdout, " ✓ 00 [· 01] · 02 ");
  assertStringIncludes(stdout, "Lesson 01: Batch normalization: forward");
});

Deno.test("learn says when all is done", async () => {
  await using course = await copyCourse();
  // Optional ones may be left.
  for (const { module } of required) await course.write(module);
  const { code, stdout } = await course.deno(...LEARN);
  assertEquals(code, 0);
  assertStringIncludes(
    stdout,
    `${ALL} of ${ALL} lessons, ${allPoints} of ${allPoints} points`,
  );
  assertStringIncludes(stdout, "All lessons are solved");
});

Deno.test("learn shows a lesson that is asked for, and the list", async () => {
  await using course = await copyCourse();
  await course.write(FIRST);
  const asked = await course.deno(...LEARN, "--lesson", "0");
  assertEquals(asked.code, 0);
  assertStringIncludes(asked.stdout, "Lesson 00 is solved.");
  await Deno.writeTextFile(
    `${course.path}/progress.txt`,
    "standardize: solved, hints 2\n",
  );
  const list = await course.deno(...LEARN, "--list", "--plain");
  assertEquals(
    list.stdout.split("\n").slice(0, 2),
    [
      "00 Warm-up: standardize: solved, hints seen: 2",
      "01 Batch " +
      "normalization: forward: to do",
    ],
  );
});

Deno.test("learn speaks Chinese if it is asked to, its tests and guides too", async () => {
  await using course = await copyCourse();
  const { stdout } = await course.deno(
    ...["run", "-A", "tools/learn.ts", "--lang=zh"],
  );
  for (
    const text of [
      `完成 0/${ALL} 课，得分 0/${allPoints}`,
      "第 00 课：热身：标准化（5 分）",
      "lessons/00_standardize.zh.md",
      "思路",
      "○ standardize() 与朴素循环的结果一致",
      "接下来：先读指南",
    ]
  ) assertStringIncludes(stdout, text);
});

Deno.test("learn refuses in one line what it can't understand", async () => {
  await using course = await copyCourse();
  const { code, stdout, stderr } = await course.deno(...LEARN, "--what");
  assertEquals([code, stdout], [2, ""]);
  assertEquals(
    stderr,
    'Cannot run learn: expected an option such as --list, got "--what"; ' +
      "deno task learn --help shows them\n",
  );
});

const HEAD = `import * as nd from "kit/nd/mod.ts";\n`;
const mistakes: [what: string, source: string, ...texts: string[]][] = [
  [
    "a type error",
    `${HEAD}export function standardize(x: nd.NdArray): nd.NdArray {
  const mean: string = x.mean(0);
  return x.sub(mean);
}\n`,
    "The types don't fit:",
    "Type 'NdArray' is not assignable to type 'string'",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "a syntax error",
    `${HEAD}export function standardize(x: nd.NdArray) {\n  return x.sub(;\n}\n`,
    "Lesson 00 could not be loaded.",
    "SyntaxError: Expression expected",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "a missing export",
    `${HEAD}function standardize(x: nd.NdArray) {\n  return x;\n}\n`,
    "lessons/00_standardize.ts doesn't export standardize.",
  ],
  [
    "a result of the wrong shape",
    `${HEAD}export function standardize(x: nd.NdArray) {\n  return x.T;\n}\n`,
    "out: expected shape (3, 2), got shape (2, 3)",
  ],
  [
    "a missing return",
    `${HEAD}export function standardize(x: nd.NdArray) {\n  x.sub(x.mean(0));\n}\n`,
    "out: expected an NdArray of shape (3, 2), got undefined",
  ],
  [
    "shapes that don't fit",
    `${HEAD}export function standardize(x: nd.NdArray) {
  return x.sub(x.mean(1)).div(x.std(0));
}\n`,
    "Cannot subtract shape (3,) from shape (3, 2)",
    "at lessons/00_standardize.ts:3:",
  ],
  [
    "an error while loading",
    `export const standardize = missing;\n`,
    "Lesson 00 could not be loaded.",
    "ReferenceError: missing is not defined",
  ],
  [
    "a loop that never ends",
    `export function standardize(): never {\n  while (true);\n}\n`,
    "was stopped after 1 s. Is there a loop that never ends",
  ],
  [
    "a promise that never settles",
    `export function standardize() {\n  return new Promise(() => {});\n}\n`,
    "This waits for a promise that never settles.",
  ],
  [
    "an end of the process",
    `export function standardize() {\n  Deno.exit(0);\n}\n`,
    "ended the process (exit code 0)",
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
    "a flood",
    `export function standardize() {\n  console.log("x".repeat(1e6));\n}\n`,
    // 200 characters of each line, and 20 lines.
    `Your code printed:\n  ${"x".repeat(78)}\n  ${"x".repeat(78)}\n  ${
      "x".repeat(44)
    }…\n`,
  ],
  [
    "something printed",
    `export function standardize() {\n  console.log("so far");\n}\n`,
    "Your code printed:\n  so far",
  ],
];
for (const [what, source, ...texts] of mistakes) {
  Deno.test(`learn has a clear word for ${what}`, async () => {
    await using course = await copyCourse();
    const manifest = await Deno.readTextFile(`${course.path}/course.json`);
    await Deno.writeTextFile(
      `${course.path}/course.json`,
      manifest.replaceAll(/"seconds": \d+/g, '"seconds": 1'),
    );
    await course.write(FIRST, source);
    const { code, stdout } = await course.deno(...LEARN);
    assertEquals(code, 0);
    for (const text of texts) assertStringIncludes(stdout, text);
    assert(!stdout.includes("tools/"), `a frame of the tools:\n${stdout}`);
  });
}

Deno.test("deno test stops a loop that never ends and goes on", async () => {
  await using course = await copyCourse();
  const manifest = await Deno.readTextFile(`${course.path}/course.json`);
  await Deno.writeTextFile(
    `${course.path}/course.json`,
    manifest.replaceAll(/"seconds": \d+/g, '"seconds": 1'),
  );
  await course.write(
    FIRST,
    `export function standardize(): never {\n  while (true);\n}\n`,
  );
  const { code, stdout } = await course.deno(
    "test",
    "--no-check",
    `tests/${FIRST}_test.ts`,
  );
  assertEquals(code, 1);
  assertStringIncludes(stdout, "Test timed out after 1000ms");
  assertStringIncludes(
    stdout,
    'not run: "standardize() gives the worked example of the guide" was ' +
      "stopped after 1 s; is there a loop that never ends?",
  );
  assertStringIncludes(stdout, "0 passed | 5 failed");
});
