/**
 * Grades as JUnit XML, as CI servers read it.
 *
 * @module
 */
import { XMLBuilder } from "fast-xml-parser";
import { lessonById } from "../course.ts";
import { cleanGrade, oneLine } from "./names.ts";
import { countedPoints, type Grade, type LessonGrade } from "./types.ts";
import {
  type Check,
  checksOf,
  problemCheck,
  scoreOf,
  tenths,
  titleOf,
} from "./words.ts";

/** An element: attributes begin with @, the rest are elements. */
type Element = { [name: string]: string | number | Element | Element[] };

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  format: true,
  suppressEmptyNode: true,
  // Otherwise a submission named "true" has a name without a value.
  suppressBooleanAttributes: false,
});

/**
 * A suite for each lesson of each submission, a case for each of its properties.
 * A lesson that isn't there is a failure, one that can't be loaded an error.
 */
export function junitOf(grades: readonly Grade[]): string {
  const suites = grades.map(cleanGrade).flatMap(suitesOf);
  const sum = (name: string) =>
    suites.reduce((sum, suite) => sum + Number(suite[name]), 0);
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": "Grades",
      "@tests": sum("@tests"),
      "@failures": sum("@failures"),
      "@errors": sum("@errors"),
      "@time": seconds(grades.reduce((sum, { seconds }) => sum + seconds, 0)),
      testsuite: suites,
    },
  });
}

/** What is timed is the whole submission: its suites share that evenly. */
function suitesOf(grade: Grade): Element[] {
  const { submission, problem } = grade;
  const suites = grade.lessons.map((lesson) => suiteOf(grade, lesson));
  if (problem !== undefined) {
    const check = problemCheck(problem);
    suites.unshift(
      suite(submission, [caseOf(submission, check)], { seed: grade.seed }),
    );
  }
  const share = seconds(grade.seconds / suites.length);
  return suites.map((suite) => ({ ...suite, "@time": share }));
}

function suiteOf(grade: Grade, lesson: LessonGrade): Element {
  const { submission, seed, hash } = grade;
  const classname = `${submission}.${lessonById(lesson.id).module}`;
  return suite(
    `${submission}: ${titleOf(lesson.id)}`,
    checksOf(lesson).map((check) => caseOf(classname, check)),
    {
      points: tenths(countedPoints(lesson)),
      max: lesson.max,
      score: scoreOf(lesson),
      seed,
      hash,
    },
  );
}

function suite(
  name: string,
  cases: Element[],
  properties: Record<string, string | number>,
): Element {
  return {
    "@name": name,
    "@tests": cases.length,
    "@failures": cases.filter(({ failure }) => failure).length,
    "@errors": cases.filter(({ error }) => error).length,
    "@skipped": 0,
    properties: {
      property: Object.entries(properties)
        .map(([name, value]) => ({ "@name": name, "@value": value })),
    },
    testcase: cases,
  };
}

function caseOf(classname: string, check: Check): Element {
  const { name, status } = check;
  const testcase = { "@classname": classname, "@name": name };
  if (status === "pass") return testcase;
  const why = {
    "@message": oneLine(check.message.split("\n")[0]),
    "@type": check.mark || status,
    "#text": check.message,
  };
  return { ...testcase, [status === "fail" ? "failure" : "error"]: why };
}

function seconds(value: number): string {
  return value.toFixed(3);
}
