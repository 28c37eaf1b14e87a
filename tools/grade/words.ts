/**
 * What is said of a grade, wherever it is shown.
 *
 * @module
 */
import { lessonById, numberOf } from "../course.ts";
import {
  countedPoints,
  type Grade,
  type LessonGrade,
  type Outcome,
  type PropertyGrade,
  type SecondOutcome,
} from "./types.ts";

/** Points to a tenth, without what sums of fractions leave behind. */
export function tenths(points: number): number {
  return Math.round(points * 10) / 10;
}

/** The points of a grade: those of its lessons that count, but not the extra ones. */
export function totalPoints({ lessons }: Pick<Grade, "lessons">): number {
  return sumOf(lessons.filter(({ id }) => !lessonById(id).optional));
}

/** The points of a grade that optional lessons bring. */
export function extraPoints({ lessons }: Pick<Grade, "lessons">): number {
  return sumOf(lessons.filter(({ id }) => lessonById(id).optional));
}

function sumOf(lessons: readonly LessonGrade[]): number {
  return tenths(
    lessons.reduce((sum, lesson) => sum + countedPoints(lesson), 0),
  );
}

/** "98 of 120 points", and after it the extra ones, if there are any. */
export function totalOf(grade: Grade): string {
  const extra = extraPoints(grade);
  return `${totalPoints(grade)} of ${grade.max} points` +
    (extra > 0 ? `, ${extra} extra` : "");
}

/** Number and title of a lesson, and whether it is optional. */
export function titleOf(id: string): string {
  const lesson = lessonById(id);
  return `${numberOf(lesson)} ${lesson.title.en}` +
    (lesson.optional ? " (optional)" : "");
}

/** The outcome that brings a lesson the points that count. */
export function countedOutcome(lesson: LessonGrade): Outcome {
  const { withReference } = lesson;
  return withReference && withReference.points > lesson.points
    ? withReference
    : lesson;
}

/** Whether a lesson brings all its points. */
export function isSolved(lesson: LessonGrade): boolean {
  return countedPoints(lesson) >= lesson.max;
}

/** How many of the properties hold. */
export function heldOf({ properties }: Outcome): string {
  const held = properties.filter(({ passed }) => passed).length;
  return `${held} of ${properties.length}`;
}

/** "the reference version of lesson 01", or of several. */
function referenceOf({ replaced }: SecondOutcome): string {
  const numbers = replaced.map((id) => numberOf(lessonById(id)));
  const list = new Intl.ListFormat("en").format(numbers);
  return numbers.length === 1
    ? `the reference version of lesson ${list}`
    : `the reference versions of lessons ${list}`;
}

/** "18 of 20 points", with both scores where there are two. */
export function scoreOf(lesson: LessonGrade): string {
  const score = `${tenths(countedPoints(lesson))} of ${lesson.max} points`;
  const { status, withReference } = lesson;
  if (status === "missing") return `not handed in: ${score}`;
  if (withReference === undefined) return score;
  return `${score}: ${tenths(lesson.points)} by itself, ${
    tenths(withReference.points)
  } with ${referenceOf(withReference)}`;
}

/** One way in which a lesson was tried. */
export interface Attempt {
  /** How, as the beginning of a sentence; empty where there is but one way. */
  how: string;
  /** "7 of 12 properties hold", or why none was tried, as a sentence. */
  result: string;
  /** Why the lesson can't be loaded. */
  reason?: string | undefined;
  failed: PropertyGrade[];
  passed: PropertyGrade[];
}

/** The ways in which a lesson was tried; none if it wasn't handed in. */
export function attemptsOf(lesson: LessonGrade): Attempt[] {
  const { status, reason, withReference } = lesson;
  if (status === "missing") return [];
  const own = attempt(lesson, withReference ? "By itself" : "");
  if (status === "broken") {
    own.result = "It can't be loaded, so nothing could be tried.";
    own.reason = reason;
  }
  if (withReference === undefined) return [own];
  return [own, attempt(withReference, `With ${referenceOf(withReference)}`)];
}

function attempt(outcome: Outcome, how: string): Attempt {
  return {
    how,
    result: `${heldOf(outcome)} properties hold.`,
    failed: outcome.properties.filter(({ passed }) => !passed),
    passed: outcome.properties.filter(({ passed }) => passed),
  };
}

/**
 * What a failed property says beyond its own sentence, with which the messages
 * of the tests begin.
 */
export function detailOf({ name, message = "" }: PropertyGrade): string {
  if (!message.startsWith(`${name}\n`)) return message;
  return message.slice(name.length + 1).replaceAll(/^ {2}/gm, "");
}

/** What the failed property was recognized as, if it was. */
export function markOf({ misconceptions = [] }: PropertyGrade): string {
  return misconceptions.length === 0
    ? ""
    : `recognized mistake: ${misconceptions.join(", ")}`;
}

/** That nothing was taken from a submission, and why. */
export function nothingBecause(problem: string): string {
  return `Nothing could be graded: the submission ${problem}`;
}

/** How to try the same inputs again. */
export function replayOf({ seed }: Grade): { text: string; command: string } {
  return {
    text:
      `The inputs came from seed ${seed}. To try the same in the course's folder:`,
    command: `deno test -- --seed=${seed}`,
  };
}

/** What an instructor should know beside the points, in a few words each. */
export function notesOf({ problem, lessons, ignored }: Grade): string[] {
  const notes: string[] = [];
  const note = (word: string, status: LessonGrade["status"]) => {
    const those = lessons.filter((lesson) => lesson.status === status);
    const numbers = those.map(({ id }) => numberOf(lessonById(id)));
    if (numbers.length > 0) notes.push(`${word}: ${numbers.join(", ")}`);
  };
  if (problem !== undefined) notes.push(problem);
  else {
    note("not handed in", "missing");
    note("can't be loaded", "broken");
  }
  const { length } = ignored;
  if (length > 0) {
    notes.push(`left out: ${length} ${length === 1 ? "file" : "files"}`);
  }
  return notes;
}
