import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { allPoints, lessons } from "../course.ts";
import { classroomOf } from "./classroom.ts";
import {
  gradeOf,
  hostile,
  lesson,
  mixed,
  perfect,
  property,
} from "./sample_grades.ts";
import type { Grade } from "./types.ts";

interface Results {
  version: number;
  status: string;
  max_score: number;
  tests: {
    name: string;
    status: string;
    score: number;
    message: string;
    [more: string]: unknown;
  }[];
}

function read(grade: Grade): Results {
  return JSON.parse(classroomOf(grade).json);
}

/** What the reporter does with the variable that it gets. */
function decoded(base64: string): string {
  return new TextDecoder().decode(Uint8Array.fromBase64(base64));
}

Deno.test("classroomOf() gives base64 of its JSON, in one line", () => {
  for (const grade of [perfect("张伟"), mixed("bob"), hostile()]) {
    const { json, base64 } = classroomOf(grade);
    assertMatch(base64, /^[\w+/]+=*$/);
    assertEquals(decoded(base64), json);
  }
});

Deno.test("classroomOf() says of the whole what the reporter wants to know", () => {
  const { tests, ...rest } = read(perfect("ada"));
  assertEquals(tests.length, 2 * lessons.length);
  assertEquals(rest, { version: 1, status: "pass", max_score: allPoints });
  assertEquals(read(mixed("bob")).status, "error");
  const failed = gradeOf("x", mixed("").lessons.slice(0, 2));
  assertEquals(read(failed).status, "fail");
});

Deno.test("classroomOf() has a test for each property, with its share of the points", () => {
  const [first, second, third] = read(mixed("bob")).tests;
  const rest = { test_code: "", line_no: 0, duration: 0 };
  assertEquals(first, {
    name: "00 standardize() centres its columns",
    status: "pass",
    score: 5,
    message: "",
    filename: "lessons/00_standardize.ts",
    ...rest,
  });
  assertEquals(second, {
    name: "01 batchnorm_forward() gives an array",
    status: "pass",
    score: 6.59375,
    message: "",
    filename: "lessons/01_batchnorm_forward.ts",
    ...rest,
  });
  assertEquals(third, {
    name: "01 batchnorm_forward() in train mode agrees with plain loops",
    status: "fail",
    score: 0,
    message: "Lesson 01, lessons/01_batchnorm_forward.ts: out is off\n" +
      "  expected 1\n  actual   2",
    filename: "lessons/01_batchnorm_forward.ts",
    ...rest,
  });
});

Deno.test("classroomOf() takes weights into account", () => {
  const { tests } = read(gradeOf("x", [
    lesson("batchnorm-forward", [
      property("a", undefined, { weight: 3 }),
      property("b", "no"),
      property("c", undefined, { weight: 1 }),
    ]),
  ]));
  assertEquals(tests.map(({ score }) => score), [12, 0, 4]);
});

Deno.test("classroomOf() takes nothing away for the last that passed", () => {
  const { tests } = read(gradeOf("x", [
    lesson("batchnorm-forward", [
      property("a", undefined, { weight: 3349 }),
      property("b", undefined, { weight: 1 }),
      property("c", "no", { weight: 6650 }),
    ]),
  ]));
  const [a, b, c] = tests.map(({ score }) => score);
  assertEquals([a + b, c], [6.7, 0]);
  assert(b >= 0);
});

Deno.test("classroomOf() shows the outcome that counts", () => {
  const { tests } = read(mixed("bob"));
  const backward = tests.filter(({ name }) => name.startsWith("02"));
  assertEquals(backward.map(({ status }) => status), ["pass", "fail", "pass"]);
});

Deno.test("classroomOf() tells what is missing from what can't be loaded", () => {
  const { tests } = read(mixed("bob"));
  assertEquals(
    tests.slice(6, 8).map(({ name, status, score, message }) => ({
      name,
      status,
      score,
      message,
    })),
    [{
      name: "03 can be loaded",
      status: "error",
      score: 0,
      message: "lessons/03_batchnorm_backward_alt.ts:3:7\n  Unexpected token",
    }, {
      name: "04 is handed in",
      status: "fail",
      score: 0,
      message: "not handed in",
    }],
  );
});

Deno.test("classroomOf() has a test where nothing was taken, as the reporter divides by their number", () => {
  const { status, tests } = read(
    gradeOf("x", [], { problem: "holds no lesson files" }),
  );
  assertEquals(status, "error");
  assertEquals(
    tests.map(({ name, status, score, message }) => [
      name,
      status,
      score,
      message,
    ]),
    [[
      "The submission can be taken in",
      "error",
      0,
      "Nothing could be graded: the submission holds no lesson files",
    ]],
  );
});

Deno.test("classroomOf() has scores that the reporter's sum makes the total of", () => {
  const outcome = fc.record({
    held: fc.boolean(),
    weight: fc.integer({ min: 1, max: 5 }),
  });
  const properties = fc.array(outcome, { minLength: 1, maxLength: 21 })
    .map((outcomes) =>
      outcomes.map(({ held, weight }) =>
        property("p()", held ? undefined : "no", { weight })
      )
    );
  const grades = fc.tuple(...lessons.map(() => properties)).map((all) =>
    gradeOf("x", all.map((some, i) => lesson(lessons[i].id, some)))
  );
  fc.assert(
    fc.property(grades, (grade) => {
      const { tests } = read(grade);
      const sum = tests.reduce((sum, { score }) => sum + score, 0);
      assertEquals(sum, Number((grade.points + grade.extra).toFixed(1)));
      assert(
        tests.every(({ score, status }) =>
          status === "pass" ? score >= 0 : score === 0
        ),
      );
    }),
    { numRuns: 500 },
  );
});

Deno.test("classroomOf() fits in a variable of the environment", () => {
  const big = (unit: string) =>
    gradeOf(
      "x",
      lessons.map(({ id }) =>
        lesson(
          id,
          Array.from({ length: 20 }, () => property("p()", unit.repeat(9999))),
        )
      ),
    );
  for (const unit of ["x", "张", "😀", "\\"]) {
    const { base64 } = classroomOf(big(unit));
    assert(base64.length < 131_072 - 100, unit);
    // No more is cut off than must be.
    assert(base64.length > 50_000, unit);
    assert(JSON.parse(decoded(base64)).tests[0].message.startsWith(unit));
  }
});

Deno.test("classroomOf() has no text as it was handed in", () => {
  const { json } = classroomOf(hostile());
  const lines = json.replaceAll("\n", "");
  assertMatch(lines, /^(?![^]*[\p{Cc}\p{DI}\p{NChar}])/u);
  assert(!/\\u00[01]|\\[bfr]/.test(json));
});

Deno.test("classroomOf() lets no message command the workflow", () => {
  const { json } = classroomOf(hostile());
  assert(json.includes("error"));
  assert(!json.includes("::"));
  assert(!json.includes("##["));
});
