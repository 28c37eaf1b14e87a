/** Mean and variance as students get them wrong, of batches or of rows. */
import type { NdArray, ReduceOptions } from "kit/nd/mod.ts";

/** Mean and variance: of each feature, of each row, or running averages. */
export interface Moments {
  mean: NdArray;
  var: NdArray;
}

/** Mean and biased variance, as they should be. */
export function moments(
  x: NdArray,
  axis: number,
  options?: ReduceOptions,
): Moments {
  return { mean: x.mean(axis, options), var: x.var(axis, options) };
}

/** The variance divided by one less than the number of values. */
export function unbiased(variance: NdArray, count: number): NdArray {
  return variance.mul(count / (count - 1));
}

/** The mean of the squares, from which no mean was subtracted. */
export function meanSquare(x: NdArray, axis: number): NdArray {
  return x.square().mean(axis, { keepdims: true });
}

/** The mean distance from the mean, not squared. */
export function meanDistance(x: NdArray, axis: number): NdArray {
  const centered = x.sub(x.mean(axis, { keepdims: true }));
  return centered.maximum(centered.neg()).mean(axis, { keepdims: true });
}
