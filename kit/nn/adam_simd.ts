/**
 * Steps of Adam by the kernels, some thousand parameters at a time.
 *
 * @module
 */

import type { Data } from "../nd/types.ts";
import { type AdamNumbers, areasFor, type Vectors } from "../nd/vectors.ts";

/** What a step works on, all of one length; the number format is that of the parameters. */
export interface AdamParts {
  /** The parameters, changed in place. */
  readonly w: Data;
  /** Their gradients. */
  readonly dw: Data;
  /** The moving average of the gradients, changed in place. */
  readonly m: Data;
  /** The moving average of their squares, changed in place. */
  readonly v: Data;
}

/** Takes a step. */
export function stepByAdam(
  vectors: Vectors,
  { w, dw, m, v }: AdamParts,
  numbers: AdamNumbers,
): void {
  const areas = areasFor(vectors, w);
  const run = w instanceof Float32Array
    ? vectors.adam_float32
    : vectors.adam_float64;
  const most = areas.x.length;
  for (let from = 0; from < w.length; from += most) {
    const to = Math.min(from + most, w.length);
    areas.x.set(w.subarray(from, to));
    areas.y.set(dw.subarray(from, to));
    areas.out.set(m.subarray(from, to));
    areas.columns.set(v.subarray(from, to));
    run(to - from, ...numbers);
    w.set(areas.x.subarray(0, to - from), from);
    m.set(areas.out.subarray(0, to - from), from);
    v.set(areas.columns.subarray(0, to - from), from);
  }
}
