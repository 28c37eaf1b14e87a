/**
 * A grade as GitHub Classroom takes it. Its action `autograding-grading-reporter`
 * reads, for every runner `NAME` that it is told of, the environment variable
 * `NAME_RESULTS`: base64 of JSON. It adds up the scores of the tests, and its
 * log shows the message of each that failed.
 *
 * @module
 */
import { lessonById, numberOf } from "../course.ts";
import { clean, cleanGrade } from "./names.ts";
import { countedPoints, type Grade } from "./types.ts";
import {
  type Check,
  checksOf,
  extraPoints,
  problemCheck,
  tenths,
  totalPoints,
} from "./words.ts";

/**
 * How long the base64 may be: Linux starts no program with a variable of 128 KiB
 * or more, its name included.
 */
const MAX_BASE64 = 120_000;
/**
 * Scores are whole numbers of its inverse: the action adds them up as they come,
 * which would make 57.300000000000004 of tenths, but is exact for these. The
 * last that passed gets what is left.
 */
const UNIT = 64;
/** Characters of a message, if there is room. */
const MESSAGE = 4000;

/** The JSON of a grade, and the base64 of it that the action reads. */
export function classroomOf(dirty: Grade): { json: string; base64: string } {
  const grade = cleanGrade(dirty);
  for (let limit = MESSAGE;; limit /= 2) {
    const json = `${JSON.stringify(resultsOf(grade, limit), null, 2)}\n`;
    const base64 = new TextEncoder().encode(json).toBase64();
    if (base64.length <= MAX_BASE64 || limit < 1) return { json, base64 };
  }
}

function resultsOf(grade: Grade, limit: number) {
  const tests = testsOf(grade, limit);
  const worst = (["error", "fail"] as const)
    .find((status) => tests.some((test) => test.status === status));
  return {
    version: 1,
    status: worst ?? "pass",
    max_score: grade.max,
    tests,
  };
}

function testsOf(grade: Grade, limit: number) {
  const tests = grade.problem === undefined
    ? []
    : [testOf(problemCheck(grade.problem), "The submission", "", 0, limit)];
  let before = 0;
  let given = 0;
  for (const lesson of grade.lessons) {
    const { module } = lessonById(lesson.id);
    const checks = checksOf(lesson);
    const all = weightOf(checks) || 1;
    for (const [i, check] of checks.entries()) {
      const share = weightOf(checks.slice(0, i + 1)) / all;
      const due = Math.floor((before + share * countedPoints(lesson)) * UNIT);
      tests.push(testOf(
        check,
        numberOf(lessonById(lesson.id)),
        `lessons/${module}.ts`,
        (due - given) / UNIT,
        limit,
      ));
      given = due;
    }
    before += countedPoints(lesson);
  }
  const last = tests.findLast(({ status }) => status === "pass");
  const all = tenths(totalPoints(grade) + extraPoints(grade));
  if (last !== undefined) last.score += all - given / UNIT;
  return tests;
}

/** What those of the checks weigh that passed. */
function weightOf(checks: readonly Check[]): number {
  return checks.reduce(
    (sum, { status, weight }) => status === "pass" ? sum + weight : sum,
    0,
  );
}

function testOf(
  check: Check,
  about: string,
  filename: string,
  score: number,
  limit: number,
) {
  return {
    name: forLog(`${about} ${check.name}`),
    status: check.status,
    score,
    message: forLog(clean(check.message, limit)),
    test_code: "",
    filename,
    // A property has neither a line of its own nor a time of its own.
    line_no: 0,
    duration: 0,
  };
}

/** A text that GitHub's log doesn't take for a command to the workflow. */
function forLog(text: string): string {
  return text.replaceAll("::", ": :").replaceAll("##[", "## [");
}
