/**
 * Checks of what callers pass in.
 *
 * @module
 */

import { describe, formatShape, NdArray, type Shape } from "../nd/mod.ts";

/**
 * Checks that an argument is an array.
 *
 * @throws {TypeError} If it is not.
 */
export function checkArray(
  action: string,
  name: string,
  value: unknown,
): asserts value is NdArray {
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
  value: unknown,
  shape: Shape,
): asserts value is NdArray {
  checkArray(action, name, value);
  const fits = value.ndim === shape.length &&
    shape.every((length, axis) => length === value.shape[axis]);
  if (fits) return;
  throw new TypeError(
    `Cannot ${action}: expected ${name} of shape ${formatShape(shape)}, ` +
      `got ${formatShape(value.shape)}`,
  );
}

/**
 * Checks that numbers count something.
 *
 * @throws {RangeError} If one that is given isn't a whole number from 1.
 */
export function checkCounts(
  action: string,
  counts: Record<string, number | undefined>,
): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count === undefined) continue;
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new RangeError(
      `Cannot ${action}: expected ${name} to be a whole number from 1, ` +
        `got ${describe(count)}`,
    );
  }
}
