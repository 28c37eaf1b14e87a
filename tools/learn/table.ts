/**
 * Arrays as small tables, and tables side by side.
 *
 * @module
 */
import { padTo, type Style, widthOf } from "./style.ts";

/** A matrix or a vector of numbers. */
export type Numbers = readonly (readonly number[])[] | readonly number[];

/** Larger ones are no longer taken in at a glance. */
const MAX_ROWS = 8;
const MAX_COLUMNS = 8;

/** A number with at most six digits. */
export function shortNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(6)));
}

/** The rows of what is a matrix or a vector of numbers; of anything else, none. */
export function rowsOf(value: unknown): number[][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows: unknown[] = Array.isArray(value[0]) ? value : [value];
  const width = (rows[0] as unknown[]).length;
  const isRow = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === width &&
    row.every((entry) => typeof entry === "number");
  return width > 0 && rows.every(isRow) ? rows as number[][] : undefined;
}

/** A shape as NumPy prints it. */
export function shapeOf(value: Numbers): string {
  const [first] = value;
  return Array.isArray(first)
    ? `(${value.length}, ${first.length})`
    : `(${value.length},)`;
}

/**
 * An array as a table under its name, all lines equally wide.
 *
 * @param style How things are shown.
 * @param title What stands over it.
 * @param rows Its rows.
 * @param marked The entry to mark, if there is one.
 * @returns The lines; none if it is too large for a table.
 */
export function tableOf(
  style: Style,
  title: string,
  rows: readonly (readonly number[])[],
  marked?: readonly [row: number, column: number],
): string[] | undefined {
  const columns = rows[0].length;
  if (rows.length > MAX_ROWS || columns > MAX_COLUMNS) return undefined;
  const texts = rows.map((row) => row.map(shortNumber));
  const widths = texts[0].map((_, j) =>
    Math.max(...texts.map((row) => row[j].length))
  );
  const lines = texts.map((row, i) =>
    row.map((text, j) => {
      const cell = padTo(text, widths[j], "right");
      return marked?.[0] === i && marked[1] === j
        ? style.paint("red", `[${cell}]`)
        : ` ${cell} `;
    }).join("")
  );
  const width = Math.max(widthOf(title), ...lines.map(widthOf));
  if (width > style.width - 4) return undefined;
  return [style.paint("bold", title), ...lines]
    .map((line) => padTo(line, width));
}

/** Blocks of lines side by side, as many as fit a width, then below each other. */
export function sideBySide(
  blocks: readonly (readonly string[])[],
  width: number,
): string[] {
  const lines: string[] = [];
  let row: string[] = [];
  for (const block of blocks) {
    const used = row.length === 0 ? 0 : widthOf(row[0]) + 3;
    if (row.length > 0 && used + widthOf(block[0]) > width) {
      lines.push(...row);
      row = [];
    }
    row = row.length === 0 ? [...block] : beside(row, block);
  }
  return [...lines, ...row].map((line) => line.trimEnd());
}

function beside(left: readonly string[], right: readonly string[]): string[] {
  const height = Math.max(left.length, right.length);
  const [leftWidth, rightWidth] = [widthOf(left[0]), widthOf(right[0])];
  return Array.from(
    { length: height },
    (_, i) =>
      padTo(left[i] ?? "", leftWidth) + "   " +
      padTo(right[i] ?? "", rightWidth),
  );
}

/** Tables side by side as far as there is room, behind a margin. */
export function besides(style: Style, tables: readonly string[][]): string[] {
  const room = style.plain ? 0 : style.width - 4;
  return sideBySide(tables, room).map((line) => `    ${line}`);
}

/** The place of an entry in rows: a vector is one row. */
export function markIn(
  rows: readonly (readonly number[])[],
  index: readonly number[],
): [number, number] {
  return index.length === 1 && rows.length === 1
    ? [0, index[0]]
    : [index[0], index[1]];
}
