/**
 * Grades as other programs take them: spreadsheets, Gradescope, CI servers.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { XMLBuilder } from "fast-xml-parser";
import { lessonById, lessons, numberOf } from "../course.ts";
import { shownLine } from "./names.ts";
import {
  countedPoints,
  type Grade,
  type LessonGrade,
  type PropertyGrade,
} from "./types.ts";
import {
  type Attempt,
  attemptsOf,
  countedOutcome,
  detailOf,
  extraPoints,
  isSolved,
  markOf,
  notesOf,
  nothingBecause,
  replayOf,
  scoreOf,
  tenths,
  titleOf,
  totalOf,
  totalPoints,
} from "./words.ts";

/**
 * Grades for a spreadsheet, a row for each submission. A lesson's column, named by
 * its id, has its points by itself; the one beside it those with the reference
 * version of what it builds on, where that was tried. The better of the two is in
 * the total.
 */
export function csvOf(grades: readonly Grade[]): string {
  const columns = lessons.flatMap(({ id }) =>
    mayBuildOn(id) ? [id, `${id} with reference`] : [id]
  );
  const head = ["submission", "total", "max", "extra", ...columns, "notes"];
  return stringify([[...head, "seed", "hash"], ...grades.map(rowOf)], {
    // Spreadsheets take a file without it for the letters of their own country.
    bom: true,
    // A name such as =HYPERLINK(…) would be run.
    escape_formulas: true,
    quoted_string: true,
  });
}

/** Whether there are lessons that it may import: all but the first may. */
function mayBuildOn(id: string): boolean {
  return id !== lessons[0]!.id;
}

function rowOf(grade: Grade): (string | number)[] {
  const points = lessons.flatMap(({ id }) => {
    const found = grade.lessons.find((lesson) => lesson.id === id);
    const own = tenths(found?.points ?? 0);
    if (!mayBuildOn(id)) return [own];
    const other = found?.withReference;
    return [own, other === undefined ? "" : tenths(other.points)];
  });
  return [
    grade.submission,
    totalPoints(grade),
    grade.max,
    extraPoints(grade),
    ...points,
    notesOf(grade).join("; "),
    grade.seed,
    grade.hash,
  ];
}

/**
 * A grade as Gradescope takes it, `results.json`: a test for each lesson, so that a
 * few lines say how it went; what its properties were and why they failed comes out
 * when a line is opened. All of it is plain text: nothing that a submission says can
 * become a page.
 */
export function gradescopeOf(grade: Grade): string {
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
    tests: grade.lessons.map((lesson) => ({
      score: tenths(countedPoints(lesson)),
      max_score: lesson.max,
      status: isSolved(lesson) ? "passed" : "failed",
      name: lessonById(lesson.id).title.en,
      number: numberOf(lessonById(lesson.id)),
      output: [scoreOf(lesson), ...attemptsOf(lesson).map(attemptText)]
        .join("\n\n"),
      visibility: "visible",
    })),
  };
  return `${JSON.stringify(results, null, 2)}\n`;
}

function outputOf(grade: Grade): string {
  const { problem, ignored } = grade;
  const lines = [totalOf(grade)];
  if (problem !== undefined) lines.push("", nothingBecause(problem));
  if (ignored.length > 0) lines.push("", "Left out:");
  lines.push(...ignored.map(({ path, why }) => `  ${path}: ${why}`));
  const { text, command } = replayOf(grade);
  return [...lines, "", text, `  ${command}`].join("\n");
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
  const mark = markOf(property);
  return [
    `✗ failed: ${property.name}`,
    ...(detail === "" ? [] : [indented(detail)]),
    ...(mark === "" ? [] : [indented(`(${mark})`)]),
  ].join("\n");
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, "    ");
}

/** An element of XML: attributes begin with @, the rest are elements. */
type Element = { [name: string]: string | number | Element | Element[] };

/**
 * Grades as JUnit XML: a suite for each lesson of each submission, a case for each
 * of its properties. A lesson that isn't there is a failure, one that can't be
 * loaded an error.
 */
export function junitOf(grades: readonly Grade[]): string {
  const suites = grades.flatMap(suitesOf);
  const sum = (name: string) =>
    suites.reduce((sum, suite) => sum + Number(suite[name]), 0);
  return new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    format: true,
    suppressEmptyNode: true,
    // Otherwise a submission named "true" has a name without a value.
    suppressBooleanAttributes: false,
  }).build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "Grades",
      "@tests": sum("@tests"),
      "@failures": sum("@failures"),
      "@errors": sum("@errors"),
      "@time": grades.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
      testsuite: suites,
    },
  });
}

function suitesOf(grade: Grade): Element[] {
  const { submission, problem, lessons, seed, hash, seconds } = grade;
  const suites = lessons.map((lesson) => {
    const points = tenths(countedPoints(lesson));
    const about = { points, max: lesson.max, score: scoreOf(lesson) };
    return suiteOf(
      `${submission}: ${titleOf(lesson.id)}`,
      casesOf(lesson, `${submission}.${lessonById(lesson.id).module}`),
      { ...about, seed, hash },
    );
  });
  if (problem !== undefined) {
    const why = nothingBecause(problem);
    const only = caseOf(submission, "can be taken in", "error", why);
    suites.unshift(suiteOf(submission, [only], { seed }));
  }
  // What is timed is the whole submission: its suites share that evenly.
  const time = (seconds / suites.length).toFixed(3);
  return suites.map((suite) => ({ ...suite, "@time": time }));
}

function suiteOf(
  name: string,
  cases: Element[],
  about: Record<string, string | number>,
): Element {
  const properties = Object.entries(about)
    .map(([name, value]) => ({ "@name": name, "@value": value }));
  return {
    "@name": name,
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure).length,
    "@errors": cases.filter(({ error }) => error).length,
    "@skipped": 0,
    properties: { property: properties },
    testcase: cases,
  };
}

/** The properties as they count, or the one thing that kept them from being tried. */
function casesOf(lesson: LessonGrade, from: string): Element[] {
  const { status, reason } = lesson;
  if (status === "missing") {
    return [caseOf(from, "is handed in", "failure", "not handed in")];
  }
  if (status === "broken") {
    return [caseOf(from, "can be loaded", "error", reason)];
  }
  return countedOutcome(lesson).properties.map((property) => {
    const { name, passed } = property;
    if (passed) return { "@classname": from, "@name": name };
    return caseOf(from, name, "failure", detailOf(property), markOf(property));
  });
}

function caseOf(
  from: string,
  name: string,
  kind: "failure" | "error",
  message = "",
  mark = "",
): Element {
  const [line = ""] = message.split("\n");
  const type = mark || (kind === "failure" ? "fail" : kind);
  const why = { "@message": shownLine(line), "@type": type, "#text": message };
  return { "@classname": from, "@name": name, [kind]: why };
}
