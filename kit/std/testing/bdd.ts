/**
 * The names of `@std/testing/bdd` 1.x that this project uses, registering with
 * Deno's own test runner.
 *
 * Each `it` is one test of its own (not a step), named by its groups and itself,
 * so that `--filter` finds it and a report lists it under its file.
 *
 * @module
 */

type TestOptions = Omit<Deno.TestDefinition, "fn" | "name">;
type Body = () => void | Promise<void>;

interface Group {
  name: string;
  options: TestOptions;
  before: Body[];
  after: Body[];
}

const groups: Group[] = [];

function split(
  optionsOrFn: TestOptions | Body,
  fn: Body | undefined,
): [TestOptions, Body] {
  return typeof optionsOrFn === "function"
    ? [{}, optionsOrFn]
    : [optionsOrFn, fn!];
}

/**
 * Registers a group of tests.
 *
 * @param name What the tests are about; the beginning of their names.
 * @param fn Registers the tests of the group.
 */
export function describe(name: string, fn: () => void): void;
/**
 * Registers a group of tests with options.
 *
 * @param name What the tests are about; the beginning of their names.
 * @param options Options of `Deno.test` for every test of the group.
 * @param fn Registers the tests of the group.
 */
export function describe(
  name: string,
  options: Omit<Deno.TestDefinition, "fn" | "name">,
  fn: () => void,
): void;
export function describe(
  name: string,
  optionsOrFn: TestOptions | (() => void),
  maybeFn?: () => void,
): void {
  const [options, fn] = split(optionsOrFn, maybeFn);
  groups.push({ name, options, before: [], after: [] });
  try {
    fn();
  } finally {
    groups.pop();
  }
}

/**
 * Registers a test.
 *
 * @param name What should hold; the end of the test's name.
 * @param fn The test.
 */
export function it(name: string, fn: () => void | Promise<void>): void;
/**
 * Registers a test with options.
 *
 * @param name What should hold; the end of the test's name.
 * @param options Options of `Deno.test`.
 * @param fn The test.
 */
export function it(
  name: string,
  options: Omit<Deno.TestDefinition, "fn" | "name">,
  fn: () => void | Promise<void>,
): void;
export function it(
  name: string,
  optionsOrFn: TestOptions | Body,
  maybeFn?: Body,
): void {
  const [options, fn] = split(optionsOrFn, maybeFn);
  const path = [...groups];
  Deno.test({
    ...Object.assign({}, ...path.map((group) => group.options)),
    ...options,
    name: [...path.map((group) => group.name), name].join(" "),
    async fn() {
      try {
        for (const group of path) {
          for (const before of group.before) await before();
        }
        try {
          await fn();
        } finally {
          for (const group of path.toReversed()) {
            for (const after of group.after) await after();
          }
        }
      } catch (error) {
        throw withoutStack(error);
      }
    },
  });
}

/**
 * Runs a function before each test of the group.
 *
 * @param fn The function.
 */
export function beforeEach(fn: () => void | Promise<void>): void {
  currentGroup("beforeEach").before.push(fn);
}

/**
 * Runs a function after each test of the group, also when the test failed.
 *
 * @param fn The function.
 */
export function afterEach(fn: () => void | Promise<void>): void {
  currentGroup("afterEach").after.unshift(fn);
}

function currentGroup(caller: string): Group {
  const group = groups.at(-1);
  if (group === undefined) {
    throw new TypeError(`Cannot call ${caller}: expected a group around it`);
  }
  return group;
}

// Frames of the runner, of libraries and of this adapter tell a reader nothing.
const NOISE = /\(?(ext:|node:|npm:)|\/(kit\/std|node_modules|npm)\//;
const MAX_FRAMES = 3;

/** Why a property failed, beside its counterexample: fast-check's `cause`. */
function causeOf({ cause }: Error): string {
  return cause instanceof Error ? `\nCaused by: ${cause.message}` : "";
}

/**
 * The same failure as Deno should print it: the message, then only the few
 * frames that point at the project.
 *
 * It has the prototype of an error but isn't made by `new Error`, because
 * for those Deno adds a line of its own that points at its internals.
 */
function withoutStack(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const frames = (error.stack ?? "").split("\n")
    .filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line) && !NOISE.test(line))
    .slice(0, MAX_FRAMES);
  return Object.create(Error.prototype, {
    name: { value: error.name === "Error" ? "" : error.name },
    message: { value: error.message + causeOf(error) },
    // Without a second line Deno would add one of its own.
    stack: { value: `\n${frames.join("\n") || " "}` },
  });
}
