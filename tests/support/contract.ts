/**
 * How a lesson's tests are written: sentences, grouped by function and mode,
 * each an example or a property.
 *
 * ```ts ignore
 * const { group, example, property } = contract("01_batchnorm_forward", probe);
 *
 * group("batchnorm_forward() in train mode", () => {
 *   property("gives …", { input: someArbitrary }, async ({ input }) => { … });
 * });
 * ```
 *
 * @module
 */
import fc from "fast-check";
import { describe, it } from "@std/testing/bdd";
import course from "../../course.json" with { type: "json" };
import { Failure, type Finding, findingOf, type Known } from "./failure.ts";
import { recognize } from "./recognize.ts";
import { seedFor, settings } from "./settings.ts";
import type { Probe } from "./trace.ts";
import { say, sentenceOf } from "./words.ts";

/** What `course.json` says of a lesson. */
export type Lesson = typeof course.lessons[number];

/** The arbitraries of a property, by the name that its inputs have in messages. */
export type Arbitraries<T> = { [K in keyof T]: fc.Arbitrary<T[K]> };

/** The words that a lesson's tests are written in. */
export interface Contract {
  /** Groups tests; the name is the beginning of their sentences. */
  group(name: string, register: () => void): void;
  /** A test of one documented case. */
  example(name: string, check: () => void | Promise<void>): void;
  /** A test of many generated cases, the failing one shrunk to a small one. */
  property<T>(
    name: string,
    arbitraries: Arbitraries<T>,
    check: (input: T) => void | Promise<void>,
    options?: { runs?: number },
  ): void;
}

/** Inputs enough for a property that tries several cases with each. */
export const FEW_RUNS = 8;

/** The probe of each lesson whose contract was set up in this process. */
export const probes: Map<string, Probe> = new Map();

/**
 * Sets up the tests of a lesson.
 *
 * @param module Name of the lesson's module, without its ending.
 * @param probe Calls the lesson's functions on fixed inputs, to recognize known
 *   mistakes by what they return.
 * @returns The words that the tests are written in.
 */
export function contract(module: string, probe: Probe): Contract {
  const lesson = course.lessons.find((lesson) => lesson.module === module);
  if (lesson === undefined) {
    throw new RangeError(
      `Cannot test lesson "${module}": expected a module of course.json`,
    );
  }
  probes.set(module, probe);
  const groups: string[] = [];
  // A test that was stopped by its time limit never gets to clear this.
  let running: string | undefined;

  function test(
    name: string,
    check: (sentence: string) => Promise<Finding | undefined>,
  ): void {
    const sentence = [...groups, name].join(" ");
    it(name, { timeout: lesson!.seconds * 1000 }, async () => {
      if (running !== undefined) {
        throw new Failure(lesson!, sentence, {
          kind: "hang",
          message: say(
            'not run: "{running}" was stopped after {seconds} s; is there a loop that never ends?',
            { running: sentenceOf(running), seconds: lesson!.seconds },
          ),
        });
      }
      // Tests that run at the same time don't wait for one another.
      if (!settings.together) running = sentence;
      try {
        const finding = await check(sentence);
        if (finding === undefined) return;
        const known = finding.kind === "unwritten" || !settings.explain
          ? undefined
          : await recognizeOnce();
        throw new Failure(lesson!, sentence, finding, known);
      } finally {
        running = undefined;
      }
    });
  }

  /** One mistake shows in many tests; a tool says when the lesson is another. */
  async function recognizeOnce(): Promise<Known | undefined> {
    if (!settings.recognized.has(module)) {
      settings.recognized.set(module, await recognize(module, probe));
    }
    return settings.recognized.get(module);
  }

  return {
    group(name, register) {
      groups.push(name);
      describe(name, register);
      groups.pop();
    },

    example(name, check) {
      test(name, async () => {
        try {
          if (settings.examples) await check();
        } catch (error) {
          return findingOf(error);
        }
      });
    },

    property(name, arbitraries, check, { runs = Infinity } = {}) {
      test(name, async (sentence) => {
        const inputs = fc.record(arbitraries);
        const seed = seedFor(sentence);
        const numRuns = Math.min(runs, settings.runs);
        if (settings.together) {
          const all = fc.sample(inputs, { seed, numRuns });
          // All of them to their end: what follows mustn't meet one that goes on.
          const ends = await Promise.allSettled(all.map(async (input) => {
            await passing(() => check(input as Parameters<typeof check>[0]));
          }));
          for (const end of ends) {
            if (end.status === "rejected") throw end.reason;
          }
          return;
        }
        let failed = false;
        let shrinks = 0;
        const result = await fc.check(
          fc.asyncProperty(inputs, async (input) => {
            if (failed && ++shrinks > settings.shrinks) return;
            try {
              await check(input as Parameters<typeof check>[0]);
            } catch (error) {
              failed ||= !fc.PreconditionFailure.isFailure(error);
              // What isn't written fails with smaller inputs as well.
              if (findingOf(error).kind === "unwritten") shrinks = Infinity;
              throw error;
            }
          }),
          {
            seed,
            numRuns,
            endOnFailure: !settings.explain,
          },
        );
        if (!result.failed) return;
        if (result.counterexample === null) {
          throw new Error(`Cannot find inputs for "${sentence}"`);
        }
        return {
          ...findingOf(result.errorInstance),
          seed: settings.seed,
          inputs: result.counterexample[0] as Record<string, unknown>,
        };
      });
    },
  };
}

/** Runs a check; inputs that it doesn't want are none of its failures. */
async function passing(check: () => void | Promise<void>): Promise<void> {
  try {
    await check();
  } catch (error) {
    if (!fc.PreconditionFailure.isFailure(error)) throw error;
  }
}
