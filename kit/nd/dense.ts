/**
 * How an array holds its numbers, and how to get at them.
 *
 * @module
 */

import { allocate, allocateLike } from "./dtype.ts";
import { describe, formatShape } from "./errors.ts";
import { formatArray } from "./format.ts";
import {
  checkShape,
  clampBound,
  isArrayLike,
  resolveIndex,
  resolveOrder,
  resolveReshape,
  sizeOf,
} from "./shape.ts";
import { permuteAxes } from "./transpose.ts";
import type { Data, Dense, DType, NestedArray, Shape } from "./types.ts";

/** Numbers in a shape, without arithmetic: what every {@linkcode NdArray} is. */
export abstract class DenseArray implements Dense {
  /** Length of every axis, outermost first. */
  declare readonly shape: Shape;
  /** The values in row-major order; `reshape` and `rows` share this memory. */
  declare readonly data: Data;
  /** Number format of the values. */
  declare readonly dtype: DType;
  /** Number of values. */
  declare readonly size: number;
  /** Number of axes. */
  declare readonly ndim: number;

  /**
   * Wraps existing memory without copying it; `nd.fromData` is the same as a function.
   *
   * @param data The values in row-major order.
   * @param shape The shape.
   * @throws {TypeError} If the shape does not hold as many values as there are.
   */
  constructor(data: Data, shape: Shape) {
    const action = "make an array from data";
    if (!(data instanceof Float64Array || data instanceof Float32Array)) {
      throw new TypeError(
        `Cannot ${action}: expected a Float64Array or a Float32Array, ` +
          `got ${describe(data)}`,
      );
    }
    this.shape = checkShape(action, shape);
    this.size = sizeOf(this.shape);
    if (data.length !== this.size) {
      throw new TypeError(
        `Cannot ${action}: expected ${this.size} values for shape ` +
          `${formatShape(this.shape)}, got ${data.length}`,
      );
    }
    this.data = data;
    this.ndim = this.shape.length;
    this.dtype = data instanceof Float32Array ? "float32" : "float64";
  }

  /** A copy with the order of all axes reversed. */
  get T(): this {
    return this.transpose();
  }

  /**
   * Copies with the axes in another order.
   *
   * @param axes For each axis of the result, which axis of this array it is; without it, the order
   * is reversed.
   * @throws {RangeError} If `axes` does not hold every axis once.
   *
   * @example Channels last
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const images = nd.zeros([2, 3, 32, 16]);
   * assertEquals(images.transpose([0, 2, 3, 1]).shape, [2, 32, 16, 3]);
   * ```
   */
  transpose(axes?: readonly number[]): this {
    const order = axes === undefined
      ? this.shape.map((_, axis) => this.ndim - 1 - axis)
      : resolveOrder(axes, this.shape);
    const { data, shape } = permuteAxes(this, order);
    return make(this, data, shape);
  }

  /**
   * Gives the values another shape; the result shares this array's memory.
   *
   * @param shape The new shape, of as many values; one axis may be -1, to be computed.
   * @throws {TypeError} If the sizes differ.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(nd.zeros([4, 3, 2]).reshape([4, -1]).shape, [4, 6]);
   * ```
   */
  reshape(shape: Shape): this {
    return make(this, this.data, resolveReshape(shape, this.shape));
  }

  /**
   * Selects neighbours along the first axis; the result shares this array's memory.
   *
   * @param from First of them; counted from the end if negative.
   * @param to One past the last; counted from the end if negative, all the rest without it.
   * @throws {TypeError} If the array has no axes, or a bound is not an integer.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.array([[1, 2], [3, 4], [5, 6]]);
   * assertEquals(x.rows(1).toArray(), [[3, 4], [5, 6]]);
   * assertEquals(x.rows(0, 2).toArray(), [[1, 2], [3, 4]]);
   * ```
   */
  rows(from: number, to?: number): this {
    const { length, width, rest } = asRows(this.shape, "select rows");
    for (const bound of to === undefined ? [from] : [from, to]) {
      if (Number.isInteger(bound)) continue;
      throw new TypeError(
        `Cannot select rows: expected an integer, got ${describe(bound)}`,
      );
    }
    const first = clampBound(from, length);
    const last = Math.max(first, clampBound(to ?? length, length));
    const data = this.data.subarray(first * width, last * width);
    return make(this, data, [last - first, ...rest]);
  }

