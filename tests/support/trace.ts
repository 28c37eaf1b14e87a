/**
 * Traces: what a lesson's functions return on fixed inputs, part by part. Two
 * implementations that make the same mistake leave the same trace.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";

/**
 * The shape and numbers of one part, of many numbers one that is drawn from them
 * (NaN and infinities as text, because a trace
 * goes into a JSON file), or a word for what came instead of them.
 */
export type Part = { shape: number[]; values: (number | string)[] } | string;

/** All parts, by name. */
export type Trace = Record<string, Part>;

/** What a lesson's module exports, by name. */
// deno-lint-ignore no-explicit-any -- whatever a student may write
export type Exports = Record<string, any>;

/** A lesson's function. */
// deno-lint-ignore no-explicit-any -- a lesson may return anything
export type Callable = (...args: any[]) => any;

/** How many numbers of an array are kept one by one, at the most. */
const MAX_VALUES = 16;

/** Digits that two traces of the same computation share. */
const DIGITS = 10;

/**
 * Records what a call gives, under a name for each of its parts.
 *
 * @param trace Where to record it.
 * @param names Names of the parts.
 * @param call Gives the parts.
 */
export async function record(
  trace: Trace,
  names: readonly string[],
  call: () => Promise<readonly unknown[]>,
): Promise<void> {
  let parts: readonly unknown[];
  try {
    parts = await call();
  } catch (error) {
    const word = error instanceof Error ? error.name : typeof error;
    for (const name of names) trace[name] = word;
    return;
  }
  names.forEach((name, i) => trace[name] = partOf(parts?.[i]));
}

/** The two passes of a layer, on fixed inputs. */
export interface Passes {
  /** The forward pass of an input. */
  forward: (x: NdArray) => ReturnType<Callable>;
  backward: Callable;
  x: NdArray;
  /** Another input of the same shape. */
  other: NdArray;
  dout: NdArray;
  /** Names of what the way back gives. */
  gradients: readonly string[];
  /** The inputs that have to stay as they are, by name. */
  inputs: Record<string, NdArray>;
}

/**
 * Records a forward pass, the way back, the way back once more after the forward
 * pass of another input, and the inputs afterwards.
 */
export async function recordPasses(
  trace: Trace,
  name: string,
  { forward, backward, x, other, dout, gradients, inputs }: Passes,
): Promise<void> {
  let cache: unknown;
  await record(trace, [`${name} out`], async () => {
    let out;
    [out, cache] = await forward(x);
    return [out];
  });
  await record(
    trace,
    gradients.map((part) => `${name} ${part}`),
    async () => await backward(dout, cache),
  );
  await record(
    trace,
    gradients.map((part) => `${name} ${part}, second time`),
    async () => {
      await forward(other);
      return await backward(dout.mul(2), cache);
    },
  );
  await record(
    trace,
    Object.keys(inputs).map((part) => `${name} ${part} afterwards`),
    () => Promise.resolve(Object.values(inputs)),
  );
}

/** What is kept of a value. */
export function partOf(value: unknown): Part {
  if (typeof value === "number") return { shape: [], values: [rounded(value)] };
  if (!(value instanceof NdArray)) return typeof value;
  const { size, data } = value;
  return {
    shape: [...value.shape],
    values: size > MAX_VALUES
      ? [rounded(sketchOf(data))]
      : Array.from(data, rounded),
  };
}

function rounded(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  // A difference of rounding around zero must not look like a difference.
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(DIGITS));
}

/** Tells whether two parts are the same up to rounding. */
export function sameParts(a: Part | undefined, b: Part | undefined): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  return a !== undefined && b !== undefined &&
    String(a.shape) === String(b.shape) && sameValues(a, b);
}

type Values = Pick<Exclude<Part, string>, "values">;

function sameValues({ values: a }: Values, { values: b }: Values): boolean {
  return a.length === b.length &&
    a.every((value, i) => sameNumbers(value, b[i]!));
}

function sameNumbers(a: number | string, b: number | string): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string") return false;
  return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b), 1e-4);
}

/**
 * What a wrong part looks like: one number drawn from all of its numbers, which
 * no other mistake gives by chance; its shape; or a word that says little.
 */
export type Mark = number | string;

/** The marks of the wrong parts, in order; those of shapes apart from numbers. */
export type Marks = Map<string, Mark>;

/** Where a trace differs from the right one, and how. */
export function marksOf(trace: Trace, right: Trace): Marks {
  const marks: Marks = new Map();
  for (const [name, expected] of Object.entries(right)) {
    const part = trace[name];
    if (sameParts(part, expected)) continue;
    if (part === undefined || typeof part === "string") {
      marks.set(name, part ?? "undefined");
      continue;
    }
    const wanted = typeof expected === "string" ? undefined : expected;
    if (wanted && String(part.shape) !== String(wanted.shape)) {
      marks.set(`${name} shape`, `(${part.shape})`);
      if (sameValues(part, wanted)) continue;
    }
    marks.set(name, sketch(part));
  }
  return marks;
}

/** One number that stands for all, wherever they are; or a word. */
function sketch({ values }: Values): Mark {
  if (values.some((value) => typeof value === "string")) return "not finite";
  if (values.every((value) => value === 0)) return "zeros";
  return Number(sketchOf(values as number[]).toPrecision(8));
}

/** Weights that follow no pattern, so that no order of the numbers is like another. */
function sketchOf(values: ArrayLike<number>): number {
  return Array.from(values)
    .reduce((sum, value, i) => sum + value * Math.sin((i + 1) ** 2), 0);
}

/** Tells whether two wrong parts are wrong in the same way. */
export function sameMarks(a: Mark | undefined, b: Mark | undefined): boolean {
  if (typeof a !== "number" || typeof b !== "number") return a === b;
  return Math.abs(a - b) <= 1e-7 * Math.max(Math.abs(a), Math.abs(b));
}

/** Whether a mark tells by itself which mistake it is. */
export function isTelling(mark: Mark): boolean {
  return typeof mark === "number" || mark.startsWith("(");
}
