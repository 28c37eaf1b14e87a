/**
 * What goes wrong outside the program, and how a command says so.
 *
 * @module
 */

/**
 * Something that the user can mend: words on the command line, a file, a disk, the network. Its
 * message is one line that ends with the next step, so a command prints it without a stack trace.
 */
export class UserError extends Error {
  /** "UserError". */
  override readonly name = "UserError";

  /**
   * @param message What was tried, wanted and given, and what to do next.
   * @param code The exit code of a command that ends with it: 2 for bad words, 1 for all else.
   */
  constructor(message: string, readonly code: 1 | 2 = 1) {
    super(message);
  }
}

/** One line that says what went wrong, for the end of a message. */
export function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split("\n")[0]!.replace(/^Uncaught \(in promise\) /, "");
}

/** Whether the system refused something, such as to write a file. */
export function isSystemError(error: unknown): error is Error {
  if (Object.values(Deno.errors).some((kind) => error instanceof kind)) {
    return true;
  }
  // A full disk and too long a name have no class of their own.
  return error instanceof Error && /\(os error \d+\)/.test(error.message);
}
