/**
 * Functions that make arrays.
 *
 * @module
 */

import { allocate } from "./dtype.ts";
import { describe } from "./errors.ts";
import { NdArray } from "./ndarray.ts";
import { checkShape, sizeOf } from "./shape.ts";
import type { Data, DType, NestedArray, Shape } from "./types.ts";

/**
 * Makes an array from nested JavaScript arrays.
 *
 * @param nested A number, an array of numbers, an array of such arrays, and so on.
 * @param dtype Number format of the values.
 * @returns An array with one axis for each level of nesting.
 * @throws {TypeError} If rows differ in length or depth, or a value is not a number.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nd.array([[1, 2, 3], [4, 5, 6]]).shape, [2, 3]);
 * ```
 */
export function array(nested: NestedArray, dtype: DType = "float64"): NdArray {
  const shape: number[] = [];
  for (
    let level: unknown = nested;
    Array.isArray(level);
    level = level[0]
  ) {
    shape.push(level.length);
  }
  const data = allocate(ARRAY, dtype, sizeOf(shape));
  fillFrom(data, nested, shape);
  return new NdArray(data, shape);
}

const ARRAY = "make an array";

function fillFrom(data: Data, nested: unknown, shape: Shape): void {
  const path: number[] = [];
  let next = 0;
  const visit = (value: unknown) => {
    checkValue(value, shape[path.length], path);
    if (!Array.isArray(value)) {
      data[next++] = value as number;
      return;
    }
    const axis = path.push(0) - 1;
    // An index loop, because forEach would skip the holes of a sparse array.
    for (let i = 0; i < value.length; i++) {
      path[axis] = i;
      visit(value[i]);
    }
    path.pop();
  };
  visit(nested);
}

function checkValue(
  value: unknown,
  length: number | undefined,
  path: readonly number[],
): void {
  if (length === undefined) {
    if (typeof value === "number") return;
    throw new TypeError(
      `Cannot ${ARRAY}: expected a number${where(path)}, ` +
        `got ${describe(value)}`,
    );
  }
  if (Array.isArray(value) && value.length === length) return;
  const given = Array.isArray(value) ? `${value.length}` : describe(value);
  throw new TypeError(
    `Cannot ${ARRAY} from rows that differ: expected ${length} values` +
      `${where(path)}, as in the first row, got ${given}`,
  );
}

function where(path: readonly number[]): string {
  if (path.length === 0) return "";
  return ` at ${path.map((i) => `[${i}]`).join("")}`;
}

/**
 * Makes an array of zeros.
 *
 * @param shape The shape.
 * @param dtype Number format of the values.
 * @throws {TypeError} If the shape is not an array of whole numbers from 0.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nd.zeros([2, 2]).toArray(), [[0, 0], [0, 0]]);
 * ```
 */
export function zeros(shape: Shape, dtype: DType = "float64"): NdArray {
  return full(shape, 0, dtype);
}

/**
 * Makes an array of ones.
 *
 * @param shape The shape.
 * @param dtype Number format of the values.
 * @throws {TypeError} If the shape is not an array of whole numbers from 0.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nd.ones([3]).toArray(), [1, 1, 1]);
 * ```
 */
export function ones(shape: Shape, dtype: DType = "float64"): NdArray {
  return full(shape, 1, dtype);
}

/**
 * Makes an array that holds one value everywhere.
 *
 * @param shape The shape.
 * @param value The value.
 * @param dtype Number format of the values.
 * @throws {TypeError} If the shape is not an array of whole numbers from 0, or `value` is not a
 * number.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(nd.full([2], 0.5).toArray(), [0.5, 0.5]);
 * ```
 */
export function full(
  shape: Shape,
  value: number,
  dtype: DType = "float64",
): NdArray {
  const checked = checkShape(ARRAY, shape);
  if (typeof value !== "number") {
    throw new TypeError(
      `Cannot ${ARRAY}: expected a number to fill it with, got ${
        describe(value)
      }`,
    );
  }
  const data = allocate(ARRAY, dtype, sizeOf(checked));
  // Memory comes zeroed, and -0 isn't 0.
  return new NdArray(Object.is(value, 0) ? data : data.fill(value), checked);
}

/**
 * Makes an array of existing memory without copying it.
 *
 * @param data The values in row-major order.
 * @param shape The shape.
 * @throws {TypeError} If the shape does not hold as many values as there are.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const x = nd.fromData(Float32Array.of(1, 2, 3, 4), [2, 2]);
 * assertEquals(x.dtype, "float32");
 * assertEquals(x.toArray(), [[1, 2], [3, 4]]);
 * ```
 */
export function fromData(data: Data, shape: Shape): NdArray {
  return new NdArray(data, shape);
}
