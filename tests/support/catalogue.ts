/**
 * The two catalogues that back the tests: wrong implementations, which must
 * fail, and right ones written in other ways, which must pass.
 *
 * @module
 */

/** What a lesson's module exports, by name. */
// deno-lint-ignore no-explicit-any -- whatever a student may write
export type Exports = Record<string, any>;

/** A wrong implementation that students really write. */
export interface Misconception {
  /** Its name, unique within the lesson, in words joined by hyphens. */
  id: string;
  /**
   * Explains the mistake to the student who made it, in a sentence or two: what
   * was done, and what is right.
   */
  sentence: string;
  /** The same in Chinese. */
  zh: string;
  /** The lesson's exports, made anew for every run. */
  make: () => Exports;
}

/** A right implementation, written differently from the reference. */
export interface Variant {
  /** Its name, unique, in words joined by hyphens. */
  id: string;
  /** What is different about it. */
  about: string;
  /**
   * The exports of each lesson that it implements, by module, made anew for
   * every run. The other lessons are the reference's.
   */
  make: () => Record<string, Exports>;
}
