/**
 * What questions 3 and 4 of lesson 09 are measured by: the four preprocessings on
 * a small dataset, and layer norm under three conditions, in plain loops.
 *
 * @module
 */
import type { Matrix } from "./arbitraries.ts";
import { combine, flatten, type Nested } from "./nested.ts";
import { layerForward, moments } from "./oracles.ts";

/** How far a step reaches: the words of lesson 09. */
type Reach = "itself" | "row" | "image" | "dataset";

/** What a step is like. */
type Likeness = "batchnorm" | "layernorm" | "neither";

/** Why layer norm works, or doesn't. */
type Reason =
  | "normalized_anew"
  | "nothing_left"
  | "eps_takes_over"
  | "needs_the_batch";

/** An image: rows of pixels, each of three channels. */
type Image = number[][][];

/** The preprocessings of question 3, in their order. */
export const preprocessings: readonly ((images: Image[]) => Image[])[] = [
  (images) => images.map((image) => image.map(toSum1)),
  (images) => images.map(toSum1),
  (images) => {
    const flat = images.map(flatten);
    const mean = (k: number) =>
      flat.reduce((sum, image) => sum + image[k]!, 0) / images.length;
    return images.map((image) => {
      let k = 0;
      return combine<Image>((value) => value - mean(k++), image);
    });
  },
  (images) => images.map((image) => combine<Image>((v) => +(v > 0.5), image)),
];

/** Numbers that are scaled to sum to 1. */
function toSum1<T extends Nested>(numbers: T): T {
  const sum = flatten(numbers).reduce((a, b) => a + b, 0);
  return combine<T>((value) => value / sum, numbers);
}

/** Four images of three rows of two pixels, between 0 and 1. */
function dataset(): Image[] {
  const upTo = (length: number) => [...Array(length).keys()];
  return upTo(4).map((i) =>
    upTo(3).map((row) =>
      upTo(2).map((column) =>
        upTo(3).map((channel) =>
          ((i * 7 + row * 5 + column * 3 + channel * 11 + i * row) % 17 + 1) /
          18
        )
      )
    )
  );
}

/** What the first number of the first image became, as it was and after changes. */
export interface Reached {
  asItWas: number;
  /** After the last number of its row of pixels was halved. */
  row: number;
  /** After the other rows of its image were halved. */
  image: number;
  /** After the other images were halved. */
  dataset: number;
}

/** Changes a dataset bit by bit, and looks at one number of what becomes of it. */
export function reached(step: typeof preprocessings[number]): Reached {
  const after = (change: (images: Image[]) => void) => {
    const images = dataset();
    change(images);
    return step(images)[0]![0]![0]![0]!;
  };
  const half = <T extends Nested>(numbers: T) =>
    combine<T>((value) => value / 2, numbers);
  return {
    asItWas: after(() => {}),
    row: after((images) => images[0]![0]![1]![2]! /= 2),
    image: after((images) => {
      images[0] = images[0]!.map((map, k) => k === 0 ? map : half(map));
    }),
    dataset: after((images) => {
      images.splice(1, images.length, ...images.slice(1).map(half));
    }),
  };
}

/** How far a preprocessing reaches: the furthest change that shows. */
export function reachOf(values: Reached): Reach {
  const farthest = (["dataset", "image", "row"] as const)
    .find((what) => values[what] !== values.asItWas);
  return farthest ?? "itself";
}

/** What became of the whole dataset. */
export interface Statistics {
  /** The sum of each image. */
  sums: number[];
  /** The mean of each feature over the images. */
  means: number[];
}

/** Takes the statistics of what becomes of the dataset. */
export function statisticsAfter(
  step: typeof preprocessings[number],
): Statistics {
  const images = step(dataset()).map(flatten);
  const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
  return {
    sums: images.map(sum),
    means: images[0]!.map((_, k) =>
      sum(images.map((image) => image[k]!)) / images.length
    ),
  };
}

/**
 * What a preprocessing may be likened to. One that gives every image the same sum
 * without looking at it as a whole may be taken either way.
 */
