/**
 * The types that the array module's parts share.
 *
 * @module
 */

/** Number format of an array's values: 8 or 4 bytes each. */
export type DType = "float64" | "float32";

/** Length of every axis, outermost first; `[]` is the shape of a single value. */
export type Shape = readonly number[];

/** Values as nested JavaScript arrays, all rows of one depth equally long. */
export type NestedArray = number | readonly NestedArray[];

/**
 * One axis or several, counted from 0; a negative axis counts from the last.
 *
 * @example `[0, -1]` is the first and the last axis
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nd.ones([2, 3, 4]).sum([0, -1]).toArray(), [8, 8, 8]);
 * ```
 */
export type Axis = number | readonly number[];

/** How a reduction shapes its result. */
export interface ReduceOptions {
  /** Keep reduced axes, with length 1, so that the result broadcasts against the input. */
  keepdims?: boolean;
}

/** Memory of an array: its values in row-major order. */
export type Data = Float64Array | Float32Array;

/** What the loops below the class work on; an `NdArray` is one. */
export interface Dense {
  /** The values in row-major order. */
  readonly data: Data;
  /** Length of every axis. */
  readonly shape: Shape;
}

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
