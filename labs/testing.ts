/**
 * What tests of the labs share.
 *
 * @module
 */
import { fromFileUrl } from "../lib/files.ts";
import {
  type Draw,
  type Experiment,
  type Percentiles,
  type PercentilesPoint,
  type Result,
  type Settings,
  type StatisticsPoint,
  type Training,
  trainingsOf,
} from "./experiment.ts";
import { loadLessons } from "./lessons.ts";

/** The reference versions of the lessons. */
export const solutions = await loadLessons(
  fromFileUrl(new URL("../solutions", import.meta.url)),
);

/** Settings of a tiny run. */
export const tiny: Settings = {
  seed: 231,
  dtype: "float64",
  epochs: 1,
  train: 50,
  data: "synthetic",
  normalization: "batchnorm",
};

const statistics: StatisticsPoint[] = [1, 10, 1000].map((batch_size) => ({
  batch_size,
  running: 0.3,
  batch: batch_size === 1 ? 0.1 : 0.25,
  running_classes: 9,
  batch_classes: batch_size === 1 ? 1 : 8,
}));

/** Percentiles of two hidden layers with one unit each; the first never changes. */
export function percentilesAt(
  step: number,
  ...unit: Percentiles
): PercentilesPoint {
  return { step, layers: [[[-9, 0, 9]], [unit]] };
}

/** A result whose numbers are easy to follow. */
export function resultOf(training: Training, step = 0.1): Result {
  return {
    training,
    loss_history: [2.3, 2.3 - step, 2.3 - 2 * step],
    train_acc_history: [0.1, 0.1 + step, 0.1 + 2 * step],
    val_acc_history: [0.1, 0.1 + step / 2, 0.1 + step],
    log: ["(Iteration 1 / 3) loss: 2.300000"],
    seconds: 1,
    step_seconds: 0.01,
    ...(training.own?.look === "statistics" && { statistics }),
    ...(training.own?.look === "percentiles" && {
      percentiles: [percentilesAt(1, -1, 0, 1), percentilesAt(3, -1, 1, 3)],
    }),
  };
}

/** What is drawn, in order. */
export function idsOf(draws: readonly Draw[]): string[] {
  return draws.map((draw) =>
    "anew" in draw
      ? "anew"
      : "net" in draw
      ? `net ${draw.net.id}`
      : `training ${draw.training.id}`
  );
}

/** The figures of an experiment whose trainings left what is given: numbers that are easy to follow. */
export function figuresOf(
  experiment: Experiment,
  settings = tiny,
  left: Partial<Result> = {},
) {
  const results = trainingsOf(experiment.draws(settings))
    .map((training, k) => ({ ...resultOf(training, 0.01 * (k + 1)), ...left }));
  return experiment.figures(results, settings);
}

/** The panels of its first figure. */
export function panelsIn(...given: Parameters<typeof figuresOf>) {
  return figuresOf(...given)[0]!.panels;
}

/** Title and axes of every panel, and its curves. */
export function panelsOf(experiment: Experiment, settings = tiny) {
  return panelsIn(experiment, settings).map((
    { title, x, y, series },
  ) => [title, x, y, ...series.map(({ label }) => label)]);
}
