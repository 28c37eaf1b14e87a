/**
 * What a data set of images is asked for, and what comes back.
 *
 * @module
 */

import type { DType, NdArray } from "../kit/nd/mod.ts";

/** A step that begins. */
export interface Progress {
  /** What it is, for people: "Converting data_batch_1.png". */
  message: string;
  /** How many steps of the preparation are done. */
  done: number;
  /** How many there are. */
  total: number;
}

/** Is called when a step begins, and once more with `done` equal to `total` at the end. */
export type OnProgress = (progress: Progress) => void;

/** Images and labels in three splits. */
export interface Cifar10Data {
  /** Training images, shape (N, 3, 32, 32): channels red, green, blue; rows from the top. */
  X_train: NdArray;
  /** Their classes, 0 to 9, length N. */
  y_train: Int32Array;
  /** Validation images, as `X_train`. */
  X_val: NdArray;
  /** Their classes. */
  y_val: Int32Array;
  /** Test images, as `X_train`. */
  X_test: NdArray;
  /** Their classes. */
  y_test: Int32Array;
}

/** How big the splits are. */
export interface SplitOptions {
  /** How many of the training images are trained on, from the first; 49,000 unless given. */
  num_training?: number;
  /** How many, from the next on, validate; 1000 unless given. */
  num_validation?: number;
  /** How many of the test images, from the first; 1000 unless given. */
  num_test?: number;
  /** Number format of the images; "float64" unless given, as in the course. */
  dtype?: DType;
}

/** What to load of CIFAR-10, and from where. */
export interface Cifar10Options extends SplitOptions {
  /**
   * Whether the mean of all `num_training` training images is subtracted from every image of every
   * split; true unless given.
   */
  subtract_mean?: boolean;
  /**
   * How many of each split to return, from its first; all unless given. The splits and the mean stay
   * those of `num_training`, so `take: { train: 1000 }` gives what `X_train.rows(0, 1000)` would
   * give, in 25 MB instead of 1.2 GB.
   */
  take?: { train?: number; val?: number; test?: number };
  /** An official `cifar-10-batches-bin` folder to read instead of fetching; nothing is written to it. */
  data_dir?: string;
  /** Folder for what is fetched and computed; `.cache/cifar-10-batches-bin` unless given. */
  cache_dir?: string;
  /** Whether all files are hashed again, and not only those that have changed; false unless given. */
  verify?: boolean;
  /** Is told what takes time: at first use, and after that almost never. */
  onProgress?: OnProgress;
}

/** Sizes that are known to fit. */
export interface Counts {
  num_training: number;
  num_validation: number;
  num_test: number;
  take: { train: number; val: number; test: number };
}

/**
 * Fills in the sizes that aren't given.
 *
 * @param options What is asked for.
 * @param trainable How many training images there are.
 * @param testable How many test images there are.
 * @throws {RangeError} If there are not as many images, or a size is no whole number.
 */
export function checkCounts(
  options: Cifar10Options,
  trainable: number,
  testable: number,
): Counts {
  const { num_training = 49000, num_validation = 1000, num_test = 1000 } =
    options;
  check("num_training", num_training, 1, trainable);
  check("num_validation", num_validation, 0, trainable - num_training);
  check("num_test", num_test, 0, testable);
  const {
    train = num_training,
    val = num_validation,
    test = num_test,
  } = options.take ?? {};
  check("take.train", train, 0, num_training);
  check("take.val", val, 0, num_validation);
  check("take.test", test, 0, num_test);
  const take = { train, val, test };
  return { num_training, num_validation, num_test, take };
}

function check(name: string, value: number, least: number, most: number) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(
    `Cannot load images: expected ${name} to be a whole number from ${least} to ` +
      `${most}, got ${value}`,
  );
}
