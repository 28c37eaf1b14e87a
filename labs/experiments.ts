/**
 * All experiments: those of the notebook in its order, then the others.
 *
 * @module
 */
import { activations } from "./activations.ts";
import { batchSize } from "./batch_size.ts";
import { deepNet } from "./deep_net.ts";
import { depth } from "./depth.ts";
import { distributions } from "./distributions.ts";
import type { Experiment } from "./experiment.ts";
import { inference } from "./inference.ts";
import { learningRate } from "./learning_rate.ts";
import { regularization } from "./regularization.ts";
import { speed } from "./speed.ts";
import { weightScale } from "./weight_scale.ts";

/** All experiments. */
export const experiments: readonly Experiment[] = [
  deepNet,
  weightScale,
  batchSize,
  learningRate,
  activations,
  depth,
  regularization,
  inference,
  distributions,
  speed,
];
