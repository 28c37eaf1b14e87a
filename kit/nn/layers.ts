/**
 * Layers that the course hands out: affine and ReLU, forward and backward.
 *
 * @module
 */

import { formatShape, matmul, type NdArray } from "../nd/mod.ts";
import { checkArray, checkShape } from "./check.ts";

/** What {@linkcode affine_backward} needs of the forward pass. */
export interface AffineCache {
  /** The input, shape (N, d1, …, dk). */
  readonly x: NdArray;
  /** The weights, shape (D, M). */
  readonly w: NdArray;
  /** The biases, shape (M,). */
  readonly b: NdArray;
}

/** What {@linkcode relu_backward} needs of the forward pass. */
export interface ReluCache {
  /** The input, of any shape. */
  readonly x: NdArray;
}

/**
 * Computes an affine (fully connected) layer, `x · w + b`, on inputs flattened to vectors.
 *
 * @param x A minibatch of N inputs, shape (N, d1, …, dk); each is flattened to D = d1 · … · dk
 * values.
 * @param w Weights, shape (D, M).
 * @param b Biases, shape (M,).
 * @returns `out`, shape (N, M), and a cache for the backward pass.
 * @throws {TypeError} If the shapes do not fit together.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { affine_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const x = nd.array([[1, 2], [3, 4]]);
 * const w = nd.array([[1, 0, 1], [0, 1, 1]]);
 * const [out] = affine_forward(x, w, nd.array([10, 20, 30]));
 * assertEquals(out.toArray(), [[11, 22, 33], [13, 24, 37]]);
 * ```
 */
export function affine_forward(
  x: NdArray,
  w: NdArray,
  b: NdArray,
): [out: NdArray, cache: AffineCache] {
  const rows = flatten(x, w);
  checkShape("apply an affine layer", "b", b, w.shape.slice(1));
  return [rows.dot(w).add(b), { x, w, b }];
}

/**
 * Computes the gradients of an affine layer.
 *
 * @param dout Upstream gradient, shape (N, M).
 * @param cache The cache of {@linkcode affine_forward}.
 * @returns `dx` in the shape of `x`, `dw`, shape (D, M), and `db`, shape (M,).
 * @throws {TypeError} If `dout` is not of shape (N, M).
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { affine_backward, affine_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const w = nd.array([[1, 2], [3, 4]]);
 * const [, cache] = affine_forward(nd.array([[5, 6]]), w, nd.zeros([2]));
 * const [dx, dw, db] = affine_backward(nd.array([[1, 10]]), cache);
 * assertEquals(dx.toArray(), [[21, 43]]);
 * assertEquals(dw.toArray(), [[5, 50], [6, 60]]);
 * assertEquals(db.toArray(), [1, 10]);
 * ```
 */
export function affine_backward(
  dout: NdArray,
  { x, w }: AffineCache,
): [dx: NdArray, dw: NdArray, db: NdArray] {
  checkShape("go back through an affine layer", "dout", dout, [
    ...x.shape.slice(0, 1),
    ...w.shape.slice(1),
  ]);
  const dx = matmul(dout, w, { transposeB: true }).reshape(x.shape);
  const dw = matmul(flatten(x, w), dout, { transposeA: true });
  return [dx, dw, dout.sum(0)];
}

/**
 * Computes rectified linear units, `max(0, x)`.
 *
 * @param x Input of any shape.
 * @returns `out` in the shape of `x`, and a cache for the backward pass.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { relu_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [out] = relu_forward(nd.array([-1, 0, 2]));
 * assertEquals(out.toArray(), [0, 0, 2]);
 * ```
 */
export function relu_forward(x: NdArray): [out: NdArray, cache: ReluCache] {
  checkArray("apply a ReLU", "x", x);
  return [x.maximum(0), { x }];
}

/**
 * Computes the gradient of rectified linear units: `dout` where the input was positive, else 0.
 *
 * @param dout Upstream gradient, in the shape of the input.
 * @param cache The cache of {@linkcode relu_forward}.
 * @returns `dx`, in the shape of the input.
 * @throws {TypeError} If the shapes differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { relu_backward, relu_forward } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [, cache] = relu_forward(nd.array([-1, 0, 2]));
 * assertEquals(relu_backward(nd.array([5, 6, 7]), cache).toArray(), [0, 0, 7]);
 * ```
 */
export function relu_backward(dout: NdArray, { x }: ReluCache): NdArray {
  checkShape("go back through a ReLU", "dout", dout, x.shape);
  const dx = dout.copy();
  const { data } = dx;
  const input = x.data;
  for (let i = 0; i < data.length; i++) if (!(input[i]! > 0)) data[i] = 0;
  return dx;
}

/** Views each input of a minibatch as a row of as many values as `w` has rows. */
function flatten(x: NdArray, w: NdArray): NdArray {
  const action = "apply an affine layer";
  checkArray(action, "x", x);
  checkArray(action, "w", w);
  if (w.ndim !== 2) {
    throw new TypeError(
      `Cannot ${action}: expected w of shape (D, M), got ${
        formatShape(w.shape)
      }`,
    );
  }
  const N = x.shape.at(0);
  const D = w.shape[0]!;
  if (N === undefined || x.size !== N * D) {
    throw new TypeError(
      `Cannot ${action}: expected x of shape (N, …) with ${D} ` +
        `values for each of N inputs, got ${formatShape(x.shape)}`,
    );
  }
  return x.reshape([N, D]);
}
