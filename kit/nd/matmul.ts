/**
 * The product of two matrices.
 *
 * @module
 */

import { type Kernel, multiplyTiles, startMatmul } from "./matmul_kernel.ts";
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

/** Multiplications from which on copying to the kernel and back takes less than it saves. */
const WORTHWHILE = 2 ** 12;

/** Started when it is first needed: most programs multiply nothing that large. */
let kernel: Kernel | null | undefined = null;

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
  const { m, k, n } = layout;
  // A vector's values are used once: copying them would take as long.
  if (m > 1 && n > 1 && m * k * n >= WORTHWHILE) {
    if (kernel === null) kernel = startMatmul();
    if (kernel) return multiplyTiles(kernel, a, b, out, layout);
  }
  multiplyPlainly(a, b, out, layout);
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
