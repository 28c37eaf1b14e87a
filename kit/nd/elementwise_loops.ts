/**
 * The innermost loops of elementwise arithmetic.
 *
 * Every operation has its own loops, written out: a loop shared by all of them would call the
 * operation through a variable, and V8 can't inline that once it has seen a few different ones.
 *
 * @module
 */

import type { Data } from "./types.ts";

/** `out[k + e] = x[i + e]! ∘ y[j + e]!` for `n` values. */
type VectorVector = (
  x: Data,
  i: number,
  y: Data,
  j: number,
  out: Data,
  k: number,
  n: number,
) => void;

/** `out[k + e] = x[i + e]! ∘ y` for `n` values. */
type VectorScalar = (
  x: Data,
  i: number,
  y: number,
  out: Data,
  k: number,
  n: number,
) => void;

/** `out[k + e] = x ∘ y[j + e]!` for `n` values. */
type ScalarVector = (
  x: number,
  y: Data,
  j: number,
  out: Data,
  k: number,
  n: number,
) => void;

/** The loops of one operation on two operands. */
export interface BinaryKernel {
  /** Both operands advance. */
  readonly vv: VectorVector;
  /** The second operand stays. */
  readonly vs: VectorScalar;
  /** The first operand stays. */
  readonly sv: ScalarVector;
}

/** Addition. */
export const add: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! + y[j + e]!;
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! + y;
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x + y[j + e]!;
  },
};

/** Subtraction. */
export const sub: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! - y[j + e]!;
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! - y;
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x - y[j + e]!;
  },
};

/** Multiplication. */
export const mul: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! * y[j + e]!;
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! * y;
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x * y[j + e]!;
  },
};

/** Division. */
export const div: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! / y[j + e]!;
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x[i + e]! / y;
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = x / y[j + e]!;
  },
};

/** The larger of two values; NaN if either is. */
export const maximum: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = Math.max(x[i + e]!, y[j + e]!);
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = Math.max(x[i + e]!, y);
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = Math.max(x, y[j + e]!);
  },
};

/** Raises as C and NumPy do: 1 to any power, and -1 to an infinite one, is 1, not NaN. */
function power(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Infinity) return 1;
  return Math.pow(base, exponent);
}

/** Powers. */
export const pow: BinaryKernel = {
  vv(x, i, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = power(x[i + e]!, y[j + e]!);
  },
  vs(x, i, y, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = power(x[i + e]!, y);
  },
  sv(x, y, j, out, k, n) {
    for (let e = 0; e < n; e++) out[k + e] = power(x, y[j + e]!);
  },
};

/** Writes a function of every value of `x` to `out`. */
export type UnaryKernel = (x: Data, out: Data) => void;

/** Changes the sign. */
export const neg: UnaryKernel = (x, out) => {
  for (let e = 0; e < x.length; e++) out[e] = -x[e]!;
};

/** Exponential function. */
export const exp: UnaryKernel = (x, out) => {
  for (let e = 0; e < x.length; e++) out[e] = Math.exp(x[e]!);
};

/** Natural logarithm. */
export const log: UnaryKernel = (x, out) => {
  for (let e = 0; e < x.length; e++) out[e] = Math.log(x[e]!);
};

/** Square root. */
export const sqrt: UnaryKernel = (x, out) => {
  for (let e = 0; e < x.length; e++) out[e] = Math.sqrt(x[e]!);
};

/** Square. */
export const square: UnaryKernel = (x, out) => {
  for (let e = 0; e < x.length; e++) out[e] = x[e]! * x[e]!;
};
