/**
 * The activation functions that came before ReLU: sigmoid and tanh, forward and backward.
 *
 * @module
 */

import type { NdArray } from "../nd/mod.ts";
import { checkArray, checkShape } from "./check.ts";

/** What {@linkcode sigmoid_backward} and {@linkcode tanh_backward} need of the forward pass. */
export interface ActivationCache {
  /** What the forward pass returned; the slope follows from it. */
  readonly out: NdArray;
}

/**
 * Computes the logistic function, `1 / (1 + exp(-x))`.
 *
 * @param x Input of any shape.
 * @returns `out` in the shape of `x`, between 0 and 1, and a cache for the backward pass.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { sigmoid_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [out] = sigmoid_forward(nd.array([-1000, 0, 1000]));
 * assertEquals(out.toArray(), [0, 0.5, 1]);
 * ```
 */
export function sigmoid_forward(
  x: NdArray,
): [out: NdArray, cache: ActivationCache] {
  checkArray("apply a sigmoid", "x", x);
  const out = map(x, (value) => 1 / (1 + Math.exp(-value)));
  return [out, { out }];
}

/**
 * Computes the gradient of the logistic function: `dout * out * (1 - out)`, at most a quarter of
 * `dout`.
 *
 * @param dout Upstream gradient, in the shape of the input.
 * @param cache The cache of {@linkcode sigmoid_forward}.
 * @returns `dx`, in the shape of the input.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { sigmoid_backward, sigmoid_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [, cache] = sigmoid_forward(nd.array([0, 1000]));
 * assertEquals(sigmoid_backward(nd.array([8, 8]), cache).toArray(), [2, 0]);
 * ```
 */
export function sigmoid_backward(
  dout: NdArray,
  { out }: ActivationCache,
): NdArray {
  checkShape("go back through a sigmoid", "dout", dout, out.shape);
  return dout.mul(map(out, (value) => value * (1 - value)));
}

/**
 * Computes the hyperbolic tangent.
 *
 * @param x Input of any shape.
 * @returns `out` in the shape of `x`, between -1 and 1, and a cache for the backward pass.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { tanh_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [out] = tanh_forward(nd.array([-1000, 0, 1000]));
 * assertEquals(out.toArray(), [-1, 0, 1]);
 * ```
 */
export function tanh_forward(
  x: NdArray,
): [out: NdArray, cache: ActivationCache] {
  checkArray("apply a tanh", "x", x);
  const out = map(x, Math.tanh);
  return [out, { out }];
}

/**
 * Computes the gradient of the hyperbolic tangent: `dout * (1 - out²)`.
 *
 * @param dout Upstream gradient, in the shape of the input.
 * @param cache The cache of {@linkcode tanh_forward}.
 * @returns `dx`, in the shape of the input.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { tanh_backward, tanh_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [, cache] = tanh_forward(nd.array([0, 1000]));
 * assertEquals(tanh_backward(nd.array([8, 8]), cache).toArray(), [8, 0]);
 * ```
 */
export function tanh_backward(
  dout: NdArray,
  { out }: ActivationCache,
): NdArray {
  checkShape("go back through a tanh", "dout", dout, out.shape);
  return dout.mul(map(out, (value) => 1 - value * value));
}

/** An array of the same type and shape, its values those of `f`. */
function map(x: NdArray, f: (value: number) => number): NdArray {
  const out = x.copy();
  for (let i = 0; i < out.size; i++) out.data[i] = f(out.data[i]!);
  return out;
}
