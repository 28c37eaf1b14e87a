/**
 * How a lesson's contract is written: as a function of the lesson that it
 * judges, in sentences, grouped by function and mode, each an example or a
 * property.
 *
 * ```ts ignore
 * export default contract<Lesson01>("01_batchnorm_forward", (
 *   { batchnorm_forward },
 *   { group, example, property },
 * ) => {
 *   group("batchnorm_forward() in train mode", () => {
 *     property("gives …", { input: someArbitrary }, async ({ input }) => { … });
 *   });
 * }, { probe, zh });
 * ```
 *
 * Whoever judges hands in the functions: the student's own, a sandbox's, a wrong
 * one of the catalogue. So contracts await every call into the lesson.
 *
 * @module
 */
import fc from "fast-check";
import course from "../../course.json" with { type: "json" };
import {
  Failure,
  type Finding,
  findingOf,
  type Note,
  type Sentence,
} from "./failure.ts";
import { blameOn, firstUnfulfilled } from "./blame.ts";
import { diagnosisOf, type KnownOf, knownOf } from "./recognize.ts";
import { refusingPromises } from "./synchronous.ts";
import type { Exports, Trace } from "./trace.ts";
import { say, sentenceOf } from "./words.ts";

/** What `course.json` says of a lesson. */
export type Lesson = typeof course.lessons[number];

/** The arbitraries of a property, by the name that its inputs have in messages. */
export type Arbitraries<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };

/** How one sentence is tested. */
export interface TestOptions {
  /** With how many inputs at the most, for a property that tries several cases with each. */
  runs?: number;
  /** Whether it takes long, because its arrays are large. */
  slow?: boolean;
}

/** The words that a contract is written in. */
export interface Words {
  /** Groups tests; the name is the beginning of their sentences. */
  group(name: string, register: () => void): void;
  /** A test of one documented case. */
  example(
    name: string,
    check: () => void | Promise<void>,
    options?: TestOptions,
  ): void;
  /**
   * A test of many generated cases, the failing one shrunk to a small one, and
   * `also` of one that is too large to be generated often.
   */
  property<T>(
    name: string,
    arbitraries: Arbitraries<T>,
    check: (input: T) => void | Promise<void>,
    options?: TestOptions & { also?: () => T },
  ): void;
}

/** How tests are run. */
export interface Settings {
  /** The run's seed; each property has one of its own drawn from it. */
  seed: number;
  /** With how many inputs a property is tried, at the most. */
  runs: number;
  /** How often a smaller input that fails is looked for, at the most. */
  shrinks: number;
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
}

/** What holds under `deno test`. */
export const DEFAULTS: Settings = {
  // Fixed, so that a failure stays where it is while a student works on it;
  // other seeds are for `soak` and for grading.
  seed: 1,
  runs: 60,
  shrinks: Infinity,
  explain: true,
  together: false,
  examples: true,
};

/**
 * The inputs of a property where a whole class is graded. Known mistakes are
 * caught within these already: `deno task test` proves it.
 */
export const GRADING_RUNS = 8;

/** Inputs enough for a property that tries several cases with each. */
export const FEW_RUNS = 8;

/** One sentence of a contract, tested on the lesson that was handed in. */
export interface Test extends Sentence {
  /** Whether it takes long. */
  slow: boolean;
  /** Runs it; it failed if that throws. */
  run(settings?: Partial<Settings>): Promise<void>;
}

/**
 * What a function returns that isn't plain values: a cache, which is the lesson's
 * own business, beside its output; or, of a class, a net with `params` and methods.
 */
export type Returned = "out and cache" | "net";

/** What stands around a lesson that is tested. */
export interface Place {
  /**
   * The contracts of the lessons that it builds on: when a test fails, the first
   * one that isn't fulfilled is to blame.
   */
  earlier?: readonly Contract[];
  /** Whether it is elsewhere, so that all of its functions return promises. */
  remote?: boolean;
}

