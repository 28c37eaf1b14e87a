/**
 * Section "Batchnorm for deep networks" of the notebook: six layers, with and
 * without batch norm.
 *
 * @module
 */
import type { Experiment, Training } from "./experiment.ts";
import { accuracyPanels, describeData, lossPanel } from "./panels.ts";

const shared = {
  hidden_dims: [100, 100, 100, 100, 100],
  weight_scale: 2e-2,
  batch_size: 50,
  learning_rate: 1e-3,
};
const batchnorm: Training = {
  ...shared,
  id: "batchnorm",
  label: "with batch norm",
  normalization: "batchnorm",
};
const baseline: Training = {
  ...shared,
  id: "baseline",
  label: "without batch norm",
  normalization: null,
};

/** The experiment. */
export const deepNet: Experiment = {
  name: "deep-net",
  title: "Batch norm for deep networks",
  question: "Does a six-layer net learn faster with batch norm than without?",
  print_every: 20,
  draws: () => [
    { net: batchnorm },
    { net: baseline },
    { training: batchnorm },
    { training: baseline },
  ],
  figures: (results, settings) => {
    const labels = ["with_norm", "baseline"];
    return [{
      title: "Batch norm for deep networks",
      subtitle: describeData(settings),
      panels: [
        lossPanel(results, labels),
        ...accuracyPanels(results, labels),
      ],
    }];
  },
};
