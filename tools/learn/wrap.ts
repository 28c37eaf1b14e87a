/**
 * Lines that fit, in a language with spaces and in one without.
 *
 * @module
 */
import { widthOf } from "../../lib/text.ts";

// deno-lint-ignore no-control-regex -- colours, and links
const CODE = /(?:\x1b\[[\d;]*m|\x1b\]8;;[^\x07]*\x07)/.source;
/** What a line may not end with, and what it may not begin with. */
const OPENING = "（【《“";
const CLOSING = "，。：；！？、）】》”…";
const HAN =
  `[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef${CLOSING}${OPENING}]`;

/** What isn't broken: a Chinese character or a word, with the marks around it. */
const UNIT =
  `[${OPENING}]*(?:(?![${OPENING}])${HAN}|(?:(?!${HAN})[^ \\x1b])+)` +
  `[${CLOSING}]*(?:${CODE}+[${CLOSING}]+)?|[^ ]|$`;

/** Colours and links that belong to what was before, then a space, then a unit. */
const NEXT = new RegExp(`(${CODE}*)((?:${CODE}| )*)(${UNIT})`, "gu");

/** A character, or what stands for none. */
const CHARACTER = new RegExp(`${CODE}|[^]`, "gu");

/**
 * Breaks a line where it gets too long: at spaces, between Chinese characters,
 * and within words that are too long for a line of their own.
 */
export function wrapLine(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const [, after = "", space = "", unit = ""] of text.matchAll(NEXT)) {
    line += after;
    let before = unit === "" ? space.replaceAll(" ", "") : space;
    for (const piece of piecesOf(unit, width)) {
      if (widthOf(line) > 0 && widthOf(line + before + piece) > width) {
        lines.push(line);
        line = "";
        before = before.replaceAll(" ", "");
      }
      line += before + piece;
      before = "";
    }
  }
  return [...lines, line];
}

/** A unit in pieces that fit: itself, unless it is too long for a line. */
function piecesOf(unit: string, width: number): string[] {
  if (widthOf(unit) <= width) return [unit];
  const pieces: string[] = [];
  for (const [char] of unit.matchAll(CHARACTER)) {
    const longer = (pieces.at(-1) ?? "") + char;
    if (pieces.length > 0 && widthOf(longer) <= width) {
      pieces.splice(-1, 1, longer);
    } else pieces.push(char);
  }
  return pieces;
}
