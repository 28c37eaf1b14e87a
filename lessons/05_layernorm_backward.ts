/**
 * Lesson 05: layer norm, backward. Guide: `lessons/05_layernorm_backward.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache } from "./04_layernorm_forward.ts";

/**
 * Takes the upstream gradient back through layer norm.
 *
 * The graph is that of batch norm with rows in place of columns, but for one
 * thing: `gamma` and `beta` still belong to features. So `gamma` goes into the
 * gradient before anything is averaged over a row,
 *
 *     dx_hat = gamma * dout
 *
 * and `dgamma` and `dbeta` are still summed over the batch.
 *
 * `dout` and the cache are left as they are, and what is returned shares no
 * memory with them.
 *
 * @param dout Upstream gradient, dL/d(out), shape (N, D), in units of the loss
 *   per unit of `out`.
 * @param cache What `layernorm_forward` returned.
 * @returns `dx`, shape (N, D), `dgamma`, shape (D,), and `dbeta`, shape (D,):
 *   the gradients of the loss with respect to `x`, `gamma` and `beta`.
 *
 * Source: Ba, Kiros and Hinton 2016, equation 3, and the chain rule of lessons
 * 02 and 03.
 */
export function layernorm_backward(
  dout: NdArray,
  cache: LayerNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  // TODO: replace this line by your own.
  unimplemented("Lesson 05: layernorm_backward");
}
