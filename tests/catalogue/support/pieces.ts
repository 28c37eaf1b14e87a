/**
 * Pieces that several rooms are made of.
 *
 * @module
 */
import type { NdArray, ReduceOptions, Shape } from "kit/nd/mod.ts";

/** What a backward pass returns. */
export type Gradients = [dx: NdArray, dgamma: NdArray, dbeta: NdArray];

/** Mean and variance: of a batch, or running averages. */
export interface Moments {
  mean: NdArray;
  var: NdArray;
}

/** Reductions that leave an axis of length 1. */
export const KEEP = { keepdims: true };

/** The shape of an array that is known to have as many axes as are taken. */
export function sizes(
  { shape }: { shape: Shape },
): [number, number, number, number] {
  return shape as unknown as [number, number, number, number];
}

/**
 * Overwrites an array with values of its size, and gives the array back: what
 * students do who know NumPy's `x -= mean` and look for it here.
 */
export function inPlace(target: NdArray, values: NdArray): NdArray {
  target.data.set(values.data);
  return target;
}

/** A variance divided by one less than the number of values. */
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
  const centered = x.sub(x.mean(axis, KEEP));
  return centered.maximum(centered.neg()).mean(axis, options);
}

/** The running averages that there are, as settings of batch norm. */
export function averages(
  { running_mean, running_var }: Record<
    "running_mean" | "running_var",
    NdArray | undefined
  >,
): { running_mean?: NdArray; running_var?: NdArray } {
  return {
    ...(running_mean && { running_mean }),
    ...(running_var && { running_var }),
  };
}

/** A backward pass by the gradient of x; gamma and beta are plain. */
export function backwardBy<Cache extends Record<"x_hat" | "gamma", NdArray>>(
  dxOf: (dx_hat: NdArray, cache: Cache) => NdArray,
): (dout: NdArray, cache: Cache) => Gradients {
  return (dout, cache) => [
    dxOf(dout.mul(cache.gamma), cache),
    dout.mul(cache.x_hat).sum(0),
    dout.sum(0),
  ];
}
