/**
 * Runs an experiment: started by `deno task lab`, with `kata/` pointing to the
 * student's lessons or to the reference. Its one argument is the order as JSON;
 * it runs as long as its standard input is open.
 *
 * @module
 */
import { join } from "node:path";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { reason } from "../data/errors.ts";
import { experiments } from "./experiments.ts";
import { loadData } from "./data.ts";
import {
  type Draw,
  type Experiment,
  type Result,
  trainingsOf,
} from "./experiment.ts";
import { type LabOrder, UNSOLVED } from "./order.ts";
import { runAll } from "./pool.ts";
import { Store, writeWhole } from "./store.ts";
import { planStreams, tryOut } from "./train.ts";
import type { Order } from "./worker.ts";

/** Ends the run with one line, or leaves it to the command to find the lesson. */
function fail(error: unknown): never {
  const message = reason(error);
  if (message.startsWith("Unimplemented: Lesson ")) Deno.exit(UNSOLVED);
  console.error(
    message.startsWith("Cannot ") ? message : `Cannot run the lab: ${message}`,
  );
  Deno.exit(1);
}

async function run(order: LabOrder): Promise<void> {
  const { name, settings, out, code } = order;
  const experiment = experiments.find((one) => one.name === name)!;
  const draws = experiment.draws(settings);
  const trainings = trainingsOf(draws);
  const store = new Store(out, JSON.stringify([name, settings, code]));
  await store.open();
  const results = new Map<string, Result>();
  for (const { id } of trainings) {
    const known = await store.read(id);
    if (known) results.set(id, known);
  }
  if (results.size > 0) {
    console.error(
      `${results.size} of ${trainings.length} trainings are done already`,
    );
  }
  if (results.size < trainings.length) {
    await trainRest(order, experiment, draws, results, store);
  }

  const all = trainings.map(({ id }) => results.get(id)!);
  for (const { training, log } of all) {
    console.log(`\n${training.label}:`);
    for (const line of log) console.log(line);
  }
  // Not before: while trainings run, the memory is theirs.
  const { toSvg } = await import("./figure.ts");
  const { pageOf } = await import("./page.ts");
  const figures = experiment.figures(all, settings);
  const svgs = await Promise.all(figures.map(toSvg));
  const base = join(out, name);
  for (const [k, svg] of svgs.entries()) {
    await writeWhole(`${base}${k === 0 ? "" : `-${k + 1}`}.svg`, svg);
  }
  const finding = experiment.finding?.(all, settings);
  await writeWhole(
    `${base}.html`,
    pageOf(experiment, settings, all, svgs, finding),
  );
  await writeWhole(
    `${base}.json`,
    `${JSON.stringify({ name, settings, finding, results: all }, null, 1)}\n`,
  );
  console.log(`\n${experiment.question}`);
  if (finding) {
    console.log(finding[navigator.language.startsWith("zh") ? "zh" : "en"]);
  }
  console.log(`See ${base}.html, ${base}.svg and ${base}.json`);
}

/** Does the trainings that have no result yet. */
async function trainRest(
  { settings, jobs, data_dir }: LabOrder,
  { print_every }: Experiment,
  draws: readonly Draw[],
  results: Map<string, Result>,
  store: Store,
): Promise<void> {
  const rest = trainingsOf(draws).filter(({ id }) => !results.has(id));
  // An unsolved lesson shows now, and not after a download; one net of a kind does.
  const kinds = new Map(
    rest.map((one) => [`${one.normalization} ${one.own !== undefined}`, one]),
  );
  for (const training of kinds.values()) tryOut(training, settings);
  const data = await loadData(settings, data_dir, (line) => {
    console.error(line);
  });
  const streams = planStreams(draws, settings);
  const orders = rest.map((training) => ({
    training,
    settings,
    print_every,
    streams: streams.get(training.id)!,
    data,
  }));
  await withProgress(orders, jobs, async (result) => {
    await store.write(result);
    results.set(result.training.id, result);
  });
}

/** Trains, with a bar that says what is running and how long it will take. */
async function withProgress(
  orders: readonly Order[],
  jobs: number,
  keep: (result: Result) => Promise<void>,
): Promise<void> {
  const bar = new SingleBar({
    format: "{bar} {percentage} % | {elapsed} gone, {left} left | {running}",
    etaBuffer: 100,
    hideCursor: true,
    // Its way would keep the process from ending.
    gracefulExit: false,
  });
  // Wherever the process ends, the terminal gets its cursor back.
  const restore = () => bar.stop();
  addEventListener("unload", restore);
  const start = performance.now();
  const running = new Map<string, { label: string; share: number }>();
  let finished = 0;
  const show = () => {
    const parts = [...running.values()];
    const value = finished + parts.reduce((sum, { share }) => sum + share, 0);
    const seconds = (performance.now() - start) / 1000;
    bar.update(value, {
      elapsed: minutes(seconds),
      left: value > 0
        ? minutes(seconds * (orders.length - value) / value)
        : "?",
      running: parts.map(({ label }) => label).join("; "),
    });
  };
  bar.start(orders.length, 0, { elapsed: "0:00", left: "?", running: "" });
  try {
    await runAll(orders, jobs, {
      started({ training: { id, label } }) {
        running.set(id, { label, share: 0 });
        show();
      },
      step({ id, iteration, of }) {
        running.get(id)!.share = iteration / of;
        show();
      },
      async done(result) {
        await keep(result);
        running.delete(result.training.id);
        finished++;
        show();
        if (!Deno.stderr.isTerminal()) {
          console.error(
            `${finished} of ${orders.length} done: ${result.training.label}`,
          );
        }
      },
    });
  } finally {
    bar.stop();
    removeEventListener("unload", restore);
  }
}

function minutes(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Ends the run when the command that started it is gone, however it ended. */
async function watchParent(): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  Deno.exit(1);
}

if (import.meta.main) {
  Deno.addSignalListener("SIGINT", () => Deno.exit(130));
  watchParent();
  await run(JSON.parse(Deno.args[0])).catch(fail);
  Deno.exit();
}
