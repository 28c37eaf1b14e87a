/**
 * Sigmoid, tanh and ReLU, each with and without batch norm.
 *
 * @module
 */
import {
  bestVal,
  byNorm,
  NAMES,
  pair,
  percent,
  TRAINED,
  trained,
} from "./compare.ts";
import {
  type Activation,
  compared,
  type Experiment,
  type Result,
  type Text,
} from "./experiment.ts";
import { accuracyPanels, describeData } from "./panels.ts";

const ACTIVATIONS: readonly Activation[] = ["sigmoid", "tanh", "relu"];

function nameOf({ training }: Result): string {
  const name = training.own!.activation!;
  return name === "relu" ? "ReLU" : name;
}

function finding(results: readonly Result[]): Text {
  const { norm, base } = byNorm(results);
  const [withNorm, without] = [norm, base].map((of) =>
    of.filter(trained).length
  );
  const accuracies = norm.map((one, k) =>
    `${nameOf(one)} ${percent(bestVal(one))} / ${percent(bestVal(base[k]))}`
  ).join(", ");
  const better = norm.filter((one, k) => bestVal(one) > bestVal(base[k]));
  const [share, all] = [percent(TRAINED), norm.length];
  const made: Text = withNorm > without
    ? {
      en: "so batch norm made more of them work",
      zh: "可见有了批归一化，能用的激活函数更多",
    }
    : {
      en: "so batch norm made no more of them work here",
      zh: "这里批归一化没有让更多的激活函数变得能用",
    };
  return {
    en: `Of ${all} activation functions, ${withNorm} trained ${NAMES.norm} ` +
      `(at least ${share} of training images right in the end) and ${without} ` +
      `without, ${made.en}; the best validation accuracies with / without ` +
      `were ${accuracies}, better with batch norm in ${better.length} of ` +
      `${all}.`,
    zh: `${all} 种激活函数里，带批归一化训练得起来的（训练结束时至少答对 ` +
      `${share} 的训练图像）有 ${withNorm} 种，不带的有 ${without} 种，` +
      `${made.zh}；最好的验证准确率（带 / 不带）是 ${accuracies}，${all} 种里有 ` +
      `${better.length} 种带批归一化更好。`,
  };
}

/** The experiment. */
export const activations: Experiment = {
  name: "activations",
  title: "Batch norm and activation functions",
  question:
    "Which activation functions does a six-layer net learn with, with and without batch norm?",
  print_every: 50,
  draws: () =>
    compared(
      ACTIVATIONS.flatMap((activation) =>
        pair(activation, activation, {
          hidden_dims: [50, 50, 50, 50, 50],
          weight_scale: 2e-2,
          batch_size: 50,
          learning_rate: 1e-3,
          own: { activation },
        })
      ),
    ),
  figures: (results, settings) => [{
    title: "Batch norm and activation functions",
    subtitle: describeData(settings),
    panels: byNorm(results).norm.flatMap((one, k) =>
      accuracyPanels(
        [one, byNorm(results).base[k]],
        [NAMES.norm, NAMES.base],
        `: ${nameOf(one)}`,
      ).slice(1)
    ),
  }],
  finding,
};
