/**
 * What the tests of this folder share.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { NdArray } from "../nd/mod.ts";
import { arrayFrom } from "../nd/testing.ts";

/** Lengths of axes, none of them 0. */
export const length: fc.Arbitrary<number> = fc.integer({ min: 1, max: 4 });

/** Values of a size at which centred differences are exact to 1e-6. */
export const values: fc.Arbitrary<number> = fc.integer({ min: -400, max: 400 })
  .map((value) => value / 100);

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
    const value = actual.data[i];
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
    changed[i] += step;
    return f(arrayFrom(changed, x.shape));
  };
  return Array.from(x.data, (_, i) => (at(i, h) - at(i, -h)) / (2 * h));
}
