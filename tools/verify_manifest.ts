/**
 * Checking what `course.json` says.
 *
 * @module
 */
import type { Lesson } from "./course.ts";

/** What `course.json` has besides the lessons. */
const OF_COURSE = ["id", "version", "title", "lessons"];

/** What a lesson has there: whether a value fits, and what to do if it doesn't. */
const OF_LESSON: Record<
  string,
  [fits: (value: unknown) => boolean, todo: string]
> = {
  id: [matches(/^[a-z0-9-]+$/), "write its id in a-z, 0-9 and hyphens"],
  module: [matches(/^\d\d_[a-z0-9_]+$/), "name its module NN_name"],
  exports: [isWords, "list what its module exports"],
  title: [isInBoth, "give it a title in both languages"],
  points: [isPositive, "give it points"],
  seconds: [isPositive, "give it a time limit"],
  buildsOn: [isWords, "list what it builds on, if only as []"],
  optional: [isFlag, 'make "optional" true, or leave it out'],
  calls: [isFlag, 'make "calls" true, or leave it out'],
};

/** Finds what is wrong with the manifest itself. */
export function manifestProblems(
  manifest: { lessons: readonly Lesson[] },
): string[] {
  const { lessons } = manifest;
  const found = strangers(manifest, OF_COURSE)
    .map((problem) => `course.json: ${problem}`);
  for (const [index, lesson] of lessons.entries()) {
    const { id, module, buildsOn } = lesson;
    const say = (text: string) => found.push(`course.json: ${id}: ${text}`);
    strangers(lesson, Object.keys(OF_LESSON)).forEach(say);
    for (const [name, [fits, todo]] of Object.entries(OF_LESSON)) {
      if (!fits(Object.entries(lesson).find(([key]) => key === name)?.[1])) {
        say(todo);
      }
    }
    if (Number(String(module).slice(0, 2)) !== index) {
      say(`number its module ${String(index).padStart(2, "0")}, its place`);
    }
    if (lessons.some((other) => other !== lesson && other.id === id)) {
      say("give it an id of its own");
    }
    for (const earlier of isWords(buildsOn) ? buildsOn : []) {
      const other = lessons.slice(0, index).find(({ id }) => id === earlier);
      if (other === undefined) {
        say(`let it build on earlier lessons only, not on "${earlier}"`);
      } else if (other.optional) {
        say(`let it build on no optional lesson, such as "${earlier}"`);
      }
    }
  }
  return found;
}

/** What to do about names that aren't among the known ones. */
function strangers(object: object, known: readonly string[]): string[] {
  return Object.keys(object).filter((name) => !known.includes(name))
    .map((name) => {
      const near = known.find((other) => steps(name, other) <= 2);
      return near
        ? `write "${near}" for "${name}"`
        : `leave out "${name}", which nothing reads`;
    });
}

/** How many letters have to be put in, left out or exchanged. */
function steps(from: string, to: string): number {
  let row = [...Array(to.length + 1).keys()];
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      next.push(Math.min(
        next[j]! + 1,
        row[j + 1]! + 1,
        row[j]! + (letter === other ? 0 : 1),
      ));
    }
    row = next;
  }
  return row.at(-1)!;
}

function matches(pattern: RegExp) {
  return (value: unknown) => typeof value === "string" && pattern.test(value);
}

function isWords(value: unknown): value is string[] {
  return Array.isArray(value) &&
    value.every((word) => typeof word === "string");
}

function isInBoth(value: unknown): boolean {
  const { en, zh } = Object(value);
  return [en, zh].every((text) => typeof text === "string" && text !== "");
}

function isPositive(value: unknown): boolean {
  return typeof value === "number" && value > 0;
}

function isFlag(value: unknown): boolean {
  return value === undefined || value === true;
}
