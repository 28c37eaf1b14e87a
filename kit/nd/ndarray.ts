/**
 * The array class.
 *
 * @module
 */

import { DenseArray } from "./dense.ts";
import {
  applyBinary,
  applyScalar,
  applyUnary,
  type BinaryName,
} from "./elementwise.ts";
import { describe, wrongOperand } from "./errors.ts";
import { multiply } from "./linalg.ts";
import { argmaxAxis, reduceAxes, type ReductionName } from "./reduce.ts";
import { resolveAxes, resolveAxis } from "./shape.ts";
import type { Axis, Dense, ReduceOptions } from "./types.ts";

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
export class NdArray extends DenseArray {
  /**
   * Adds, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  add(y: Operand): NdArray {
    return binary("add", this, y);
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
    return binary("sub", this, y);
  }

  /**
   * Multiplies value by value, broadcasting; for the matrix product see {@linkcode dot}.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  mul(y: Operand): NdArray {
    return binary("mul", this, y);
  }

  /**
   * Divides value by value, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  div(y: Operand): NdArray {
    return binary("div", this, y);
  }

  /**
   * Raises to a power, broadcasting.
   *
   * @throws {TypeError} If the shapes do not broadcast.
   */
  pow(p: Operand): NdArray {
    // As NumPy does: a product is faster than the general power and never less exact.
    return p === 2 ? this.square() : binary("pow", this, p);
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
    return binary("maximum", this, y);
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
    return reduce("sum", this, axis, options);
  }

  /** Averages all values; NaN for no values. */
  mean(): number;
  /**
   * Averages along one axis or several; NaN for no values.
   * @see {@linkcode sum} for `axis` and `options`.
   */
  mean(axis: Axis, options?: ReduceOptions): NdArray;
  mean(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return reduce("mean", this, axis, options);
  }

  /** Computes the biased variance of all values, their mean squared distance from their mean. */
  var(): number;
  /**
   * Computes the biased variance along one axis or several; NaN for no values.
   * @see {@linkcode sum} for `axis` and `options`.
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
    return reduce("var", this, axis, options);
  }

  /** Computes the standard deviation of all values, the square root of their biased variance. */
  std(): number;
  /**
   * Computes the standard deviation along one axis or several; NaN for no values.
   * @see {@linkcode sum} for `axis` and `options`.
   */
  std(axis: Axis, options?: ReduceOptions): NdArray;
  std(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return reduce("std", this, axis, options);
  }

  /**
   * Finds the largest value; NaN if there is one.
   *
   * @throws {TypeError} If there are no values.
   */
  max(): number;
  /**
   * Finds the largest values along one axis or several; NaN where there is one.
   * @see {@linkcode sum} for `axis` and `options`.
   * @throws {TypeError} If there are no values along an axis.
   */
  max(axis: Axis, options?: ReduceOptions): NdArray;
  max(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return reduce("max", this, axis, options);
  }

  /**
   * Finds the smallest value; NaN if there is one.
   *
   * @throws {TypeError} If there are no values.
   */
  min(): number;
  /**
   * Finds the smallest values along one axis or several; NaN where there is one.
   * @see {@linkcode sum} for `axis` and `options`.
   * @throws {TypeError} If there are no values along an axis.
   */
  min(axis: Axis, options?: ReduceOptions): NdArray;
  min(axis?: Axis, options?: ReduceOptions): number | NdArray {
    return reduce("min", this, axis, options);
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
    if (axis === undefined) return argmaxAxis(this, undefined)[0]!;
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
}

function binary(name: BinaryName, x: NdArray, y: unknown): NdArray {
  if (typeof y === "number") return wrap(applyScalar(name, x, y));
  if (y instanceof NdArray) return wrap(applyBinary(name, x, y));
  throw wrongOperand(name, "an NdArray or a number", y);
}

function reduce(
  name: ReductionName,
  x: NdArray,
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
    return reduceAxes(name, x, x.shape.map((_, i) => i))[0]!;
  }
  const axes = resolveAxes(action, axis, x.shape);
  const shape = options.keepdims
    ? x.shape.map((length, i) => axes.includes(i) ? 1 : length)
    : x.shape.filter((_, i) => !axes.includes(i));
  return new NdArray(reduceAxes(name, x, axes), shape);
}

function wrap({ data, shape }: Dense): NdArray {
  return new NdArray(data, shape);
}
