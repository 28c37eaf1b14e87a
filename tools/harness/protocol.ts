/**
 * What a child that runs a lesson's tests is told and what it says, one JSON
 * text a line, and how its lines are told from what the lesson itself prints.
 *
 * @module
 */

/** What a child is told on its standard input, in one line. */
export interface Order {
  /** Drawn anew for every child: see {@linkcode markOf}. */
  token: string;
  /** The lesson's module. */
  module: string;
}

/**
 * What every line of the protocol begins with. The token reaches the child on
 * its standard input before any lesson is loaded, so that nothing a lesson
 * prints is taken for a result.
 */
export function markOf(token: string): string {
  return `\u0001kata ${token} `;
}

/** A number that came out wrong. */
export interface Numbers {
  shape: readonly number[];
  index: readonly number[];
  expected: number;
  actual: number;
  tolerance: number;
  /** All numbers of the array, where the test gives them. */
  arrays?: { expected: unknown; actual: unknown };
}

/** How a test failed, or why tests could not be loaded. */
export interface Report {
  /**
   * What the test found: "wrong", "threw", "unwritten"; "broken" when nothing
   * could be loaded; "stopped" by the time limit; the process "ended" or waits
   * for what never comes, "unsettled".
   */
  kind: string;
  /** In one line; for an error while loading, as it was thrown. */
  message: string;
  /** Where in the lesson, such as "lessons/00_standardize.ts:34:10". */
  place?: string | undefined;
  numbers?: Numbers;
  /** The smallest inputs found that show it. */
  inputs?: Record<string, unknown>;
  /** The run's seed, where inputs are drawn. */
  seed?: number;
  /** What is said beside it: the known mistakes that it is, by name. */
  notes?: readonly { id?: string; text: string }[];
}

/** What the child says. */
export type Event =
  /** Everything but the lesson is loaded. */
  | { type: "ready" }
  /** The tests by their names, and how to show each. */
  | { type: "tests"; tests: { name: string; sentence: string }[] }
  | { type: "start"; name: string }
  /** A test holds for the first few inputs. */
  | { type: "held"; name: string }
  | { type: "passed"; name: string }
  /** Of the first that fails, the report follows when there is an explanation. */
  | { type: "failed"; name: string; report?: Report }
  | { type: "broken"; report: Report };

/** Begins a text that stands for a number that JSON doesn't have. */
const NUMBER = "\u0000";

// Taken before a lesson's code can touch them.
const { stringify, parse } = JSON;
const { is } = Object;
const { isFinite } = Number;

/** An event as JSON, in one line. */
export function encode(event: Event): string {
  return stringify(event, (_, value) => {
    if (typeof value !== "number") return value;
    if (is(value, -0)) return `${NUMBER}-0`;
    return isFinite(value) ? value : NUMBER + value;
  });
}

/** The event that a text stands for. */
export function decode(text: string): Event {
  return parse(
    text,
    (_, value) =>
      typeof value === "string" && value.startsWith(NUMBER)
        ? Number(value.slice(NUMBER.length))
        : value,
  );
}
