/**
 * Lesson 07: batch norm for images, forward and backward.
 * Guide: `lessons/07_spatial_batchnorm.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache, BatchNormParam } from "./01_batchnorm_forward.ts";

/**
 * The settings and the memory of one layer: those of lesson 01, with running
 * averages of shape (C,), and where the channels are.
 */
export interface SpatialBatchNormParam extends BatchNormParam {
  /**
   * The axis of `x` that counts the channels: 1 for (N, C, H, W), 3 for
   * (N, H, W, C). Default 1.
   */
  axis?: 1 | 3;
}

/** What the forward pass leaves for the backward pass: at least these fields. */
export interface SpatialBatchNormCache {
  /** What `batchnorm_forward` left, every pixel a sample: N · H · W rows. */
  pixels: BatchNormCache;
  /** The axis that counts the channels. */
  axis: 1 | 3;
}

/**
 * Normalizes each channel over the batch, the height and the width, then scales
 * and shifts it.
 *
 * Every pixel counts as a sample, and every channel as a feature. With M = N · H
 * · W pixels, lesson 01 holds word for word for an array of shape (M, C), in
 * train mode and in test mode, and so do the running averages, which
 * `bn_param` keeps with shape (C,). What is new is the way there and back: `x`
 * has its channels on axis 1 or on axis 3, and `out` has the shape of `x`.
 *
 * `x`, `gamma` and `beta` are left as they are, and `out` shares no memory
 * with them.
 *
 * @param x Feature maps, shape (N, C, H, W), or (N, H, W, C) if
 *   `bn_param.axis` is 3, in any unit.
 * @param gamma Scale, shape (C,), in the unit of `out`.
 * @param beta Shift, shape (C,), in the unit of `out`.
 * @param bn_param Mode, settings, running averages and the axis of the
 *   channels; see {@linkcode SpatialBatchNormParam}.
 * @returns `out`, shaped as `x`, and a cache for the backward pass (null in test
 *   mode).
 * @throws {RangeError} If the mode is neither "train" nor "test", or the axis
 *   neither 1 nor 3; the message says what it is.
 *
 * Source: Ioffe and Szegedy 2015, section 3.2, "Batch-Normalized Convolutional
 * Networks".
 */
export function spatial_batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: SpatialBatchNormParam,
): [out: NdArray, cache: SpatialBatchNormCache | null] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 07: spatial_batchnorm_forward");
}

/**
 * Takes the upstream gradient back through batch norm for images.
 *
 * `dout` goes the way that `x` went, lesson 02 or 03 does the work on arrays of
 * shape (M, C), and `dx` goes the way that `out` went.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shaped as `x`, in units of the loss
 *   per unit of `out`.
 * @param cache What `spatial_batchnorm_forward` returned in train mode.
 * @returns `dx`, shaped as `x`, `dgamma`, shape (C,), and `dbeta`, shape (C,):
 *   the gradients of the loss with respect to `x`, `gamma` and `beta`.
 *
 * Source: Ioffe and Szegedy 2015, section 3, with the pixels of section 3.2 as
 * samples.
 */
export function spatial_batchnorm_backward(
  dout: NdArray,
  cache: SpatialBatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 07: spatial_batchnorm_backward");
}
