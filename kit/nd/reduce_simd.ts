/**
 * Reductions of the middle axis of an array by the kernels, as in `reduce_kernels.ts`.
 *
 * @module
 */

import type { Blocks } from "./reduce_kernels.ts";
import type { Data } from "./types.ts";
import { AREA, REDUCTION, type Vectors } from "./vectors.ts";

/** One of the reductions. */
export type Reduction = keyof typeof REDUCTION;

/** What a reduction of no values is. */
const NOTHING: Record<Reduction, number> = {
  sum: 0,
  max: -Infinity,
  min: Infinity,
};

/** How two parts make a whole. */
const TOGETHER: Record<Reduction, (x: number, y: number) => number> = {
  sum: (x, y) => x + y,
  max: Math.max,
  min: Math.min,
};

/**
 * Reduces, shape (outer, inner).
 *
 * @param vectors The kernels.
 * @param name Which reduction.
 * @param blocks The array.
 * @param center If given, shape (outer, inner): squared distances from it are reduced instead.
 */
export function reduceBlocks(
  vectors: Vectors,
  name: Reduction,
  blocks: Blocks,
  center?: Float64Array,
): Float64Array {
  return blocks.inner === 1
    ? reduceRows(vectors, name, blocks, center)
    : reduceColumns(vectors, name, blocks, center);
}

function reduceRows(
  vectors: Vectors,
  name: Reduction,
  { data, outer, length }: Blocks,
  center?: Float64Array,
): Float64Array {
  const results = new Float64Array(outer);
  const { y, out } = vectors.float64;
  const { area, rows: { deviate, reduce } } = toolsFor(vectors, data, center);

  /** Reduces rows that fit into an area, or equal parts of a row. */
  function reduceSome(from: number, row: number, rows: number, n: number) {
    area.set(data.subarray(from, from + rows * n));
    if (center) {
      y.set(center.subarray(row, row + rows));
      deviate(rows, n);
    }
    reduce(REDUCTION[name], rows, n);
  }

  /** Reduces a part of a row; in halves, as the kernel does, if it is too long. */
  function reducePart(from: number, row: number, n: number): number {
    if (n <= AREA) {
      reduceSome(from, row, 1, n);
      return out[0];
    }
    const half = Math.ceil(n / 2 / AREA) * AREA;
    return TOGETHER[name](
      reducePart(from, row, half),
      reducePart(from + half, row, n - half),
    );
  }

  if (length > AREA) {
    for (let row = 0; row < outer; row++) {
      results[row] = reducePart(row * length, row, length);
    }
    return results;
  }
  const most = Math.min(AREA, Math.floor(AREA / Math.max(length, 1)));
  for (let row = 0; row < outer; row += most) {
    const rows = Math.min(most, outer - row);
    reduceSome(row * length, row, rows, length);
    results.set(out.subarray(0, rows), row);
  }
  return results;
}

function reduceColumns(
  vectors: Vectors,
  name: Reduction,
  { data, outer, length, inner }: Blocks,
  center?: Float64Array,
): Float64Array {
  const results = new Float64Array(outer * inner);
  const { y, columns } = vectors.float64;
  const tools = toolsFor(vectors, data, center);
  const { area, columns: { deviate, reduce } } = tools;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i += AREA) {
      const width = Math.min(AREA, inner - i);
      const to = o * inner + i;
      // Rows of which each is a part of its own can't be brought together.
      const most = width === inner ? Math.floor(AREA / inner) : 1;
      columns.fill(NOTHING[name], 0, width);
      if (center) y.set(center.subarray(to, to + width));
      for (let r = 0; r < length; r += most) {
        const rows = Math.min(most, length - r);
        const from = (o * length + r) * inner + i;
        area.set(data.subarray(from, from + rows * width));
        if (center) deviate(rows, width);
        reduce(REDUCTION[name], rows, width);
      }
      results.set(columns.subarray(0, width), to);
    }
  }
  return results;
}

/** The area to bring values to, and the kernels for them. */
function toolsFor(vectors: Vectors, data: Data, center?: Float64Array) {
  const { float32, float64 } = vectors;
  const isFloat32 = data instanceof Float32Array;
  // Deviations are float64.
  const isReducedFloat32 = isFloat32 && !center;
  return {
    area: isReducedFloat32 ? float32.x : isFloat32 ? float32.out : float64.x,
    rows: {
      deviate: isFloat32
        ? vectors.deviate_rows_float32
        : vectors.deviate_rows_float64,
      reduce: isReducedFloat32
        ? vectors.reduce_rows_float32
        : vectors.reduce_rows_float64,
    },
    columns: {
      deviate: isFloat32
        ? vectors.deviate_columns_float32
        : vectors.deviate_columns_float64,
      reduce: isReducedFloat32
        ? vectors.reduce_columns_float32
        : vectors.reduce_columns_float64,
    },
  };
}
