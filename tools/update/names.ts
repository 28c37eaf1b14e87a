/**
 * Lessons whose modules are called otherwise in another release.
 *
 * @module
 */
import { extname } from "node:path";
import type { Lesson } from "../course.ts";

/** What a release says of a lesson, as far as an update needs it. */
export type Named = Pick<Lesson, "id" | "module" | "stub">;

/** From the names in one release to those in another. */
export interface Renaming {
  path(path: string): string;
  /** Names of modules, and numbers after the word "Lesson". */
  text(text: string): string;
}

/** The end of a module's name: of a test's, the rest isn't part of it. */
const MODULE = /\b(\d\d_[a-z0-9_]+?)(?=(?:_test)?\b)/g;
const NUMBER = /(?<=\bLesson )\d\d\b|(?<=第 )\d\d(?= 课)/g;

/** Pairs the lessons of two releases by their ids. */
export function renaming(
  from: readonly Named[],
  to: readonly Named[],
): Renaming {
  const modules = new Map<string, string>();
  const numbers = new Map<string, string>();
  for (const lesson of from) {
    const other = to.find(({ id }) => id === lesson.id);
    if (other === undefined) continue;
    modules.set(lesson.module, other.module);
    numbers.set(lesson.module.slice(0, 2), other.module.slice(0, 2));
  }
  const path = (text: string) =>
    text.replaceAll(MODULE, (name) => modules.get(name) ?? name);
  return {
    path,
    text: (text) =>
      path(text).replaceAll(NUMBER, (name) => numbers.get(name) ?? name),
  };
}

/** Where a new file goes when the student's own keeps its place. */
export function beside(path: string): string {
  const ending = extname(path);
  return `${path.slice(0, path.length - ending.length)}.new${ending}`;
}
