/**
 * `deno task soak [--seeds N] [--from SEED] [--lesson NN]`: the solutions and
 * all variants under N seeds, from a random one on, on all cores; of one lesson
 * or of all.
 *
 * @module
 */
import { parseArgs } from "node:util";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { lessons, numberOf } from "../course.ts";
import type { SoakDone, SoakOrder } from "./soak_worker.ts";

const USAGE = "deno task soak [--seeds N] [--from SEED] [--lesson NN]";

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

/** The modules of the lesson with a number, or of all. */
function modulesOf(number?: string): string[] {
  const asked = lessons.filter((lesson) =>
    number === undefined || numberOf(lesson) === number
  );
  if (asked.length === 0) {
    const last = numberOf(lessons.at(-1)!);
    fail(`expected --lesson to be from 00 to ${last}, got "${number}"`);
  }
  return asked.map(({ module }) => module);
}

function options(): { seeds: number; from: number; modules: string[] } {
  try {
    const { values } = parseArgs({
      args: Deno.args,
      options: {
        seeds: { type: "string" },
        from: { type: "string" },
        lesson: { type: "string" },
      },
    });
    return {
      seeds: wholeNumber("seeds", values.seeds ?? "100", 1),
      from: values.from === undefined
        ? Math.floor(Math.random() * 1e6)
        : wholeNumber("from", values.from, 0),
      modules: modulesOf(values.lesson),
    };
  } catch (error) {
    fail((error as Error).message.split(". ")[0]);
  }
}

const { seeds, from, modules } = options();
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
            modules,
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
