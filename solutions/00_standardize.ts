import type { NdArray } from "kit/nd/mod.ts";

/** Added to the variance before the root, so that a constant feature works. */
const EPS = 1e-5;

/** See `lessons/00_standardize.ts` for the contract. */
export function standardize(x: NdArray): NdArray {
  const mean = x.mean(0);
  const std = x.var(0).add(EPS).sqrt();
  return x.sub(mean).div(std);
}
