/**
 * Recognizing known mistakes: what a lesson gives on its probe is compared with
 * what each misconception of the catalogue gives there, in the parts where that
 * differs from what is right.
 *
 * @module
 */
import type { Known } from "./failure.ts";
import { type Exports, type Part, sameParts, type Trace } from "./trace.ts";

/** What a misconception leaves on the probe. */
export interface Fingerprint extends Known {
  /** The parts that differ from the right ones. NaN and infinities as text. */
  parts: Trace;
}

/** What is known of a lesson. */
export interface KnownOf {
  /** What the reference leaves on the probe. */
  right: Trace;
  misconceptions: Fingerprint[];
}

/**
 * What is known of a lesson. Misconceptions that the probe can't tell from the
 * reference, or from each other, have no fingerprint.
 *
 * @param module Name of the lesson's module.
 * @param probe Runs an implementation of the lesson on its fixed inputs.
 */
export async function knownOf(
  module: string,
  probe: (lesson: Exports) => Promise<Trace>,
): Promise<KnownOf> {
  // Loaded when something has failed, and not before.
  const { roomOf } = await import("../catalogue/mod.ts");
  const room = await roomOf(module);
  if ("known" in room) return room.known;
  const { reference, misconceptions } = room;
  const right = await probe(reference);
  const all: Fingerprint[] = [];
  for (const { id, sentence, zh, make } of misconceptions) {
    const trace = await probe({ ...reference, ...make() });
    const parts = Object.fromEntries(
      Object.entries(trace).filter(([name, part]) =>
        !sameParts(part, right[name])
      ),
    );
    // Words, such as the name of an error, say too little on their own.
    if (!Object.values(parts).some(Array.isArray)) continue;
    all.push({ id, sentence, zh, parts });
  }
  return {
    right,
    misconceptions: all.filter((one) =>
      !all.some((other) => other !== one && sameTrace(one.parts, other.parts))
    ),
  };
}

function sameTrace(a: Trace, b: Trace): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length &&
    names.every((name) => sameParts(a[name], b[name]));
}

/**
 * The misconception that a trace is that of: where it differs from the right
 * one, it gives the misconception's numbers, and everything else is right, or
 * not there yet. A second mistake beside it would make its sentence half true.
 */
export function bestMatch(
  trace: Trace,
  { right, misconceptions }: KnownOf,
): Known | undefined {
  const matches = misconceptions.filter(({ parts }) =>
    Object.keys(right).every((name) =>
      name in parts
        ? sameParts(trace[name], parts[name])
        : sameParts(trace[name], right[name]) || isMissing(trace[name])
    )
  );
  // What is missing may leave several in question.
  const [match, ...others] = matches;
  if (match === undefined || others.length > 0) return undefined;
  return { id: match.id, sentence: match.sentence, zh: match.zh };
}

/** Whether a part is a word in place of numbers: an error, or undefined. */
function isMissing(part: Part | undefined): boolean {
  return part === undefined || typeof part === "string";
}
