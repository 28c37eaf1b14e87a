/**
 * `deno task soak [--seeds N] [--from SEED] [--lesson NN]`: the solutions and
 * all variants under N seeds, from a random one on, on all cores; of one lesson
 * or of all.
 *
 * @module
 */
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import {
  parseCommand,
  runCommand,
  text,
  usageError,
  wholeNumber,
} from "../../lib/command.ts";
import { lessons, numberOf } from "../course.ts";
import type { SoakDone, SoakOrder } from "./soak_worker.ts";

const USAGE = "Usage: deno task soak [--seeds N] [--from SEED] [--lesson NN]";

/** The modules of the lesson with a number, or of all. */
function modulesOf(number?: string): string[] {
  const asked = lessons.filter((lesson) =>
    number === undefined || numberOf(lesson) === number
  );
  if (asked.length > 0) return asked.map(({ module }) => module);
  const last = numberOf(lessons.at(-1)!);
  throw usageError(`expected --lesson to be 00 to ${last}, got "${number}"`);
}

async function soak(): Promise<number> {
  const { values } = parseCommand(
    Deno.args,
    { seeds: text, from: text, lesson: text },
    USAGE,
  );
  const seeds = wholeNumber("seeds", values.seeds, [1, 1e9]) ?? 100;
  const from = wholeNumber("from", values.from, [0, 2 ** 31]) ??
    Math.floor(Math.random() * 1e6);
  const modules = modulesOf(values.lesson);
  const bar = new SingleBar({
    format: "{bar} {value}/{total} seeds, {runs} runs, " +
      "{failed} failures, {eta_formatted} left",
    noTTYOutput: true,
    notTTYSchedule: 30_000,
  });
  let next = 0;
  let runs = 0;
  const failures: string[] = [];
  const finish = () => {
    bar.stop();
    for (const failure of failures) console.error(failure);
    console.log(
      `${next} seeds from ${from}: ${runs} runs of a lesson's tests, ` +
        `${failures.length} failures`,
    );
    return failures.length === 0 ? 0 : 1;
  };
  Deno.addSignalListener("SIGINT", () => Deno.exit(finish()));
  bar.start(seeds, 0, { runs, failed: 0 });
  const work = () =>
    new Promise<void>((resolve, reject) => {
      const worker = new Worker(new URL("./soak_worker.ts", import.meta.url), {
        type: "module",
      });
      worker.onerror = reject;
      worker.onmessage = ({ data }: MessageEvent<SoakDone>) => {
        runs += data.runs;
        failures.push(...data.failures);
        if (data.runs > 0) bar.increment(1, { runs, failed: failures.length });
        if (next === seeds) return resolve();
        // The examples don't depend on the seed.
        const order = { seed: from + next, modules, examples: next === 0 };
        worker.postMessage(order satisfies SoakOrder);
        next++;
      };
    });
  await Promise.all(
    Array.from({ length: navigator.hardwareConcurrency }, work),
  );
  return finish();
}

await runCommand("soak", soak);
