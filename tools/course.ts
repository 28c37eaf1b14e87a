/**
 * The manifest and where things are.
 *
 * @module
 */
import { fromFileUrl } from "../lib/files.ts";
import type { Text } from "../lib/language.ts";
import manifest from "../course.json" with { type: "json" };

/** What `course.json` says of a lesson. */
export interface Lesson {
  /** Stable name: progress and grades are keyed by it. */
  id: string;
  /** Name of its module, test and guide, without the ending. */
  module: string;
  /** What the module exports, besides types. */
  exports: string[];
  title: Text;
  points: number;
  /** Whether the course is solved without it: then its points are extra. */
  optional?: boolean;
  /** Time limit of each of its tests. */
  seconds: number;
  /** Ids of the lessons that it uses, or that its tests use. */
  buildsOn: string[];
  /** Whether its own code calls those lessons; otherwise only its tests do. */
  calls?: boolean;
}

/** The lessons in order. */
export const lessons = manifest.lessons as readonly Lesson[];

/** The lessons that have to be solved. */
export const required: readonly Lesson[] = lessons
  .filter(({ optional }) => !optional);

/** The points that there are, without extra ones. */
export const allPoints: number = required
  .reduce((sum, { points }) => sum + points, 0);

/** The folder of the course, as a URL that ends in a slash. */
export const root: URL = new URL("../", import.meta.url);

/** The path of something in the course, from its folder. */
export function pathOf(relative: string): string {
  return fromFileUrl(new URL(relative, root));
}

/** The two digits that a lesson goes by. */
export function numberOf(lesson: Lesson): string {
  return lesson.module.slice(0, 2);
}

/** The lesson with an id. */
export function lessonById(id: string): Lesson {
  const lesson = lessons.find((lesson) => lesson.id === id);
  if (lesson === undefined) {
    throw new RangeError(`Cannot find lesson "${id}" in course.json`);
  }
  return lesson;
}
