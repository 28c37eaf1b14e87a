/** Variances as students get them wrong, over the batch or over the features. */
import type { NdArray, ReduceOptions } from "kit/nd/mod.ts";

/** Mean and variance: of a batch, or running averages. */
export interface Moments {
  mean: NdArray;
  var: NdArray;
}

/** Divided by one less than the number of values. */
export function unbiased(variance: NdArray, count: number): NdArray {
  return variance.mul(count / (count - 1));
}

/** The mean of the squares, from which no mean was subtracted. */
export function meanSquare(
  x: NdArray,
  axis: number,
  options?: ReduceOptions,
): NdArray {
  return x.square().mean(axis, options);
}

/** The mean distance from the mean, not squared. */
export function meanDistance(
  x: NdArray,
  axis: number,
  options?: ReduceOptions,
): NdArray {
  const centered = x.sub(x.mean(axis, { keepdims: true }));
  return centered.maximum(centered.neg()).mean(axis, options);
}
