/**
 * Grades for the tests of what comes out of grading.
 *
 * @module
 */
import { allPoints, lessons } from "../course.ts";
import type { Grade, LessonGrade, PropertyGrade } from "./types.ts";
import { extraPoints, totalPoints } from "./words.ts";

/** Text that tries everything which some format or reader could fall for. */
export const HOSTILE =
  "\x1b[31mred\x1b]0;title\x07 \0\x08\r\n\u202Eevil\u2066\uFEFF " +
  "<script>alert(1)</script><img src=x onerror=alert(2)> ]]> &lt; \" ' " +
  "[a](javascript:alert(3)) ![b](http://x.example/y.png) <http://x.example> " +
  "http://x.example www.x.example a@x.example @all #1 *b* _i_ ~s~ | --- | " +
  "`````` ``` ` \n``````\n# h\n- l\n1. n\n> q\n---\n===\n\tcode\n" +
  "::error::no ##[error]no \uD800 \uDC00 \uFFFE \uFFFF \u2028 \x9b1m " +
  `e${"\u0301".repeat(500)}`;

/** The points that the optional lessons bring, if all is right. */
export const allExtra: number = lessons.filter(({ optional }) => optional)
  .reduce((sum, { points }) => sum + points, 0);

/** A property that holds, or what it said when it didn't. */
export function property(
  name: string,
  message?: string,
  more: Partial<PropertyGrade> = {},
): PropertyGrade {
  return {
    name,
    passed: message === undefined,
    ...(message === undefined ? {} : { message }),
    ...more,
  };
}

/** A graded lesson; its points are the share of what holds, as in grading. */
export function lesson(
  id: string,
  properties: PropertyGrade[],
  more: Partial<LessonGrade> = {},
): LessonGrade {
  const max = lessons.find((lesson) => lesson.id === id)!.points;
  const points = pointsOf(properties, max);
  return { id, max, status: "graded", properties, points, ...more };
}

/** The points for properties, down to a tenth. */
export function pointsOf(properties: PropertyGrade[], max: number): number {
  const held = properties.filter(({ passed }) => passed).length;
  return Math.floor(max * held / Math.max(1, properties.length) * 10) / 10;
}

/** A grade with these lessons. */
export function gradeOf(
  submission: string,
  graded: LessonGrade[],
  more: Partial<Grade> = {},
): Grade {
  return {
    submission,
    hash: "9f".repeat(32),
    course: "c0".repeat(32),
    seed: 231,
    lessons: graded,
    points: totalPoints({ lessons: graded }),
    max: allPoints,
    extra: extraPoints({ lessons: graded }),
    ignored: [],
    seconds: 12.3456,
    ...more,
  };
}

/** A message as the tests of the course write them. */
export function message(sentence: string, text: string): string {
  return `${sentence}\n  ${text}\n    expected 1\n    actual   2`;
}

/** Everything holds. */
export function perfect(submission: string): Grade {
  return gradeOf(
    submission,
    lessons.map(({ id, exports: [name] }) =>
      lesson(id, [
        property(`${name}() agrees with plain loops`),
        property(`${name}() leaves its inputs alone`),
      ])
    ),
  );
}

/**
 * One of each: a solved lesson, a failed one, one that is better with the
 * reference, a broken one, missing ones, and something left out.
 */
export function mixed(submission: string): Grade {
  const forward = "batchnorm_forward() in train mode agrees with plain loops";
  const backward = "batchnorm_backward() agrees with plain loops";
  const held = property("batchnorm_backward() leaves its inputs alone");
  const failed = property(
    backward,
    message(backward, "Lesson 02, lessons/02_batchnorm_backward.ts: dx is off"),
  );
  const withReference = [
    property(backward),
    property(
      "batchnorm_backward() takes any batch",
      "batchnorm_backward() takes any batch\n  Lesson 02: threw RangeError: no",
    ),
    held,
  ];
  return gradeOf(submission, [
    lesson("standardize", [property("standardize() centres its columns")]),
    lesson("batchnorm-forward", [
      property("batchnorm_forward() gives an array"),
      property(
        forward,
        message(
          forward,
          "Lesson 01, lessons/01_batchnorm_forward.ts: out is off",
        ),
        { misconceptions: ["eps-outside-root"] },
      ),
    ]),
    lesson("batchnorm-backward", [
      failed,
      property(
        "batchnorm_backward() takes any batch",
        "batchnorm_backward() takes any batch\n" +
          "  Lesson 02, lessons/02_batchnorm_backward.ts: dx is off",
      ),
      held,
    ], {
      withReference: {
        properties: withReference,
        points: pointsOf(withReference, 20),
        replaced: ["batchnorm-forward"],
      },
    }),
    lesson("batchnorm-backward-alt", [], {
      status: "broken",
      reason: "lessons/03_batchnorm_backward_alt.ts:3:7\n  Unexpected token",
    }),
    lesson("layernorm-forward", [], { status: "missing" }),
    lesson("layernorm-backward", [], { status: "missing" }),
    lesson("fc-net", [property("FullyConnectedNet() has its parameters")]),
  ], { ignored: [{ path: "notes/todo.txt", why: "isn't a lesson" }] });
}

/** Every text of it is hostile. */
export function hostile(): Grade {
  const evil = property(HOSTILE, `${HOSTILE}\n${HOSTILE}`, {
    misconceptions: [HOSTILE],
  });
  return gradeOf(HOSTILE, [
    lesson("standardize", [evil, property(HOSTILE)]),
    lesson("batchnorm-forward", [], { status: "broken", reason: HOSTILE }),
    lesson("batchnorm-backward", [evil], {
      withReference: {
        properties: [property(HOSTILE), evil],
        points: 10,
        replaced: ["batchnorm-forward"],
      },
    }),
  ], {
    ignored: [{ path: HOSTILE, why: HOSTILE }],
    problem: HOSTILE,
  });
}
