/**
 * What tests of the labs share.
 *
 * @module
 */
import type { Result, Settings, Training } from "./experiment.ts";

/** Settings of a tiny run. */
export const tiny: Settings = {
  seed: 231,
  dtype: "float64",
  epochs: 1,
  train: 50,
  data: "synthetic",
  normalization: "batchnorm",
};

/** A result whose numbers are easy to follow. */
export function resultOf(training: Training, step = 0.1): Result {
  return {
    training,
    loss_history: [2.3, 2.3 - step, 2.3 - 2 * step],
    train_acc_history: [0.1, 0.1 + step, 0.1 + 2 * step],
    val_acc_history: [0.1, 0.1 + step / 2, 0.1 + step],
    log: ["(Iteration 1 / 3) loss: 2.300000"],
    seconds: 1,
  };
}
