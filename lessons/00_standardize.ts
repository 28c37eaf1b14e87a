/**
 * Lesson 00: standardize. Guide: `lessons/00_standardize.md`.
 *
 * @module
 */
// deno-lint-ignore-file no-unused-vars -- the stub uses none of them yet
import { unimplemented } from "@std/assert";
import type { NdArray } from "kit/nd/mod.ts";

/**
 * Standardizes each feature: zero mean and unit standard deviation over the
 * batch.
 *
 * With `mean` and `var` taken over the rows of each column,
 *
 *     out = (x - mean) / sqrt(var + 1e-5)
 *
 * `var` is the biased variance: the mean of the squared deviations, divided by
 * N. The 1e-5 keeps a constant feature from being divided by zero; its column
 * becomes zeros.
 *
 * @param x Data, shape (N, D): one sample a row, one feature a column, each
 *   feature in a unit of its own. It is left as it is.
 * @returns A new array, shape (N, D), without unit.
 *
 * Source: the course notes on data preprocessing (zero-centring and
 * normalization).
 */
export function standardize(x: NdArray): NdArray {
  // TODO: replace this line by your own.
  unimplemented("Lesson 00: standardize");
}
