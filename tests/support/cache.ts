/**
 * What a forward pass leaves for the backward pass, as far as it is promised.
 *
 * @module
 */
import type { Batch, Matrix } from "./arbitraries.ts";
import {
  assertClose,
  assertNumber,
  kindOf,
  Mismatch,
  RELATIVE,
} from "./close.ts";
import type { Nested } from "./nested.ts";
import type { Forward } from "./oracles.ts";
import { say } from "./words.ts";

/**
 * Reads fields of a cache; nothing if it isn't an object. Where the lesson runs in
 * a sandbox, the cache stays there, and the grader hands in who reads it.
 */
export type Look = (
  cache: unknown,
  names: readonly string[],
) => unknown[] | undefined | Promise<unknown[] | undefined>;

/** Reads fields of a cache that is here. */
export const look: Look = (cache, names) =>
  typeof cache === "object" && cache !== null
    ? names.map((name) => (cache as Record<string, unknown>)[name])
    : undefined;

/** What a field should hold, and the largest difference allowed. */
export type Fields = Record<
  string,
  [expected: Nested | number, tolerance: Nested | number]
>;

/**
 * Asserts that a cache has the promised fields. It may have others.
 *
 * @param cache What the forward pass returned beside its output.
 * @param look Reads its fields.
 * @param fields What they should hold, by name.
 * @throws {Mismatch} If one is missing or wrong, naming it.
 */
export async function assertCache(
  cache: unknown,
  look: Look,
  fields: Fields,
): Promise<void> {
  const names = Object.keys(fields);
  const values = await look(cache, names);
  if (values === undefined) {
    throw new Mismatch(
      "cache",
      say("cache: expected an object with {names}, got {kind}", {
        names: names.join(", "),
        kind: kindOf(cache),
      }),
    );
  }
  for (const [k, [expected, tolerance]] of Object.values(fields).entries()) {
    const name = `cache.${names[k]}`;
    if (typeof expected === "number") {
      assertNumber(values[k], expected, name, tolerance as number);
    } else assertClose(values[k], expected, name, tolerance);
  }
}

/**
 * What the caches of batch norm and layer norm hold.
 *
 * @param input What the forward pass was called with.
 * @param forward What it should give.
 * @param lines What mean and variance are taken of, line by line.
 * @param like Brings a number for each line into the shape of the statistics.
 */
export function statisticsIn(
  { x, gamma, eps }: Batch,
  { mean, variance, std, x_hat }: Forward,
  lines: Matrix,
  like: (values: number[]) => Nested,
): Fields {
  const largest = lines.map((line) => Math.max(...line.map(Math.abs)));
  // Rounding in a sum is a share of what was summed: values, or their squares.
  const share = (of: (size: number, k: number) => number) =>
    like(largest.map((size, k) => RELATIVE * of(size, k)));
  return {
    x: [x, 0],
    mean: [like(mean), share((size) => size)],
    var: [like(variance), share((size) => size ** 2)],
    std: [like(std), share((size, k) => size ** 2 / std[k]! + std[k]!)],
    x_hat: [
      x_hat,
      x_hat.map((row) => row.map((h) => RELATIVE * Math.max(1, Math.abs(h)))),
    ],
    gamma: [gamma, 0],
    eps: [eps, 0],
  };
}
