/**
 * What `@std/testing/bdd` points to where a tool runs a lesson's tests: instead
 * of registering with Deno's runner, tests are collected in a list.
 *
 * @module
 */

type Body = () => unknown | Promise<unknown>;

/** A collected test. */
export interface CollectedTest {
  /** Its groups and its own name: a sentence. */
  name: string;
  /** Runs it; it failed if that throws. */
  run: () => Promise<void>;
}

const groups: string[] = [];
let collected: CollectedTest[] = [];

/** Adds a group's name to the names of the tests registered in it. */
export function describe(name: string, register: () => void): void {
  groups.push(name);
  register();
  groups.pop();
}

/** Collects a test. A time limit is the tool's own business. */
export function it(name: string, optionsOrFn: unknown, maybeFn?: Body): void {
  const fn = maybeFn ?? optionsOrFn as Body;
  collected.push({
    name: [...groups, name].join(" "),
    run: async () => {
      await fn();
    },
  });
}

/** The tests registered while something is loaded. */
export async function collect(
  load: () => Promise<unknown>,
): Promise<CollectedTest[]> {
  collected = [];
  await load();
  return collected;
}
