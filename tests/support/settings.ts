/**
 * What a run of the tests can be told: the seed and the language. Under
 * `deno test` they come from the command line, after two dashes:
 * `deno test -- --seed=42 --lang=zh`. Tools set them before they run a property.
 *
 * @module
 */
import type { Known } from "./failure.ts";

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
export const GRADING_RUNS = 8;

/** A language that the tests can speak. */
export type Language = "en" | "zh";

/** The settings of this run. */
export const settings: {
  seed: number;
  /** The language of what is said about a failure. */
  lang: Language;
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
  /** How often a smaller input that fails is looked for, at the most. */
  shrinks: number;
  /** The mistakes recognized, by module. A tool that goes on to another lesson clears it. */
  recognized: Map<string, Known | undefined>;
} = {
  seed: seedFrom(Deno.args) ?? DEFAULT_SEED,
  lang: langFrom(Deno.args, navigator.language),
  explain: true,
  together: false,
  examples: true,
  runs: RUNS,
  shrinks: Infinity,
  recognized: new Map(),
};

/** The text of an option such as `--seed=42`. */
function optionFrom(args: readonly string[], start: string) {
  return args.find((arg) => arg.startsWith(start))?.slice(start.length);
}

function seedFrom(args: readonly string[]): number | undefined {
  const text = optionFrom(args, "--seed=");
  if (text === undefined) return undefined;
  const seed = Number(text);
  if (text === "" || !Number.isInteger(seed)) {
    throw new RangeError(
      `Cannot use the seed: expected --seed= and a whole number, got "${text}"`,
    );
  }
  return seed;
}

/**
 * The language to speak: the one asked for by `--lang=`, or the machine's own.
 *
 * @param args The arguments of the command line.
 * @param own The machine's language, such as "zh-CN".
 * @throws {RangeError} If the one asked for is no language of the tests.
 */
export function langFrom(args: readonly string[], own: string): Language {
  const asked = optionFrom(args, "--lang=");
  if (asked === undefined) return own.startsWith("zh") ? "zh" : "en";
  if (asked === "en" || asked === "zh") return asked;
  throw new RangeError(
    `Cannot use the language: expected --lang=en or --lang=zh, got "${asked}"`,
  );
}

/** A seed of its own for every property: FNV-1a of its name, then the run's seed. */
export function seedFor(name: string): number {
  let hash = 0x811c9dc5;
  for (const char of `${name}#${settings.seed}`) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  return hash;
}
