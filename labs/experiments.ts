/**
 * All experiments, in the order of the notebook.
 *
 * @module
 */
import { batchSize } from "./batch_size.ts";
import { deepNet } from "./deep_net.ts";
import type { Experiment } from "./experiment.ts";
import { weightScale } from "./weight_scale.ts";

/** All experiments. */
export const experiments: readonly Experiment[] = [
  deepNet,
  weightScale,
  batchSize,
];
