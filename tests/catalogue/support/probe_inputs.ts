/**
 * The fixed inputs on which known mistakes are recognized. They are general:
 * N ≠ D, gamma and beta neither 0 nor 1, an eps that can't hide.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";

export const x = (): NdArray =>
  nd.array([[1, -2, 0.5], [3, 0, 0.25], [-1, 5, 4], [0.5, 2, -3]]);
export const gamma = (): NdArray => nd.array([1.5, -0.75, 2]);
export const beta = (): NdArray => nd.array([0.25, -1, 3]);
export const dout = (): NdArray =>
  nd.array([[0.5, -1, 2], [1, 0.25, -0.5], [-2, 3, 1], [0.75, -0.5, 1.25]]);
export const EPS = 0.3;

/** As many rows as columns, every mean zero: of columns, of rows, of all. */
export const centred = (): NdArray =>
  nd.array([[2, -3, 1, 0], [1, 1, -4, 2], [-4, 3, 1, 0], [1, -1, 2, -2]]);
/** Columns of standard deviation 1, no two alike, and their means. */
export const spreadOne = (): NdArray =>
  centredSpreadOne().add(nd.array([2, -1, 0.5, 3]));
const centredSpreadOne = (): NdArray =>
  nd.array([
    [1, 1, 1, Math.SQRT2],
    [1, -1, -1, -Math.SQRT2],
    [-1, 1, -1, 0],
    [-1, -1, 1, 0],
  ]);

/** Inputs of a forward pass, by what is left of it there. */
export interface Alone {
  name: string;
  x: NdArray;
  gamma: NdArray;
  beta: NdArray;
  eps: number;
}

/**
 * Forward passes of which steps are left out: mean 0, spread 1, eps 0, gamma 1,
 * beta 0, where mean and variance are taken along the columns.
 */
export function forwards(): Alone[] {
  const [one, zero] = [nd.ones([4]), nd.zeros([4])];
  const gamma = nd.array([1.5, -0.75, 2, 0.5]);
  const beta = nd.array([0.25, -1, 3, 2]);
  const plain = { gamma: one, beta: zero };
  const unit = { x: centredSpreadOne(), eps: 0 };
  const wide = spreadOne().mul(nd.array([1.5, 0.5, 2, 3]));
  return [
    { name: "x_hat", ...plain, x: wide, eps: EPS },
    { name: "x_hat, eps 0", ...plain, x: wide, eps: 0 },
    { name: "mean", ...plain, x: spreadOne(), eps: 0 },
    { name: "spread", ...plain, x: centred(), eps: 0 },
    { name: "spread and eps", ...plain, x: centred(), eps: EPS },
    { name: "scale and shift", ...unit, gamma, beta },
    { name: "scale", ...unit, gamma, beta: zero },
    { name: "shift", ...unit, gamma: one, beta },
  ];
}

/** Gradients of {@linkcode spreadOne}, normalized, and the terms of dx that they have. */
export const upstream = {
  /** No sum, and at right angles to what was normalized: neither term. */
  direct: (): NdArray =>
    nd.array([
      [0.5, 1, -2, 1.5],
      [-0.5, 0.25, 3, 1.5],
      [2, -1, -3, -1],
      [-2, -0.25, 2, -2],
    ]),
  /** Sums: the term by the mean. */
  byMean: (): NdArray => upstream.direct().add(nd.array([1, -2, 0.5, 3])),
  /** Along what was normalized: the term by the variance. */
  byVariance: (): NdArray =>
    upstream.direct().add(centredSpreadOne().mul(nd.array([0.5, 2, -1, 1.5]))),
  both: (): NdArray => upstream.byVariance().add(nd.array([1, -2, 0.5, 3])),
};

/** Numbers that follow no line: multiples of a step, back and forth. */
export function images(shape: number[], step: number): NdArray {
  const size = shape.reduce((a, b) => a * b);
  const data = Float64Array.from(
    { length: size },
    (_, k) => (k * step) % 17 / 4 - 2 + (k % 5) / 8,
  );
  return nd.fromData(data, shape);
}
