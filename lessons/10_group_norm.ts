/**
 * Lesson 10: group norm for images, forward and backward.
 * Guide: `lessons/10_group_norm.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache, LayerNormParam } from "./04_layernorm_forward.ts";

/** What the forward pass leaves for the backward pass: at least these fields. */
export interface GroupNormCache {
  /**
   * What `layernorm_forward` left, every group of an image a row: N · G rows,
   * normalized with a scale of 1.
   */
  rows: LayerNormCache;
  /** The scale, shape (C,). */
  gamma: NdArray;
}

/**
 * Normalizes each group of channels of each image, over its channels, the height
 * and the width, then scales and shifts each channel.
 *
 * The C channels are cut into G groups of C / G neighbours: with 6 channels and 2
 * groups, channels 0, 1 and 2 are a group, and 3, 4 and 5. Every group of every
 * image has a mean and a biased variance `var` of its own, divided by
 * C / G · H · W:
 *
 *     x_hat = (x - mean) / sqrt(var + eps)
 *     out   = gamma * x_hat + beta
 *
 * `gamma` and `beta` belong to channels, not to groups. There is no mode and
 * nothing to remember: training and testing do the same, and no image's result
 * depends on another image.
 *
 * `x`, `gamma` and `beta` are left as they are, and `out` shares no memory
 * with them.
 *
 * @param x Feature maps, shape (N, C, H, W), in any unit.
 * @param gamma Scale, shape (C,), in the unit of `out`.
 * @param beta Shift, shape (C,), in the unit of `out`.
 * @param G Number of groups, a whole number that C is a multiple of.
 * @param gn_param Settings, those of lesson 04: eps, 1e-5 when none is given.
 *   Other keys, left over from batch norm, don't matter.
 * @returns `out`, shape (N, C, H, W), and a cache for the backward pass.
 * @throws {RangeError} If C is no multiple of G; the message says what G is.
 *
 * Source: Wu and He 2018, "Group Normalization", section 3.1, equations 1 to 7.
 */
export function spatial_groupnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  G: number,
  gn_param: LayerNormParam,
): [out: NdArray, cache: GroupNormCache] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 10: spatial_groupnorm_forward");
}

/**
 * Takes the upstream gradient back through group norm.
 *
 * The statistics belong to a group of an image, so the means in `dx` go over a
 * group; `gamma` and `beta` belong to channels, so their gradients sum over
 * batch, height and width.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shape (N, C, H, W), in units of the
 *   loss per unit of `out`.
 * @param cache What `spatial_groupnorm_forward` returned.
 * @returns `dx`, shape (N, C, H, W), `dgamma`, shape (C,), and `dbeta`, shape
 *   (C,): the gradients of the loss with respect to `x`, `gamma` and `beta`.
 *
 * Source: lesson 05, with a group of an image as a row.
 */
export function spatial_groupnorm_backward(
  dout: NdArray,
  cache: GroupNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 10: spatial_groupnorm_backward");
}
