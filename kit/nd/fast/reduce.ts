/**
 * Reductions of the middle axis of an array by the kernels, as in `../reduce_loops.ts`.
 *
 * @module
 */

import type { Blocks } from "../reduce_loops.ts";
import type { Data } from "../types.ts";
import { AREA, type Vectors, vectorsFor } from "./vectors.ts";

interface Reduction {
  /** Its number in `assembly/vectors.ts`. */
  readonly number: number;
  /** What it makes of no values. */
  readonly nothing: number;
  /** How two parts make a whole. */
  readonly together: (x: number, y: number) => number;
}

const REDUCTIONS = {
  sum: { number: 0, nothing: 0, together: (x: number, y: number) => x + y },
  max: { number: 1, nothing: -Infinity, together: Math.max },
  min: { number: 2, nothing: Infinity, together: Math.min },
};

/**
 * Reduces, shape (outer, inner).
 *
 * @param name Which reduction.
 * @param blocks The array.
 * @param center If given, shape (outer, inner): squared distances from it are reduced instead.
 * @returns Nothing if there are so few values that it isn't worth it.
 */
export function reduceBlocks(
  name: keyof typeof REDUCTIONS,
  blocks: Blocks,
  center?: Float64Array,
): Float64Array | undefined {
  const vectors = vectorsFor(blocks.data.length);
  if (!vectors) return undefined;
  const reduction = REDUCTIONS[name];
  return blocks.inner === 1
    ? reduceRows(vectors, reduction, blocks, center)
    : reduceColumns(vectors, reduction, blocks, center);
}

function reduceRows(
  vectors: Vectors,
  reduction: Reduction,
  { data, outer, length }: Blocks,
  center: Float64Array | undefined,
): Float64Array {
  const results = new Float64Array(outer);
  const { y, out } = vectors.float64;
  const isFloat32 = data instanceof Float32Array;
  const area = areaFor(vectors, isFloat32, center);

  /** Reduces rows that fit into an area, or equal parts of a row. */
  function reduceSome(from: number, row: number, rows: number, n: number) {
    area.set(data.subarray(from, from + rows * n));
    if (center) {
      y.set(center.subarray(row, row + rows));
      vectors.deviate_rows(isFloat32, rows, n);
    }
    vectors.reduce_rows(isFloat32 && !center, reduction.number, rows, n);
  }

  /** Reduces a part of a row; in halves, as the kernel does, if it is too long. */
  function reducePart(from: number, row: number, n: number): number {
    if (n <= AREA) {
      reduceSome(from, row, 1, n);
      return out[0]!;
    }
    const half = Math.ceil(n / 2 / AREA) * AREA;
    return reduction.together(
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
  reduction: Reduction,
  { data, outer, length, inner }: Blocks,
  center: Float64Array | undefined,
): Float64Array {
  const results = new Float64Array(outer * inner);
  const { y, columns } = vectors.float64;
  const isFloat32 = data instanceof Float32Array;
  const area = areaFor(vectors, isFloat32, center);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i += AREA) {
      const width = Math.min(AREA, inner - i);
      const to = o * inner + i;
      // Rows of which each is a part of its own can't be brought together.
      const most = width === inner ? Math.floor(AREA / inner) : 1;
      columns.fill(reduction.nothing, 0, width);
      if (center) y.set(center.subarray(to, to + width));
      for (let r = 0; r < length; r += most) {
        const rows = Math.min(most, length - r);
        const from = (o * length + r) * inner + i;
        area.set(data.subarray(from, from + rows * width));
        if (center) vectors.deviate_columns(isFloat32, rows, width);
        vectors.reduce_columns(
          isFloat32 && !center,
          reduction.number,
          rows,
          width,
        );
      }
      results.set(columns.subarray(0, width), to);
    }
  }
  return results;
}

/** The area to bring values to; deviations from a center are float64, whatever they are made of. */
function areaFor(
  { float32, float64 }: Vectors,
  isFloat32: boolean,
  center: Float64Array | undefined,
): Data {
  if (!isFloat32) return float64.x;
  return center ? float32.out : float32.x;
}
