/**
 * Calling lessons and looking at what they return.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { expectArray, expectTuple, Mismatch } from "./close.ts";
import { flatten, fold, indexOf, type Nested, shapeOf } from "./nested.ts";
import type { Scaled } from "./oracles.ts";
import { say } from "./words.ts";

/** The arrays of an input, each beside its numbers. */
export function arraysOf({ x, gamma, beta = gamma.map(() => 0) }: Scaled) {
  return { x: beside(x), gamma: beside(gamma), beta: beside(beta) };
}

/** An array beside the numbers that it is made of. */
export function beside(numbers: Nested): [array: NdArray, before: Nested] {
  return [nd.array(numbers), numbers];
}

/**
 * Takes apart what a forward pass returned.
 *
 * @param result What the lesson returned.
 * @param call The call in messages, such as "batchnorm_forward()".
 * @param training Whether a backward pass may follow, so that there has to be a
 *   cache, whatever it holds.
 * @returns `out`.
 * @throws {Mismatch} If it is no `[out, cache]`.
 */
export function outOf(
  result: unknown,
  call: string,
  training: boolean,
): unknown {
  const [out, cache] = expectTuple(result, call, ["out", "cache"]);
  if (training && (cache ?? null) === null) {
    throw new Mismatch(
      "cache",
      say("cache: expected what the backward pass needs, got {cache}", {
        cache: String(cache),
      }),
    );
  }
  return out;
}

/** The numbers of an array that a lesson returned, which should have `like`'s shape. */
export function rowsOf<T extends Nested>(
  value: unknown,
  what: string,
  like: T,
): T {
  const shape = shapeOf(like);
  return fold(Array.from(expectArray(value, what, shape).data), shape);
}

/**
 * Asserts that inputs still hold the numbers that they were made of, exactly.
 *
 * @param inputs By name, the array that was passed and its numbers before.
 * @throws {Mismatch} If one has changed.
 */
export function assertUnchanged(
  inputs: Record<string, [array: NdArray, before: Nested]>,
): void {
  for (const [name, [array, before]] of Object.entries(inputs)) {
    const shape = shapeOf(before);
    const flat = flatten(before);
    const changed = flat.findIndex((value, i) => array.data[i] !== value);
    if (changed < 0 && String(array.shape) === String(shape)) continue;
    throw new Mismatch(
      name,
      changed < 0
        ? say(
          "{name}, an input, had shape {before} and now has shape {after}",
          {
            name,
            before: nd.formatShape(shape),
            after: nd.formatShape(array.shape),
          },
        )
        : say(
          "{name}, an input, was changed in place at [{index}]: it was {before} and is now {after}",
          {
            name,
            index: indexOf(changed, shape).join(", "),
            before: flat[changed]!,
            after: array.data[changed]!,
          },
        ),
    );
  }
}

/**
 * Asserts that writing to results leaves inputs as they are: a result that
 * shares memory with an input changes it later, far from here.
 *
 * @param results By name, what a lesson returned. They are overwritten.
 * @param inputs By name, the array that was passed and its numbers before.
 * @throws {Mismatch} If one shares memory with one.
 */
export function assertSharesNothing(
  results: Record<string, NdArray>,
  inputs: Record<string, [array: NdArray, before: Nested]>,
): void {
  for (const [result, { data }] of Object.entries(results)) {
    data.forEach((value, i) => data[i] = value + 1);
    for (const [input, [array, before]] of Object.entries(inputs)) {
      if (flatten(before).every((value, i) => array.data[i] === value)) {
        continue;
      }
      throw new Mismatch(
        result,
        say(
          "{result} shares memory with {input}: writing to one changes the other",
          { result, input },
        ),
      );
    }
  }
}

/** What isn't a mode, though some of it looks like one; none is none, either. */
export const OTHER_MODES = ["eval", "Train", "training", "", undefined];

/** Momentums at which something else than an average comes out, or nearly. */
export const MOMENTUMS = [0, 0.5, 0.999, 1];

/**
 * Asserts that a lesson refuses an input: with a RangeError whose message shows
 * the input.
 *
 * @param call Calls the lesson.
 * @param given What the message should show; nothing in particular if undefined.
 * @throws {Mismatch} If it throws nothing or something else; what a stub throws
 *   is passed on.
 */
export async function assertRefusal(
  call: () => Promise<unknown>,
  given: string | undefined,
): Promise<void> {
  let error: unknown;
  try {
    await call();
  } catch (thrown) {
    error = thrown;
  }
  const wanted = given === undefined
    ? say("expected a RangeError where there is no mode")
    : say('expected a RangeError whose message says "{given}"', { given });
  if (error === undefined) {
    throw new Mismatch("refusal", wanted + say(", but nothing was thrown"));
  }
  if (!(error instanceof RangeError)) throw error;
  if (!error.message.includes(given ?? "")) {
    const { message } = error;
    throw new Mismatch(
      "refusal",
      wanted + say(', got "{message}"', { message }),
    );
  }
}
