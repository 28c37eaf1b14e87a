/**
 * Section "Batch normalization and initialization" of the notebook: 20 scales
 * of the initial weights, eight hidden layers, with and without batch norm.
 *
 * @module
 */
import { bestVal, mean, pair } from "./compare.ts";
import type { Draw, Experiment, Result } from "./experiment.ts";
import type { Panel } from "./figure.ts";
import { pairsPanel } from "./panels.ts";

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

/** The experiment. */
export const weightScale: Experiment = {
  name: "weight-scale",
  title: "Batch norm and initialization",
  question:
    "How much does training depend on the scale of the initial weights, with and without batch norm?",
  print_every: 200,
  draws: () =>
    SCALES.flatMap((weight_scale, k): Draw[] => {
      const id = `scale-${String(k + 1).padStart(2, "0")}`;
      const label = `weight scale ${k + 1} / ${SCALES.length}`;
      const [norm, base] = pair(id, label, {
        hidden_dims: [50, 50, 50, 50, 50, 50, 50, 50],
        weight_scale,
        batch_size: 50,
        learning_rate: 1e-3,
      });
      return [
        { net: norm },
        { net: base },
        { training: norm },
        { training: base },
      ];
    }),
  figures: (results) => {
    const panel = (
      [title, y]: [title: string, y: string],
      measure: (result: Result) => number,
      axes: Pick<Panel, "limits"> = {},
    ): Panel =>
      pairsPanel(
        results,
        {
          ...axes,
          title: `${title} vs weight initialization scale`,
          x: "Weight initialization scale",
          y,
          log: true,
        },
        ({ training }) => training.weight_scale,
        measure,
        { base: "baseline", norm: "batchnorm" },
      );
    return [{
      title: "Batch norm and initialization",
      panels: [
        panel(["Best val accuracy", "Best val accuracy"], bestVal),
        panel(
          // The notebook's title is shorter than its axis.
          ["Best train accuracy", "Best training accuracy"],
          (r) => Math.max(...r.train_acc_history),
        ),
        panel(
          ["Final training loss", "Final training loss"],
          // Of the last 100 steps, as in the notebook.
          (r) => mean(r.loss_history.slice(-100)),
          { limits: [1.0, 3.5] },
        ),
      ],
    }];
  },
};
