/**
 * What a child reports of an error that a lesson's test, or its loading, threw.
 *
 * @module
 */
import { Failure } from "../../tests/support/failure.ts";
import { settings } from "../../tests/support/settings.ts";
import type { Numbers, Report } from "./protocol.ts";

/** Arrays with more numbers aren't looked at number by number. */
const MAX_NUMBERS = 64;

/** The report of what a test threw. */
export function reportOf(error: unknown): Report {
  if (!(error instanceof Failure)) {
    return { kind: "threw", message: textOf(error) };
  }
  const { finding, known } = error;
  return {
    ...finding,
    numbers: finding.numbers && withinReason(finding.numbers),
    known: known && {
      id: known.id,
      sentence: settings.lang === "zh" ? known.zh : known.sentence,
    },
  };
}

function withinReason(numbers: Numbers): Numbers {
  const size = numbers.shape.reduce((product, length) => product * length, 1);
  return size > MAX_NUMBERS ? { ...numbers, arrays: undefined } : numbers;
}

/** An error in words, with its place in a lesson. */
export function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The place of a syntax error is in its message, that of others in the stack.
  const place = /file:\/\/\S+\/\d\d_\w+\.ts:\d+:\d+/.exec(error.stack ?? "");
  return `${error.name}: ${error.message}` +
    (place && !error.message.includes(place[0]) ? `\n    at ${place[0]}` : "");
}
