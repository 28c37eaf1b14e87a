/**
 * The inputs of a failing property, laid out for reading.
 *
 * @module
 */
import type { Numbers } from "../harness/protocol.ts";
import type { Cut } from "./properties.ts";
import { cutTo, type Style } from "./style.ts";
import {
  besides,
  markIn,
  rowsOf,
  shapeOf,
  shortNumber,
  tableOf,
} from "./table.ts";

/** What all of the inputs may take, by how much is left out. */
const INPUT_LINES = [16, 16, 12, 5];

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
    const rows = rowsOf(value);
    const table = rows && tableOf(
      style,
      `${name} ${shapeOf(value as number[])}`,
      rows,
      numbers && sameShape(value, numbers)
        ? markIn(rows, numbers.index)
        : undefined,
    );
    if (table === undefined) others.push(`${name} = ${show(value)}`);
    else tables.push(table);
  }
  const lines = [
    ...besides(style, tables),
    ...others.map((text) => `    ${cutTo(text, style.width - 4)}`),
  ];
  if (lines.length === 0) return [];
  const shown = lines.slice(0, INPUT_LINES[cut]);
  const count = lines.length - shown.length;
  if (count > 0) shown.push(`    ${style.say("moreLines", { count })}`);
  return ["", ...style.wrap(style.say("smallest"), "  "), ...shown];
}

/** Whether an input has the shape of the array that came out wrong. */
function sameShape(value: unknown, { shape }: Numbers): boolean {
  const of = (array: unknown): number[] =>
    Array.isArray(array) ? [array.length, ...of(array[0])] : [];
  return shape.length > 0 && String(of(value)) === String(shape);
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
  return Object.fromEntries(found.map(({ name, path, value }) => [
    isDouble(name) ? path : name,
    value,
  ]));
}

function leaves(
  inputs: Record<string, unknown>,
  prefix: string,
): { name: string; path: string; value: unknown }[] {
  return Object.entries(inputs).flatMap(([name, value]) => {
    const path = prefix + name;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? leaves(value as Record<string, unknown>, `${path}.`)
      : [{ name, path, value }];
  });
}

/** A value in one line. */
function show(value: unknown): string {
  if (typeof value === "number") return shortNumber(value);
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  return typeof value === "string" ? `"${value}"` : String(value);
}
