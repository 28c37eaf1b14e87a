/**
 * Arithmetic and reductions of many values by kernels in WebAssembly, some thousand at a time.
 *
 * They don't make the loops in JavaScript superfluous, which are faster for few values.
 *
 * @module
 */

import { startKernel } from "./start_kernel.ts";
import type { Data } from "./types.ts";
import { SIMD } from "./vectors_wasm.ts";

/** The numbers that all parameters have in common in a step of Adam. */
export type AdamNumbers = readonly [
  learning_rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  correctionM: number,
  correctionV: number,
];

/** What the kernels export; see `assembly/vectors.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  binary_float64(operation: number, n: number): void;
  binary_float32(operation: number, n: number): void;
  unary_float64(operation: number, n: number): void;
  unary_float32(operation: number, n: number): void;
  deviate_rows_float64(rows: number, length: number): void;
  deviate_rows_float32(rows: number, length: number): void;
  deviate_columns_float64(rows: number, width: number): void;
  deviate_columns_float32(rows: number, width: number): void;
  reduce_rows_float64(reduction: number, rows: number, length: number): void;
  reduce_rows_float32(reduction: number, rows: number, length: number): void;
  reduce_columns_float64(reduction: number, rows: number, width: number): void;
  reduce_columns_float32(reduction: number, rows: number, width: number): void;
  adam_float64(n: number, ...numbers: AdamNumbers): void;
  adam_float32(n: number, ...numbers: AdamNumbers): void;
}

/** The areas of the kernels' memory in one number format. */
export interface Areas {
  /** The first operand. */
  readonly x: Data;
  /** The second operand, and the centers of deviations. */
  readonly y: Data;
  /** The result. */
  readonly out: Data;
  /** What columns have come to. */
  readonly columns: Data;
}

/** The kernels with their memory. */
export interface Vectors extends Exports {
  /** The areas in float64; each holds {@linkcode AREA} values. */
  readonly float64: Areas;
  /** The areas in float32; each holds twice as many. */
  readonly float32: Areas;
}

/** How many float64 values an area holds. */
export const AREA = 4096;

/** Values from which on bringing them to the kernels and back takes less than it saves. */
const WORTHWHILE = 256;

/** The operations on two operands by their numbers. */
export const BINARY = { add: 0, sub: 1, mul: 2, div: 3, maximum: 4 };

/** The operations on one operand by their numbers. */
export const UNARY = { neg: 0, sqrt: 1, square: 2, exp: 3 };

/** The reductions by their numbers. */
export const REDUCTION = { sum: 0, max: 1, min: 2 };

/** Started when they are first needed. */
let vectors: Vectors | null | undefined = null;

/** The kernels, if they are worth it for so many values and run on this machine. */
export function vectorsFor(size: number): Vectors | undefined {
  if (size < WORTHWHILE) return undefined;
  if (vectors === null) vectors = start();
  return vectors;
}

function start(): Vectors | undefined {
  const exports = startKernel([SIMD]) as unknown as Exports | undefined;
  if (exports === undefined) return undefined;
  const buffer = exports.memory.buffer as ArrayBuffer;
  const [float64, float32] = [Float64Array, Float32Array].map((Format) => {
    const length = 8 * AREA / Format.BYTES_PER_ELEMENT;
    const [x, y, out, columns] = [0, 1, 2, 3]
      .map((area) => new Format(buffer, area * 8 * AREA, length));
    return { x, y, out, columns };
  });
  return { ...exports, float64, float32 };
}

/** The areas in the number format of some data. */
export function areasFor(vectors: Vectors, like: Data): Areas {
  return like instanceof Float32Array ? vectors.float32 : vectors.float64;
}
