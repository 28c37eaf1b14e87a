/**
 * Section "Batchnorm for deep networks" of the notebook: six layers, with and
 * without batch norm.
 *
 * @module
 */
import { DEEP, pair, pairsOf } from "./compare.ts";
import type { Experiment } from "./experiment.ts";
import { accuracyPanels, lossPanel } from "./panels.ts";

const [batchnorm, baseline] = pair("", "", DEEP);

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
  figures: (results) => {
    const curves = pairsOf(results).flatMap(({ norm, base }) => [
      ["with_norm", norm] as const,
      ["baseline", base] as const,
    ]);
    return [{
      title: "Batch norm for deep networks",
      panels: [lossPanel(curves), ...accuracyPanels(curves)],
    }];
  },
};
