/**
 * Lesson 11: RMS norm, forward and backward. Guide: `lessons/11_rms_norm.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";

/** The settings of one RMS norm layer. */
export interface RmsNormParam {
  /** Added to the mean square, under the root. Default 1e-5. */
  eps?: number;
}

/** What the forward pass leaves for the backward pass: whatever you need there. */
export interface RmsNormCache {
  /** sqrt(ms + eps) of each row, shape (N, 1). */
  rms: NdArray;
  /** The normalized input, shape (N, D). */
  x_hat: NdArray;
  /** The scale, shape (D,). */
  gamma: NdArray;
}

/**
 * Divides each row by its root mean square, then scales each feature.
 *
 * With the mean square `ms` taken over the D features of a row:
 *
 *     ms    = mean(x²)
 *     x_hat = x / sqrt(ms + eps)
 *     out   = gamma * x_hat
 *
 * It is layer norm without its two shifts: no mean is subtracted, and there is
 * no `beta`. There is no mode and nothing to remember, and no row's result
 * depends on another row.
 *
 * `x` and `gamma` are left as they are, and `out` shares no memory with them.
 *
 * @param x Input of the layer, shape (N, D), in any unit.
 * @param gamma Scale, shape (D,), in the unit of `out`.
 * @param rms_param Settings: eps, 1e-5 when none is given. Other keys, left over
 *   from batch norm, don't matter.
 * @returns `out`, shape (N, D), and a cache for the backward pass.
 *
 * Source: Zhang and Sennrich 2019, "Root Mean Square Layer Normalization",
 * equation 4, with eps added as in layer norm.
 */
export function rms_norm_forward(
  x: NdArray,
  gamma: NdArray,
  rms_param: RmsNormParam,
): [out: NdArray, cache: RmsNormCache] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 11: rms_norm_forward");
}

/**
 * Takes the upstream gradient back through RMS norm.
 *
 * Every number of a row reached `out` in two ways: by itself, and through the
 * root mean square of its row.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shape (N, D), in units of the loss
 *   per unit of `out`.
 * @param cache What `rms_norm_forward` returned.
 * @returns `dx`, shape (N, D), and `dgamma`, shape (D,): the gradients of the
 *   loss with respect to `x` and `gamma`.
 *
 * Source: derive it as in lesson 05, and see what falls away.
 */
export function rms_norm_backward(
  dout: NdArray,
  cache: RmsNormCache,
): [dx: NdArray, dgamma: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 11: rms_norm_backward");
}
