/**
 * The panels that several experiments draw.
 *
 * @module
 */
import { byNorm, NAMES } from "./compare.ts";
import type { Result, Settings } from "./experiment.ts";
import type { Panel, Series } from "./figure.ts";

/** Which data a run shows, for people. */
export function describeData({ data, train, dtype, seed }: Settings): string {
  const what = data === "cifar10" ? "CIFAR-10" : "synthetic images";
  return `${what}, ${train} training samples, ${dtype}, seed ${seed}`;
}

function indexed(label: string, values: readonly number[]): Series {
  return { label, points: values.map((value, i) => [i, value]) };
}

/** The loss of every step. */
export function lossPanel(
  results: readonly Result[],
  labels: readonly string[],
): Panel {
  return {
    title: "Training loss",
    x: "Iteration",
    y: "Loss",
    scattered: true,
    series: results.map(({ loss_history }, k) =>
      indexed(labels[k], loss_history)
    ),
  };
}

/** Training and validation accuracy of every epoch. */
export function accuracyPanels(
  results: readonly Result[],
  labels: readonly string[],
  suffix = "",
): Panel[] {
  return [
    {
      title: `Training accuracy${suffix}`,
      x: "Epoch",
      y: "Accuracy",
      series: results.map(({ train_acc_history }, k) =>
        indexed(labels[k], train_acc_history)
      ),
    },
    {
      title: `Validation accuracy${suffix}`,
      x: "Epoch",
      y: "Accuracy",
      series: results.map(({ val_acc_history }, k) =>
        indexed(labels[k], val_acc_history)
      ),
    },
  ];
}

/**
 * A measure of nets with and without batch norm, over what sets the pairs apart.
 *
 * @param axes Titles, and whether the x axis is logarithmic.
 * @param where A pair's place on the x axis.
 * @param measure What is shown of each net.
 */
export function pairsPanel(
  results: readonly Result[],
  axes: Pick<Panel, "title" | "x" | "y" | "log">,
  where: (result: Result) => number,
  measure: (result: Result) => number,
): Panel {
  const of = byNorm(results);
  return {
    ...axes,
    series: (["norm", "base"] as const).map((kind) => ({
      label: NAMES[kind],
      points: of[kind].map((result) => [where(result), measure(result)]),
    })),
  };
}
