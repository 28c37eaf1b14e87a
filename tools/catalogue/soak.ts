/**
 * `deno task soak [--seeds N] [--from SEED]`: the solutions and all variants
 * under N seeds, from a random one on, on all cores.
 *
 * @module
 */
import { parseArgs } from "node:util";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import type { SoakDone, SoakOrder } from "./soak_worker.ts";

const USAGE = "deno task soak [--seeds N] [--from SEED]";

function fail(message: string): never {
  console.error(`Cannot soak: ${message}. Usage: ${USAGE}`);
  Deno.exit(2);
}

function wholeNumber(name: string, text: string, min: number): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isInteger(value) || value < min) {
    fail(`expected --${name} to be a whole number from ${min}, got "${text}"`);
  }
  return value;
}

function options(): { seeds: number; from: number } {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: { seeds: { type: "string" }, from: { type: "string" } },
    });
    return {
      seeds: wholeNumber("seeds", values.seeds ?? "100", 1),
      from: values.from === undefined
        ? Math.floor(Math.random() * 1e6)
        : wholeNumber("from", values.from, 0),
    };
  } catch (error) {
    fail((error as Error).message.split(". ")[0]);
  }
}

const { seeds, from } = options();
const bar = new SingleBar({
  format: "{bar} {value}/{total} seeds, {runs} runs, " +
    "{failed} failures, {eta_formatted} left",
  noTTYOutput: true,
  notTTYSchedule: 30_000,
});
let next = 0;
let runs = 0;
const failures: string[] = [];

function finish(): never {
  bar.stop();
  for (const failure of failures) console.error(failure);
  console.log(
    `${next} seeds from ${from}: ${runs} runs of a lesson's tests, ` +
      `${failures.length} failures`,
  );
  Deno.exit(failures.length === 0 ? 0 : 1);
}

Deno.addSignalListener("SIGINT", finish);
bar.start(seeds, 0, { runs, failed: 0 });
await Promise.all(
  Array.from({ length: navigator.hardwareConcurrency }, () => {
    const worker = new Worker(new URL("./soak_worker.ts", import.meta.url), {
      type: "module",
    });
    return new Promise<void>((resolve, reject) => {
      const order = () => {
        if (next === seeds) return resolve();
        worker.postMessage(
          {
            seed: from + next,
            // They don't depend on the seed.
            examples: next === 0,
          } satisfies SoakOrder,
        );
        next++;
      };
      worker.onmessage = ({ data }: MessageEvent<SoakDone>) => {
        if (data.seed !== undefined) {
          runs += data.runs;
          failures.push(...data.failures);
          bar.increment(1, { runs, failed: failures.length });
        }
        order();
      };
      worker.onerror = reject;
    });
  }),
);
finish();
