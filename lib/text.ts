/**
 * Texts as a terminal, a page and XML can take them, and how wide they are.
 *
 * @module
 */
import { stripVTControlCharacters } from "node:util";
import stringWidth from "string-width";

/**
 * A text from a stranger made harmless: without control characters but line ends and tabs, without
 * what nobody sees or what turns the writing round, and not longer than a limit.
 */
export function clean(text: string, limit: number): string {
  return clip(harmless(text), limit);
}

/** The same in one line. */
export function cleanLine(text: string, limit: number): string {
  return clip(harmless(text).replaceAll(/\s+/g, " ").trim(), limit);
}

function harmless(text: string): string {
  const [start, ...afterEscapes] = text.toWellFormed().split("\x1b");
  // Without its escape, a colour would still leave its digits.
  const parts = afterEscapes.map((part) =>
    part.replace(/^\[[0-?]*[ -/]*[@-~]/, "")
  );
  return [start, ...parts].join("")
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replaceAll(/(?![\n\t])\p{Cc}|\p{Noncharacter_Code_Point}/gu, "\uFFFD")
    // Stacked without end, marks cover the lines above.
    .replaceAll(/(\p{M}{4})\p{M}+/gu, "$1")
    .trimEnd();
}

/** A text cut to so many characters. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  // Half a character would be none.
  return `${head.replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text filled up to a width: numbers to the right, words to the left. */
export function padTo(
  text: string,
  width: number,
  side: "left" | "right" = "left",
): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return side === "left" ? text + space : space + text;
}

/** A text cut to a width. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = "";
  for (const char of stripVTControlCharacters(text)) {
    if (widthOf(cut + char) > width - 1) break;
    cut += char;
  }
  return `${cut}…`;
}
