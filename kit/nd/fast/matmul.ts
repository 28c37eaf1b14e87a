/**
 * Products of large matrices by the kernel in WebAssembly, tile by tile.
 *
 * @module
 */

import type { Data, MatmulLayout } from "../types.ts";
import { PLAIN_SIMD, RELAXED_SIMD, WIDE_SIMD } from "./matmul_wasm.ts";
import { startKernel } from "./start_kernel.ts";

/** What the kernel exports; see `assembly/matmul.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  multiply(
    isFloat32: boolean,
    m: number,
    k: number,
    n: number,
    transposeA: boolean,
    transposeB: boolean,
    isFirst: boolean,
  ): void;
}

/** The tiles in the kernel's memory in one number format. */
interface Tiles {
  /** The first factor. */
  readonly a: Data;
  /** The second factor. */
  readonly b: Data;
  /** The product. */
  readonly c: Data;
  /** The most steps of the sums in a tile of either factor. */
  readonly depth: number;
}

/** The kernel with its memory, in both number formats. */
export interface Kernel extends Exports {
  /** For products in float64. */
  readonly float64: Tiles;
  /** For products in float32. */
  readonly float32: Tiles;
}

/** Multiplications from which on copying to the kernel and back takes less than it saves. */
const WORTHWHILE = 2 ** 12;
/** Rows that the kernel adds up at a time. */
const ROWS = 5;
/** The most columns that the kernel adds up at a time. */
const PANEL = 16;
/** The most columns of a tile of the second factor and of the product. */
const COLUMNS = 512;
/** The most bytes of a row of the first factor's tile: 256 values in float64, 512 in float32. */
const DEPTH = 2 ** 11;
/** Bytes of the first factor's tile, with which the kernel's memory begins, and of the product's. */
const BYTES_A = 3 * 2 ** 17;
/** Bytes of the second factor's tile, which lies between them. */
const BYTES_B = 2 ** 18;

/** Whether V8 was told, as it is for labs, to join vectors of WebAssembly. */
function joinsVectors(): boolean {
  // In a browser there is neither Deno nor a way to tell.
  const deno = (globalThis as { Deno?: typeof Deno }).Deno;
  const variable = "DENO_V8_FLAGS";
  const permission = { name: "env", variable } as const;
  if (deno?.permissions.querySync(permission).state !== "granted") return false;
  return deno.env.get(variable)?.includes("-wasm-revectorize") ?? false;
}

/** Starts the best kernel that this machine can run; undefined if it can run none. */
export function startMatmul(
  variants: readonly string[] = joinsVectors()
    ? [WIDE_SIMD, PLAIN_SIMD]
    : [RELAXED_SIMD, PLAIN_SIMD],
): Kernel | undefined {
  const exports = startKernel(variants) as unknown as Exports | undefined;
  if (exports === undefined) return undefined;
  const buffer = exports.memory.buffer as ArrayBuffer;
  const tilesIn = (Format: typeof Float64Array | typeof Float32Array) => {
    const size = Format.BYTES_PER_ELEMENT;
    const tile = (at: number, bytes: number) =>
      new Format(buffer, at, bytes / size);
    return {
      a: tile(0, BYTES_A),
      b: tile(BYTES_A, BYTES_B),
      c: tile(BYTES_A + BYTES_B, BYTES_A),
      depth: DEPTH / size,
    };
  };
  return {
    ...exports,
    float64: tilesIn(Float64Array),
    float32: tilesIn(Float32Array),
  };
}

/** Started when it is first needed: most programs multiply nothing that large. */
let started: Kernel | null | undefined = null;

/** The kernel, if it is worth it for such a product and runs on this machine. */
export function kernelFor({ m, k, n }: MatmulLayout): Kernel | undefined {
  // A vector's values are used once: copying them would take as long.
  if (!(m > 1 && n > 1 && m * k * n >= WORTHWHILE)) return undefined;
  if (started === null) started = startMatmul();
  return started;
}

/**
 * Multiplies two row-major matrices of any size.
 *
 * @param kernel What {@linkcode kernelFor} gave.
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
  const isFloat32 = out instanceof Float32Array;
  const tiles = isFloat32 ? kernel.float32 : kernel.float64;
  const depth = Math.min(k, tiles.depth);
  // So that only the last tile has columns that don't fill a panel, and packed panels fit.
  const most = Math.floor(tiles.b.length / depth / PANEL) * PANEL;
  const columns = Math.min(n, COLUMNS, most);
  const fitting = Math.min(
    tiles.a.length / depth,
    tiles.c.length / columns,
  );
  const rows = Math.min(m, Math.floor(fitting / ROWS) * ROWS);
  for (let j = 0; j < n; j += columns) {
    const wide = Math.min(columns, n - j);
    for (let i = 0; i < m; i += rows) {
      const high = Math.min(rows, m - i);
      for (let p = 0; p < k; p += depth) {
        const deep = Math.min(depth, k - p);
        if (transposeA) copyRows(a, p * m + i, m, tiles.a, 0, high, deep, high);
        else copyRows(a, i * k + p, k, tiles.a, 0, deep, high, deep);
        if (i > 0 && depth === k) {
          // It is there already.
        } else if (transposeB) {
          copyRows(b, j * k + p, k, tiles.b, 0, deep, wide, deep);
        } else copyRows(b, p * n + j, n, tiles.b, 0, wide, deep, wide);
        kernel.multiply(
          isFloat32,
          high,
          deep,
          wide,
          transposeA,
          transposeB,
          p === 0,
        );
      }
      copyRows(tiles.c, 0, wide, out, i * n + j, n, high, wide);
    }
  }
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
