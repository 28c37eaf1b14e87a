/**
 * Arrays and the inputs of a failing property as small tables, side by side.
 *
 * @module
 */
import { cutTo, padTo, widthOf } from "../../lib/text.ts";
import type { Numbers } from "../harness/protocol.ts";
import type { Cut, Style } from "./style.ts";

/** The numbers of a matrix, or of a vector as one row. */
export type Rows = readonly (readonly number[])[];

/** Larger ones are no longer taken in at a glance. */
const MAX_ROWS = 8;
const MAX_COLUMNS = 8;
/** What all of the inputs may take, by how much is left out. */
const INPUT_LINES = { 0: 16, 1: 16, 2: 12, 3: 5 };
const MARGIN = "    ";
const GAP = "   ";

/** A number with at most six digits. */
export function shortNumber(value: number): string {
  return Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(6)));
}

/** The rows of what is a matrix or a vector of numbers; of anything else, none. */
export function rowsOf(value: unknown): Rows | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows: unknown[] = Array.isArray(value[0]) ? value : [value];
  const width = shapeOf(rows)[1] ?? 0;
  const isRow = (row: unknown): row is number[] =>
    Array.isArray(row) && row.length === width &&
    row.every((entry) => typeof entry === "number");
  return width > 0 && rows.every(isRow) ? rows : undefined;
}

/** The shape of nested arrays. */
export function shapeOf(value: unknown): number[] {
  return Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : [];
}

/**
 * An array as a table under its name, all lines equally wide.
 *
 * @param style How things are shown.
 * @param title What stands over it.
 * @param rows Its rows.
 * @param index The entry to mark, if there is one.
 * @returns The lines; none if it is too large for a table.
 */
export function tableOf(
  style: Style,
  title: string,
  rows: Rows,
  index: readonly number[] = [],
): string[] | undefined {
  const [first = []] = rows;
  if (rows.length > MAX_ROWS || first.length > MAX_COLUMNS) return undefined;
  const texts = rows.map((row) => row.map(shortNumber));
  const widths = first.map((_, j) =>
    Math.max(...texts.map((row) => widthOf(row[j] ?? "")))
  );
  // A vector is one row.
  const marked = String(index.length === 1 ? [0, ...index] : index);
  const lines = texts.map((row, i) =>
    row.map((text, j) => {
      const cell = padTo(text, widths[j] ?? 0, "right");
      return String([i, j]) === marked
        ? style.paint("red", `[${cell}]`)
        : ` ${cell} `;
    }).join("")
  );
  const width = Math.max(widthOf(title), ...lines.map(widthOf));
  if (width > style.width - MARGIN.length) return undefined;
  return [style.paint("bold", title), ...lines]
    .map((line) => padTo(line, width));
}

/** Tables side by side, as many as there is room for, then below each other. */
export function sideBySide(
  style: Style,
  tables: readonly (readonly string[])[],
): string[] {
  const room = style.plain ? 0 : style.width - MARGIN.length;
  let lines: string[] = [];
  const done: string[] = [];
  for (const table of tables) {
    const width = widthOf(lines[0] ?? "");
    const height = Math.max(lines.length, table.length);
    const beside = Array.from(
      { length: height },
      (_, i) => padTo(lines[i] ?? "", width) + GAP + (table[i] ?? ""),
    );
    if (lines.length > 0 && widthOf(beside[0] ?? "") <= room) lines = beside;
    else {
      done.push(...lines);
      lines = [...table];
    }
  }
  return [...done, ...lines].map((line) => MARGIN + line.trimEnd());
}

/** The inputs as tables, and what is no array, or too large, in a line each. */
export function inputLines(
  style: Style,
  inputs: Record<string, unknown>,
  cut: Cut,
  numbers?: Numbers,
): string[] {
  const tables: string[][] = [];
  const others: string[] = [];
  for (const [name, value] of Object.entries(inputs)) {
    const shape = shapeOf(value);
    const rows = rowsOf(value);
    // One that has the shape of what came out wrong is marked at the same place.
    const isAlike = numbers && String(shape) === String(numbers.shape);
    const title = `${name} (${shape.join(", ")}${
      shape.length === 1 ? "," : ""
    })`;
    const table = rows &&
      tableOf(style, title, rows, isAlike ? numbers.index : []);
    if (table) tables.push(table);
    else {others.push(
        MARGIN + cutTo(`${name} = ${show(value)}`, style.width - MARGIN.length),
      );}
  }
  const lines = [...sideBySide(style, tables), ...others];
  if (lines.length === 0) return [];
  const shown = lines.slice(0, INPUT_LINES[cut]);
  const count = lines.length - shown.length;
  if (count > 0) shown.push(MARGIN + style.say("moreLines", { count }));
  return ["", ...style.wrap(style.say("smallest"), "  "), ...shown];
}

/** A value in one line. */
function show(value: unknown): string {
  if (typeof value === "number") return shortNumber(value);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return typeof value === "string" ? `"${value}"` : String(value);
}

/**
 * Inputs by name, those of records taken out of them. A name that occurs twice,
 * such as the x of two batches, has the records' names before it.
 */
export function flatten(
  inputs: Record<string, unknown>,
): Record<string, unknown> {
  const found = leaves(inputs, "");
  const isDouble = (name: string) =>
    found.filter((leaf) => leaf.name === name).length > 1;
  return Object.fromEntries(
    found.map(({ name, path, value }) => [isDouble(name) ? path : name, value]),
  );
}

function leaves(
  inputs: object,
  prefix: string,
): { name: string; path: string; value: unknown }[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const path = prefix + name;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value, `${path}.`)
      : [{ name, path, value }];
  });
}
