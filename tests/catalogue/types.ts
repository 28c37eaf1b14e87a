/**
 * The catalogue that backs the tests: wrong implementations, which must fail,
 * and right ones written in other ways, which must pass. Each lesson has a room;
 * its front door, `mod.ts`, exports its `misconceptions` and its `variants`.
 *
 * @module
 */
import type { KnownOf } from "../support/recognize.ts";
import type { Exports } from "../support/trace.ts";

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
  /** The steps of the room's recipe that it replaces, made anew for every run. */
  steps: () => object;
  /**
   * The lesson's exports, made anew for every run.
   *
   * @param beside Another mistake of the same recipe, made as well.
   */
  make: (beside?: Misconception) => Exports;
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

/** What the front door of a room exports. */
export interface Room {
  /** What the solution exports, and those of the lessons that it builds on. */
  reference: Exports;
  misconceptions: Misconception[];
  /** Those that implement several lessons are in the room of one of them. */
  variants: Variant[];
}

/** What a student's copy has in place of a room: no implementation. */
export interface Handed {
  known: KnownOf;
}
