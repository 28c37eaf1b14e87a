/**
 * Dropout (Srivastava et al. 2014), forward and backward.
 *
 * @module
 */

import { describe, type NdArray, zeros } from "../nd/mod.ts";
import { checkArray, checkShape } from "./check.ts";

/** What {@linkcode dropout_backward} needs of the forward pass. */
export interface DropoutCache {
  /** What each value was multiplied by: 0, or one over the share that is kept. */
  readonly mask: NdArray;
}

/** How {@linkcode dropout_forward} draws what it drops. */
export interface DropoutOptions {
  /** Share of the values that is kept, above 0 and at most 1. */
  keep: number;
  /** A source of random whole numbers; a `RandomState` is one. */
  random: { randint(low: number, high: number, size: number): Int32Array };
}

/** How finely shares are told apart: one in 16 million. */
const STEPS = 2 ** 24;

/**
 * Drops values as in training: each is kept by chance and then divided by the share kept, so that
 * its expectation stays and nothing needs to be done when the net is in use.
 *
 * @param x Input of any shape.
 * @param options What share to keep, and where chance comes from.
 * @returns `out` in the shape of `x`, and a cache for the backward pass.
 * @throws {RangeError} If `keep` is not above 0 and at most 1.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { RandomState } from "kit/nd/random.ts";
 * import { dropout_forward } from "kit/nn/mod.ts";
 * import { assert } from "@std/assert";
 *
 * const random = new RandomState(0);
 * const [out] = dropout_forward(nd.ones([100]), { keep: 0.5, random });
 * assert(out.data.every((value) => value === 0 || value === 2));
 * ```
 */
export function dropout_forward(
  x: NdArray,
  { keep, random }: DropoutOptions,
): [out: NdArray, cache: DropoutCache] {
  checkArray("apply dropout", "x", x);
  if (!(keep > 0 && keep <= 1)) {
    throw new RangeError(
      "Cannot apply dropout: expected keep to be above 0 and at most 1, " +
        `got ${describe(keep)}`,
    );
  }
  const mask = zeros(x.shape, x.dtype);
  random.randint(0, STEPS, x.size).forEach((drawn, i) => {
    if (drawn < keep * STEPS) mask.data[i] = 1 / keep;
  });
  return [x.mul(mask), { mask }];
}

/**
 * Computes the gradient of dropout: nothing for what was dropped.
 *
 * @param dout Upstream gradient, in the shape of the input.
 * @param cache The cache of {@linkcode dropout_forward}.
 * @returns `dx`, in the shape of the input.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { dropout_backward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const mask = nd.array([0, 2]);
 * assertEquals(dropout_backward(nd.array([5, 6]), { mask }).toArray(), [0, 12]);
 * ```
 */
export function dropout_backward(
  dout: NdArray,
  { mask }: DropoutCache,
): NdArray {
  checkShape("go back through dropout", "dout", dout, mask.shape);
  return dout.mul(mask);
}
