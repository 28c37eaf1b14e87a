/**
 * What the tests of this folder share.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { array, type DType, type NdArray, type Shape } from "../nd/mod.ts";

/** Both number formats. */
export const dtypes: fc.Arbitrary<DType> = fc.constantFrom(
  "float64",
  "float32",
);

/** Lengths of axes, none of them 0. */
export const length: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 });

/** Values of a size at which centred differences are exact to 1e-6. */
export const values: fc.Arbitrary<number> = fc.integer({ min: -400, max: 400 })
  .map((value) => value / 100);

/** Those, and what arithmetic treats apart. */
const special = fc.oneof(
  { weight: 4, arbitrary: values },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0) },
);

/** Packs values in row-major order. */
export function arrayFrom(
  values: readonly number[],
  shape: Shape,
  dtype?: DType,
): NdArray {
  return array(values, dtype).reshape(shape);
}

/** Arrays of a given shape. */
export function arraysOf(
  shape: Shape,
  values: fc.Arbitrary<number>,
  formats: fc.Arbitrary<DType> = dtypes,
): fc.Arbitrary<NdArray> {
  const size = shape.reduce((product, length) => product * length, 1);
  const data = fc.array(values, { minLength: size, maxLength: size });
  return fc.tuple(data, formats)
    .map(([data, dtype]) => arrayFrom(data, shape, dtype));
}

/** Arrays of up to four axes, some without values. */
export function arrays(
  values: fc.Arbitrary<number> = special,
): fc.Arbitrary<NdArray> {
  const lengths = fc.oneof({ weight: 9, arbitrary: length }, fc.constant(0));
  return fc.array(lengths, { maxLength: 4 })
    .chain((shape) => arraysOf(shape, values));
}

/**
 * Compares values with expected ones.
 *
 * The allowed difference covers float32 rounding of a few dozen products of values up to 4 (each
 * at most 16, rounded to 2**-23 of that) and the error of a centred difference (about 1e-8).
 */
export function assertNear(actual: NdArray, expected: readonly number[]): void {
  assertEquals(actual.size, expected.length);
  const tolerance = actual.dtype === "float32" ? 1e-4 : 1e-6;
  expected.forEach((wanted, i) => {
    const value = actual.data[i]!;
    assert(
      Math.abs(value - wanted) <= tolerance,
      `expected ${wanted} at position ${i}, got ${value}`,
    );
  });
}

/** Measures a gradient in float64, on copies and without the code under test. */
export function centredGradient(
  x: NdArray,
  f: (x: NdArray) => number,
): number[] {
  const h = 1e-4;
  const at = (i: number, step: number) => {
    const changed = [...x.data];
    changed[i]! += step;
    return f(arrayFrom(changed, x.shape));
  };
  return Array.from(x.data, (_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}
