/**
 * Sections "Batch normalization and batch size" and "Layer Normalization and
 * batch size" of the notebook: batches of 5, 10 and 50, and a baseline.
 *
 * @module
 */
import type { Draw, Experiment, Settings, Training } from "./experiment.ts";
import { accuracyPanels, describeData } from "./panels.ts";

const BATCH_SIZES = [5, 10, 50];

function trainings({ normalization }: Settings): Training[] {
  const shared = {
    hidden_dims: [100, 100, 100, 100, 100],
    weight_scale: 2e-2,
    learning_rate: 10 ** -3.5,
  };
  return [
    {
      ...shared,
      id: "baseline",
      label: `No normalization: batch size = ${BATCH_SIZES[0]}`,
      normalization: null,
      batch_size: BATCH_SIZES[0],
    },
    ...BATCH_SIZES.map((batch_size) => ({
      ...shared,
      id: `${normalization}-${batch_size}`,
      label: `Normalization: batch size = ${batch_size}`,
      normalization,
      batch_size,
    })),
  ];
}

/** The experiment. */
export const batchSize: Experiment = {
  name: "batch-size",
  title: "Normalization and batch size",
  question:
    "How much does training depend on the batch size, with batch norm or with layer norm?",
  print_every: 10,
  draws: (settings) =>
    trainings(settings).flatMap((training): Draw[] => [
      { net: training },
      { training },
    ]),
  figures: (results, settings) => {
    const [baseline, ...normed] = results;
    const name = settings.normalization === "batchnorm"
      ? "Batch Normalization"
      : "Layer Normalization";
    return [{
      title: `${name} and batch size`,
      subtitle: describeData(settings),
      panels: accuracyPanels(
        [...normed, baseline],
        [
          ...normed.map(({ training }) => `with_norm${training.batch_size}`),
          `baseline${baseline.training.batch_size}`,
        ],
        ` (${name})`,
      ),
    }];
  },
};
