/**
 * What is looked at inside of a net, besides its losses and accuracies.
 *
 * @module
 */
import type { NdArray } from "kit/nd/mod.ts";
import type { Model, SolverData } from "kit/nn/mod.ts";
import type {
  Percentiles,
  PercentilesPoint,
  Result,
  StatisticsPoint,
  Training,
} from "./experiment.ts";
import { LabNet } from "./net.ts";

/** Batches that validation images come in. */
const BATCH_SIZES = [1, 2, 5, 10, 50, 200, 1000];
/** Images of which percentiles are taken: 30 lie below the 15th. */
const IMAGES = 200;
/** Units of each layer that percentiles are taken of. */
const UNITS = 10;

/** What looks into a net while it is trained. */
export interface Look {
  atEpoch(step: number): void;
  atEnd(): Pick<Result, "statistics" | "percentiles">;
}

/** Looks into a net as its training asks for; made before the training begins. */
export function lookInto(
  net: Model,
  { own }: Training,
  data: SolverData,
): Look {
  if (!(net instanceof LabNet) || own?.look === undefined) {
    return { atEpoch() {}, atEnd: () => ({}) };
  }
  // In the end the solver puts back the best parameters, which the running
  // averages don't belong to; these are the last ones.
  const { params } = net;
  if (own.look === "statistics") {
    return {
      atEpoch() {},
      atEnd() {
        net.params = params;
        return { statistics: statisticsOf(net, data) };
      },
    };
  }
  const percentiles: PercentilesPoint[] = [];
  return {
    atEpoch(step) {
      net.params = params;
      percentiles.push({ step, layers: percentilesOf(net, data) });
    },
    atEnd: () => ({ percentiles }),
  };
}

/** Validation accuracies by running averages and by each batch's own statistics. */
function statisticsOf(net: LabNet, data: SolverData): StatisticsPoint[] {
  return BATCH_SIZES.map((batch_size) => {
    const running = predict((X) => net.loss(X), data.X_val, batch_size);
    const batch = predict((X) => net.scoresByBatch(X), data.X_val, batch_size);
    return {
      batch_size,
      running: accuracy(running, data.y_val),
      batch: accuracy(batch, data.y_val),
      running_classes: new Set(running).size,
      batch_classes: new Set(batch).size,
    };
  });
}

/** The predicted classes of images that come in batches. */
function predict(
  scores: (X: NdArray) => NdArray,
  X: NdArray,
  batch_size: number,
): number[] {
  const predicted: number[] = [];
  for (let from = 0; from < X.shape[0]!; from += batch_size) {
    predicted.push(...scores(X.rows(from, from + batch_size)).argmax(1).data);
  }
  return predicted;
}

function accuracy(predicted: number[], y: ArrayLike<number>): number {
  return predicted.filter((label, i) => label === y[i]).length /
    predicted.length;
}

/** Percentiles of what goes into each unit's activation function, by layer. */
function percentilesOf(net: LabNet, { X_val }: SolverData): Percentiles[][] {
  return net.inputsOfActivations(X_val.rows(0, IMAGES)).map((inputs) => {
    const units = inputs.transpose().toArray() as number[][];
    return units.slice(0, UNITS).map((values): Percentiles => [
      percentile(values, 15),
      percentile(values, 50),
      percentile(values, 85),
    ]);
  });
}

/**
 * A percentile of some values, on a straight line between two of them, as
 * NumPy's; NaN if one of them is.
 */
export function percentile(values: readonly number[], percent: number): number {
  if (values.some(Number.isNaN)) return NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const position = (sorted.length - 1) * percent / 100;
  const below = sorted[Math.floor(position)]!;
  const above = sorted[Math.ceil(position)]!;
  return below + position % 1 * (above - below);
}
