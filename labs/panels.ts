/**
 * The panels that several experiments draw.
 *
 * @module
 */
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
