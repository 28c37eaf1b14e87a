/**
 * The array class.
 *
 * @module
 */

import {
  applyBinary,
  applyScalar,
  applyUnary,
  type BinaryName,
} from "./elementwise.ts";
import { allocate, allocateLike, gatherRows } from "./dtype.ts";
import { describe, formatShape, wrongOperand } from "./errors.ts";
import { formatArray } from "./format.ts";
import { multiply } from "./linalg.ts";
import { argmaxAxis, reduceAxes, type ReductionName } from "./reduce.ts";
import {
  checkShape,
  clampBound,
  isArrayLike,
  resolveAxes,
  resolveAxis,
  resolveIndex,
  resolveReshape,
  sizeOf,
} from "./shape.ts";
import { permuteAxes } from "./transpose.ts";
import type {
  Axis,
  Data,
  Dense,
  DType,
  NestedArray,
  ReduceOptions,
  Shape,
} from "./types.ts";

/** What arithmetic takes on its right-hand side. */
export type Operand = NdArray | number;

/**
 * Dense array of numbers of any number of axes, in row-major order.
 *
 * Arithmetic never changes its operands and always returns a new array. Shapes broadcast as in
 * NumPy: they are aligned at their last axes, and an axis of length 1, or one that is missing, is
 * repeated. The result is float32 if all arrays that enter are float32, and float64 otherwise; a
 * plain number takes the number format of the array it meets.
 *
 * @example Centre the columns
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const x = nd.array([[1, 10], [3, 30]]);
 * assertEquals(x.sub(x.mean(0)).toArray(), [[-1, -10], [1, 10]]);
 * ```
 */
export class NdArray implements Dense {
  /** Length of every axis, outermost first. */
  readonly shape: Shape;
  /** The values in row-major order; `reshape` and `rows` share this memory. */
  readonly data: Data;
  /** Number format of the values. */
  readonly dtype: DType;
  /** Number of values. */
  readonly size: number;
  /** Number of axes. */
  readonly ndim: number;

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

  /**
   * Adds, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  add(y: Operand): NdArray {
    return this.#binary("add", y);
  }

  /**
   * Subtracts, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   *
   * @example One value per row needs a column
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.array([[1, 3], [10, 30]]);
   * const mean = x.mean(1, { keepdims: true });
   * assertEquals(mean.shape, [2, 1]);
   * assertEquals(x.sub(mean).toArray(), [[-1, 1], [-10, 10]]);
   * ```
   */
  sub(y: Operand): NdArray {
    return this.#binary("sub", y);
  }

  /**
   * Multiplies value by value, broadcasting; for the matrix product see {@linkcode dot}.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  mul(y: Operand): NdArray {
    return this.#binary("mul", y);
  }

  /**
   * Divides value by value, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  div(y: Operand): NdArray {
    return this.#binary("div", y);
  }

  /**
   * Raises to a power, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  pow(p: Operand): NdArray {
    // As NumPy does: a product is faster than the general power and never less exact.
    return p === 2 ? this.square() : this.#binary("pow", p);
  }

  /**
   * Takes the larger of two values at every position, broadcasting; NaN if either is NaN.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(nd.array([-2, 0, 3]).maximum(0).toArray(), [0, 0, 3]);
   * ```
   */
  maximum(y: Operand): NdArray {
    return this.#binary("maximum", y);
  }

  /** Changes the sign of every value. */
  neg(): NdArray {
    return wrap(applyUnary("neg", this));
  }

  /** Raises e to every value. */
  exp(): NdArray {
    return wrap(applyUnary("exp", this));
  }

  /** Takes the natural logarithm: -Infinity of 0, NaN of a negative value. */
  log(): NdArray {
    return wrap(applyUnary("log", this));
  }

  /** Takes the square root: NaN of a negative value. */
  sqrt(): NdArray {
    return wrap(applyUnary("sqrt", this));
  }

  /** Multiplies every value by itself. */
  square(): NdArray {
    return wrap(applyUnary("square", this));
  }

  /** Adds up all values; 0 for no values. */
  sum(): number;
  /**
   * Adds up along one axis or several; 0 for no values.
   *
   * @param axis What to add along; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.array([[1, 2, 3], [4, 5, 6]]);
   * assertEquals(x.sum(), 21);
   * assertEquals(x.sum(0).toArray(), [5, 7, 9]);
   * assertEquals(x.sum(1, { keepdims: true }).toArray(), [[6], [15]]);
   * ```
   */
  sum(axis: Axis, options?: ReduceOptions): NdArray;
  sum(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("sum", axis, options);
  }

