/**
 * Comparing what a lesson returned with what it should have returned.
 *
 * Every comparison is written `!(difference <= tolerance)`, so that a NaN
 * fails, and every check of a shape or a type comes before any number is read.
 *
 * @module
 */
import { formatShape, NdArray } from "kit/nd/mod.ts";
import { flatten, indexOf, type Nested, shapeOf } from "./nested.ts";
import { say } from "./words.ts";

/**
 * How far apart two numbers may be, relative to the magnitudes they were
 * computed from.
 *
 * Rounding leaves about 1e-15 of them; the one-pass variance, which is a
 * correct way to write it, loses up to 1e-10 where a mean is 300 standard
 * deviations away from zero, which is as far as the arbitraries go. The
 * smallest mistake worth finding, a forgotten eps of 1e-5 beside a variance of
 * about 1, is 5e-6.
 */
export const RELATIVE = 1e-8;

/** A value that isn't what it should be, in parts that a tool can show. */
export class Mismatch extends Error {
  override name = "Mismatch";
  constructor(
    /** What was compared, such as "out" or "dgamma". */
    readonly what: string,
    message: string,
    /** The numbers, where it came to numbers. */
    readonly numbers?: {
      shape: readonly number[];
      index: readonly number[];
      expected: number;
      actual: number;
      tolerance: number;
      /** All of them, where they are those of an array. */
      arrays?: { expected: Nested; actual: Nested };
    },
  ) {
    super(message);
  }
}

/** A short name for a value that isn't an array. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) {
    return say("a plain array of length {length}", { length: value.length });
  }
  if (typeof value === "object") {
    const name = value.constructor?.name ?? "Object";
    return say("an object of class {name}", { name });
  }
  if (typeof value === "function") return say("the function");
  return say("a {type}", { type: typeof value });
}

/**
 * Checks that a value is an array of a shape.
 *
 * @param value What a lesson returned.
 * @param what Its name in messages.
 * @param shape The shape it should have.
 * @returns The value.
 * @throws {Mismatch} If it is anything else.
 */
export function expectArray(
  value: unknown,
  what: string,
  shape: readonly number[],
): NdArray {
  if (!(value instanceof NdArray)) {
    const hint = Array.isArray(value)
      ? say("; nd.array(…) makes one of it")
      : "";
    throw new Mismatch(
      what,
      say("{what}: expected an NdArray of shape {shape}, got {kind}", {
        what,
        shape: formatShape(shape),
        kind: kindOf(value),
      }) + hint,
    );
  }
  if (
    value.shape.length !== shape.length ||
    shape.some((length, axis) => value.shape[axis] !== length)
  ) {
    throw new Mismatch(
      what,
      say("{what}: expected shape {expected}, got shape {actual}", {
        what,
        expected: formatShape(shape),
        actual: formatShape(value.shape),
      }),
    );
  }
  return value;
}

/**
 * Checks that a value is a tuple of some length.
 *
 * @param value What a lesson returned.
 * @param call The call in messages, such as "batchnorm_forward()".
 * @param names Names of the parts.
 * @returns The parts.
 * @throws {Mismatch} If it is anything else.
 */
export function expectTuple(
  value: unknown,
  call: string,
  names: readonly string[],
): unknown[] {
  if (!Array.isArray(value) || value.length !== names.length) {
    const hint = value === undefined ? say("; is its return missing?") : "";
    throw new Mismatch(
      call,
      say("{call} should return {wanted}, but returned {kind}", {
        call,
        wanted: `[${names.join(", ")}]`,
        kind: kindOf(value),
      }) + hint,
    );
  }
  return value;
}

/**
 * Asserts that an array has the expected shape and numbers.
 *
 * @param value What a lesson returned.
 * @param expected The numbers it should hold.
 * @param what Its name in messages.
 * @param tolerance Largest difference allowed, absolute: one for all entries,
 *   or one for each.
 * @throws {Mismatch} If it differs, naming the entry that is furthest off.
 */
export function assertClose(
  value: unknown,
  expected: Nested,
  what: string,
  tolerance: number | Nested,
): void {
  const shape = shapeOf(expected);
  const array = expectArray(value, what, shape);
  const actual = array.data;
  const wanted = flatten(expected);
  const allowed = typeof tolerance === "number"
    ? undefined
    : flatten(tolerance);

  let worst = -1;
  let worstExcess = 0;
  for (let i = 0; i < wanted.length; i++) {
    const limit = allowed?.[i] ?? (tolerance as number);
    const difference = Math.abs(actual[i]! - wanted[i]!);
    if (difference <= limit) continue;
    // A NaN is worse than any number.
    const excess = Number.isNaN(difference) ? Infinity : difference - limit;
    if (worst < 0 || excess > worstExcess) {
      worst = i;
      worstExcess = excess;
    }
  }
  if (worst < 0) return;
  const index = indexOf(worst, shape);
  const message = say("{what}, shape {shape}, is wrong at [{index}]", {
    what,
    shape: formatShape(shape),
    index: index.join(", "),
  });
  throw new Mismatch(what, message, {
    shape,
    index,
    expected: wanted[worst]!,
    actual: actual[worst]!,
    tolerance: allowed?.[worst] ?? (tolerance as number),
    arrays: { expected, actual: array.toArray() as Nested },
  });
}

/**
 * Asserts that a number is close to the expected one.
 *
 * @param value What a lesson returned.
 * @param expected The number it should be.
 * @param what Its name in messages.
 * @param tolerance Largest difference allowed, absolute.
 * @throws {Mismatch} If it isn't a number, or is further off.
 */
export function assertNumber(
  value: unknown,
  expected: number,
  what: string,
  tolerance: number,
): void {
  if (typeof value !== "number") {
    throw new Mismatch(
      what,
      say("{what}: expected a number, got {kind}", {
        what,
        kind: value instanceof NdArray
          ? say("an NdArray of shape {shape}", {
            shape: formatShape(value.shape),
          })
          : kindOf(value),
      }),
    );
  }
  if (Math.abs(value - expected) <= tolerance) return;
  throw new Mismatch(what, say("{what} is wrong", { what }), {
    shape: [],
    index: [],
    expected,
    actual: value,
    tolerance,
  });
}

/**
 * Asserts that every entry of an array is finite.
 *
 * @param value What a lesson returned.
 * @param what Its name in messages.
 * @param shape The shape it should have.
 * @throws {Mismatch} If an entry is NaN or infinite.
 */
export function assertFinite(
  value: unknown,
  what: string,
  shape: readonly number[],
): void {
  const data = expectArray(value, what, shape).data;
  const bad = data.findIndex((entry) => !Number.isFinite(entry));
  if (bad < 0) return;
  throw new Mismatch(
    what,
    say(
      "{what}, shape {shape}, should be finite, but is {value} at [{index}]",
      {
        what,
        shape: formatShape(shape),
        value: data[bad]!,
        index: indexOf(bad, shape).join(", "),
      },
    ),
  );
}
