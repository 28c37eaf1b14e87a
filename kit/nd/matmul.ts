/**
 * The product of two matrices: the one place where a faster kernel would go.
 *
 * @module
 */

import type { Data } from "./types.ts";

/** Lengths of a product (m, k) · (k, n), and which factor lies in memory transposed. */
export interface MatmulLayout {
  /** Rows of the first factor and of the product. */
  readonly m: number;
  /** Columns of the first factor, rows of the second. */
  readonly k: number;
  /** Columns of the second factor and of the product. */
  readonly n: number;
  /** The first factor is stored as (k, m). */
  readonly transposeA?: boolean;
  /** The second factor is stored as (n, k). */
  readonly transposeB?: boolean;
}

/**
 * Multiplies two row-major matrices.
 *
 * @param a First factor, (m, k) or, transposed, (k, m).
 * @param b Second factor, (k, n) or, transposed, (n, k).
 * @param out The product, (m, n), overwritten.
 * @param layout The lengths.
 */
export function matmul(
  a: Data,
  b: Data,
  out: Data,
  layout: MatmulLayout,
): void {
  const { m, k, n, transposeA = false, transposeB = false } = layout;
  const strideI = transposeA ? 1 : k;
  const strideP = transposeA ? m : 1;
  // A float64 row of sums, so that float32 products are rounded once.
  const sums = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    sums.fill(0);
    if (transposeB) {
      for (let j = 0; j < n; j++) {
        let total = 0;
        for (let p = 0; p < k; p++) {
          total += a[i * strideI + p * strideP] * b[j * k + p];
        }
        sums[j] = total;
      }
    } else {
      for (let p = 0; p < k; p++) {
        const factor = a[i * strideI + p * strideP];
        const row = p * n;
        for (let j = 0; j < n; j++) sums[j] += factor * b[row + j];
      }
    }
    out.set(sums, i * n);
  }
}
