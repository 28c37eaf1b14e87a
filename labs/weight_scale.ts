/**
 * Section "Batch normalization and initialization" of the notebook: 20 scales
 * of the initial weights, eight hidden layers, with and without batch norm.
 *
 * @module
 */
import type { Draw, Experiment, Result, Training } from "./experiment.ts";
import type { Panel } from "./figure.ts";
import { describeData } from "./panels.ts";

/**
 * From 1e-4 to 1, evenly on a logarithmic scale: NumPy's logspace(-4, 0, 20),
 * from whose last digits JavaScript's powers differ.
 */
// deno-fmt-ignore
const SCALES = [
  0.0001, 0.0001623776739188721, 0.00026366508987303583,
  0.00042813323987193956, 0.0006951927961775605, 0.0011288378916846883,
  0.0018329807108324356, 0.002976351441631319, 0.004832930238571752,
  0.007847599703514606, 0.012742749857031334, 0.0206913808111479,
  0.03359818286283781, 0.05455594781168514, 0.08858667904100823,
  0.14384498882876628, 0.23357214690901212, 0.3792690190732246,
  0.615848211066026, 1,
];

function trainingOf(index: number, norm: boolean): Training {
  const kind = norm ? "batchnorm" : "baseline";
  return {
    id: `scale-${String(index + 1).padStart(2, "0")}-${kind}`,
    label: `weight scale ${index + 1} / ${SCALES.length}, ${kind}`,
    hidden_dims: [50, 50, 50, 50, 50, 50, 50, 50],
    normalization: norm ? "batchnorm" : null,
    weight_scale: SCALES[index],
    batch_size: 50,
    learning_rate: 1e-3,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The experiment. */
export const weightScale: Experiment = {
  name: "weight-scale",
  title: "Batch norm and initialization",
  question:
    "How much does training depend on the scale of the initial weights, with and without batch norm?",
  print_every: 200,
  draws: () =>
    SCALES.flatMap((_, index): Draw[] => {
      const [norm, base] = [trainingOf(index, true), trainingOf(index, false)];
      return [
        { net: norm },
        { net: base },
        { training: norm },
        { training: base },
      ];
    }),
  figures: (results, settings) => {
    const panel = (
      [title, y]: [title: string, y: string],
      measure: (result: Result) => number,
      limits?: [number, number],
    ): Panel => ({
      title: `${title} vs weight initialization scale`,
      x: "Weight initialization scale",
      y,
      log: true,
      limits,
      series: (["baseline", "batchnorm"] as const).map((label) => ({
        label,
        points: results
          .filter(({ training }) =>
            (training.normalization === null) === (label === "baseline")
          )
          .map((result) => [result.training.weight_scale, measure(result)]),
      })),
    });
    return [{
      title: "Batch norm and initialization",
      subtitle: describeData(settings),
      panels: [
        panel(
          ["Best val accuracy", "Best val accuracy"],
          (r) => Math.max(...r.val_acc_history),
        ),
        panel(
          // The notebook's title is shorter than its axis.
          ["Best train accuracy", "Best training accuracy"],
          (r) => Math.max(...r.train_acc_history),
        ),
        panel(
          ["Final training loss", "Final training loss"],
          // Of the last 100 steps, as in the notebook.
          (r) => mean(r.loss_history.slice(-100)),
          [1.0, 3.5],
        ),
      ],
    }];
  },
};
