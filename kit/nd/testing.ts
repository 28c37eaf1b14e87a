/**
 * What the tests of this folder share: arrays to try, and answers by definition.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fromData, type NdArray } from "./mod.ts";
import type { Data, DType, Shape } from "./types.ts";

/** Lengths small enough that every combination of 0, 1 and more turns up. */
export const lengths: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 8, arbitrary: fc.integer({ min: 2, max: 4 }) },
);

/** Shapes of 0 to 4 axes. */
export const shapes: fc.Arbitrary<number[]> = fc.array(lengths, {
  maxLength: 4,
});

/** Both number formats. */
export const dtypes: fc.Arbitrary<DType> = fc.constantFrom(
  "float64",
  "float32",
);

/** Numbers that can be added up without overflow; none so small that numpy-ts loses digits. */
export const finite: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: -1e3, max: 1e3, noNaN: true })
    .map((value) => Math.abs(value) < 1e-6 ? 0 : value),
  fc.integer({ min: -3, max: 3 }),
);

/** Numbers among which are the ones that arithmetic treats apart. */
export const special: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: finite },
  {
    weight: 1,
    arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1),
  },
);

/** Arrays of a given shape. */
export function arraysOf(
  shape: Shape,
  values: fc.Arbitrary<number> = special,
  formats: fc.Arbitrary<DType> = dtypes,
): fc.Arbitrary<NdArray> {
  const size = product(shape);
  return fc.tuple(
    fc.array(values, { minLength: size, maxLength: size }),
    formats,
  ).map(([data, dtype]) => arrayFrom(data, shape, dtype));
}

/** Arrays of any shape. */
export function arrays(
  values: fc.Arbitrary<number> = special,
): fc.Arbitrary<NdArray> {
  return shapes.chain((shape) => arraysOf(shape, values));
}

/** Lengths around what the kernels take at a time: 2 or 4 values, 128, 2048, 4096. */
const longLengths = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.constantFrom(100, 255, 257, 1023, 2047, 4099, 2048, 2049, 8193, 20_001),
);

/** Matrices of so many values that the kernels take them. */
export const largeArrays: fc.Arbitrary<NdArray> = fc.tuple(
  longLengths,
  longLengths,
).filter(([rows, columns]) => {
  const size = rows * columns;
  return size >= 256 && size < 100_000;
}).chain((shape) => largeArraysOf(shape));

/** Large arrays of a given shape. */
function largeArraysOf(shape: Shape): fc.Arbitrary<NdArray> {
  const specials = fc.array(
    fc.tuple(fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0)),
    { maxLength: 4 },
  );
  return fc.tuple(dtypes, fc.nat(), specials).map(([dtype, seed, specials]) => {
    const data = dataOf(dtype, product(shape), seed);
    for (const [at, value] of specials) data[at % data.length] = value;
    return fromData(data, shape);
  });
}

/** Large arrays with one of the same shape, a row, a column or a single value. */
export const largePairs: fc.Arbitrary<[NdArray, NdArray]> = largeArrays.chain(
  (x) => {
    const [N, D] = lengthsOf(x);
    return fc.tuple(
      fc.constant(x),
      fc.constantFrom([N, D], [D], [N, 1], [1, 1]).chain(largeArraysOf),
    );
  },
);

/** Pairs of arrays that broadcast against each other. */
export function broadcastPairs(): fc.Arbitrary<[NdArray, NdArray]> {
  return shapes.chain((shape) =>
    fc.tuple(broadcastableTo(shape), broadcastableTo(shape))
  );
}

/** Arrays whose shape is `shape` with leading axes left out and others of length 1. */
function broadcastableTo(shape: Shape): fc.Arbitrary<NdArray> {
  const ndim = shape.length;
  return fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: ndim })),
    fc.array(fc.boolean(), { minLength: ndim, maxLength: ndim }),
  ).chain(([missing, isOne]) =>
    arraysOf(
      shape.map((length, axis) => isOne[axis] ? 1 : length).slice(missing),
    )
  );
}

