/**
 * Lesson 01: batch norm, forward. Guide: `lessons/01_batchnorm_forward.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";

/** The settings and the memory of one batch norm layer. */
export interface BatchNormParam {
  /** "train" uses the batch's statistics, "test" the running averages. */
  mode: "train" | "test";
  /** Added to the variance, under the root. Default 1e-5. */
  eps?: number;
  /** Share of the old running average that is kept. Default 0.9. */
  momentum?: number;
  /** Running average of the mean, shape (D,). Starts from zeros. */
  running_mean?: NdArray;
  /** Running average of the biased variance, shape (D,). Starts from zeros. */
  running_var?: NdArray;
}

/**
 * What the forward pass leaves for the backward pass: at least these fields.
 * You may add others.
 */
export interface BatchNormCache {
  /** The input, shape (N, D). */
  x: NdArray;
  /** Mean of each feature over the batch, shape (D,). */
  mean: NdArray;
  /** Biased variance of each feature over the batch, shape (D,). */
  var: NdArray;
  /** sqrt(var + eps), shape (D,). */
  std: NdArray;
  /** The normalized input, shape (N, D). */
  x_hat: NdArray;
  /** The scale, shape (D,). */
  gamma: NdArray;
  /** The eps that was used. */
  eps: number;
}

/**
 * Normalizes each feature over the batch, then scales and shifts it.
 *
 * In train mode, with `mean` and the biased variance `var` (divided by N, not
 * by N - 1) taken over the batch, for each feature:
 *
 *     x_hat = (x - mean) / sqrt(var + eps)
 *     out   = gamma * x_hat + beta
 *
 * and the running averages in `bn_param` are replaced by
 *
 *     running_mean = momentum * running_mean + (1 - momentum) * mean
 *     running_var  = momentum * running_var  + (1 - momentum) * var
 *
 * starting from zeros where `bn_param` has none yet.
 *
 * In test mode, `running_mean` and `running_var` take the place of `mean` and
 * `var`, zeros where there are none yet. They are left as they are, and no row's
 * result depends on another row.
 *
 * `x`, `gamma` and `beta` are left as they are, and `out` shares no memory
 * with them.
 *
 * @param x Input of the layer, shape (N, D), in any unit.
 * @param gamma Scale, shape (D,), in the unit of `out`.
 * @param beta Shift, shape (D,), in the unit of `out`.
 * @param bn_param Mode, settings and running averages; see
 *   {@linkcode BatchNormParam}.
 * @returns `out`, shape (N, D), and a cache for the backward pass (null in test
 *   mode).
 * @throws {RangeError} If the mode is neither "train" nor "test", or missing; the
 *   message says what it is.
 *
 * Source: Ioffe and Szegedy 2015, algorithm 1 (train) and algorithm 2, line 11
 * (test; the paper uses the unbiased variance there, the course the biased one).
 */
export function batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): [out: NdArray, cache: BatchNormCache | null] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 01: batchnorm_forward");
}
