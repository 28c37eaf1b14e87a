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

/** A text of the child's in the words of the course, without the grader's own paths. */
function homely(value: unknown): string {
  return text(value)
    .replaceAll(
      /Module not found "file:\/\/\/not-part-of-the-submission\/([^"]*)"/g,
      'Cannot import "$1": it is no part of the submission or of the kit',
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
