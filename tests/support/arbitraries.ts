/**
 * What the properties draw: batches of the kinds that hide bugs and those that
 * expose them.
 *
 * Everything is in plain numbers, built from small integers, so that a failing
 * case shrinks to one that can be worked out by hand.
 *
 * @module
 */
import fc from "fast-check";
import { fold, type Nested, shapeOf } from "./nested.ts";

/** A matrix in plain numbers, row by row. */
export type Matrix = number[][];

/** The input of a normalization layer. */
export interface Batch {
  x: Matrix;
  gamma: number[];
  beta: number[];
  eps: number;
}

/** Limits of what is drawn. */
export interface Limits {
  minN?: number;
  maxN?: number;
  minD?: number;
  maxD?: number;
  /** The one eps to use. */
  eps?: number;
  /** Only entries of the order of 1, as numerical derivatives need them. */
  tame?: boolean;
  /** More of everything else too: pixels, groups, steps. */
  large?: boolean;
}

/** Limits of one batch that is larger than all that is drawn. */
export const LARGE: Limits = {
  minN: 12,
  maxN: 12,
  minD: 11,
  maxD: 11,
  large: true,
};

/** One input of a kind, always the same. */
export function oneOf<T>(inputs: fc.Arbitrary<T>): T {
  return fc.sample(inputs, { seed: 1, numRuns: 1 })[0]!;
}

/** Numbers in [-3, 3] with two digits; they shrink to 0. */
const entry = fc.integer({ min: -300, max: 300 }).map((i) => i / 100);

/** Numbers in [-2, 4] with one digit, zero and negative ones too; they shrink to 1. */
const factor = fc.integer({ min: -30, max: 30 }).map((i) => (10 + i) / 10);

/** Beside 1e-5, values at which a misplaced eps can't hide behind the variance. */
export const epsilon: fc.Arbitrary<number> = fc.constantFrom(1e-5, 0.1, 1, 2.5);

/** From features that hardly vary, or don't, to large ones. */
const scale = fc.constantFrom(1, 0.1, 1e-3, 30, 1e3, 1e-6, 0);

/**
 * How many standard deviations a mean is away from zero. Not further than 300,
 * so that the one-pass variance is accepted: its relative error grows with the
 * square of this.
 */
const distance = fc.oneof(
  { withCrossShrink: true },
  fc.constant(0),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(-300, 40, 300),
);

/** Numbers that are normalized together: a feature, or for layer norm a row. */
export function line(
  length: number,
  eps: number,
  tame: boolean,
): fc.Arbitrary<number[]> {
  return fc.record({
    entries: fc.array(entry, { minLength: length, maxLength: length }),
    scale: tame ? fc.constant(1) : scale,
    distance: tame ? fc.integer({ min: -2, max: 2 }) : distance,
  }).map(({ entries, scale, distance }) => {
    const mean = entries.reduce((sum, e) => sum + e, 0) / length;
    const variance = entries.reduce((sum, e) => sum + (e - mean) ** 2, 0) /
      length;
    const offset = distance * Math.sqrt(scale ** 2 * variance + eps);
    return entries.map((e) => scale * e + offset);
  });
}

/** Numbers of a shape, with entries in [-3, 3]. */
export function nested<T extends Nested>(
  shape: readonly number[],
): fc.Arbitrary<T> {
  return vector(shape.reduce((a, b) => a * b, 1))
    .map((flat) => fold<T>(flat, shape));
}

/** A matrix of shape (rows, columns) with entries in [-3, 3]. */
export function matrix(rows: number, columns: number): fc.Arbitrary<Matrix> {
  return nested([rows, columns]);
}

/** A vector with entries in [-3, 3]. */
export function vector(length: number): fc.Arbitrary<number[]> {
  return fc.array(entry, { minLength: length, maxLength: length });
}

/** A vector of factors such as gamma and beta. */
export function factors(length: number): fc.Arbitrary<number[]> {
  return fc.array(factor, { minLength: length, maxLength: length });
}

/** Rows to columns. */
export function transposed(matrix: Matrix): Matrix {
  return matrix[0]!.map((_, j) => matrix.map((row) => row[j]!));
}

function batch(
  over: "batch" | "features",
  {
    minN = 1,
    maxN = 8,
    minD = 1,
    maxD = 6,
    eps: fixed,
    tame = false,
  }: Limits,
): fc.Arbitrary<Batch> {
  return fc.record({
    n: fc.integer({ min: minN, max: maxN }),
    d: fc.integer({ min: minD, max: maxD }),
    eps: fixed === undefined ? epsilon : fc.constant(fixed),
  }).chain(({ n, d, eps }) =>
    fc.record({
      x: over === "batch"
        ? fc.array(line(n, eps, tame), { minLength: d, maxLength: d }).map(
          transposed,
        )
        : fc.array(line(d, eps, tame), { minLength: n, maxLength: n }),
      gamma: factors(d),
      beta: factors(d),
      eps: fc.constant(eps),
    })
  );
}

/** Batches whose features differ in magnitude, offset and spread. */
export function columnBatches(limits: Limits = {}): fc.Arbitrary<Batch> {
  return batch("batch", limits);
}

/** Batches whose rows differ in magnitude, offset and spread. */
export function rowBatches(limits: Limits = {}): fc.Arbitrary<Batch> {
  return batch("features", limits);
}

/** What is normalized, whatever its shape. */
type Shaped = { x: Nested };

/** A batch with an upstream gradient of its shape. */
export function withUpstream<B extends Shaped>(
  batches: fc.Arbitrary<B>,
): fc.Arbitrary<B & { dout: B["x"] }> {
  return batches.chain((input) =>
    nested<B["x"]>(shapeOf(input.x)).map((dout) => ({ ...input, dout }))
  );
}

/** A batch with two upstream gradients of its shape. */
export function withTwoUpstreams<B extends Shaped>(
  batches: fc.Arbitrary<B>,
): fc.Arbitrary<B & { dout: B["x"]; other: B["x"] }> {
  return withUpstream(batches).chain((input) =>
    nested<B["x"]>(shapeOf(input.x)).map((other) => ({ ...input, other }))
  );
}

/** A batch with a momentum and running averages from earlier batches. */
export function withRunning<B extends { gamma: number[] }>(
  batches: fc.Arbitrary<B>,
): fc.Arbitrary<B & Running> {
  return batches.chain((input) => {
    const d = input.gamma.length;
    return fc.record({
      // 0.5 can't tell a momentum from its complement; 0 is not "none given".
      momentum: fc.constantFrom(0.9, 0.99, 0.25, 0),
      running_mean: vector(d),
      running_var: factors(d).map((v) => v.map((f) => f ** 2)),
    }).map((running) => ({ ...input, ...running }));
  });
}

/** A momentum and running averages. */
export interface Running {
  momentum: number;
  running_mean: number[];
  running_var: number[];
}

/** An order of the rows of a batch: what `permute` applies. */
export function withOrder<B extends Shaped>(
  batches: fc.Arbitrary<B>,
): fc.Arbitrary<B & { order: number[] }> {
  return batches.chain((input) => {
    const rows = [...input.x.keys()];
    return fc.shuffledSubarray(rows, { minLength: rows.length })
      .map((order) => ({ ...input, order }));
  });
}

/** The rows of a matrix in another order. */
export function permute<T>(rows: readonly T[], order: readonly number[]): T[] {
  return order.map((i) => rows[i]!);
}