/** The contract of a lesson. */
// deno-lint-ignore no-explicit-any -- each contract says what its lesson is
export interface Contract<L extends object = any> {
  /** What the manifest says of it. */
  lesson: Lesson;
  /** What its functions return that isn't plain values. */
  returns: Readonly<Record<string, Returned>>;
  /** Chinese for the ends of sentences that are this contract's alone. */
  zh: Readonly<Record<string, string>>;
  /**
   * Its tests of a lesson.
   *
   * @param lesson What the lesson exports, and the lessons that it builds on.
   * @param options Who to blame, and where the lesson is.
   */
  tests(lesson: L, options?: Place): Test[];
  /** What a lesson gives on fixed inputs, by which mistakes are recognized. */
  probe(lesson: Exports): Promise<Trace>;
  /** What the catalogue's misconceptions give there. */
  known(): Promise<KnownOf>;
}

/**
 * Declares the contract of a lesson.
 *
 * @param module Name of the lesson's module, without its ending.
 * @param declare Says what holds of a lesson.
 * @param options What else belongs to it: see {@linkcode Contract}.
 * @throws {RangeError} If the manifest has no such lesson.
 */
export function contract<L extends object>(
  module: string,
  declare: (lesson: L, words: Words) => void,
  { probe, returns = {}, zh = {} }:
    & Pick<Contract, "probe">
    & Partial<Pick<Contract, "returns" | "zh">>,
): Contract<L> {
  const entry = course.lessons.find((lesson) => lesson.module === module);
  if (entry === undefined) {
    throw new RangeError(
      `Cannot test lesson "${module}": expected a module of course.json`,
    );
  }
  let fingerprints: Promise<KnownOf> | undefined;
  const known = () => fingerprints ??= knownOf(module, probe);

  /** Says what is wrong on the probe. */
  async function diagnose(lesson: L): Promise<Note[]> {
    const all = await known();
    try {
      return diagnosisOf(await probe(lesson), all);
    } catch {
      // Whatever a lesson returned that can't even be looked at says nothing.
      return [];
    }
  }

  return {
    lesson: entry,
    returns,
    zh,
    probe,
    known,
    tests(given, { earlier = [], remote = false } = {}) {
      const lesson = remote
        ? given
        : refusingPromises(given, entry.exports) as L;
      const tests: Test[] = [];
      const judge = new Judge(entry, async () => {
        const toBlame = await firstUnfulfilled(earlier, lesson);
        return toBlame === undefined
          ? await diagnose(lesson)
          : [blameOn(toBlame, entry)];
      });
      let beginning = "";
      const add = (
        name: string,
        { slow = false }: TestOptions,
        check: (settings: Settings, name: string) => Promise<Finding | void>,
      ) => {
        // Its stack is written out when somebody asks where the test stands.
        const here = new Error();
        const test: Test = {
          name: beginning + name,
          sentence: sentenceOf(beginning, name, zh),
          get place() {
            return callerIn(here.stack ?? "");
          },
          slow,
          run: (settings) =>
            judge.run(test, { ...DEFAULTS, ...settings }, check),
        };
        tests.push(test);
      };
      declare(lesson, {
        group(name, register) {
          beginning = `${name} `;
          register();
          beginning = "";
        },
        example(name, check, options = {}) {
          add(name, options, async ({ examples }) => {
            try {
              if (examples) await check();
            } catch (error) {
              return findingOf(error);
            }
          });
        },
        property(name, arbitraries, check, options = {}) {
          add(name, options, (settings, sentence) => {
            const runs = Math.min(options.runs ?? Infinity, settings.runs);
            const inputs = fc.record(arbitraries) as fc.Arbitrary<
              Parameters<typeof check>[0]
            >;
            const seed = seedFor(sentence, settings.seed);
            const also = options.also === undefined ? [] : [options.also()];
            if (settings.together) {
              const drawn = fc.sample(inputs, { seed, numRuns: runs });
              return tryTogether([...drawn, ...also], check);
            }
            return tryInTurn(inputs, also, check, { ...settings, runs }, seed);
          });
        },
      });
      return tests;
    },
  };
}

