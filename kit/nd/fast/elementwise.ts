/**
 * Arithmetic of many values by the kernels.
 *
 * @module
 */

import { type Loop, ONCE } from "../broadcast.ts";
import type { Data } from "../types.ts";
import { areasFor, vectorsFor } from "./vectors.ts";

/** The operations on two operands, numbered as in `assembly/vectors.ts`. */
const BINARY = ["add", "sub", "mul", "div", "maximum"];

/** The operations on one operand. */
const UNARY = ["neg", "sqrt", "square", "exp"];

/** An operand, and how far it advances at each step of two loops. */
interface Operand {
  readonly data: Data;
  /** Values to advance from one run to the next. */
  readonly outer: number;
  /** Values to advance within a run, 1 or 0. */
  readonly inner: number;
}

/**
 * Applies an operation to every value.
 *
 * @returns Whether it did: for few values it isn't worth it, and not every operation has a kernel.
 */
export function applyUnary(name: string, x: Data, out: Data): boolean {
  const vectors = vectorsFor(out.length);
  const operation = UNARY.indexOf(name);
  if (!vectors || operation < 0) return false;
  const areas = areasFor(vectors, out);
  const isFloat32 = out instanceof Float32Array;
  const most = areas.x.length;
  for (let at = 0; at < out.length; at += most) {
    const n = Math.min(most, out.length - at);
    areas.x.set(x.subarray(at, at + n));
    vectors.unary(isFloat32, operation, n);
    out.set(areas.out.subarray(0, n), at);
  }
  return true;
}

/**
 * Applies an operation to two operands, all of one number format, in loops.
 *
 * @returns Whether it did.
 */
export function applyBinary(
  name: string,
  x: Data,
  y: Data,
  out: Data,
  loops: readonly Loop[],
): boolean {
  const vectors = loops.length <= 2 ? vectorsFor(out.length) : undefined;
  const operation = BINARY.indexOf(name);
  if (!vectors || operation < 0) return false;
  const inner = loops[loops.length - 1]!;
  const outer = loops[loops.length - 2] ?? ONCE;
  const areas = areasFor(vectors, out);
  const isFloat32 = out instanceof Float32Array;
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
      vectors.binary(isFloat32, operation, rows * wide);
      out.set(areas.out.subarray(0, rows * wide), r * inner.length + e);
    }
  }
  return true;
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
    to.fill(data[at]!, 0, n);
  } else if (inner === 0) {
    for (let r = 0; r < rows; r++) {
      to.fill(data[at + r * outer]!, r * wide, (r + 1) * wide);
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
