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
  /** The wrong parts and how they are wrong: a place in the trace, a mark, and so on. */
  marks: Mark[];
}

/** What is known of a lesson. */
export interface KnownOf {
  /** What the reference leaves on the probe. */
  right: Trace;
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
  const places = placesIn(right);
  const fingerprints: Fingerprint[] = [];
  for (const { id, sentence, zh, make } of misconceptions) {
    const marks = marksOf(await probe({ ...reference, ...make() }), right);
    fingerprints.push({
      id,
      sentence,
      zh,
      marks: [...marks].flatMap(([name, mark]) => [places.indexOf(name), mark]),
    });
  }
  return { right, misconceptions: fingerprints };
}

/** All that there may be marks of. */
export function placesIn(right: Trace): string[] {
  return Object.keys(right).flatMap((name) => [`${name} shape`, name]);
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
  { right, misconceptions }: KnownOf,
): Known[] {
  const wrong = marksOf(trace, right);
  const places = placesIn(right);
  const candidates = misconceptions.map(({ id, sentence, zh, marks }) =>
    compared({ id, sentence, zh }, marks, places, wrong)
  );
  const names: Known[] = [];
  const explained = new Set<string>();
  for (const [name, mark] of wrong) {
    if (explained.has(name) || !isTelling(mark)) continue;
    const [best, second] = candidates
      .filter(({ marks, changes }) =>
        !changes && sameMarks(marks.get(name), mark)
      )
      .toSorted(byLikelihood);
    if (best === undefined) continue;
    if (second !== undefined && byLikelihood(best, second) === 0) continue;
    names.push(best.known);
    for (const [part, mark] of best.marks) {
      if (sameMarks(wrong.get(part), mark)) explained.add(part);
    }
  }
  return names;
}

/** The likelier first. */
function byLikelihood(a: Candidate, b: Candidate): number {
  return a.against - b.against || b.matched - a.matched;
}

function compared(
  known: Known,
  fingerprint: Fingerprint["marks"],
  places: string[],
  wrong: Marks,
): Candidate {
  const marks: Marks = new Map();
  for (let i = 0; i < fingerprint.length; i += 2) {
    marks.set(places[Number(fingerprint[i])]!, fingerprint[i + 1]!);
  }
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
