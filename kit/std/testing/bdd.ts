/**
 * The names of `@std/testing/bdd` 1.x that this project uses, registering with
 * Deno's own test runner.
 *
 * Each `it` is one test of its own (not a step), named by its groups and itself,
 * so that `--filter` finds the whole sentence.
 *
 * @module
 */
const groups: string[] = [];

/** Registers the tests of a group, whose name is the beginning of theirs. */
export function describe(name: string, fn: () => void): void {
  groups.push(name);
  fn();
  groups.pop();
}

/** Registers a test, named by what should hold. */
export function it(name: string, fn: () => void | Promise<void>): void {
  Deno.test([...groups, name].join(" "), () => fn());
}
