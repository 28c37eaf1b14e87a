/**
 * Arithmetic and reductions of many values by kernels in WebAssembly, some thousand at a time.
 *
 * They don't make the loops in JavaScript superfluous, which are faster for few values.
 *
 * @module
 */

import { startKernel } from "./start_kernel.ts";
import type { Data } from "../types.ts";
import { SIMD } from "./vectors_wasm.ts";

/** What the kernels export; see `assembly/vectors.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  binary(isFloat32: boolean, operation: number, n: number): void;
  unary(isFloat32: boolean, operation: number, n: number): void;
  deviate_rows(isFloat32: boolean, rows: number, length: number): void;
  deviate_columns(isFloat32: boolean, rows: number, width: number): void;
  reduce_rows(
    isFloat32: boolean,
    reduction: number,
    rows: number,
    length: number,
  ): void;
  reduce_columns(
    isFloat32: boolean,
    reduction: number,
    rows: number,
    width: number,
  ): void;
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
  const areasIn = (Format: typeof Float64Array | typeof Float32Array) => {
    const length = 8 * AREA / Format.BYTES_PER_ELEMENT;
    const area = (i: number) => new Format(buffer, i * 8 * AREA, length);
    return { x: area(0), y: area(1), out: area(2), columns: area(3) };
  };
  return {
    ...exports,
    float64: areasIn(Float64Array),
    float32: areasIn(Float32Array),
  };
}

/** The areas in the number format of some data. */
export function areasFor(vectors: Vectors, like: Data): Areas {
  return like instanceof Float32Array ? vectors.float32 : vectors.float64;
}
