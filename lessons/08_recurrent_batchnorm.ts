/**
 * Lesson 08: batch norm for sequences, step by step.
 * Guide: `lessons/08_recurrent_batchnorm.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "./01_batchnorm_forward.ts";

/** The settings and the memory of one layer: a row of averages for each step. */
export interface RecurrentBatchNormParam {
  /** "train" uses the batch's statistics, "test" the running averages. */
  mode: "train" | "test";
  /** Added to the variance, under the root. Default 1e-5. */
  eps?: number;
  /** Share of the old running average that is kept. Default 0.9. */
  momentum?: number;
  /**
   * Running average of the mean of each step, shape (S, D). S is the number of
   * steps that training has reached: the longest sequence so far. Each row
   * starts from zeros when its step is first reached.
   */
  running_mean?: NdArray;
  /** The same of the biased variance, shape (S, D). */
  running_var?: NdArray;
}

/** What the forward pass leaves for the backward pass: at least these fields. */
export interface RecurrentBatchNormCache {
  /** What `batchnorm_forward` left for each step that a sequence has reached. */
  steps: BatchNormCache[];
  /** The length of each sequence. */
  lengths: number[];
}

/**
 * Makes the parameters that training starts from: `gamma` of 0.1, so that a tanh
 * that follows isn't saturated, and `beta` of zeros.
 *
 * @param D Number of features.
 * @returns `gamma` and `beta`, shape (D,) each, float64, new ones at every call.
 *
 * Source: Cooijmans and others 2016, section 4.
 */
export function recurrent_batchnorm_init(
  D: number,
): [gamma: NdArray, beta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 08: recurrent_batchnorm_init");
}

/**
 * Normalizes each feature at each time step over the sequences that are still
 * running, then scales and shifts it.
 *
 * Sequence i has `lengths[i]` steps; from there on, `x[i]` is padding. At step t
 * lesson 01 is applied to the rows `x[i, t]` with `t < lengths[i]`, and to
 * nothing else: every step has a mean and a biased variance of its own, divided
 * by the number of sequences that have reached it. `gamma` and `beta` are the
 * same at all steps. Where there is padding, `out` is zero.
 *
 * In train mode, row t of `running_mean` and `running_var` moves as in lesson
 * 01, from zeros when there is no row t yet. A row that no sequence of the batch
 * reaches stays as it is, and no row is made for a step that none has reached.
 *
 * In test mode, row t takes the place of the statistics of step t. Steps beyond
 * the last row use the last row. The rows are left as they are.
 *
 * `x`, `gamma`, `beta` and `lengths` are left as they are, and `out` shares no
 * memory with them.
 *
 * @param x Sequences, padded to the same length, shape (N, T, D), in any unit.
 *   The padding may hold any finite numbers.
 * @param gamma Scale, shape (D,), in the unit of `out`.
 * @param beta Shift, shape (D,), in the unit of `out`.
 * @param bn_param Mode, settings and running averages; see
 *   {@linkcode RecurrentBatchNormParam}.
 * @param lengths Number of steps of each of the N sequences, from 1 to T, in any
 *   order. Without it, all have T.
 * @returns `out`, shape (N, T, D), and a cache for the backward pass (null in
 *   test mode).
 * @throws {RangeError} If the mode is neither "train" nor "test"; the message
 *   says what it is.
 *
 * Source: Cooijmans and others 2016, "Recurrent Batch Normalization", section 3;
 * the sequences of different length are the course's own.
 */
export function recurrent_batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: RecurrentBatchNormParam,
  lengths?: number[],
): [out: NdArray, cache: RecurrentBatchNormCache | null] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 08: recurrent_batchnorm_forward");
}

/**
 * Takes the upstream gradient back through batch norm for sequences.
 *
 * Each step goes back by itself, by lesson 02 or 03. `gamma` and `beta` were used
 * at all steps, so their gradients are sums over the steps, too. Where there is
 * padding, `dx` is zero, and `dout` has no effect, whatever it holds there.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shape (N, T, D), in units of the
 *   loss per unit of `out`.
 * @param cache What `recurrent_batchnorm_forward` returned in train mode.
 * @returns `dx`, shape (N, T, D), `dgamma`, shape (D,), and `dbeta`, shape (D,):
 *   the gradients of the loss with respect to `x`, `gamma` and `beta`.
 *
 * Source: Ioffe and Szegedy 2015, section 3, at each step of Cooijmans and
 * others 2016, section 3.
 */
export function recurrent_batchnorm_backward(
  dout: NdArray,
  cache: RecurrentBatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 08: recurrent_batchnorm_backward");
}
