/**
 * What `deno task grade` tells the process that grades.
 *
 * @module
 */
/** The names of the formats. */
export const formatNames = [
  "table",
  "csv",
  "junit",
  "gradescope",
  "classroom",
] as const;

/** The name of a format. */
export type Format = typeof formatNames[number];

/** What is to be graded, and how. */
export interface GradeOrder {
  /** Whether to put results together instead; the paths are theirs. */
  merge: boolean;
  /** Folders and archives, as whole paths. */
  paths: string[];
  out: string;
  formats: Format[];
  jobs: number;
  /** Seconds for a property; the lesson's own when none are given. */
  timeout?: number;
  /** Memory of a child, in MiB. */
  memory: number;
  /** The seed for all; one of its own for each submission when none is given. */
  seed?: number;
  /** Every so many submissions, from which on. */
  shard: { index: number; of: number };
  fresh: boolean;
}
