/**
 * A grade as Gradescope takes it: `results.json`.
 *
 * @module
 */
import { lessonById, numberOf } from "../course.ts";
import { cleanGrade } from "./names.ts";
import {
  countedPoints,
  type Grade,
  type LessonGrade,
  type PropertyGrade,
} from "./types.ts";
import {
  type Attempt,
  attemptsOf,
  detailOf,
  extraPoints,
  isSolved,
  markOf,
  nothingBecause,
  replayOf,
  scoreOf,
  tenths,
  totalOf,
  totalPoints,
} from "./words.ts";

/**
 * A test for each lesson, so that a few lines say how it went; what its
 * properties were and why they failed comes out when a line is opened. All of
 * it is plain text: nothing that a submission says can become a page.
 */
export function gradescopeOf(dirty: Grade): string {
  const grade = cleanGrade(dirty);
  const { hash, course, seed } = grade;
  const results = {
    // Gradescope has no other word for extra points.
    score: tenths(totalPoints(grade) + extraPoints(grade)),
    // Documented as whole seconds.
    execution_time: Math.ceil(grade.seconds),
    output: outputOf(grade),
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    visibility: "visible",
    extra_data: { hash, course, seed },
    tests: grade.lessons.map(testOf),
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

function outputOf(grade: Grade): string {
  const lines = [totalOf(grade)];
  if (grade.problem !== undefined) {
    lines.push("", nothingBecause(grade.problem));
  }
  if (grade.ignored.length > 0) {
    lines.push("", "Left out:");
    lines.push(...grade.ignored.map(({ path, why }) => `  ${path}: ${why}`));
  }
  const { text, command } = replayOf(grade);
  return [...lines, "", text, `  ${command}`].join("\n");
}

function testOf(lesson: LessonGrade) {
  const known = lessonById(lesson.id);
  const attempts = attemptsOf(lesson).map(attemptText);
  return {
    score: tenths(countedPoints(lesson)),
    max_score: lesson.max,
    status: isSolved(lesson) ? "passed" : "failed",
    name: known.title.en,
    number: numberOf(known),
    output: [scoreOf(lesson), ...attempts].join("\n\n"),
    visibility: "visible",
  };
}

function attemptText(attempt: Attempt): string {
  const { how, result, reason, failed, passed } = attempt;
  return [
    how === "" ? result : `${how}: ${result}`,
    ...(reason === undefined ? [] : [indented(reason)]),
    ...failed.map(failureText),
    ...passed.map(({ name }) => `✓ passed: ${name}`),
  ].join("\n");
}

function failureText(property: PropertyGrade): string {
  const detail = detailOf(property);
  return [
    `✗ failed: ${property.name}`,
    ...(detail === "" ? [] : [indented(detail)]),
    ...(markOf(property) === "" ? [] : [indented(`(${markOf(property)})`)]),
  ].join("\n");
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}
