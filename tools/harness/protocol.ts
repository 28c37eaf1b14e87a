/**
 * What a child that runs a lesson's tests says, one JSON text a line, and how
 * its lines are told from what the lesson itself prints.
 *
 * @module
 */

/** Begins every line of the protocol. */
export const MARK = "\u0001kata ";

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
