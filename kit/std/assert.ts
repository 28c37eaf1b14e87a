/**
 * The names of `@std/assert` 1.x that this project uses, so that the course
 * installs where only the npm registry can be reached.
 *
 * Signatures and verdicts are std's own: pointing `@std/assert` in `deno.json`
 * at the real package is all it takes to switch. Everywhere, `msg` is added to
 * the message of the error.
 *
 * @module
 */
import { difference, show } from "./difference.ts";
import { equal } from "./equal.ts";

/** The error that a failed assertion throws. */
export class AssertionError extends Error {
  /** Creates the error from what was expected and what came. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AssertionError";
  }
}

function failure(
  what: string,
  msg: string | undefined,
  rest = "",
): AssertionError {
  return new AssertionError(`${what}${msg ? `: ${msg}` : "."}${rest}`);
}

/**
 * Asserts that a value is truthy.
 *
 * @throws {AssertionError} If `expr` is falsy.
 */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) throw new AssertionError(msg);
}

/**
 * Asserts that two values are deeply equal.
 *
 * @throws {AssertionError} If the two differ; it shows where.
 */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  if (equal(actual, expected)) return;
  throw failure(
    "Values are not equal",
    msg,
    `\n${difference(actual, expected)}`,
  );
}

/**
 * Asserts that two values are not deeply equal.
 *
 * @throws {AssertionError} If the two are equal.
 */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  if (!equal(actual, expected)) return;
  throw failure(`Expected something else than ${show(expected)}`, msg);
}

/**
 * Asserts that two values are the same one (`Object.is`).
 *
 * @throws {AssertionError} If the two are not the same.
 */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  if (Object.is(actual, expected)) return;
  throw failure(
    "Values are not strictly equal",
    msg,
    `\n${difference(actual, expected)}`,
  );
}

/**
 * Asserts that two numbers differ by at most a tolerance.
 *
 * @param tolerance Largest difference allowed; by default 1e-7 of `expected`.
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
  throw failure(
    `Expected actual: ${actual} to be close to ${expected}: ` +
      `delta ${delta} is greater than ${limit}`,
    msg,
  );
}

/** What came instead of a return, if it is what the caller wanted. */
function wanted(
  error: unknown,
  errorClass: (abstract new (...args: never[]) => Error) | undefined,
  msgIncludes = "",
  msg?: string,
): unknown {
  if (errorClass === undefined) return error;
  if (!(error instanceof errorClass)) {
    throw failure(
      `Expected an error of class ${errorClass.name}, got ` +
        (error instanceof Error
          ? `${error.name}: ${error.message}`
          : show(error)),
      msg,
    );
  }
  if (!error.message.includes(msgIncludes)) {
    throw failure(
      `Expected error message to include ${show(msgIncludes)}, ` +
        `but got ${show(error.message)}`,
      msg,
    );
  }
  return error;
}

/**
 * Asserts that a function throws.
 *
 * @returns What was thrown.
 * @throws {AssertionError} If it doesn't throw.
 */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
/**
 * Asserts that a function throws an error of a class.
 *
 * @returns The error.
 * @throws {AssertionError} If it doesn't throw, or throws something else.
 */
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  errorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  errorClassOrMsg?: (abstract new (...args: never[]) => Error) | string,
  msgIncludes?: string,
  msg?: string,
): unknown {
  const isMsg = typeof errorClassOrMsg === "string";
  const text = isMsg ? errorClassOrMsg : msg;
  try {
    fn();
  } catch (error) {
    return wanted(
      error,
      isMsg ? undefined : errorClassOrMsg,
      msgIncludes,
      text,
    );
  }
  throw failure("Expected function to throw", text);
}

/**
 * Asserts that a promise rejects.
 *
 * @returns What it was rejected with.
 * @throws {AssertionError} If it resolves, or there is no promise.
 */
export function assertRejects(
  fn: () => PromiseLike<unknown>,
  msg?: string,
): Promise<unknown>;
/**
 * Asserts that a promise rejects with an error of a class.
 *
 * @returns The error.
 * @throws {AssertionError} If it resolves, rejects with something else, or there
 *   is no promise.
 */
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  errorClass: abstract new (...args: never[]) => E,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  errorClassOrMsg?: (abstract new (...args: never[]) => Error) | string,
  msgIncludes?: string,
  msg?: string,
): Promise<unknown> {
  const isMsg = typeof errorClassOrMsg === "string";
  const text = isMsg ? errorClassOrMsg : msg;
  // What is thrown before there is a promise is no rejection.
  let isPromise = false;
  try {
    const promise = fn();
    isPromise = typeof promise?.then === "function";
    await promise;
  } catch (error) {
    if (!isPromise) {
      throw failure("Expected a promise", text, ` Got ${show(error)}`);
    }
    return wanted(
      error,
      isMsg ? undefined : errorClassOrMsg,
      msgIncludes,
      text,
    );
  }
  throw failure("Expected function to reject", text);
}

/**
 * Asserts that a string matches a pattern.
 *
 * @throws {AssertionError} If it doesn't match.
 */
export function assertMatch(
  actual: string,
  expected: RegExp,
  msg?: string,
): void {
  if (expected.test(actual)) return;
  throw failure(`Expected actual: ${show(actual)} to match: ${expected}`, msg);
}

/**
 * Asserts that a string includes another.
 *
 * @throws {AssertionError} If it doesn't.
 */
export function assertStringIncludes(
  actual: string,
  expected: string,
  msg?: string,
): void {
  if (actual.includes(expected)) return;
  throw failure(
    `Expected actual: ${show(actual)} to contain: ${show(expected)}`,
    msg,
  );
}

/**
 * Marks what is still to be written.
 *
 * @throws {AssertionError} Always.
 */
export function unimplemented(msg?: string): never {
  throw failure("Unimplemented", msg);
}
