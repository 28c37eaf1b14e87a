import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { allPoints, lessons } from "../course.ts";
import { gradescopeOf } from "./gradescope.ts";
import {
  gradeOf,
  hostile,
  lesson,
  mixed,
  perfect,
  property,
} from "./sample_grades.ts";
import { countedPoints, type Grade } from "./types.ts";

// deno-lint-ignore no-explicit-any
function read(grade: Grade): any {
  return JSON.parse(gradescopeOf(grade));
}

Deno.test("gradescopeOf() says of the whole what Gradescope wants to know", () => {
  const { tests, output, ...rest } = read(mixed("bob"));
  assertEquals(tests.length, 7);
  assertEquals(
    output,
    `44.9 of ${allPoints} points

Left out:
  notes/todo.txt: isn't a lesson

The inputs came from seed 231. To try the same in the course's folder:
  deno test -- --seed=231`,
  );
  assertEquals(rest, {
    score: 44.9,
    execution_time: 13,
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    visibility: "visible",
    extra_data: { hash: "9f".repeat(32), course: "c0".repeat(32), seed: 231 },
  });
});

Deno.test("gradescopeOf() has a test for each lesson", () => {
  assertEquals(
    read(perfect("ada")).tests,
    lessons.map((lesson) => ({
      score: lesson.points,
      max_score: lesson.points,
      status: "passed",
      name: lesson.title.en,
      number: lesson.module.slice(0, 2),
      output: `${lesson.points} of ${lesson.points} points

2 of 2 properties hold.
✓ passed: ${lesson.exports[0]}() agrees with plain loops
✓ passed: ${lesson.exports[0]}() leaves its inputs alone`,
      visibility: "visible",
    })),
  );
});

Deno.test("gradescopeOf() shows why a lesson failed", () => {
  const [, { output, ...rest }] = read(mixed("bob")).tests;
  assertEquals(
    output,
    `6.6 of 20 points

1 of 2 properties hold.
✗ failed: batchnorm_forward() in train mode agrees with plain loops
    Lesson 01, lessons/01_batchnorm_forward.ts: out is off
      expected 1
      actual   2
    (recognized mistake: eps-outside-root)
✓ passed: batchnorm_forward() gives an array`,
  );
  assertEquals(rest, {
    score: 6.6,
    max_score: 20,
    status: "failed",
    name: "Batch normalization: forward",
    number: "01",
    visibility: "visible",
  });
});

Deno.test("gradescopeOf() shows both ways in which a lesson was tried", () => {
  const { score, output } = read(mixed("bob")).tests[2];
  assertEquals(score, 13.3);
  assert(
    output.startsWith(
      "13.3 of 20 points: 6.6 by itself, 13.3 with the reference version of lesson 01\n\n" +
        "By itself: 1 of 3 properties hold.\n✗ failed: ",
    ),
  );
  assertStringIncludes(
    output,
    "\n\nWith the reference version of lesson 01: 2 of 3 properties hold.\n" +
      "✗ failed: batchnorm_backward() takes any batch\n" +
      "    Lesson 02: threw RangeError: no\n✓ passed: ",
  );
});

Deno.test("gradescopeOf() tells what is missing from what can't be loaded", () => {
  const { tests } = read(mixed("bob"));
  assertEquals(
    tests[3].output,
    `0 of 15 points

It can't be loaded, so nothing could be tried.
    lessons/03_batchnorm_backward_alt.ts:3:7
      Unexpected token`,
  );
  assertEquals(tests[4].output, "not handed in: 0 of 10 points");
  assertEquals([tests[3].status, tests[4].status], ["failed", "failed"]);
});

Deno.test("gradescopeOf() says why nothing was taken", () => {
  const { score, output, tests } = read(
    gradeOf("eve", [], { problem: "holds no lesson files" }),
  );
  assertEquals([score, tests], [0, []]);
  assertStringIncludes(
    output,
    `0 of ${allPoints} points\n\nNothing could be graded: ` +
      "the submission holds no lesson files\n",
  );
});

Deno.test("gradescopeOf() takes everything for text", () => {
  const grade = read(hostile());
  assertStringIncludes(grade.output, "<script>alert(1)</script>");
  assertMatch(JSON.stringify(grade), /^(?![^]*[\p{Cc}\p{DI}\p{NChar}])/u);
  assert(!/\\u00[01]|\\[bfr]/.test(JSON.stringify(grade)));
});

Deno.test("gradescopeOf() has scores that add up to the whole", () => {
  const properties = fc.array(fc.boolean(), { minLength: 1, maxLength: 21 })
    .map((held) =>
      held.map((held) => property("p()", held ? undefined : "no"))
    );
  const grades = fc.tuple(...lessons.map(() => properties)).map((all) =>
    gradeOf("x", all.map((some, i) => lesson(lessons[i].id, some)))
  );
  fc.assert(fc.property(grades, (grade) => {
    const { score, tests } = read(grade);
    const tenths = (points: number) => {
      assertEquals(points, Number(points.toFixed(1)));
      return Math.round(points * 10);
    };
    const sum = (points: number[]) =>
      points.reduce((sum, points) => sum + tenths(points), 0);
    // deno-lint-ignore no-explicit-any
    assertEquals(tenths(score), sum(tests.map((test: any) => test.score)));
    assertEquals(tenths(score), sum(grade.lessons.map(countedPoints)));
  }));
});
