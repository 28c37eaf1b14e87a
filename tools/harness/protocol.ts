/**
 * What a child that runs a lesson's tests says, one JSON text a line, and how
 * its lines are told from what the lesson itself prints.
 *
 * @module
 */

/**
 * What every line of the protocol begins with. The token is drawn anew for every
 * child and reaches it on its standard input, where a lesson can't read it, so
 * that nothing a lesson prints is taken for a result.
 */
export function markOf(token: string): string {
  return `\u0001kata ${token} `;
}

/** How a test failed, or why tests could not be loaded. */
export interface Report {
  /** The whole message, as a student sees it. */
  message: string;
  /** "wrong", "threw", "unwritten" or "hang"; "broken" when nothing was run. */
  kind: string;
  /** Name of the misconception, where one was recognized. */
  misconception?: string;
}

/** What the child says. */
export type Event =
  | { type: "tests"; names: string[] }
  | { type: "start"; name: string }
  | { type: "end"; name: string; failure?: Report }
  | { type: "broken"; failure: Report };