  /** Averages all values; NaN for no values. */
  mean(): number;
  /**
   * Averages along one axis or several; NaN for no values.
   *
   * @param axis What to average over; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   */
  mean(axis: Axis, options?: ReduceOptions): NdArray;
  mean(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("mean", axis, options);
  }

  /** Computes the biased variance of all values, their mean squared distance from their mean. */
  var(): number;
  /**
   * Computes the biased variance along one axis or several; NaN for no values.
   *
   * @param axis What to average over; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * assertEquals(nd.array([[1, 5], [3, 5]]).var(0).toArray(), [1, 0]);
   * ```
   */
  var(axis: Axis, options?: ReduceOptions): NdArray;
  var(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("var", axis, options);
  }

  /** Computes the standard deviation of all values, the square root of their biased variance. */
  std(): number;
  /**
   * Computes the standard deviation along one axis or several; NaN for no values.
   *
   * @param axis What to average over; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   */
  std(axis: Axis, options?: ReduceOptions): NdArray;
  std(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("std", axis, options);
  }

  /**
   * Finds the largest value; NaN if there is one.
   *
   * @throws {TypeError} If there are no values.
   */
  max(): number;
  /**
   * Finds the largest values along one axis or several; NaN where there is one.
   *
   * @param axis What to search along; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   * @throws {TypeError} If there are no values along it.
   */
  max(axis: Axis, options?: ReduceOptions): NdArray;
  max(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("max", axis, options);
  }

  /**
   * Finds the smallest value; NaN if there is one.
   *
   * @throws {TypeError} If there are no values.
   */
  min(): number;
  /**
   * Finds the smallest values along one axis or several; NaN where there is one.
   *
   * @param axis What to search along; the axes disappear from the shape.
   * @param options `keepdims: true` leaves them in, with length 1.
   * @throws {RangeError} If there is no such axis.
   * @throws {TypeError} If there are no values along it.
   */
  min(axis: Axis, options?: ReduceOptions): NdArray;
  min(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return this.#reduce("min", axis, options);
  }

  /**
   * Finds the position of the largest value in the flattened array: of the first of several, or of
   * the first NaN.
   *
   * @throws {TypeError} If there are no values.
   */
  argmax(): number;
  /**
   * Finds the positions of the largest values along an axis, as numbers in a float64 array.
   *
   * @param axis What to search along; it disappears from the shape.
   * @throws {RangeError} If there is no such axis.
   * @throws {TypeError} If there are no values along it.
   *
   * @example The predicted class of each row of scores
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const scores = nd.array([[0.1, 0.7, 0.2], [0.9, 0.0, 0.1]]);
   * assertEquals(scores.argmax(1).toArray(), [1, 0]);
   * ```
   */
  argmax(axis: number): NdArray;
  argmax(axis?: number): number | NdArray {
    if (axis === undefined) return argmaxAxis(this, undefined)[0];
    const resolved = resolveAxis("take the argmax", axis, this.shape);
    const shape = this.shape.toSpliced(resolved, 1);
    return new NdArray(argmaxAxis(this, resolved), shape);
  }

  /**
   * Multiplies matrices and vectors: (m, k) by (k, n) gives (m, n), (m, k) by (k,) gives (m,), (k,)
   * by (k, n) gives (n,), and (k,) by (k,) gives an array of shape (), whose number is `.at()`.
   *
   * @throws {TypeError} If either is neither 1-D nor 2-D, or the inner lengths differ.
   *
   * @example
   * ```ts
   * import * as nd from "kit/nd/mod.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const x = nd.array([[1, 2], [3, 4]]);
   * assertEquals(x.dot(nd.array([[1, 0], [0, 2]])).toArray(), [[1, 4], [3, 8]]);
   * assertEquals(x.dot(nd.array([1, 1])).toArray(), [3, 7]);
   * ```
   */
  dot(y: NdArray): NdArray {
    if (!(y instanceof NdArray)) throw wrongOperand("dot", "an NdArray", y);
    return wrap(multiply(this, y));
  }

