/**
 * Sums, means, variances and extremes along axes.
 *
 * @module
 */

import { formatShape } from "./errors.ts";
import { reduceBlocks } from "./fast/reduce.ts";
import * as loops from "./reduce_loops.ts";
import type { Blocks } from "./reduce_loops.ts";
import { sizeOf } from "./shape.ts";
import { permuteAxes } from "./transpose.ts";
import type { Data, Dense } from "./types.ts";

/** The reductions that take any set of axes. */
export type ReductionName = "sum" | "mean" | "var" | "std" | "max" | "min";

/**
 * Reduces an array along some axes.
 *
 * Accumulates in float64, also for a float32 array, and rounds once at the end.
 *
 * @param name Which reduction.
 * @param x The array.
 * @param axes Axes to reduce, ascending, counted from 0.
 * @returns One value for each position along the other axes, in the number format of `x`.
 * @throws {TypeError} If a maximum or minimum of no values is asked for.
 */
export function reduceAxes(
  name: ReductionName,
  x: Dense,
  axes: readonly number[],
): Data {
  const blocks = toBlocks(x, axes);
  if (name === "max" || name === "min") checkNotEmpty(name, x, blocks);
  const out = REDUCTIONS[name](blocks);
  return x.data instanceof Float32Array ? new Float32Array(out) : out;
}

/**
 * Finds the position of the largest value along an axis; the first of several, and the first NaN.
 *
 * @param x The array.
 * @param axis Counted from 0; undefined for the position in the flattened array.
 * @throws {TypeError} If there are no values along the axis.
 */
export function argmaxAxis(x: Dense, axis: number | undefined): Float64Array {
  const blocks = axis === undefined
    ? { data: x.data, outer: 1, length: x.data.length, inner: 1 }
    : toBlocks(x, [axis]);
  checkNotEmpty("argmax", x, blocks);
  return loops.argmax(blocks);
}

const REDUCTIONS: Record<ReductionName, (blocks: Blocks) => Float64Array> = {
  sum,
  mean,
  var: variance,
  std: (blocks) => inPlace(variance(blocks), Math.sqrt),
  max: (blocks) => reduceBlocks("max", blocks) ?? loops.max(blocks),
  min: (blocks) => reduceBlocks("min", blocks) ?? loops.min(blocks),
};

function sum(blocks: Blocks): Float64Array {
  return reduceBlocks("sum", blocks) ?? loops.sum(blocks);
}

function mean(blocks: Blocks): Float64Array {
  return inPlace(sum(blocks), (total) => total / blocks.length);
}

/** Biased variance in two passes: one pass over squares would cancel for a mean far from 0. */
function variance(blocks: Blocks): Float64Array {
  const center = mean(blocks);
  const totals = reduceBlocks("sum", blocks, center) ??
    loops.sumOfSquaredDeviations(blocks, center);
  return inPlace(totals, (total) => total / blocks.length);
}

/** Changes every value; `map` would make another array, which takes longer than that. */
function inPlace(
  values: Float64Array,
  change: (value: number) => number,
): Float64Array {
  for (let i = 0; i < values.length; i++) values[i] = change(values[i]!);
  return values;
}

/** Views an array as (outer, length, inner), of which the middle axis is to be reduced. */
function toBlocks(x: Dense, axes: readonly number[]): Blocks {
  const first = axes[0];
  const last = axes.at(-1);
  if (first === undefined || last === undefined) {
    return { data: x.data, outer: x.data.length, length: 1, inner: 1 };
  }
  const areAdjacent = last - first + 1 === axes.length;
  if (!areAdjacent) {
    const kept = x.shape.map((_, axis) => axis).filter((axis) =>
      !axes.includes(axis)
    );
    const moved = permuteAxes(x, [...kept, ...axes]);
    const movedAxes = axes.map((_, position) => kept.length + position);
    return toBlocks(moved, movedAxes);
  }
  return {
    data: x.data,
    outer: sizeOf(x.shape, 0, first),
    length: sizeOf(x.shape, first, last + 1),
    inner: sizeOf(x.shape, last + 1),
  };
}

function checkNotEmpty(name: string, x: Dense, blocks: Blocks): void {
  if (
    blocks.length > 0 ||
    (name !== "argmax" && blocks.outer * blocks.inner === 0)
  ) return;
  throw new TypeError(
    `Cannot take the ${name} of no values: expected at least one along ` +
      `the reduced axes, got shape ${formatShape(x.shape)}`,
  );
}
