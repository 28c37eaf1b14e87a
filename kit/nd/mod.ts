/**
 * Dense arrays of numbers: the subset of NumPy that the lessons need.
 *
 * Random numbers are in `kit/nd/random.ts`, apart because loading their generator takes longer than
 * loading all of this.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const x = nd.array([[1, 2], [3, 6]]);
 * const standardized = x.sub(x.mean(0)).div(x.std(0));
 * assertEquals(standardized.toArray(), [[-1, -1], [1, 1]]);
 * ```
 *
 * @module
 */

export { array, fromData, full, ones, zeros } from "./create.ts";
export type { DenseArray } from "./dense.ts";
export { describe, formatShape } from "./errors.ts";
export type { TransposeOptions } from "./linalg.ts";
export { NdArray, type Operand } from "./ndarray.ts";
export { matmul } from "./products.ts";
export type {
  Axis,
  Data,
  Dense,
  DType,
  NestedArray,
  ReduceOptions,
  Shape,
} from "./types.ts";
