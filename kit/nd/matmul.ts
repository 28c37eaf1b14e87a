/**
 * The product of two matrices.
 *
 * @module
 */

import { kernelFor, multiplyTiles } from "./fast/matmul.ts";
import type { Data, MatmulLayout } from "./types.ts";

/**
 * Multiplies two row-major matrices. Each sum is as exact as adding up one product after another in
 * the number format of `out`.
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
  const kernel = kernelFor(layout);
  if (kernel) multiplyTiles(kernel, a, b, out, layout);
  else multiplyPlainly(a, b, out, layout);
}

/** Multiplies in loops. */
export function multiplyPlainly(
  a: Data,
  b: Data,
  out: Data,
  { m, k, n, transposeA = false, transposeB = false }: MatmulLayout,
): void {
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
          total += a[i * strideI + p * strideP]! * b[j * k + p]!;
        }
        sums[j] = total;
      }
    } else {
      for (let p = 0; p < k; p++) {
        const factor = a[i * strideI + p * strideP]!;
        const row = p * n;
        for (let j = 0; j < n; j++) sums[j]! += factor * b[row + j]!;
      }
    }
    out.set(sums, i * n);
  }
}
