/**
 * Runs the solutions and all variants under one seed after another.
 *
 * @module
 */
/// <reference lib="webworker" />
import { lessons } from "../course.ts";
import { allVariants, runTests } from "./catalogue.ts";

/** What a worker is told to do. */
export interface SoakOrder {
  seed: number;
  /** The lessons to run, by module. */
  modules: string[];
  /** Whether the examples are run too, besides the properties. */
  examples: boolean;
}

/** What a worker has done; without a seed, it is ready. */
export interface SoakDone {
  seed?: number;
  /** How often a lesson's tests were run. */
  runs: number;
  /** One text for each test that failed. */
  failures: string[];
}

/**
 * Inputs for each property and seed: the first of those that `deno test` tries
 * under that seed, so that what fails here fails there too. A thousand seeds try
 * 5,000 inputs on every property of every implementation.
 */
const RUNS = 5;

const variants = await allVariants();

async function soak(
  { seed, modules, examples }: SoakOrder,
): Promise<SoakDone> {
  const done: SoakDone = { seed, runs: 0, failures: [] };
  const implementations = [
    { id: "solution", make: () => ({}) },
    ...variants,
  ];
  for (const { id, make } of implementations) {
    for (const lesson of lessons) {
      if (!modules.includes(lesson.module)) continue;
      const made = make();
      if (id !== "solution" && !(lesson.module in made)) continue;
      const outcomes = await runTests(lesson, made, {
        seed,
        runs: RUNS,
        examples,
      });
      done.runs++;
      for (const [name, error] of outcomes) {
        if (error === undefined) continue;
        done.failures.push(
          `seed ${seed}, ${id}: ${name}\n` +
            `  ${error instanceof Error ? error.message : error}\n` +
            `  Again: deno task soak --seeds 1 --from ${seed}`,
        );
      }
    }
  }
  return done;
}

self.onmessage = async ({ data }: MessageEvent<SoakOrder>) => {
  self.postMessage(await soak(data));
};
self.postMessage({ runs: 0, failures: [] } satisfies SoakDone);