/** Packs values without going through the code under test. */
export function arrayFrom(
  values: readonly number[],
  shape: Shape,
  dtype: DType = "float64",
): NdArray {
  const data = dtype === "float32"
    ? Float32Array.from(values)
    : Float64Array.from(values);
  return fromData(data, shape);
}

/** Values by a generator of its own: thousands of them from fast-check take too long. */
export function dataOf(dtype: DType, size: number, seed: number): Data {
  const data = dtype === "float32"
    ? new Float32Array(size)
    : new Float64Array(size);
  let state = seed >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = state / 2 ** 30 - 2;
  }
  return data;
}

/** The lengths of a matrix. */
export function lengthsOf({ shape }: NdArray): [rows: number, columns: number] {
  assertEquals(shape.length, 2);
  return shape as [rows: number, columns: number];
}

/** Plain multiplication, so that no expectation rests on the code under test. */
export function product(lengths: readonly number[]): number {
  let result = 1;
  for (const length of lengths) result *= length;
  return result;
}

/** What an array should be. */
export interface Answer {
  /** The values in row-major order. */
  readonly values: readonly number[];
  /** The shape; `[]` also for a plain number. */
  readonly shape: readonly number[];
}

/** Takes a function of the values at the same place in two arrays that broadcast. */
export function broadcast(
  f: (x: number, y: number) => number,
  x: NdArray,
  y: NdArray,
): Answer {
  const ndim = Math.max(x.ndim, y.ndim);
  const [longX, longY] = [pad(x.shape, ndim), pad(y.shape, ndim)];
  const shape = longX.map((length, i) => length === 1 ? longY[i]! : length);
  const values = Array.from({ length: product(shape) }, (_, at) => {
    const [i, j] = [longX, longY].map((from) => positionIn(from, shape, at));
    return f(x.data[i!]!, y.data[j!]!);
  });
  return { values, shape };
}

/** A shape with axes of length 1 in front, as many as are missing. */
function pad(shape: Shape, ndim: number): number[] {
  return [...new Array<number>(ndim - shape.length).fill(1), ...shape];
}

/** Where the value is in `from` that position `at` of a `shape` is broadcast from. */
function positionIn(from: Shape, shape: Shape, at: number): number {
  let position = 0;
  for (let axis = shape.length - 1, step = 1; axis >= 0; axis--) {
    const length = shape[axis]!;
    if (from[axis] !== 1) position += at % length * step;
    step *= from[axis]!;
    at = Math.floor(at / length);
  }
  return position;
}

/** Numbers of a format. */
export function rounding(dtype: DType): (value: number) => number {
  return dtype === "float32" ? Math.fround : Number;
}

/** All indices of a shape, in row-major order. */
export function positions(shape: Shape): number[][] {
  let all: number[][] = [[]];
  for (const length of shape) {
    const steps = Array.from({ length }, (_, i) => i);
    all = all.flatMap((index) => steps.map((i) => [...index, i]));
  }
  return all;
}

/**
 * Compares values with expected ones; NaN equals NaN.
 *
 * @param tolerance Largest allowed difference of each finite value; without it, even 0 isn't -0.
 */
export function assertClose(
  actual: NdArray | number,
  expected: Answer,
  tolerance: (value: number) => number = () => NaN,
): void {
  const values = typeof actual === "number" ? [actual] : actual.data;
  assertEquals(typeof actual === "number" ? [] : actual.shape, expected.shape);
  assertEquals(values.length, expected.values.length);
  values.forEach((value, i) => {
    const wanted = expected.values[i]!;
    if (Object.is(value, wanted)) return;
    const isNear = Math.abs(value - wanted) <= tolerance(wanted);
    assert(isNear, `expected ${wanted} at position ${i}, got ${value}`);
  });
}

/** Distance between neighbouring numbers around 1. */
export function epsilonOf(...dtypes: DType[]): number {
  return dtypes.includes("float32") ? 2 ** -23 : 2 ** -52;
}

/** Smallest number with full precision; the ones below have fewer digits. */
export function smallestOf(...dtypes: DType[]): number {
  return dtypes.includes("float32") ? 2 ** -126 : 2 ** -1022;
}
