/**
 * What the loader tells while it works.
 *
 * @module
 */

/** A step that begins. */
export interface Progress {
  /** What it is, for people: "Converting data_batch_1". */
  message: string;
  /** How many steps of the preparation are done. */
  done: number;
  /** How many there are. */
  total: number;
}

/** Is called when a step begins, and once more with `done` equal to `total` at the end. */
export type OnProgress = (progress: Progress) => void;
