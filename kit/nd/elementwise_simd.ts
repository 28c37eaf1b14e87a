/**
 * Arithmetic of many values by the kernels.
 *
 * @module
 */

import type { Loop } from "./broadcast.ts";
import type { Data } from "./types.ts";
import { areasFor, BINARY, UNARY, type Vectors } from "./vectors.ts";

/** The operations on two operands that there are kernels for. */
export type SimdBinary = keyof typeof BINARY;

/** The operations on one operand that there are kernels for. */
export type SimdUnary = keyof typeof UNARY;

/** An operand, and how far it advances at each step of two loops. */
interface Operand {
  readonly data: Data;
  /** Values to advance from one run to the next. */
  readonly outer: number;
  /** Values to advance within a run, 1 or 0. */
  readonly inner: number;
}

/** Applies an operation to every value. */
export function applyUnary(
  vectors: Vectors,
  name: SimdUnary,
  x: Data,
  out: Data,
): void {
  const areas = areasFor(vectors, out);
  const run = out instanceof Float32Array
    ? vectors.unary_float32
    : vectors.unary_float64;
  const most = areas.x.length;
  for (let at = 0; at < out.length; at += most) {
    const n = Math.min(most, out.length - at);
    areas.x.set(x.subarray(at, at + n));
    run(UNARY[name], n);
    out.set(areas.out.subarray(0, n), at);
  }
}

/** Applies an operation to two operands, all of one number format, in two loops. */
export function applyBinary(
  vectors: Vectors,
  name: SimdBinary,
  [x, y]: readonly [Data, Data],
  out: Data,
  [outer, inner]: readonly [Loop, Loop],
): void {
  const areas = areasFor(vectors, out);
  const run = out instanceof Float32Array
    ? vectors.binary_float32
    : vectors.binary_float64;
  const area = areas.x.length;
  const X = { data: x, outer: outer.strideX, inner: inner.strideX };
  const Y = { data: y, outer: outer.strideY, inner: inner.strideY };
  const width = Math.min(area, inner.length);
  const most = width === inner.length ? Math.floor(area / width) : 1;
  for (let e = 0; e < inner.length; e += width) {
    const wide = Math.min(width, inner.length - e);
    for (let r = 0; r < outer.length; r += most) {
      const rows = Math.min(most, outer.length - r);
      if (r === 0 || X.outer !== 0) bring(X, areas.x, r, rows, e, wide);
      if (r === 0 || Y.outer !== 0) bring(Y, areas.y, r, rows, e, wide);
      run(BINARY[name], rows * wide);
      out.set(areas.out.subarray(0, rows * wide), r * inner.length + e);
    }
  }
}

/** Brings a part of some runs to the kernels, repeating what doesn't advance. */
function bring(
  { data, outer, inner }: Operand,
  to: Data,
  firstRow: number,
  rows: number,
  from: number,
  wide: number,
): void {
  const at = firstRow * outer + from * inner;
  const n = rows * wide;
  if (inner === 1 && (outer === wide || rows === 1)) {
    to.set(data.subarray(at, at + n));
  } else if (inner === 0 && (outer === 0 || rows === 1)) {
    to.fill(data[at], 0, n);
  } else if (inner === 0) {
    for (let r = 0; r < rows; r++) {
      to.fill(data[at + r * outer], r * wide, (r + 1) * wide);
    }
  } else if (outer === 0) {
    to.set(data.subarray(at, at + wide));
    for (let done = wide; done < n; done *= 2) {
      to.copyWithin(done, 0, Math.min(done, n - done));
    }
  } else {
    for (let r = 0; r < rows; r++) {
      const start = at + r * outer;
      to.set(data.subarray(start, start + wide), r * wide);
    }
  }
}
