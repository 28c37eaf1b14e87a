/**
 * The panels that several experiments draw.
 *
 * @module
 */
import { bestVal, byNorm, NAMES, type Pair } from "./compare.ts";
import type { Result, Settings } from "./experiment.ts";
import type { Panel, Series } from "./figure.ts";

/** Which data a run shows, for people. */
export function describeData({ data, train, dtype, seed }: Settings): string {
  const what = data === "cifar10" ? "CIFAR-10" : "synthetic images";
  return `${what}, ${train} training samples, ${dtype}, seed ${seed}`;
}

/** A result and what its curve is called. */
type Named = readonly [label: string, result: Result];

function seriesOf(
  named: readonly Named[],
  values: (result: Result) => readonly number[],
): Series[] {
  return named.map(([label, result]) => ({
    label,
    points: values(result).map((value, i) => [i, value]),
  }));
}

/** The loss of every step. */
export function lossPanel(named: readonly Named[]): Panel {
  return {
    title: "Training loss",
    x: "Iteration",
    y: "Loss",
    scattered: true,
    series: seriesOf(named, ({ loss_history }) => loss_history),
  };
}

/** Training and validation accuracy of every epoch. */
export function accuracyPanels(
  named: readonly Named[],
  suffix = "",
): [train: Panel, val: Panel] {
  const panel = (
    kind: string,
    values: (result: Result) => readonly number[],
  ): Panel => ({
    title: `${kind} accuracy${suffix}`,
    x: "Epoch",
    y: "Accuracy",
    series: seriesOf(named, values),
  });
  return [
    panel("Training", ({ train_acc_history }) => train_acc_history),
    panel("Validation", ({ val_acc_history }) => val_acc_history),
  ];
}

/**
 * A measure of nets with and without batch norm, over what sets the pairs apart.
 *
 * @param axes Titles, and how the axes are.
 * @param where A pair's place on the x axis.
 * @param measure What is shown of each net.
 * @param names How the two are called, in order.
 */
export function pairsPanel(
  results: readonly Result[],
  axes: Omit<Panel, "series">,
  where: (result: Result) => number,
  measure: (result: Result) => number,
  names: Record<keyof Pair, string> = NAMES,
): Panel {
  const of = byNorm(results);
  const kinds = Object.keys(names) as (keyof Pair)[];
  return {
    ...axes,
    series: kinds.map((kind) => ({
      label: names[kind],
      points: of[kind].map((result) => [where(result), measure(result)]),
    })),
  };
}

/** The last training and the best validation accuracy of pairs, over what sets them apart. */
export function accuraciesOver(
  over: string,
  results: readonly Result[],
  axes: Pick<Panel, "x" | "log">,
  where: (result: Result) => number,
): Panel[] {
  const panel = (y: string, measure: (result: Result) => number) =>
    pairsPanel(
      results,
      { ...axes, title: `${y} vs ${over}`, y },
      where,
      measure,
    );
  return [
    panel("Last training accuracy", (r) => r.train_acc_history.at(-1)!),
    panel("Best validation accuracy", bestVal),
  ];
}
