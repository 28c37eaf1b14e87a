/**
 * Products of arrays as functions.
 *
 * @module
 */

import { wrongOperand } from "./errors.ts";
import { multiplyMatrices, type TransposeOptions } from "./linalg.ts";
import { NdArray } from "./ndarray.ts";

/**
 * Multiplies two matrices, or their transposes without copying them.
 *
 * @param a First factor, shape (m, k), or (k, m) with `transposeA`.
 * @param b Second factor, shape (k, n), or (n, k) with `transposeB`.
 * @param options Which factors to transpose.
 * @returns The product, shape (m, n).
 * @throws {TypeError} If either is not 2-D, or the inner lengths differ.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const x = nd.array([[1, 2], [3, 4], [5, 6]]);
 * assertEquals(nd.matmul(x, x, { transposeA: true }).toArray(), [[35, 44], [44, 56]]);
 * ```
 */
export function matmul(
  a: NdArray,
  b: NdArray,
  options: TransposeOptions = {},
): NdArray {
  for (const factor of [a, b]) {
    if (factor instanceof NdArray) continue;
    throw wrongOperand("matmul", "an NdArray", factor);
  }
  const { data, shape } = multiplyMatrices(a, b, options);
  return new NdArray(data, shape);
}
