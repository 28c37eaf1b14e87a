/**
 * Lines that fit, in a language with spaces and in one without.
 *
 * @module
 */
import stringWidth from "string-width";

// deno-lint-ignore no-control-regex -- colours, and links
const ANSI = /\x1b\[[\d;]*m|\x1b\]8;;[^\x07]*\x07/;
/** What a line may not end with, and what it may not begin with. */
const OPENING = "（【《“";
const CLOSING = "，。：；！？、）】》”…";
const HAN =
  `[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef${CLOSING}${OPENING}]`;

/** What isn't broken: colours, spaces, a Chinese character, or a word. */
const UNIT = new RegExp(
  `(?<ansi>${ANSI.source})|(?<space> +)|` +
    `[${OPENING}]*(?:(?![${OPENING}])${HAN}|(?:(?!${HAN})[^ \\x1b])+)` +
    `[${CLOSING}]*(?:(?:${ANSI.source})+[${CLOSING}]+)?|[^]`,
  "gu",
);

/** A character, or what stands for none. */
const CHARACTER = new RegExp(`${ANSI.source}|[^]`, "gu");

/**
 * Breaks a line where it gets too long: at spaces, between Chinese characters,
 * and within words that are too long for a line of their own.
 */
export function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  let used = 0;
  let space = "";
  // Colours and links of what comes after the space.
  let codes = "";
  for (const { 0: unit, groups } of text.matchAll(UNIT)) {
    if (groups!.ansi !== undefined) {
      if (space === "") line += unit;
      else codes += unit;
      continue;
    }
    if (groups!.space !== undefined) {
      space += unit;
      continue;
    }
    for (const part of piecesOf(unit, width)) {
      const needed = stringWidth(part);
      if (used > 0 && used + space.length + needed > width) {
        lines.push(line);
        line = codes + part;
        used = needed;
      } else {
        line += space + codes + part;
        used += space.length + needed;
      }
      space = codes = "";
    }
  }
  return [...lines, line + codes];
}

/** A unit in pieces that fit: itself, unless it is too long for a line. */
function piecesOf(unit: string, width: number): string[] {
  if (stringWidth(unit) <= width) return [unit];
  const pieces = [""];
  for (const [char] of unit.matchAll(CHARACTER)) {
    if (stringWidth(pieces.at(-1)! + char) > width) pieces.push("");
    pieces[pieces.length - 1] += char;
  }
  return pieces;
}
