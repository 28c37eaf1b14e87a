/**
 * Sections "Batch normalization and batch size" and "Layer Normalization and
 * batch size" of the notebook: batches of 5, 10 and 50, and a baseline.
 *
 * @module
 */
import type {
  Draw,
  Experiment,
  Result,
  Settings,
  Training,
} from "./experiment.ts";
import { accuracyPanels } from "./panels.ts";

const SMALLEST = 5;
const BATCH_SIZES = [SMALLEST, 10, 50];

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
      label: `No normalization: batch size = ${SMALLEST}`,
      normalization: null,
      batch_size: SMALLEST,
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
    const called = (name: string, of: readonly Result[]) =>
      of.map((result) =>
        [`${name}${result.training.batch_size}`, result] as const
      );
    const name = settings.normalization === "batchnorm"
      ? "Batch Normalization"
      : "Layer Normalization";
    return [{
      title: `${name} and batch size`,
      panels: accuracyPanels(
        [
          ...called("with_norm", results.slice(1)),
          ...called("baseline", results.slice(0, 1)),
        ],
        ` (${name})`,
      ),
    }];
  },
};
