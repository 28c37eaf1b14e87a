/** What students do who know NumPy's `x -= mean` and look for it here. */
import type { NdArray } from "kit/nd/mod.ts";

/** Overwrites an array with values of its size, and gives the array back. */
export function inPlace(target: NdArray, values: NdArray): NdArray {
  target.data.set(values.data);
  return target;
}
