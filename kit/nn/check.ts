/**
 * Checks of what callers pass in.
 *
 * @module
 */

import { describe, formatShape } from "../nd/errors.ts";
import { NdArray, type Shape } from "../nd/mod.ts";

/**
 * Checks that an argument is an array.
 *
 * @throws {TypeError} If it is not.
 */
export function checkArray(action: string, name: string, value: unknown): void {
  if (value instanceof NdArray) return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} to be an NdArray, ` +
      `got ${describe(value)}`,
  );
}

/**
 * Checks that an argument is an array of a certain shape.
 *
 * @throws {TypeError} If it is not.
 */
export function checkShape(
  action: string,
  name: string,
  value: NdArray,
  shape: Shape,
): void {
  checkArray(action, name, value);
  const fits = value.ndim === shape.length &&
    shape.every((length, axis) => length === value.shape[axis]);
  if (fits) return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} of shape ${formatShape(shape)}, ` +
      `got ${formatShape(value.shape)}`,
  );
}
