/**
 * Arithmetic of shapes, axes and indices.
 *
 * @module
 */

import { describe, formatShape } from "./errors.ts";
import type { Axis, Shape } from "./types.ts";

/** Counts the values of an array of this shape, or of some of its axes. */
export function sizeOf(shape: Shape, from = 0, to = shape.length): number {
  let size = 1;
  for (let axis = from; axis < to; axis++) size *= shape[axis]!;
  return size;
}

/** Checks a shape that a caller wrote; returns it frozen, a copy if it isn't yet. */
export function checkShape(action: string, shape: unknown): Shape {
  if (!Array.isArray(shape)) {
    const hint = typeof shape === "number" ? ` (write [${shape}])` : "";
    throw new TypeError(
      `Cannot ${action}: expected a shape such as [2, 3], ` +
        `got ${describe(shape)}${hint}`,
    );
  }
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis];
    if (!Number.isInteger(length) || length < 0) {
      throw new TypeError(
        `Cannot ${action}: expected a shape of whole numbers from 0, ` +
          `got ${describe(length)} in [${shape.map(String).join(", ")}]`,
      );
    }
  }
  return Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
}

/** Whether two shapes are the same. */
export function sameShape(x: Shape, y: Shape): boolean {
  if (x.length !== y.length) return false;
  for (let axis = 0; axis < x.length; axis++) {
    if (x[axis] !== y[axis]) return false;
  }
  return true;
}

/** Turns an index that may count from the end into one that counts from 0. */
export function resolveIndex(
  action: string,
  index: unknown,
  length: number,
  axis: number,
): number {
  const isWhole = Number.isInteger(index);
  const resolved = isWhole && index as number < 0
    ? index as number + length
    : index as number;
  if (!isWhole || resolved < 0 || resolved >= length) {
    const wanted = length === 0
      ? `no index, since axis ${axis} has length 0`
      : `an integer from ${-length} to ${length - 1} along axis ${axis}`;
    throw new RangeError(
      `Cannot ${action}: expected ${wanted}, got ${describe(index)}`,
    );
  }
  return resolved;
}

/** Turns a bound, which may count from the end or lie outside, into one from 0 to `length`. */
export function clampBound(bound: number, length: number): number {
  return Math.min(Math.max(bound < 0 ? bound + length : bound, 0), length);
}

/** Turns axes that may count from the last into ascending ones that count from 0. */
export function resolveAxes(
  action: string,
  axis: Axis,
  shape: Shape,
): number[] {
  const axes = Array.isArray(axis) ? axis : [axis];
  const resolved = axes.map((one) => resolveAxis(action, one, shape));
  if (new Set(resolved).size !== resolved.length) {
    throw new RangeError(
      `Cannot ${action}: expected distinct axes of shape ` +
        `${formatShape(shape)}, got [${axes.join(", ")}]`,
    );
  }
  return resolved.sort((a, b) => a - b);
}

/** Turns one axis that may count from the last into one that counts from 0. */
export function resolveAxis(
  action: string,
  axis: unknown,
  shape: Shape,
): number {
  const ndim = shape.length;
  if (typeof axis !== "number") {
    throw new TypeError(
      `Cannot ${action}: expected an axis number, got ${describe(axis)}`,
    );
  }
  if (!Number.isInteger(axis) || axis < -ndim || axis >= ndim) {
    const wanted = ndim === 0
      ? "no axis"
      : `an axis from ${-ndim} to ${ndim - 1}`;
    throw new RangeError(
      `Cannot ${action}: expected ${wanted} for shape ` +
        `${formatShape(shape)}, got ${axis}`,
    );
  }
  return axis < 0 ? axis + ndim : axis;
}

/** Turns an order of all axes, which may count from the last, into one that counts from 0. */
export function resolveOrder(axes: readonly number[], shape: Shape): number[] {
  if (!Array.isArray(axes)) {
    throw new TypeError(
      `Cannot transpose: expected an array of axes, got ${describe(axes)}`,
    );
  }
  const order = axes.map((axis) => resolveAxis("transpose", axis, shape));
  const ndim = shape.length;
  if (order.length === ndim && new Set(order).size === ndim) return order;
  throw new RangeError(
    `Cannot transpose: expected each of the ${ndim} axes of shape ` +
      `${formatShape(shape)} once, got [${axes.join(", ")}]`,
  );
}

/** Fills in the one -1 of a new shape and checks that it holds `size` values. */
export function resolveReshape(shape: unknown, from: Shape): Shape {
  const action = `reshape shape ${formatShape(from)}`;
  const size = sizeOf(from);
  const unknown = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  if (unknown === -1) {
    const wanted = checkShape(action, shape);
    if (sizeOf(wanted) === size) return wanted;
    throw new TypeError(
      `Cannot ${action} to ${formatShape(wanted)}: expected a shape of ` +
        `${size} values, got one of ${sizeOf(wanted)}`,
    );
  }
  const wanted = shape as number[];
  const rest = sizeOf(checkShape(action, wanted.toSpliced(unknown, 1)));
  if (rest === 0 || size % rest !== 0) {
    throw new TypeError(
      `Cannot ${action} to ${formatShape(wanted)}: expected the other axes ` +
        `to divide ${size} values, got ${rest}`,
    );
  }
  return Object.freeze(wanted.with(unknown, size / rest));
}

/** Tells whether a value is an array of some kind, plain or typed. */
export function isArrayLike(value: unknown): value is ArrayLike<unknown> {
  return typeof value === "object" && value !== null &&
    Number.isInteger((value as ArrayLike<unknown>).length);
}
