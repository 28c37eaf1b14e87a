import { structuredPatch } from "diff";
import { inspect } from "loupe";

/** Two values that fit beside their labels are shown whole, one above the other. */
const SHORT = 60;
/** What a longer value is cut into, so that a line of it fits a terminal's. */
const LINE = 72;
/** Finding more edits takes long, and nobody reads them. */
const MAX_EDITS = 200;
/** Lines of a difference, about a screen's. */
const MAX_LINES = 40;

/**
 * Shows a value in one line.
 *
 * @param truncate About how long the line may get.
 */
export function show(value: unknown, truncate = 400): string {
  return inspect(value, { depth: Infinity, truncate });
}

/** Shows where two values differ: the changed parts, and what is around them. */
export function difference(actual: unknown, expected: unknown): string {
  const a = show(actual, Infinity);
  const b = show(expected, Infinity);
  if (a === b) return `  both are shown as ${show(actual)}`;
  if (Math.max(a.length, b.length) <= SHORT) {
    return `  actual:   ${a}\n  expected: ${b}`;
  }
  const lines = changes(linesOf(a), linesOf(b));
  const left = lines.length - MAX_LINES;
  if (left > 0) lines.splice(MAX_LINES, left, `… and ${left} more lines`);
  return ["- actual, + expected", ...lines].join("\n");
}

/** An item or a line of text each, also where a shown value has line breaks. */
function linesOf(shown: string): string[] {
  return shown.split(/(?<=, |\\n)|\n/).flatMap((item) =>
    item.match(new RegExp(`.{1,${LINE}}`, "g")) ?? []
  );
}

function changes(a: string[], b: string[]): string[] {
  const texts = [a, b].map((lines) => `${lines.join("\n")}\n`) as [
    string,
    string,
  ];
  const patch = structuredPatch("", "", ...texts, "", "", {
    context: 3,
    maxEditLength: MAX_EDITS,
  });
  if (patch === undefined) {
    const start = a.findIndex((line, i) => line !== b[i]);
    const shown = (lines: string[]) =>
      lines.slice(start, start + MAX_LINES / 2);
    return changes(shown(a), shown(b));
  }
  return patch.hunks.flatMap(({ oldStart, lines }) => [
    `@ line ${oldStart}`,
    ...lines.map((line) => `${line[0]} ${line.slice(1)}`.trimEnd()),
  ]);
}
