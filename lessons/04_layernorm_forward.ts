/**
 * Lesson 04: layer norm, forward. Guide: `lessons/04_layernorm_forward.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";

/** The settings of one layer norm layer: no mode, no running averages. */
export interface LayerNormParam {
  /** Added to the variance, under the root. Default 1e-5. */
  eps?: number;
}

/**
 * What the forward pass leaves for the backward pass: at least these fields.
 * You may add others.
 */
export interface LayerNormCache {
  /** The input, shape (N, D). */
  x: NdArray;
  /** Mean of each row over its features, shape (N, 1). */
  mean: NdArray;
  /** Biased variance of each row over its features, shape (N, 1). */
  var: NdArray;
  /** sqrt(var + eps), shape (N, 1). */
  std: NdArray;
  /** The normalized input, shape (N, D). */
  x_hat: NdArray;
  /** The scale, shape (D,). */
  gamma: NdArray;
  /** The eps that was used. */
  eps: number;
}

/**
 * Normalizes each row over its features, then scales and shifts each feature.
 *
 * With `mean` and the biased variance `var` (divided by D) taken over the
 * features of a row:
 *
 *     x_hat = (x - mean) / sqrt(var + eps)
 *     out   = gamma * x_hat + beta
 *
 * `gamma` and `beta` still belong to features, not to rows. There is no mode
 * and nothing to remember: training and testing do the same, and no row's
 * result depends on another row.
 *
 * `x`, `gamma` and `beta` are left as they are, and `out` shares no memory
 * with them.
 *
 * @param x Input of the layer, shape (N, D), in any unit.
 * @param gamma Scale, shape (D,), in the unit of `out`.
 * @param beta Shift, shape (D,), in the unit of `out`.
 * @param ln_param Settings; see {@linkcode LayerNormParam}. Other keys, left
 *   over from batch norm, don't matter.
 * @returns `out`, shape (N, D), and a cache for the backward pass.
 *
 * Source: Ba, Kiros and Hinton 2016, equation 3, with the statistics of one
 * sample.
 */
export function layernorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  ln_param: LayerNormParam,
): [out: NdArray, cache: LayerNormCache] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 04: layernorm_forward");
}
