/**
 * Lesson 02: batch norm, backward, through the computational graph.
 * Guide: `lessons/02_batchnorm_backward.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "./01_batchnorm_forward.ts";

/**
 * Takes the upstream gradient back through batch norm, node by node.
 *
 * Write the forward pass as a graph of small steps,
 *
 *     mean     = sum(x) / N
 *     centered = x - mean
 *     var      = sum(centered²) / N
 *     std      = sqrt(var + eps)
 *     x_hat    = centered / std
 *     out      = gamma * x_hat + beta
 *
 * and walk it from the end to the beginning: each node takes the gradient of
 * its output and hands on the gradient of its inputs. Where a value is used
 * twice, the gradients of its uses add up. Where a value was broadcast over the
 * batch, its gradient is summed over the batch.
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
 * Source: Ioffe and Szegedy 2015, section 3, the six equations of the chain
 * rule.
 */
export function batchnorm_backward(
  dout: NdArray,
  cache: BatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 02: batchnorm_backward");
}
