/**
 * Memory for values of a number format.
 *
 * @module
 */

import { describe } from "./errors.ts";
import type { Data, DType } from "./types.ts";

/**
 * Allocates zeros.
 *
 * @throws {TypeError} If `dtype` is neither "float64" nor "float32".
 */
export function allocate(action: string, dtype: DType, size: number): Data {
  if (dtype === "float64") return new Float64Array(size);
  if (dtype === "float32") return new Float32Array(size);
  throw new TypeError(
    `Cannot ${action}: expected dtype "float64" or "float32", ` +
      `got ${describe(dtype)}`,
  );
}

/** Whether both are in the same number format. */
export function haveSameFormat(x: Data, y: Data): boolean {
  return x instanceof Float32Array === y instanceof Float32Array;
}

/** Allocates zeros in the number format of existing data. */
export function allocateLike(like: Data, size: number): Data {
  return like instanceof Float32Array
    ? new Float32Array(size)
    : new Float64Array(size);
}

/** Allocates zeros for what two arrays make together: float32 only if both are. */
export function allocateFor(x: Data, y: Data, size: number): Data {
  return x instanceof Float32Array
    ? allocateLike(y, size)
    : new Float64Array(size);
}