  /**
   * Copies rows, that is positions along the first axis, in the given order.
   *
   * @param indices Which rows; they may repeat, and count from the end if negative.
   * @throws {RangeError} If there is no such row.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.array([[1, 2], [3, 4], [5, 6]]);
   * assertEquals(x.take([2, 0]).toArray(), [[5, 6], [1, 2]]);
   * ```
   */
  take(indices: ArrayLike<number>): this {
    const { length, width, rest } = asRows(this.shape, "take rows");
    if (!isArrayLike(indices)) {
      const hint = (indices as unknown) instanceof DenseArray
        ? " (its .data holds its values)"
        : "";
      throw new TypeError(
        "Cannot take rows: expected an array of indices, " +
          `got ${describe(indices)}${hint}`,
      );
    }
    const data = allocateLike(this.data, indices.length * width);
    for (let i = 0; i < indices.length; i++) {
      const from = resolveIndex("take rows", indices[i], length, 0) * width;
      data.set(this.data.subarray(from, from + width), i * width);
    }
    return make(this, data, [indices.length, ...rest]);
  }

  /**
   * Copies in another number format; float32 rounds to about 7 digits.
   *
   * @throws {TypeError} If `dtype` is neither "float64" nor "float32".
   */
  astype(dtype: DType): this {
    const copy = allocate("convert", dtype, this.size);
    copy.set(this.data);
    return make(this, copy, this.shape);
  }

  /** Copies, so that changes to one leave the other alone. */
  copy(): this {
    return make(this, this.data.slice(), this.shape);
  }

  /**
   * Reads one value.
   *
   * @param index One index for each axis; counted from the end if negative.
   * @throws {RangeError} If there is no such position.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(nd.array([[1, 2], [3, 4]]).at(0, -1), 2);
   * ```
   */
  at(...index: number[]): number {
    return this.data[positionOf(this.shape, "read a value", index)]!;
  }

  /**
   * Changes one value in place.
   *
   * @param value The new value.
   * @param index One index for each axis; counted from the end if negative.
   * @throws {RangeError} If there is no such position.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.zeros([2, 2]);
   * x.set(7, 1, 0);
   * assertEquals(x.toArray(), [[0, 0], [7, 0]]);
   * ```
   */
  set(value: number, ...index: number[]): void {
    if (typeof value !== "number") {
      throw new TypeError(
        `Cannot set a value: expected a number, got ${describe(value)}`,
      );
    }
    this.data[positionOf(this.shape, "set a value", index)] = value;
  }

  /** Converts to nested JavaScript arrays, or to a number if the shape is (). */
  toArray(): NestedArray {
    if (this.ndim === 0) return this.data[0]!;
    if (this.ndim === 1) return Array.from(this.data);
    const { length, rest } = asRows(this.shape, "convert");
    return Array.from(
      { length },
      (_, i) => make(this, this.rows(i, i + 1).data, rest).toArray(),
    );
  }

  /** Writes the values as NumPy prints them; of more than 1000, the first and last of each axis. */
  toString(): string {
    return formatArray(this);
  }

  /**
   * What `x - y`, `Math.sqrt(x)` and their like get, whose results would be NaN.
   *
   * @throws {TypeError} If a number is wanted of anything but a single value.
   */
  [Symbol.toPrimitive](hint: string): string {
    if (hint !== "number" || this.ndim === 0) return this.toString();
    throw new TypeError(
      "Cannot take an array for a number: expected a method, such as x.sub(y) " +
        "for x - y or x.sqrt() for Math.sqrt(x), got an operator or a function " +
        `of numbers on shape ${formatShape(this.shape)}`,
    );
  }

  /** What `console.log` shows: number format, shape and values. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `NdArray ${this.dtype} ${formatShape(this.shape)}\n${this}`;
  }
}

/** Makes an array of the same class: the one with arithmetic, which this module doesn't know. */
function make<T extends DenseArray>(like: T, data: Data, shape: Shape): T {
  const Made = like.constructor as new (data: Data, shape: Shape) => T;
  return new Made(data, shape);
}

/** How many positions there are along the first axis, and what each of them holds. */
function asRows(
  [length, ...rest]: Shape,
  action: string,
): { length: number; width: number; rest: Shape } {
  if (length !== undefined) return { length, width: sizeOf(rest), rest };
  throw new TypeError(
    `Cannot ${action}: expected an array with a first axis, got shape ()`,
  );
}

/** Where in memory the value at an index is. */
function positionOf(
  shape: Shape,
  action: string,
  index: readonly number[],
): number {
  if (index.length !== shape.length) {
    throw new RangeError(
      `Cannot ${action}: expected ${shape.length} indices for shape ` +
        `${formatShape(shape)}, got ${index.length}`,
    );
  }
  let position = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    position = position * length +
      resolveIndex(action, index[axis], length, axis);
  }
  return position;
}
