/**
 * Errors as they travel between the grader and the child.
 *
 * @module
 */

/** What was thrown. */
export interface Thrown {
  name: string;
  /** The class of JavaScript's own that it belongs to; none if it is no error. */
  base: string;
  message: string;
  stack: string;
}

const BASES = { Error, RangeError, TypeError, SyntaxError, ReferenceError };

const MAX_NAME = 100;
const MAX_TEXT = 4_000;

/** Whether something that a child sent is what {@linkcode describeThrown} gives. */
export function isThrown(value: unknown): value is Thrown {
  if (typeof value !== "object" || value === null) return false;
  const { name, base, message, stack } = value as Record<string, unknown>;
  return [name, base, message, stack].every((one) => typeof one === "string");
}

/** Puts into words what a lesson threw, whatever it is. */
export function describeThrown(error: unknown): Thrown {
  try {
    if (!(error instanceof Error)) {
      return { name: "", base: "", message: text(error), stack: "" };
    }
    const { name, message, stack } = error;
    const [base] = Object.entries(BASES).findLast(([_, one]) =>
      error instanceof one
    )!;
    return {
      name: text(name).slice(0, MAX_NAME),
      base,
      message: text(message),
      stack: text(stack),
    };
  } catch {
    return { name: "", base: "", message: "something unreadable", stack: "" };
  }
}

function text(value: unknown): string {
  return String(value).slice(0, MAX_TEXT);
}

/** Where imports of what isn't part of a submission lead. */
export const NOWHERE = "file:///not-part-of-the-submission/";

/** How Deno says that something can't be imported, and what. */
const NOT_IMPORTED = [
  /Module not found "file:\/\/\/not-part-of-the-submission(?:\/(?=node:))?([^"]*)"/g,
  /Import "([^"]*)" not a dependency[^\n]*(?:\n *hint:[^\n]*)?/g,
  /The specifier ""([^"]*)"" backtracks above its prefix ""[^"]*""/g,
  /(?:JSR package[^\n"]*)?A remote specifier was requested: "([^"]*)"[^\n.]*/g,
  /(npm) specifiers were requested; but --no-npm is specified/g,
];

/** A text of the child's in the words of the course, without the grader's own paths. */
function homely(value: unknown): string {
  const words = NOT_IMPORTED.reduce(
    (words, pattern) =>
      words.replaceAll(
        pattern,
        'Cannot import "$1": it is no part of the submission or of the kit',
      ),
    text(value),
  );
  return words
    // Where boxes are, as seen from a lesson.
    .replaceAll(
      /(Cannot import ")[^"]*\/kata-grade-[\w-]+\/\d+\//g,
      "$1../../",
    )
    .replaceAll(/file:\/\/\/\S*?\/box-\d+\/(?=\w)/g, "")
    .replaceAll(/file:\/\/\/\S*?\/(?=kit\/)/g, "");
}

/** What to throw for it on this side. */
export function revive(thrown: Thrown): unknown {
  const { name, base, message, stack } = thrown;
  if (!Object.hasOwn(BASES, base)) return homely(message);
  const error = new BASES[base as keyof typeof BASES](homely(message));
  error.name = text(name).slice(0, MAX_NAME);
  error.stack = homely(stack);
  return error;
}
