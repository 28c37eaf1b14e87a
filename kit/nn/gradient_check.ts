/**
 * Comparing a gradient with one measured by centred differences.
 *
 * @module
 */

import { NdArray, type Operand, zeros } from "../nd/mod.ts";
import { checkArray, checkShape } from "./check.ts";

/** How to measure a gradient. */
export interface StepOptions {
  /**
   * How far to go to either side; 1e-5 unless given.
   *
   * In float64 the error of a centred difference, which grows with h², and that of rounding, which
   * grows with 1e-16 / h, are then both about 1e-10 for values around 1.
   */
  h?: number;
}

/**
 * Computes the largest relative error between two arrays, |x - y| / max(1e-8, |x| + |y|).
 *
 * @param x An array or a number.
 * @param y Another one of the same shape.
 * @returns From 0, for equal values, to 1, for values of opposite sign; 0 for empty arrays, and NaN
 * if a difference is NaN.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { rel_error } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(rel_error(nd.array([1, 3]), nd.array([1, 1])), 0.5);
 * ```
 */
export function rel_error(x: Operand, y: Operand): number {
  const action = "compare";
  const first = toArray(x);
  const second = toArray(y);
  checkArray(action, "x", first);
  checkShape(action, "y", second, first.shape);
  let largest = 0;
  for (let i = 0; i < first.size; i++) {
    const a = first.data[i]!;
    const b = second.data[i]!;
    const scale = Math.max(1e-8, Math.abs(a) + Math.abs(b));
    // Math.max keeps a NaN; a comparison would lose it.
    largest = Math.max(largest, Math.abs(a - b) / scale);
  }
  return largest;
}

function toArray(x: Operand): NdArray {
  return typeof x === "number" ? new NdArray(Float64Array.of(x), []) : x;
}

/**
 * Measures the gradient of a function that returns a number.
 *
 * @param f The function; it is called with `x` itself, changed by `h` at one position.
 * @param x Where to measure, of any shape; it is left as it was, also if `f` throws.
 * @param options How far to step.
 * @returns The gradient in float64, in the shape of `x`.
 *
 * @example The gradient of a sum of squares is 2x
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { eval_numerical_gradient, rel_error } from "kit/nn/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const x = nd.array([1, -2, 3]);
 * const dx = eval_numerical_gradient((x) => x.square().sum(), x);
 * assert(rel_error(dx, x.mul(2)) < 1e-8);
 * ```
 */
export function eval_numerical_gradient(
  f: (x: NdArray) => number,
  x: NdArray,
  options: StepOptions = {},
): NdArray {
  return centredDifferences(
    x,
    options,
    () => f(x),
    (before, after) => after - before,
  );
}

/**
 * Measures the gradient of a function that returns an array, given the gradient of what follows it.
 *
 * @param f The function; it is called with `x` itself, changed by `h` at one position.
 * @param x Where to measure, of any shape; it is left as it was, also if `f` throws.
 * @param df Upstream gradient, in the shape of what `f` returns.
 * @param options How far to step.
 * @returns The gradient in float64, in the shape of `x`.
 * @throws {TypeError} If `df` is not of the shape of what `f` returns.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { eval_numerical_gradient_array, rel_error } from "kit/nn/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const x = nd.array([1, 2, 3]);
 * const df = nd.array([10, 20, 30]);
 * const dx = eval_numerical_gradient_array((x) => x.square(), x, df);
 * assert(rel_error(dx, x.mul(2).mul(df)) < 1e-8);
 * ```
 */
export function eval_numerical_gradient_array(
  f: (x: NdArray) => NdArray,
  x: NdArray,
  df: NdArray,
  options: StepOptions = {},
): NdArray {
  const evaluate = () => {
    const out = f(x);
    checkShape("measure a gradient", "f(x)", out, df.shape);
    // A copy, because f may return memory that the next call changes.
    return out.copy();
  };
  return centredDifferences(
    x,
    options,
    evaluate,
    (before, after) => after.sub(before).mul(df).sum(),
  );
}

/** Evaluates at x - h and x + h in turn for every value of x. */
function centredDifferences<T>(
  x: NdArray,
  { h = 1e-5 }: StepOptions,
  evaluate: () => T,
  difference: (before: T, after: T) => number,
): NdArray {
  checkArray("measure a gradient", "x", x);
  const gradient = zeros(x.shape);
  for (let i = 0; i < x.size; i++) {
    const value = x.data[i]!;
    try {
      x.data[i] = value + h;
      const after = evaluate();
      x.data[i] = value - h;
      const before = evaluate();
      gradient.data[i] = difference(before, after) / (2 * h);
    } finally {
      x.data[i] = value;
    }
  }
  return gradient;
}