/** Runs the tests of one lesson and says what a failure means. */
class Judge {
  readonly #lesson: Lesson;
  readonly #diagnose: () => Promise<Note[]>;
  /** One mistake shows in many tests. */
  #notes: Promise<Note[]> | undefined;
  /** A test that was stopped by its time limit never gets to clear this. */
  #running: Test | undefined;

  constructor(lesson: Lesson, diagnose: () => Promise<Note[]>) {
    this.#lesson = lesson;
    this.#diagnose = diagnose;
  }

  async run(
    test: Test,
    settings: Settings,
    check: (settings: Settings, name: string) => Promise<Finding | void>,
  ): Promise<void> {
    if (this.#running !== undefined) {
      throw new Failure(this.#lesson, test, {
        kind: "hang",
        message: say(
          'not run: "{running}" was stopped after {seconds} s; is there a loop that never ends?',
          {
            running: this.#running.sentence,
            seconds: this.#lesson.seconds,
          },
        ),
      });
    }
    // Tests that run at the same time don't wait for one another.
    if (!settings.together) this.#running = test;
    try {
      const finding = await check(settings, test.name);
      if (!finding) return;
      const notes = finding.kind === "unwritten" || !settings.explain
        ? []
        : await (this.#notes ??= this.#diagnose());
      throw new Failure(this.#lesson, test, finding, notes);
    } finally {
      this.#running = undefined;
    }
  }
}

/** Tries all inputs at the same time. */
async function tryTogether<T>(
  inputs: readonly T[],
  check: (input: T) => void | Promise<void>,
): Promise<void> {
  // All of them to their end: what follows mustn't meet one that goes on.
  const ends = await Promise.allSettled(inputs.map(async (input) => {
    try {
      await check(input);
    } catch (error) {
      // Inputs that a check doesn't want are none of its failures.
      if (!fc.PreconditionFailure.isFailure(error)) throw error;
    }
  }));
  for (const end of ends) {
    if (end.status === "rejected") throw end.reason;
  }
}

/**
 * Tries one input after the other; one that fails is made smaller. Of those
 * besides, that aren't drawn, one that fails is too large to be shown.
 */
async function tryInTurn<T>(
  inputs: fc.Arbitrary<T>,
  also: readonly T[],
  check: (input: T) => void | Promise<void>,
  { runs, shrinks, explain, seed: runSeed }: Settings,
  seed: number,
): Promise<Finding | undefined> {
  let failed = false;
  let shrunk = 0;
  const result = await fc.check(
    fc.asyncProperty(inputs, async (input) => {
      if (failed && ++shrunk > shrinks) return;
      try {
        await check(input);
      } catch (error) {
        failed ||= !fc.PreconditionFailure.isFailure(error);
        // What isn't written fails with smaller inputs as well.
        if (findingOf(error).kind === "unwritten") shrunk = Infinity;
        throw error;
      }
    }),
    { seed, numRuns: runs, endOnFailure: !explain },
  );
  if (!result.failed) {
    for (const input of also) {
      try {
        await check(input);
      } catch (error) {
        return findingOf(error);
      }
    }
    return;
  }
  if (result.counterexample === null) {
    throw new Error("Cannot find inputs that a property takes");
  }
  return {
    ...findingOf(result.errorInstance),
    seed: runSeed,
    inputs: result.counterexample[0] as Record<string, unknown>,
  };
}

/** A seed of its own for every property: FNV-1a of its name, then the run's seed. */
function seedFor(name: string, seed: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${name}#${seed}`) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  }
  return hash;
}

/** Where a word of a contract was used: the first frame outside this file. */
function callerIn(stack: string): string {
  const frames = [...stack.matchAll(/tests\/[\w/]+\.ts:\d+:\d+/g)];
  return frames.map(([place]) => place)
    .find((place) => !place.startsWith("tests/support/contract.ts")) ?? "";
}
