/**
 * What a run of the tests can be told: the seed. Under `deno test` it comes
 * from the command line, after two dashes: `deno test -- --seed=42`. Tools set
 * it before they run a property.
 *
 * @module
 */

/**
 * The seed when none is given. It is fixed, so that a failure stays where it is
 * while a student works on it; other seeds are for `soak` and for grading.
 */
export const DEFAULT_SEED = 1;

/** With how many inputs a property is tried, at the most. */
const RUNS = 60;

/**
 * The same where a whole class is graded. Known mistakes are caught within these
 * already: `deno task test` proves it.
 */
export const GRADING_RUNS = 20;

/** The settings of this run. */
export const settings: {
  seed: number;
  /**
   * Whether a failure is shrunk and compared with known mistakes. A tool that
   * only wants to know whether a test fails saves the time.
   */
  explain: boolean;
  /**
   * Whether a property tries all its inputs at the same time, and says no more
   * than whether it holds: where every call goes to another process, and back,
   * many calls can share the way.
   */
  together: boolean;
  /** Whether the examples are run; they don't depend on the seed. */
  examples: boolean;
  /** With how many inputs a property is tried, at the most. */
  runs: number;
} = {
  seed: seedFrom(Deno.args) ?? DEFAULT_SEED,
  explain: true,
  together: false,
  examples: true,
  runs: RUNS,
};

function seedFrom(args: readonly string[]): number | undefined {
  const text = args.find((arg) => arg.startsWith("--seed="))
    ?.slice("--seed=".length);
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (text === "" || !Number.isInteger(seed)) {
    throw new RangeError(
      `Cannot use the seed: expected --seed= and a whole number, got "${text}"`,
    );
  }
  return seed;
}

/** A seed of its own for every property: FNV-1a of its name, then the run's seed. */
export function seedFor(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${name}#${settings.seed}`) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  return hash;
}
