/**
 * The loops of the reductions.
 *
 * Each takes an array of shape (outer, length, inner) and reduces the middle axis. Where `inner` is
 * 1 the values to reduce lie side by side, and a local variable accumulates them; otherwise whole
 * rows are added to a row of accumulators, so that memory is read in order either way.
 *
 * @module
 */

import type { Data } from "./types.ts";

/** An array as seen by a reduction of its middle axis. */
export interface Blocks {
  /** The values in row-major order, shape (outer, length, inner). */
  readonly data: Data;
  /** Product of the lengths before the reduced axes. */
  readonly outer: number;
  /** Product of the lengths of the reduced axes. */
  readonly length: number;
  /** Product of the lengths after the reduced axes. */
  readonly inner: number;
}

/** Adds up, shape (outer, inner). */
export function sum({ data, outer, length, inner }: Blocks): Float64Array {
  const out = new Float64Array(outer * inner);
  let p = 0;
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      let total = 0;
      for (let r = 0; r < length; r++) total += data[p++]!;
      out[o] = total;
    } else {
      const row = o * inner;
      for (let r = 0; r < length; r++, p += inner) {
        for (let i = 0; i < inner; i++) out[row + i]! += data[p + i]!;
      }
    }
  }
  return out;
}

/** Adds up the squared distances from `center`, which has shape (outer, inner). */
export function sumOfSquaredDeviations(
  { data, outer, length, inner }: Blocks,
  center: Float64Array,
): Float64Array {
  const out = new Float64Array(outer * inner);
  let p = 0;
  for (let o = 0; o < outer; o++) {
    if (inner === 1) {
      let total = 0;
      for (let r = 0; r < length; r++) {
        const deviation = data[p++]! - center[o]!;
        total += deviation * deviation;
      }
      out[o] = total;
    } else {
      const row = o * inner;
      for (let r = 0; r < length; r++, p += inner) {
        for (let i = 0; i < inner; i++) {
          const deviation = data[p + i]! - center[row + i]!;
          out[row + i]! += deviation * deviation;
        }
      }
    }
  }
  return out;
}

/** Largest value, shape (outer, inner); NaN if there is one. */
export function max({ data, outer, length, inner }: Blocks): Float64Array {
  const out = new Float64Array(outer * inner).fill(-Infinity);
  let p = 0;
  for (let o = 0; o < outer; o++) {
    const row = o * inner;
    for (let r = 0; r < length; r++, p += inner) {
      for (let i = 0; i < inner; i++) {
        out[row + i] = Math.max(out[row + i]!, data[p + i]!);
      }
    }
  }
  return out;
}

/** Smallest value, shape (outer, inner); NaN if there is one. */
export function min({ data, outer, length, inner }: Blocks): Float64Array {
  const out = new Float64Array(outer * inner).fill(Infinity);
  let p = 0;
  for (let o = 0; o < outer; o++) {
    const row = o * inner;
    for (let r = 0; r < length; r++, p += inner) {
      for (let i = 0; i < inner; i++) {
        out[row + i] = Math.min(out[row + i]!, data[p + i]!);
      }
    }
  }
  return out;
}

/** Position along the middle axis of the first NaN or else the first largest value. */
export function argmax({ data, outer, length, inner }: Blocks): Float64Array {
  const out = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const first = o * length * inner + i;
      let best = data[first]!;
      for (let r = 1; r < length && !Number.isNaN(best); r++) {
        const value = data[first + r * inner]!;
        if (value > best || Number.isNaN(value)) {
          best = value;
          out[o * inner + i] = r;
        }
      }
    }
  }
  return out;
}
