/**
 * Printing arrays as NumPy prints them.
 *
 * @module
 */

import { numberFormatter } from "./format_number.ts";
import { sizeOf } from "./shape.ts";
import type { Dense } from "./types.ts";

// NumPy's defaults (numpy.set_printoptions).
const THRESHOLD = 1000;
const EDGE_ITEMS = 3;
const LINE_WIDTH = 75;

/** Writes the values of an array; of more than 1000, the first and last three along each axis. */
export function formatArray(x: Dense): string {
  if (x.shape.length === 0) return String(x.data[0]);
  if (x.data.length === 0) return "[]";
  const shown = x.shape.map((length) =>
    shownIndices(length, x.data.length > THRESHOLD)
  );
  const values = shownPositions(x.shape, shown).map((p) => x.data[p]!);
  const format = numberFormatter(values, x.data instanceof Float32Array);
  return formatAxis(x, shown, 0, 0, format);
}

/** Which indices of an axis are shown, in order; `undefined` stands for those left out. */
type Shown = readonly (number | undefined)[];

function shownIndices(length: number, isShortened: boolean): Shown {
  const all = Array.from({ length }, (_, i) => i);
  if (!isShortened || length <= 2 * EDGE_ITEMS) return all;
  return [...all.slice(0, EDGE_ITEMS), undefined, ...all.slice(-EDGE_ITEMS)];
}

function shownPositions(
  shape: readonly number[],
  shown: readonly Shown[],
): number[] {
  return shown.reduce<number[]>((positions, indices, axis) => {
    const present = indices.filter((index) => index !== undefined);
    return positions.flatMap((position) =>
      present.map((index) => position * shape[axis]! + index)
    );
  }, [0]);
}

/** Writes what stands from `position` on along `axis` and the axes after it. */
function formatAxis(
  x: Dense,
  shown: readonly Shown[],
  axis: number,
  position: number,
  format: (value: number) => string,
): string {
  const ndim = x.shape.length;
  const step = sizeOf(x.shape.slice(axis + 1));
  const indent = " ".repeat(axis + 1);
  const isLast = axis === ndim - 1;
  const parts = shown[axis]!.map((index) => {
    if (index === undefined) return "...";
    const first = position + index * step;
    return isLast
      ? format(x.data[first]!)
      : formatAxis(x, shown, axis + 1, first, format);
  });
  const text = isLast
    // Each enclosing axis may close its bracket on the last line.
    ? wrapWords(parts, indent, LINE_WIDTH - ndim)
    : parts.join("\n".repeat(ndim - 1 - axis) + indent);
  return `[${text}]`;
}

/** Joins words with spaces, and starts an indented line before a word that would not fit. */
function wrapWords(
  words: readonly string[],
  indent: string,
  width: number,
): string {
  const lines: string[] = [];
  let line = indent;
  for (const word of words) {
    const isEmpty = line === indent;
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line.trimEnd());
      line = indent + word;
    } else {
      line += isEmpty ? word : ` ${word}`;
    }
  }
  return [...lines, line].join("\n").slice(indent.length);
}
