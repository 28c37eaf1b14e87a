import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import {
  allPoints,
  lessonById,
  lessons,
  numberOf,
  required,
} from "./course.ts";
import { languageIn, parseOptions } from "./learn.ts";
import { hurry, shorten } from "./learn/testing.ts";
import { copyCourse, solutionOf } from "./testing.ts";

const LEARN = ["run", "-A", "tools/learn.ts", "--lang", "en"];
const FIRST = "00_standardize";
const ALL = required.length;

Deno.test("printed once, learn shows the first lesson that isn't solved, the one asked for, or that all are", async () => {
  await using course = await copyCourse();
  const zh = await course.deno("run", "-A", "tools/learn.ts", "--lang=zh");
  for (
    const text of [
      `完成 0/${ALL} 课，得分 0/${allPoints}`,
      "[· 00] · 01 ",
      "第 00 课：热身：标准化（5 分）",
      "lessons/00_standardize.zh.md",
      "思路",
      "规格卡",
      "○ standardize() 与朴素循环的结果一致",
      "接下来：先读指南",
    ]
  ) assertStringIncludes(zh.stdout, text);

  // Line ends of another system do no harm.
  const solution = await solutionOf(FIRST);
  await course.write(FIRST, solution.replaceAll("\n", "\r\n"));
  const { code, stdout } = await course.deno(...LEARN);
  assertEquals(code, 0);
  for (
    const text of [
      `1 of ${ALL} lessons, 5 of ${allPoints} points`,
      " ✓ 00 [· 01] · 02 ",
      "Lesson 01: Batch normalization: forward",
      "What to do: read the guide, replace unimplemented(…)",
    ]
  ) assertStringIncludes(stdout, text);

  const asked = await course.deno(...LEARN, "--lesson", "0");
  assertStringIncludes(asked.stdout, "Lesson 00 is solved.");

  await shorten(course, 1);
  const done = await course.deno(...LEARN);
  assertStringIncludes(done.stdout, "1 of 1 lessons, 5 of 5 points");
  assertStringIncludes(done.stdout, "All lessons are solved");
});

Deno.test("learn --list shows how far the progress file says that one is", async () => {
  await using course = await copyCourse();
  await Deno.writeTextFile(
    `${course.path}/progress.txt`,
    "standardize: solved, hints 2\n",
  );
  const { stdout } = await course.deno(...LEARN, "--list", "--plain");
  const [first, second] = stdout.split("\n");
  assertEquals(first, "00 Warm-up: standardize: solved, hints seen: 2");
  assertEquals(second, "01 Batch normalization: forward: to do");
});

Deno.test("learn refuses in one line what it can't understand", async () => {
  await using course = await copyCourse();
  const { code, stdout, stderr } = await course.deno(...LEARN, "--what");
  assertEquals([code, stdout], [2, ""]);
  assertEquals(
    stderr,
    'Cannot run learn: expected options such as --list, got "--lang en --what"; ' +
      "deno task learn --help shows them\n",
  );
});

Deno.test("learn speaks the system's language unless told another", () => {
  assertEquals(languageIn([], "zh-CN"), "zh");
  assertEquals(languageIn([], "fr-FR"), "en");
  assertEquals(languageIn(["--plain", "--lang", "en"], "zh-CN"), "en");
  assertEquals(languageIn(["--lang=zh"], "en-US"), "zh");
});

Deno.test("parseOptions() asks for nothing in particular unless told, and knows lessons by number and id", () => {
  const none = { list: false, plain: false, poll: false };
  assertEquals(parseOptions([], "en"), {
    ...none,
    lesson: undefined,
    reset: undefined,
  });
  const lesson = lessonById("batchnorm-backward-alt");
  for (const name of ["03", "3", lesson.id]) {
    assertEquals(parseOptions(["--lesson", name], "en").lesson, lesson);
    assertEquals(parseOptions([`--reset=${name}`], "en").reset, lesson);
  }
});

for (
  const words of [
    ["03"],
    ["--lesson"],
    ["--reset", "--plain"],
    ["--plain=yes"],
    ["--lang", "fr"],
  ]
) {
  const given = words.join(" ");
  Deno.test(`parseOptions() refuses ${given}`, () => {
    const refused = () => parseOptions(words, "zh");
    const { code, message } = assertThrows(refused, UserError);
    assertEquals(code, 2);
    assertStringIncludes(message, `看不懂 "${given}"；`);
  });
}

Deno.test("parseOptions() says which lessons there are", () => {
  const last = lessons.map(numberOf).at(-1);
  const { message } = assertThrows(
    () => parseOptions(["--reset", "42"], "en"),
    UserError,
  );
  assertEquals(
    message,
    `expected --reset to be a lesson from 00 to ${last}, got "42"`,
  );
});

Deno.test("deno test stops a loop that never ends and goes on", async () => {
  await using course = await copyCourse();
  await hurry(course);
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
