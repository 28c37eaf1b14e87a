import { assertEquals, assertStringIncludes } from "@std/assert";
import { lessons } from "./course.ts";
import { pointsOf } from "./grade.ts";
import type { LessonResult } from "./run_lesson.ts";
import { copyCourse } from "./testing.ts";

const GRADE = ["run", "-A", "tools/grade.ts"];

/** A result in which some of a lesson's tests passed. */
function resultOf(passed: number, of: number): LessonResult {
  return {
    lesson: { ...lessons[0], points: 20 },
    tests: Array.from({ length: of }, (_, i) => ({
      name: String(i),
      failure: i < passed ? undefined : { kind: "wrong", message: "no" },
    })),
    printed: [],
  };
}

Deno.test("pointsOf() gives the share that holds, downwards to a tenth", () => {
  assertEquals(pointsOf(resultOf(0, 0)), 0);
  assertEquals(pointsOf(resultOf(0, 3)), 0);
  assertEquals(pointsOf(resultOf(1, 3)), 6.6);
  assertEquals(pointsOf(resultOf(999, 1000)), 19.9);
  assertEquals(pointsOf(resultOf(3, 3)), 20);
});

Deno.test("grade gives nothing for stubs, and exit code 1", async () => {
  await using course = await copyCourse();
  const { code, stdout } = await course.deno(...GRADE);
  assertEquals(code, 1);
  assertStringIncludes(stdout, "0 of 100");
  assertStringIncludes(stdout, "Next: lesson 00");
});

Deno.test("grade gives all points for the solutions, and exit code 0", async () => {
  await using course = await copyCourse();
  const { code, stdout } = await course.deno(...GRADE, "solutions");
  assertEquals(code, 0);
  assertStringIncludes(stdout, "100 of 100");
});

Deno.test("grade takes any folder and says what comes next", async () => {
  await using course = await copyCourse();
  const folder = `${course.path}/class/a student`;
  await Deno.mkdir(folder, { recursive: true });
  for (const { module } of lessons.slice(0, 4)) {
    await Deno.copyFile(
      `${course.path}/solutions/${module}.ts`,
      `${folder}/${module}.ts`,
    );
  }
  const { code, stdout } = await course.deno(...GRADE, "class/a student");
  assertEquals(code, 1);
  assertStringIncludes(stdout, "60 of 100");
  assertStringIncludes(stdout, "Next: lesson 04, Layer normalization: forward");
  assertStringIncludes(stdout, "04_layernorm_forward.ts is missing");
});

const refusals: [args: string[], message: string][] = [
  [["nowhere"], 'Cannot grade: expected a folder, got "nowhere"\n'],
  [["course.json"], 'Cannot grade: expected a folder, got "course.json"\n'],
  [["--help"], 'Cannot grade: expected a folder, got "--help"\n'],
  [["a", "b"], "Cannot grade: expected at most one folder, got 2: a b\n"],
  [
    ["kit"],
    'Cannot grade: expected lesson files such as 00_standardize.ts in "kit", ' +
    "found none\n",
  ],
];
for (const [args, message] of refusals) {
  Deno.test(`grade refuses ${args.join(" ")} in one line`, async () => {
    await using course = await copyCourse();
    const { code, stdout, stderr } = await course.deno(...GRADE, ...args);
    assertEquals([code, stdout, stderr], [2, "", message]);
  });
}
