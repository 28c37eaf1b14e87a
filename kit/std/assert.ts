/**
 * The names of `@std/assert` 1.x that this project uses, over libraries from
 * npm, so that the course installs where only the npm registry can be reached.
 *
 * Signatures are std's own: pointing `@std/assert` in `deno.json` at the real
 * package is all it takes to switch.
 *
 * @module
 */
// @ts-types="@types/deep-eql"
import deepEqual from "deep-eql";
import { inspect } from "loupe";

/** The error that a failed assertion throws. */
export class AssertionError extends Error {
  /**
   * Creates the error.
   *
   * @param message What was expected and what came.
   * @param options Options of `Error`, such as the cause.
   */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

function suffix(msg: string | undefined): string {
  return msg ? `: ${msg}` : ".";
}

function show(value: unknown): string {
  return inspect(value, { depth: 6, truncate: 400 });
}

/**
 * Asserts that a value is truthy.
 *
 * @param expr The value.
 * @param msg What to say when it is not.
 * @throws {AssertionError} If `expr` is falsy.
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Asserts that two values are deeply equal.
 *
 * @param actual The value at hand.
 * @param expected The value it should equal.
 * @param msg Added to the message.
 * @throws {AssertionError} If the two differ.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (deepEqual(actual, expected)) return;
  throw new AssertionError(
    `Values are not equal${suffix(msg)}\n` +
      `  actual:   ${show(actual)}\n  expected: ${show(expected)}`,
  );
}

/**
 * Asserts that two values are not deeply equal.
 *
 * @param actual The value at hand.
 * @param expected The value it should differ from.
 * @param msg Added to the message.
 * @throws {AssertionError} If the two are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!deepEqual(actual, expected)) return;
  throw new AssertionError(
    `Expected actual: ${show(actual)} not to be: ${show(expected)}${
      suffix(msg)
    }`,
  );
}

/**
 * Asserts that two values are the same one (`Object.is`).
 *
 * @param actual The value at hand.
 * @param expected The value it should be.
 * @param msg Added to the message.
 * @throws {AssertionError} If the two are not the same.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw new AssertionError(
    `Values are not strictly equal${suffix(msg)}\n` +
      `  actual:   ${show(actual)}\n  expected: ${show(expected)}`,
  );
}

/**
 * Asserts that two numbers differ by at most a tolerance.
 *
 * @param actual The number at hand.
 * @param expected The number it should be close to.
 * @param tolerance Largest difference allowed; by default 1e-7 of `expected`.
 * @param msg Added to the message.
 * @throws {AssertionError} If they are further apart, or one is NaN.
 */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance?: number,
  msg?: string,
): void {
  if (Object.is(actual, expected)) return;
  const delta = Math.abs(expected - actual);
  const limit = tolerance ??
    (Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7);
  if (delta <= limit) return;
  throw new AssertionError(
    `Expected actual: ${actual} to be close to ${expected}: ` +
      `delta ${delta} is greater than ${limit}${suffix(msg)}`,
  );
}

function checkError<E extends Error>(
  what: string,
  error: unknown,
  // deno-lint-ignore no-explicit-any -- std's own constraint
  errorClass: (abstract new (...args: any[]) => E) | undefined,
  msgIncludes: string | undefined,
  msg: string | undefined,
): void {
  if (errorClass === undefined) return;
  if (!(error instanceof Error)) {
    throw new AssertionError(`${what} a non-Error object${suffix(msg)}`);
  }
  if (!(error instanceof errorClass)) {
    throw new AssertionError(
      `Expected error to be instance of "${errorClass.name}", ` +
        `but was "${error.name}": ${error.message}${suffix(msg)}`,
    );
  }
  if (msgIncludes !== undefined && !error.message.includes(msgIncludes)) {
    throw new AssertionError(
      `Expected error message to include ${show(msgIncludes)}, ` +
        `but got ${show(error.message)}${suffix(msg)}`,
    );
  }
}

/**
 * Asserts that a function throws.
 *
 * @param fn The function.
 * @param msg Added to the message.
 * @returns What was thrown.
 * @throws {AssertionError} If it doesn't throw.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class.
 *
 * @param fn The function.
 * @param errorClass The class of the error.
 * @param msgIncludes Text that the error's message includes.
 * @param msg Added to the message.
 * @returns The error.
 * @throws {AssertionError} If it doesn't throw, or throws something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any -- std's own constraint
  errorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  // deno-lint-ignore no-explicit-any -- std's own constraint
  errorClassOrMsg?: (abstract new (...args: any[]) => E) | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const [errorClass, text] = typeof errorClassOrMsg === "string"
    ? [undefined, errorClassOrMsg]
    : [errorClassOrMsg, msg];
  try {
    fn();
  } catch (error) {
    checkError("Threw", error, errorClass, msgIncludes, text);
    return error;
  }
  throw new AssertionError(`Expected function to throw${suffix(text)}`);
}

/**
 * Asserts that a promise rejects.
 *
 * @param fn Gives the promise.
 * @param msg Added to the message.
 * @returns What it was rejected with.
 * @throws {AssertionError} If it resolves.
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that a promise rejects with an error of a class.
 *
 * @param fn Gives the promise.
 * @param errorClass The class of the error.
 * @param msgIncludes Text that the error's message includes.
 * @param msg Added to the message.
 * @returns The error.
 * @throws {AssertionError} If it resolves, or rejects with something else.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any -- std's own constraint
  errorClass: abstract new (...args: any[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  // deno-lint-ignore no-explicit-any -- std's own constraint
  errorClassOrMsg?: (abstract new (...args: any[]) => E) | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const [errorClass, text] = typeof errorClassOrMsg === "string"
    ? [undefined, errorClassOrMsg]
    : [errorClassOrMsg, msg];
  try {
    await fn();
  } catch (error) {
    checkError("Rejected with", error, errorClass, msgIncludes, text);
    return error;
  }
  throw new AssertionError(`Expected function to reject${suffix(text)}`);
}

/**
 * Asserts that a string matches a pattern.
 *
 * @param actual The string.
 * @param expected The pattern.
 * @param msg Added to the message.
 * @throws {AssertionError} If it doesn't match.
 */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw new AssertionError(
    `Expected actual: ${show(actual)} to match: ${expected}${suffix(msg)}`,
  );
}

/**
 * Asserts that a string includes another.
 *
 * @param actual The string.
 * @param expected The part that it should include.
 * @param msg Added to the message.
 * @throws {AssertionError} If it doesn't.
 */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw new AssertionError(
    `Expected actual: ${show(actual)} to contain: ${show(expected)}${
      suffix(msg)
    }`,
  );
}

/**
 * Fails.
 *
 * @param msg Why.
 * @throws {AssertionError} Always.
 */
export function fail(msg?: string): never {
  throw new AssertionError(`Failed assertion${suffix(msg)}`);
}

/**
 * Marks what is still to be written.
 *
 * @param msg What it is.
 * @throws {AssertionError} Always.
 */
export function unimplemented(msg?: string): never {
  throw new AssertionError(`Unimplemented${suffix(msg)}`);
}
