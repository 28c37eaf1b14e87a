/**
 * Runs an experiment: started by `deno task lab`. Its one argument is the order
 * as JSON; it runs as long as its standard input is open.
 *
 * @module
 */
import { join } from "node:path";
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { runCommand } from "../lib/command.ts";
import { reason, UserError } from "../lib/errors.ts";
import { writeWhole } from "../lib/files.ts";
import { languageOf } from "../lib/language.ts";
import { loadData } from "./data.ts";
import { type Result, type Settings, trainingsOf } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { loadLessons } from "./lessons.ts";
import { describeData } from "./panels.ts";
import { runAll } from "./pool.ts";
import { Store } from "./store.ts";
import { planTrainings, tryOut } from "./train.ts";
import type { Order } from "./worker.ts";

/** What a run is told. */
export interface LabOrder {
  name: string;
  settings: Settings;
  jobs: number;
  /** The folder for what the run leaves. */
  out: string;
  data_dir?: string | undefined;
  /** The folder of the lessons. */
  lessons: string;
  /** Changes with the code of the lessons, and with ours. */
  code: string;
  /** What to say if a lesson that is needed isn't written. */
  unwritten: string;
}

async function run(order: LabOrder): Promise<void> {
  const { name, settings, out, code } = order;
  const experiment = experiments.find((one) => one.name === name)!;
  const trainings = trainingsOf(experiment.draws(settings));
  const store = await Store.open(out, JSON.stringify([name, settings, code]));
  const known = new Map<string, Result>();
  for (const { id } of trainings) {
    const result = await store.read(id);
    if (result) known.set(id, result);
  }
  const [done, all] = [known.size, trainings.length];
  if (done > 0) console.error(`${done} of ${all} trainings are done already`);
  if (done < all) {
    const isRest = ({ id }: { id: string }) => !known.has(id);
    const orders = await ordersFor(order, isRest);
    await withProgress(orders, order.jobs, async (result) => {
      await store.write(result);
      known.set(result.training.id, result);
    });
  }

  const results = trainings.flatMap(({ id }) => known.get(id) ?? []);
  for (const { training, log } of results) {
    console.log(`\n${training.label}:`);
    for (const line of log) console.log(line);
  }
  // Not before: while trainings run, the memory is theirs.
  const { toSvg } = await import("./figure.ts");
  const { pageOf } = await import("./page.ts");
  const figures = experiment.figures(results, settings);
  const svgs = await Promise.all(
    figures.map((figure) => toSvg(figure, describeData(settings))),
  );
  const base = join(out, name);
  for (const [k, svg] of svgs.entries()) {
    await writeWhole(`${base}${k === 0 ? "" : `-${k + 1}`}.svg`, svg);
  }
  const finding = experiment.finding?.(results, settings);
  await writeWhole(
    `${base}.html`,
    pageOf(experiment, settings, results, svgs, finding),
  );
  await writeWhole(
    `${base}.json`,
    `${JSON.stringify({ name, settings, finding, results }, null, 1)}\n`,
  );
  console.log(`\n${experiment.question}`);
  if (finding) console.log(finding[languageOf(navigator.language)]);
  console.log(`See ${base}.html, ${base}.svg and ${base}.json`);
}

/** What workers are to do for the trainings that have no result yet. */
async function ordersFor(
  { name, settings, data_dir, lessons: folder }: LabOrder,
  isRest: (training: { id: string }) => boolean,
): Promise<Order[]> {
  const experiment = experiments.find((one) => one.name === name)!;
  const rest = trainingsOf(experiment.draws(settings)).filter(isRest);
  const lessons = await loadLessons(folder);
  // An unsolved lesson shows now, and not after a download; one net of a kind does.
  const kinds = new Map(
    rest.map((one) => [`${one.normalization} ${one.own !== undefined}`, one]),
  );
  for (const training of kinds.values()) tryOut(lessons, training, settings);
  const data = await loadData(settings, data_dir, (line) => {
    console.error(line);
  });
  return planTrainings(lessons, experiment, settings)
    .filter(({ training }) => isRest(training))
    .map((plan) => ({ lessons: folder, plan, data }));
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
      started({ plan: { training: { id, label } } }) {
        running.set(id, { label, share: 0 });
        show();
      },
      step({ id, iteration, of }) {
        running.get(id)!.share = iteration / of;
        show();
      },
      async done(result) {
        const { id, label } = result.training;
        await keep(result);
        running.delete(id);
        finished++;
        show();
        if (!Deno.stderr.isTerminal()) {
          console.error(`${finished} of ${orders.length} done: ${label}`);
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
  await runCommand("run the lab", async () => {
    const order: LabOrder = JSON.parse(Deno.args[0]!);
    try {
      await run(order);
      return 0;
    } catch (error) {
      // A student's net may throw anything.
      const message = reason(error);
      const isUnwritten = message.startsWith("Unimplemented: Lesson ");
      throw new UserError(isUnwritten ? order.unwritten : message);
    }
  });
}
