/**
 * Traces: what a lesson's functions return on fixed inputs, part by part. Two
 * implementations that make the same mistake leave the same trace.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";

/**
 * The shape and numbers of one part (NaN and infinities as text, because a trace
 * goes into a JSON file), or a word for what came instead of them.
 */
export type Part = (number | string)[] | string;

/** All parts, by name. */
export type Trace = Record<string, Part>;

/** What a lesson's module exports, by name. */
// deno-lint-ignore no-explicit-any -- whatever a student may write
export type Exports = Record<string, any>;

/** A lesson's function. */
// deno-lint-ignore no-explicit-any -- a lesson may return anything
export type Callable = (...args: any[]) => any;

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

function partOf(value: unknown): Part {
  if (typeof value === "number") return [rounded(value)];
  if (!(value instanceof NdArray)) return typeof value;
  return [...value.shape, ...Array.from(value.data, rounded)];
}

function rounded(value: number): number | string {
  if (!Number.isFinite(value)) return String(value);
  // A difference of rounding around zero must not look like a difference.
  return Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(DIGITS));
}

/** Tells whether two parts are the same up to rounding. */
export function sameParts(a: Part | undefined, b: Part | undefined): boolean {
  if (typeof a === "string" || typeof b === "string") return a === b;
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  return a.every((value, i) => sameNumbers(value, b[i]!));
}

function sameNumbers(a: number | string, b: number | string): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string") return false;
  return Math.abs(a - b) <= 1e-8 * Math.max(Math.abs(a), Math.abs(b), 1e-4);
}
