/**
 * What a failing test says: at most 15 lines, from the sentence that doesn't
 * hold to the command that shows it again.
 *
 * @module
 */
import { formatShape } from "kit/nd/mod.ts";
import { Mismatch } from "./close.ts";
import { shapeOf } from "./nested.ts";
import { say } from "./words.ts";

/** A lesson, as far as it is shown. */
interface Lesson {
  /** Name of its module, without the ending. */
  module: string;
}

/** What went wrong in a test. */
export interface Finding {
  /**
   * "wrong": a value isn't what it should be; "threw": the lesson threw;
   * "unwritten": a stub was called; "hang": a time limit was reached.
   */
  kind: "wrong" | "threw" | "unwritten" | "hang";
  /** One line. */
  message: string;
  /** Where in the lesson, such as "lessons/00_standardize.ts:34:10". */
  place?: string | undefined;
  /** The numbers, where it came to numbers. */
  numbers?: Mismatch["numbers"];
  /** The smallest inputs found that show it. */
  inputs?: Record<string, unknown>;
  /** The run's seed. */
  seed?: number;
}

/** What is said of a failure beside what the test found. */
export interface Note {
  /** Name of the misconception, where it is a known mistake. */
  id?: string;
  /** A sentence or two, in the language of the process. */
  text: string;
}

/** A test, as far as it is shown. */
export interface Sentence {
  /** The sentence, by which `--filter` finds it. */
  name: string;
  /** The same in the language of the process. */
  sentence: string;
  /** Where it stands, such as "tests/contracts/00_standardize.ts:40:3". */
  place: string;
}

const MAX_LINES = 15;
const MAX_WIDTH = 110;
const MAX_MESSAGE = 400;

/** A test's failure, as text for people and in parts for tools. */
export class Failure extends Error {
  // Deno prints a name before the message, which says all there is to say.
  override name = "";

  constructor(
    readonly lesson: Lesson,
    readonly test: Sentence,
    readonly finding: Finding,
    readonly notes: readonly Note[] = [],
  ) {
    super(describeFailure(lesson, test, finding, notes));
    // The message says where to look; a stack of the runner's frames doesn't.
    this.stack = this.message;
  }
}

/** Sorts what a test threw into a finding. */
export function findingOf(error: unknown): Finding {
  if (error instanceof Mismatch) {
    return { kind: "wrong", message: error.message, numbers: error.numbers };
  }
  if (!(error instanceof Error)) {
    return { kind: "threw", message: thrown(show(error)) };
  }
  const unwritten = /^Unimplemented: Lesson (\d\d): (.*)/.exec(error.message);
  if (unwritten !== null) {
    const [, number = "", what = ""] = unwritten;
    return {
      kind: "unwritten",
      message: say("not written yet: Lesson {number}: {what}", {
        number,
        what,
      }),
    };
  }
  if (error.name === "AssertionError") {
    return { kind: "wrong", message: error.message };
  }
  return {
    kind: "threw",
    message: thrown(`${error.name || "Error"}: ${error.message}`),
    place: placeOf(error.stack ?? ""),
  };
}

function thrown(what: string): string {
  return oneLine(say("threw {what}", { what }));
}

/** A message in one line that nobody has to scroll through. */
function oneLine(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, " ");
  return line.length <= MAX_MESSAGE ? line : `${line.slice(0, MAX_MESSAGE)}…`;
}

/** The first frame of a stack that lies in a lesson's module. */
function placeOf(stack: string): string | undefined {
  return /[^/\\\s(]+[/\\]\d\d_\w+(?<!_test)\.ts:\d+:\d+/.exec(stack)?.[0];
}

function describeFailure(
  lesson: Lesson,
  { name, sentence, place: property }: Sentence,
  finding: Finding,
  notes: readonly Note[],
): string {
  const { module } = lesson;
  const number = module.slice(0, 2);
  const { message, place } = finding;
  const head = [
    sentence,
    `  ${
      say("Lesson {number}, lessons/{module}.ts: {message}", {
        number,
        module,
        message,
      })
    }`,
  ];
  if (place) head.push(`    ${say("at {place}", { place })}`);
  if (finding.kind === "unwritten") {
    const [stub] = /\d\d/.exec(message)!;
    const advice = stub === number
      ? say(
        "Begin with the guide, lessons/{module}.md, or with: deno task learn",
        { module },
      )
      : say(
        "Lesson {number} builds on lesson {stub}: begin there, with: deno task learn",
        { number, stub },
      );
    return [...head, `  ${advice}`].join("\n");
  }
  if (finding.numbers) head.push(...describeNumbers(finding.numbers));

  const tail: string[] = [];
  const { seed } = finding;
  const command = `deno test tests/${module}_test.ts --filter "${name}"`;
  const again = seed === undefined ? say("Alone: {command}", { command }) : say(
    "Replay (seed {seed}): {command}",
    { seed, command: `${command} -- --seed=${seed}` },
  );
  tail.push(
    `  ${say("The property: {property}", { property })}`,
    `  ${again}`,
  );
  tail.push(...notes.map(({ text }) => `  ${text}`));

  const inputs = finding.inputs === undefined
    ? []
    : describeInputs(finding.inputs, MAX_LINES - head.length - tail.length);
  return [...head, ...inputs, ...tail].join("\n");
}

function describeNumbers(numbers: NonNullable<Finding["numbers"]>): string[] {
  const { expected, actual, tolerance } = numbers;
  const lines = [
    say("expected {expected}", { expected }),
    say("actual   {actual}", { actual }),
  ];
  // A NaN is off by nothing that could be said.
  if (!Number.isNaN(actual)) {
    lines.push(say("off by   {difference}, allowed {tolerance}", {
      difference: short(Math.abs(actual - expected)),
      tolerance: short(tolerance),
    }));
  }
  return lines.map((line) => `    ${line}`);
}

/** One line for each input, the whole not longer than `lines`. */
function describeInputs(
  inputs: Record<string, unknown>,
  lines: number,
): string[] {
  const entries = Object.entries(inputs).flatMap(([name, value]) =>
    isRecord(value) ? Object.entries(value) : [[name, value] as const]
  );
  const all = entries.map(([name, value]) =>
    clip(`    ${name} = ${show(value)}${shapeNote(value)}`)
  );
  const room = Math.max(1, lines - 1);
  const shown = all.length <= room ? all : [
    ...all.slice(0, room - 1),
    clip(`    ${all.slice(room - 1).map((line) => line.trim()).join("; ")}`),
  ];
  return [`  ${say("Smallest input found that shows it:")}`, ...shown];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shapeNote(value: unknown): string {
  if (!Array.isArray(value)) return "";
  return say(", shape {shape}", { shape: formatShape(shapeOf(value)) });
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function clip(line: string): string {
  return line.length <= MAX_WIDTH ? line : `${line.slice(0, MAX_WIDTH - 1)}…`;
}

/** A value in one line, numbers with at most six digits. */
export function show(value: unknown): string {
  if (typeof value === "number") {
    return Object.is(value, -0) ? "-0" : String(Number(value.toPrecision(6)));
  }
  if (Array.isArray(value)) return `[${value.map(show).join(", ")}]`;
  if (isRecord(value)) {
    const parts = Object.entries(value)
      .map(([key, entry]) => `${key}: ${show(entry)}`);
    return `{ ${parts.join(", ")} }`;
  }
  return typeof value === "string" ? `"${value}"` : String(value);
}
