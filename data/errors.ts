/**
 * What goes wrong outside the program: a folder, a disk, the network.
 *
 * @module
 */

/**
 * A condition that the user can do something about. Its message is one line that ends with the next
 * step, so a command prints it without a stack trace.
 */
export class DataError extends Error {
  /** "DataError". */
  override readonly name = "DataError";
}

/** One line that says what went wrong, for the end of a message. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0].replace(/^Uncaught \(in promise\) /, "");
}