  /** A copy with the order of all axes reversed. */
  get T(): NdArray {
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
  transpose(axes?: readonly number[]): NdArray {
    const reversed = this.shape.map((_, axis) => this.ndim - 1 - axis);
    if (axes === undefined) return wrap(permuteAxes(this, reversed));
    return wrap(permuteAxes(this, this.#checkOrder(axes)));
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
  reshape(shape: Shape): NdArray {
    return new NdArray(this.data, resolveReshape(shape, this.shape));
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
  rows(from: number, to?: number): NdArray {
    const [length, ...rest] = this.#checkHasRows("select rows");
    for (const bound of to === undefined ? [from] : [from, to]) {
      if (Number.isInteger(bound)) continue;
      throw new TypeError(
        `Cannot select rows: expected an integer, got ${describe(bound)}`,
      );
    }
    const width = sizeOf(rest);
    const first = clampBound(from, length);
    const last = Math.max(first, clampBound(to ?? length, length));
    const data = this.data.subarray(first * width, last * width);
    return new NdArray(data, [last - first, ...rest]);
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
  take(indices: ArrayLike<number>): NdArray {
    const [length, ...rest] = this.#checkHasRows("take rows");
    if (!isArrayLike(indices)) {
      const hint = (indices as unknown) instanceof NdArray
        ? " (its .data holds its values)"
        : "";
      throw new TypeError(
        "Cannot take rows: expected an array of indices, " +
          `got ${describe(indices)}${hint}`,
      );
    }
    const rows = Array.from(
      indices,
      (index) => resolveIndex("take rows", index, length, 0),
    );
    const width = sizeOf(rest);
    const data = allocateLike(this.data, rows.length * width);
    gatherRows(this.data, rows, width, data);
    return new NdArray(data, [rows.length, ...rest]);
  }

  /**
   * Copies in another number format; float32 rounds to about 7 digits.
   *
   * @throws {TypeError} If `dtype` is neither "float64" nor "float32".
   */
  astype(dtype: DType): NdArray {
    const copy = allocate("convert", dtype, this.size);
    copy.set(this.data);
    return new NdArray(copy, this.shape);
  }

  /** Copies, so that changes to one leave the other alone. */
  copy(): NdArray {
    return new NdArray(this.data.slice(), this.shape);
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
    return this.data[this.#position("read a value", index)];
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
    this.data[this.#position("set a value", index)] = value;
  }

  /** Converts to nested JavaScript arrays, or to a number if the shape is (). */
  toArray(): NestedArray {
    if (this.ndim === 0) return this.data[0];
    if (this.ndim === 1) return Array.from(this.data);
    return Array.from({ length: this.shape[0] }, (_, i) =>
      new NdArray(
        this.rows(i, i + 1).data,
        this.shape.slice(1),
      ).toArray());
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

  #binary(name: BinaryName, y: unknown): NdArray {
    if (typeof y === "number") return wrap(applyScalar(name, this, y));
    if (y instanceof NdArray) return wrap(applyBinary(name, this, y));
    throw wrongOperand(name, "an NdArray or a number", y);
  }

  #reduce(
    name: ReductionName,
    axis: Axis | undefined,
    options: ReduceOptions = {},
  ): number | NdArray {
    const action = name === "sum" ? "sum" : `take the ${name}`;
    if (typeof options !== "object" || options === null) {
      throw new TypeError(
        `Cannot ${action}: expected options such as { keepdims: true }, ` +
          `got ${describe(options)}`,
      );
    }
    if (axis === undefined) {
      return reduceAxes(name, this, this.shape.map((_, i) => i))[0];
    }
    const axes = resolveAxes(action, axis, this.shape);
    const shape = options.keepdims
      ? this.shape.map((length, i) => axes.includes(i) ? 1 : length)
      : this.shape.filter((_, i) => !axes.includes(i));
    return new NdArray(reduceAxes(name, this, axes), shape);
  }

  #checkOrder(axes: readonly number[]): number[] {
    if (!Array.isArray(axes)) {
      throw new TypeError(
        `Cannot transpose: expected an array of axes, got ${describe(axes)}`,
      );
    }
    const order = axes.map((axis) =>
      resolveAxis("transpose", axis, this.shape)
    );
    if (order.length === this.ndim && new Set(order).size === this.ndim) {
      return order;
    }
    throw new RangeError(
      `Cannot transpose: expected each of the ${this.ndim} axes of shape ` +
        `${formatShape(this.shape)} once, got [${axes.join(", ")}]`,
    );
  }

  #checkHasRows(action: string): Shape {
    if (this.ndim > 0) return this.shape;
    throw new TypeError(
      `Cannot ${action}: expected an array with a first axis, got shape ()`,
    );
  }

  #position(action: string, index: readonly number[]): number {
    if (index.length !== this.ndim) {
      throw new RangeError(
        `Cannot ${action}: expected ${this.ndim} indices for shape ` +
          `${formatShape(this.shape)}, got ${index.length}`,
      );
    }
    let position = 0;
    for (let axis = 0; axis < this.ndim; axis++) {
      const length = this.shape[axis];
      position = position * length +
        resolveIndex(action, index[axis], length, axis);
    }
    return position;
  }
}

function wrap({ data, shape }: Dense): NdArray {
  return new NdArray(data, shape);
}