export function likenessesOf(
  reach: Reach,
  { sums, means }: Statistics,
): Likeness[] {
  const found: Likeness[] = [];
  if (reach === "dataset" && areSame(means)) found.push("batchnorm");
  if (reach !== "dataset" && areSame(sums)) found.push("layernorm");
  if (reach === "itself" || reach === "row") found.push("neither");
  return found;
}

function areSame(numbers: readonly number[]): boolean {
  return Math.max(...numbers) - Math.min(...numbers) < 1e-9;
}

/** What layer norm made of some samples. */
export interface Normalized {
  samples: number;
  /** How many different rows came out. */
  different: number;
  /** The smallest spread of a row that came out. */
  spread: number;
  /** The largest variance of a row that went in. */
  variance: number;
  /** By how much the first row changed once it was alone. */
  alone: number;
}

const SAMPLES = 6;
const WIDTH = 32;
const EPS = 1e-5;

/** Numbers between -1 and 1 that look like random ones. */
function matrix(rows: number, columns: number, seed: number): Matrix {
  let state = seed;
  const next = () => {
    state = (state * 48271) % 2147483647;
    return 2 * state / 2147483647 - 1;
  };
  return Array.from(
    { length: rows },
    () => Array.from({ length: columns }, next),
  );
}

function product(a: Matrix, b: Matrix): Matrix {
  return a.map((row) =>
    b[0]!.map((_, j) =>
      row.reduce((sum, value, k) => sum + value * b[k]![j]!, 0)
    )
  );
}

/** Layer norm with a gamma of 1 and a beta of 0. */
function normalize(x: Matrix): Matrix {
  const gamma = x[0]!.map(() => 1);
  return layerForward({ x, gamma, beta: gamma.map(() => 0), eps: EPS }).x_hat;
}

/** The conditions of question 4. */
export type Condition = "deep" | "narrow" | "decayed";

/** What goes into the layer norm of each. */
const conditions: Record<Condition, () => Matrix> = {
  deep() {
    let x = matrix(SAMPLES, WIDTH, 1);
    for (let layer = 1; layer < 40; layer++) {
      x = normalize(product(x, matrix(WIDTH, WIDTH, layer + 1)))
        .map((row) => row.map((value) => Math.max(0, value)));
    }
    return product(x, matrix(WIDTH, WIDTH, 41));
  },
  narrow: () => matrix(SAMPLES, 2, 1),
  decayed() {
    // 0.95 to the power of 135 is a thousandth: so many steps with a learning
    // rate times penalty of 0.05 leave as much of the weights.
    let weights = matrix(WIDTH, WIDTH, 2);
    for (let step = 0; step < 135; step++) {
      weights = weights.map((row) => row.map((value) => value - 0.05 * value));
    }
    return product(matrix(SAMPLES, WIDTH, 1), weights);
  },
};

/** Sends samples through layer norm, and looks at what comes out. */
export function normalized(x: Matrix): Normalized {
  const x_hat = normalize(x);
  const spreads = x_hat.map((row) => Math.sqrt(moments(row)[1]));
  const alone = normalize([x[0]!])[0]!;
  // Two digits: what eps does to the size of a number is no difference.
  const texts = x_hat.map((row) => row.map((v) => v.toFixed(2)).join());
  return {
    samples: x.length,
    different: new Set(texts).size,
    spread: Math.min(...spreads),
    variance: Math.max(...x.map((row) => moments(row)[1])),
    alone: Math.max(...alone.map((v, j) => Math.abs(v - x_hat[0]![j]!))),
  };
}

const known = new Map<Condition, Normalized>();

/** What layer norm makes of the samples of a condition; measured once. */
export function normalizedWhen(condition: Condition): Normalized {
  const found = known.get(condition) ?? normalized(conditions[condition]());
  known.set(condition, found);
  return found;
}

/** What explains the measurements. */
export function reasonOf(
  { samples, different, spread, variance, alone }: Normalized,
): Reason {
  if (alone > 1e-9) return "needs_the_batch";
  if (variance < EPS) return "eps_takes_over";
  if (different < samples) return "nothing_left";
  if (spread > 0.99) return "normalized_anew";
  throw new RangeError(`Cannot explain a spread of ${spread}`);
}
