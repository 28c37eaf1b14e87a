/**
 * A made-up stand-in for CIFAR-10: same shapes, same range, ten classes, no download.
 *
 * @module
 */

import * as nd from "../kit/nd/mod.ts";
import { RandomState } from "../kit/nd/random.ts";
import { PIXELS, PLANE } from "./catalog.ts";
import type { Cifar10Data, SplitOptions } from "./options.ts";
import { checkCounts } from "./options.ts";

export type { Cifar10Data, SplitOptions } from "./options.ts";

/** What to make. */
export interface SyntheticOptions extends SplitOptions {
  /** Whole number from 0 to 2**32 - 1; the same seed makes the same images. 0 unless given. */
  seed?: number;
}

const CLASSES = 10;
/** Looks of each class, so that a class is no single blob that a linear model could cut off. */
const LOOKS = 3;
/** Waves across and down a picture: the lowest, in which photographs, too, have most of theirs. */
const WAVES = 4;
/** Patterns that a picture is mixed from, one a wave and channel. */
const PATTERNS = 3 * WAVES * WAVES;
/** How far apart the looks are, in standard deviations within a look; set by trial (README). */
const SEPARATION = 0.4;
/** Standard deviation of what the patterns add up to, in grey levels: CIFAR-10 has about 60. */
const CONTRAST = 55;
/** Standard deviation of the noise on every value, in grey levels. */
const NOISE = 20;
/** How much noise is drawn; each image takes a piece of it, for to draw its own would be slow. */
const POOL = 2 ** 16;
/** How many pictures are made at a time: 2.5 MB. */
const CHUNK = 100;
/** More than anybody can hold in memory. */
const MOST = 1_000_000;

/**
 * Makes images of ten classes.
 *
 * A picture is a mix of smooth patterns, in proportions drawn around those of one of its class's
 * looks, with noise on top, in whole grey levels from 0 to 255. The mean training image is
 * subtracted from all of them. Every run of ten images that starts at a multiple of ten has each
 * class once.
 *
 * @param options Sizes of the splits, each 1000 unless given, number format and seed.
 * @returns Images and classes as `get_CIFAR10_data` returns them.
 * @throws {RangeError} If a size or the seed is no whole number in its range.
 *
 * @example
 * ```ts
 * import { get_synthetic_data } from "./synthetic.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { X_train, y_train } = get_synthetic_data({ num_training: 20 });
 * assertEquals(X_train.shape, [20, 3, 32, 32]);
 * assertEquals(y_train.length, 20);
 * ```
 */
export function get_synthetic_data(
  options: SyntheticOptions = {},
): Cifar10Data {
  const { dtype, seed = 0 } = options;
  const sizes = { num_training: 1000, ...options };
  const { num_training, num_validation, num_test } = checkCounts(
    sizes,
    2 * MOST,
    MOST,
  );
  const random = new RandomState(seed);
  const world: World = {
    patterns: makePatterns(),
    looks: random.randn(CLASSES * LOOKS, PATTERNS).mul(SEPARATION),
    noise: random.randn(POOL).mul(NOISE).data,
  };
  // A stream of its own for each split, so that the size of one leaves the others as they are.
  const split = (count: number) => {
    const own = new RandomState(random.randint(0, 2 ** 31 - 1));
    const X = nd.zeros([count, PIXELS], dtype);
    const y = new Int32Array(count);
    for (let start = 0; start < count; start += CHUNK) {
      const images = makeImages(own, world);
      const n = Math.min(CHUNK, count - start);
      X.data.set(images.X.subarray(0, n * PIXELS), start * PIXELS);
      y.set(images.y.subarray(0, n), start);
    }
    return { X, y };
  };
  const train = split(num_training);
  const val = split(num_validation);
  const test = split(num_test);
  const mean = meanOf(train.X);
  const centered = (X: nd.NdArray) => {
    for (let start = 0; start < X.size; start += PIXELS) {
      for (let i = 0; i < PIXELS; i++) X.data[start + i]! -= mean[i]!;
    }
    return X.reshape([-1, 3, 32, 32]);
  };
  return {
    X_train: centered(train.X),
    y_train: train.y,
    X_val: centered(val.X),
    y_val: val.y,
    X_test: centered(test.X),
    y_test: test.y,
  };
}

/** What all images are made from. */
interface World {
  /** Shape (PATTERNS, 3072), in grey levels. */
  patterns: nd.NdArray;
  /** Proportions of the patterns in each look, shape (CLASSES * LOOKS, PATTERNS). */
  looks: nd.NdArray;
  /** Normal numbers in grey levels, length POOL. */
  noise: ArrayLike<number>;
}

/** Smooth patterns in one channel each, shape (PATTERNS, 3072): the lower the wave, the stronger. */
function makePatterns(): nd.NdArray {
  const patterns = nd.zeros([PATTERNS, PIXELS]);
  let power = 0;
  for (let index = 0; index < PATTERNS; index++) {
    const channel = index % 3;
    const across = Math.floor(index / 3) % WAVES;
    const down = Math.floor(index / 3 / WAVES);
    const strength = 1 / (1 + across + down);
    power += strength ** 2 / 3;
    for (let p = 0; p < PLANE; p++) {
      const [row, column] = [Math.floor(p / 32), p % 32];
      const value = strength * wave(across, column) * wave(down, row);
      patterns.set(value, index, channel * PLANE + p);
    }
  }
  return patterns.mul(CONTRAST / Math.sqrt(power));
}

/** Cosine over 32 places with so many half turns, of mean square 1. */
function wave(halfTurns: number, place: number): number {
  const value = Math.cos(Math.PI * halfTurns * (place + 0.5) / 32);
  return halfTurns === 0 ? 1 : Math.SQRT2 * value;
}

/** Makes `CHUNK` images in grey levels, and their classes. */
function makeImages(
  random: RandomState,
  { looks, patterns, noise }: World,
): { X: Float64Array; y: Int32Array } {
  const y = new Int32Array(CHUNK);
  for (let start = 0; start < CHUNK; start += CLASSES) {
    y.set(random.permutation(CLASSES), start);
  }
  const look = random.randint(0, LOOKS, CHUNK);
  const centres = looks.take(y.map((label, i) => label * LOOKS + look[i]!));
  const mix = centres.add(random.randn(CHUNK, PATTERNS));
  const X = mix.dot(patterns).data as Float64Array;
  const from = random.randint(0, POOL - PIXELS, CHUNK);
  for (let image = 0; image < CHUNK; image++) {
    const start = image * PIXELS;
    for (let i = 0; i < PIXELS; i++) {
      const grey = Math.round(127.5 + X[start + i]! + noise[from[image]! + i]!);
      X[start + i] = Math.min(255, Math.max(0, grey));
    }
  }
  return { X, y };
}

/** Mean image, length 3072. */
function meanOf(X: nd.NdArray): Float64Array {
  return X.astype("float64").mean(0).data as Float64Array;
}
