/**
 * Runs the solutions and all variants under one seed after another.
 *
 * @module
 */
/// <reference lib="webworker" />
import { allVariants } from "../../tests/catalogue/mod.ts";
import type { Room, Variant } from "../../tests/catalogue/types.ts";
import { contractOf, outcomesOf } from "../contracts.ts";

/** What a worker is told to do. */
export interface SoakOrder {
  seed: number;
  /** The lessons to run, by module. */
  modules: string[];
  /** Whether the examples are run too, besides the properties. */
  examples: boolean;
}

/** What a worker has done; at first, nothing. */
export interface SoakDone {
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

async function soak({ seed, modules, examples }: SoakOrder): Promise<SoakDone> {
  const done: SoakDone = { runs: 0, failures: [] };
  for (const module of modules) {
    const contract = await contractOf({ module });
    const { reference: right }: Room = await import(
      `../../tests/catalogue/${module}/mod.ts`
    );
    const solution: Pick<Variant, "id" | "make"> = {
      id: "solution",
      make: () => ({ [module]: right }),
    };
    for (const { id, make } of [solution, ...variants]) {
      const made = make();
      if (!(module in made)) continue;
      const exports = Object.assign({}, right, ...Object.values(made));
      const settings = { seed, runs: RUNS, examples, explain: false };
      done.runs++;
      for (
        const [name, error] of await outcomesOf(contract, exports, settings)
      ) {
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
