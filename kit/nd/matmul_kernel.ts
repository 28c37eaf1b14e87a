/**
 * Products of large matrices by the kernel in WebAssembly, tile by tile.
 *
 * @module
 */

import type { MatmulLayout } from "./matmul.ts";
import { PLAIN_SIMD, RELAXED_SIMD } from "./matmul_wasm.ts";
import { startKernel } from "./start_kernel.ts";
import type { Data } from "./types.ts";

/** `c += a · b` at addresses in the kernel's memory; see `assembly/matmul.ts`. */
type Multiply = (
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
  a: number,
  b: number,
  c: number,
  work: number,
) => void;

/** What the kernel exports. */
export interface Kernel {
  /** Where factors and product have to be. */
  readonly memory: WebAssembly.Memory;
  /** Multiplies float64 matrices. */
  readonly multiply_float64: Multiply;
  /** Multiplies float32 matrices. */
  readonly multiply_float32: Multiply;
}

/** The most values of a tile: three of them in float64 are 12 MiB, what large caches hold. */
const TILE = 2 ** 19;
/** The most columns of a tile; any tile may then have 128 rows. */
const WIDEST = 2 ** 12;
/** Rows that the kernel touches beyond the last. */
const MARGIN = 5;
/** Values that the kernel packs and puts aside. */
const WORK = 2 ** 15 + 64;
const PAGE = 2 ** 16;

/** Starts the best kernel that this machine can run; undefined if it can run none. */
export function startMatmul(
  variants: readonly string[] = [RELAXED_SIMD, PLAIN_SIMD],
): Kernel | undefined {
  return startKernel(variants) as unknown as Kernel | undefined;
}

/**
 * Multiplies two row-major matrices of any size.
 *
 * @param kernel What {@linkcode startMatmul} started.
 * @param a First factor, (m, k) or, transposed, (k, m).
 * @param b Second factor, (k, n) or, transposed, (n, k).
 * @param out The product, (m, n), overwritten; the sums are in its number format.
 * @param layout The lengths, none of them 0.
 */
export function multiplyTiles(
  kernel: Kernel,
  a: Data,
  b: Data,
  out: Data,
  { m, k, n, transposeA = false, transposeB = false }: MatmulLayout,
): void {
  const depth = Math.min(k, WIDEST);
  const columns = Math.min(n, WIDEST, Math.floor(TILE / depth));
  const rows = Math.min(m, Math.floor(TILE / Math.max(depth, columns)));

  const atB = (rows + MARGIN) * depth;
  const atC = atB + depth * columns;
  const atWork = atC + (rows + MARGIN) * columns;
  const memory = reserve(kernel, out, atWork + WORK);
  const size = memory.BYTES_PER_ELEMENT;
  const multiply = out instanceof Float32Array
    ? kernel.multiply_float32
    : kernel.multiply_float64;

  for (let j = 0; j < n; j += columns) {
    const wide = Math.min(columns, n - j);
    for (let i = 0; i < m; i += rows) {
      const high = Math.min(rows, m - i);
      memory.fill(0, atC, atC + high * wide);
      for (let p = 0; p < k; p += depth) {
        const deep = Math.min(depth, k - p);
        if (transposeA) copyRows(a, p * m + i, m, memory, 0, high, deep, high);
        else copyRows(a, i * k + p, k, memory, 0, deep, high, deep);
        if (transposeB) {
          copyRows(b, j * k + p, k, memory, atB, deep, wide, deep);
        } else copyRows(b, p * n + j, n, memory, atB, wide, deep, wide);
        multiply(
          high,
          deep,
          wide,
          transposeA,
          transposeB,
          0,
          atB * size,
          atC * size,
          atWork * size,
        );
      }
      copyRows(memory, atC, wide, out, i * n + j, n, high, wide);
    }
  }
}

/** The kernel's memory in the number format of `like`, with room for as many values. */
function reserve({ memory }: Kernel, like: Data, values: number): Data {
  const missing = values * like.BYTES_PER_ELEMENT - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  return like instanceof Float32Array
    ? new Float32Array(memory.buffer)
    : new Float64Array(memory.buffer);
}

/** Copies rows that begin `step` values apart, all at once where they follow one another. */
function copyRows(
  from: Data,
  at: number,
  step: number,
  to: Data,
  toAt: number,
  toStep: number,
  rows: number,
  columns: number,
): void {
  if (step === columns && toStep === columns) {
    to.set(from.subarray(at, at + rows * columns), toAt);
    return;
  }
  for (let row = 0; row < rows; row++) {
    const start = at + row * step;
    to.set(from.subarray(start, start + columns), toAt + row * toStep);
  }
}
