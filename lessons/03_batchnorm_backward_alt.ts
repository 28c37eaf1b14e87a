/**
 * Lesson 03: batch norm, backward, by the formula simplified on paper.
 * Guide: `lessons/03_batchnorm_backward_alt.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "./01_batchnorm_forward.ts";

/**
 * Takes the upstream gradient back through batch norm in one formula.
 *
 * Same contract and same results as `batchnorm_backward`, but derived on paper
 * first: the gradients of mean and variance are put into the one of `x`, and
 * most terms cancel. What is left needs `dout`, `x_hat`, `gamma` and `std`
 * only, for each feature:
 *
 *     dx = gamma / std * (dout - mean(dout) - x_hat * mean(dout * x_hat))
 *
 * with the means over the batch. Derive it before you use it; the guide has the
 * first steps.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shape (N, D), in units of the loss
 *   per unit of `out`.
 * @param cache What `batchnorm_forward` returned in train mode.
 * @returns `dx`, shape (N, D), `dgamma`, shape (D,), and `dbeta`, shape (D,):
 *   the gradients of the loss with respect to `x`, `gamma` and `beta`.
 *
 * Source: section "Batch normalization: alternative backward" of the course
 * notebook.
 */
export function batchnorm_backward_alt(
  dout: NdArray,
  cache: BatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 03: batchnorm_backward_alt");
}
