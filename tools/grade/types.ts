/**
 * What the parts of `deno task grade` hand to one another.
 *
 * @module
 */

/** The names of the formats. */
export const formatNames = ["table", "csv", "junit", "gradescope"] as const;

/** What is to be graded, and how. */
export interface GradeOrder {
  /** Whether to put results together instead; the paths are theirs. */
  merge: boolean;
  /** Folders and archives, as whole paths. */
  paths: string[];
  out: string;
  formats: typeof formatNames[number][];
  jobs: number;
  /** Seconds for a property; the lesson's own when none are given. */
  timeout?: number | undefined;
  /** Memory of a child, in MiB. */
  memory: number;
  /** The seed for all; one of its own for each submission when none is given. */
  seed?: number | undefined;
  /** Every so many submissions, from which on. */
  shard: { index: number; of: number };
  fresh: boolean;
}

/** Something of a submission that was left out. */
export interface Ignored {
  /** Its path in the submission. */
  path: string;
  /** Why, as the end of a sentence: "is a link". */
  why: string;
}

/** A submission as it was taken in: nothing but the texts of lessons. */
export interface Submission {
  /** The texts of its lessons by module, such as "01_batchnorm_forward". */
  files: Map<string, string>;
  /** What else was in it, the first of it, and why it was left out. */
  ignored: Ignored[];
  /** SHA-256 of the lessons: the same work, the same hash, whatever its name. */
  hash: string;
  /** Why nothing was taken from it, as the end of a sentence: "holds no lesson files". */
  problem?: string | undefined;
}

/** How one property went. */
export interface PropertyGrade {
  /** The sentence. */
  name: string;
  passed: boolean;
  /** What the student would have seen; present where it failed. */
  message?: string | undefined;
  /** Names of the misconceptions that were recognized; present where some were. */
  misconceptions?: string[] | undefined;
}

/** How the properties of a lesson went, and what that is worth. */
export interface Outcome {
  properties: PropertyGrade[];
  points: number;
}

/** How a lesson went. */
export interface LessonGrade extends Outcome {
  /** The lesson's id. */
  id: string;
  /** The points that it can bring. */
  max: number;
  /**
   * "graded": its properties were tried; "missing": there is no such file;
   * "broken": the file can't be loaded.
   */
  status: "graded" | "missing" | "broken";
  /** Why it is broken. */
  reason?: string | undefined;
  /** What it answered in words, by the function that did: for somebody to read. */
  answers?: Record<string, string> | undefined;
  /**
   * The same lesson with the reference version of all that it builds on, where
   * some of that failed: caches fit together. The better of the two counts: see `countedPoints`.
   */
  withReference?: SecondOutcome | undefined;
}

/** How a lesson went with the reference version of others. */
export interface SecondOutcome extends Outcome {
  /** Ids of the lessons that the reference stood in for. */
  replaced: string[];
}

/** A graded submission: a line of `results.jsonl`. */
export interface Grade {
  /** The submission's name. */
  submission: string;
  /** Hash of its lessons. */
  hash: string;
  /** Hash of the course, its tests and how it was graded. */
  course: string;
  /** The seed of its properties: `--seed` replays them. */
  seed: number;
  /** An optional one is among them only where it was begun. */
  lessons: LessonGrade[];
  /** The points that count, without those of optional lessons. */
  points: number;
  /** The same, if all were right. */
  max: number;
  /** The points of optional lessons. */
  extra: number;
  ignored: Ignored[];
  /** Why nothing was taken from it, as the end of a sentence: "holds no lesson files". */
  problem?: string | undefined;
  /** How long grading took, in seconds. */
  seconds: number;
}

/** The points of a lesson that count: a mistake costs once, not again in what builds on it. */
export function countedPoints(lesson: LessonGrade): number {
  return Math.max(lesson.points, lesson.withReference?.points ?? 0);
}
