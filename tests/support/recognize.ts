/**
 * Recognizing known mistakes, part by part: what a lesson gives on its probe is
 * compared with what each misconception of the catalogue gives there. The probe's
 * inputs leave steps out, one here, another there, so that each of two mistakes
 * shows alone somewhere.
 *
 * @module
 */
import { type Note, show } from "./failure.ts";
import {
  type Exports,
  isTelling,
  type Mark,
  type Marks,
  marksOf,
  type Part,
  sameMarks,
  sameParts,
  type Trace,
} from "./trace.ts";
import { say, spoken } from "./words.ts";

/** A misconception of the catalogue, by what the student reads of it. */
export interface Known {
  /** Its name. */
  id: string;
  /** The sentence that explains it. */
  sentence: string;
  /** The same in Chinese. */
  zh: string;
}

/** What a misconception leaves on the probe. */
export interface Fingerprint extends Known {
  /** The wrong parts and how they are wrong, by the place of their name. */
  marks: [part: number, mark: Mark][];
}

/** What is known of a lesson. */
export interface KnownOf {
  /** What the reference leaves on the probe. */
  right: Trace;
  /** The names of what marks may be of. */
  parts: string[];
  misconceptions: Fingerprint[];
}

/**
 * What is known of a lesson.
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
  const parts = Object.keys(right).flatMap((name) => [`${name} shape`, name]);
  const fingerprints: Fingerprint[] = [];
  for (const { id, sentence, zh, make } of misconceptions) {
    const marks = marksOf(await probe({ ...reference, ...make() }), right);
    fingerprints.push({
      id,
      sentence,
      zh,
      marks: [...marks].map(([name, mark]) => [parts.indexOf(name), mark]),
    });
  }
  return { right, parts, misconceptions: fingerprints };
}

/** How many mistakes are said at once, at the most. */
const MAX_NAMES = 2;

/** What is to be said of a lesson that left a trace. */
export function diagnosisOf(trace: Trace, known: KnownOf): Note[] {
  return [
    ...firstWrong(trace, known.right),
    ...namesOf(trace, known).slice(0, MAX_NAMES).map((
      { id, sentence, zh },
    ) => ({
      id,
      text: spoken({ en: sentence, zh }),
    })),
  ];
}

/** A misconception, compared with what is wrong. */
interface Candidate {
  known: Known;
  marks: Marks;
  /** How many parts are wrong as it makes them wrong. */
  matched: number;
  /** How many are right that it makes wrong. */
  against: number;
  /** Whether one of these is an input, which it changes. */
  changes: boolean;
}

/**
 * The misconceptions that show in a trace, those of the first wrong parts first.
 * Each is wrong in some part just as the trace is; where several are, it is the
 * one that the other parts speak for. None where that leaves two.
 */
export function namesOf(
  trace: Trace,
  { right, parts, misconceptions }: KnownOf,
): Known[] {
  const wrong = marksOf(trace, right);
  const candidates = misconceptions.map(({ id, sentence, zh, marks }) =>
    compared({ id, sentence, zh }, marks, parts, wrong)
  );
  const names: Known[] = [];
  const explained = new Set<string>();
  for (const [name, mark] of wrong) {
    if (explained.has(name) || !isTelling(mark)) continue;
    const [best, second] = candidates
      .filter(({ marks, changes }) =>
        !changes && sameMarks(marks.get(name), mark)
      )
      .toSorted((a, b) => a.against - b.against || b.matched - a.matched);
    if (best === undefined) continue;
    if (
      second?.against === best.against && second.matched === best.matched
    ) continue;
    names.push(best.known);
    for (const [part, mark] of best.marks) {
      if (sameMarks(wrong.get(part), mark)) explained.add(part);
    }
  }
  return names;
}

function compared(
  known: Known,
  fingerprint: Fingerprint["marks"],
  parts: string[],
  wrong: Marks,
): Candidate {
  const marks = new Map(
    fingerprint.map(([part, mark]) => [parts[part]!, mark]),
  );
  const names = [...marks.keys()];
  const against = names.filter((name) => !wrong.has(name));
  return {
    known,
    marks,
    matched: names.filter((name) => sameMarks(wrong.get(name), marks.get(name)))
      .length,
    against: against.length,
    changes: against.some((name) => name.endsWith(" afterwards")),
  };
}

/** What the steps of a probe are called: the mode, then x and what is computed. */
const STEP = /^step by step(?: in (train|test) mode)?: (.*)$/;

/** Says up to where the steps of the computation are right. */
function firstWrong(trace: Trace, right: Trace): Note[] {
  const wrong = Object.keys(right).find((name) =>
    STEP.test(name) && !sameParts(trace[name], right[name])
  );
  if (wrong === undefined) return [];
  const [, mode, part = ""] = STEP.exec(wrong)!;
  const begin = wrong.slice(0, -part.length);
  const names = Object.keys(right).filter((name) => name.startsWith(begin));
  const [x, ...before] = names.slice(0, names.indexOf(wrong));
  const values = {
    x: shown(right[x!]),
    part,
    expected: shown(right[wrong]),
    actual: shown(trace[wrong]),
  };
  const parts = before.map((name) => name.slice(begin.length)).join(", ");
  const where = mode === undefined
    ? ""
    : mode === "train"
    ? say("In train mode, ")
    : say("In test mode, ");
  return [{
    text: where + (parts === ""
      ? say(
        "for x = {x}, {part} is wrong: expected {expected}, got {actual}",
        values,
      )
      : say(
        "for x = {x}, right so far: {parts}; wrong: {part}, expected {expected}, got {actual}",
        { ...values, parts },
      )),
  }];
}

/** A part in a line. */
function shown(part: Part | undefined): string {
  if (part === undefined || typeof part === "string") {
    return part ?? "undefined";
  }
  const { shape, values } = part;
  return show(
    shape.reduceRight<unknown[]>(
      (flat, length) =>
        Array.from(
          { length: flat.length / length },
          (_, i) => flat.slice(i * length, (i + 1) * length),
        ),
      values,
    )[0],
  );
}
