/**
 * Reordering of axes.
 *
 * @module
 */

import { allocateLike } from "./dtype.ts";
import type { Data, Dense, Shape } from "./types.ts";

/**
 * Copies an array with its axes in another order.
 *
 * @param x The array.
 * @param axes For each axis of the result, which axis of `x` it is.
 */
export function permuteAxes(x: Dense, axes: readonly number[]): Dense {
  const strides = new Array<number>(x.shape.length);
  let size = 1;
  for (let axis = strides.length - 1; axis >= 0; axis--) {
    strides[axis] = size;
    size *= x.shape[axis]!;
  }
  const shape = axes.map((axis) => x.shape[axis]!);
  const data = allocateLike(x.data, size);
  if (axes.length === 0) data.set(x.data);
  else if (size > 0) {
    copyStrided(x.data, data, shape, axes.map((axis) => strides[axis]!));
  }
  return { data, shape: Object.freeze(shape) };
}

/** Fills `out` in order from positions of `x` that advance by `strides`. */
function copyStrided(
  x: Data,
  out: Data,
  shape: Shape,
  strides: readonly number[],
): void {
  const last = shape.length - 1;
  const length = shape[last]!;
  const stride = strides[last]!;
  const step = new Array<number>(last).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to += length) {
    for (let e = 0, i = from; e < length; e++, i += stride) out[to + e] = x[i]!;
    for (let axis = last - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++step[axis]! < shape[axis]!) break;
      step[axis] = 0;
      from -= strides[axis]! * shape[axis]!;
    }
  }
}
