/**
 * Sigmoid, tanh and ReLU, each with and without batch norm.
 *
 * @module
 */
import {
  bestVal,
  DEEP,
  named,
  NAMES,
  pair,
  pairsOf,
  percent,
  TRAINED,
  trained,
} from "./compare.ts";
import type { Text } from "../lib/language.ts";
import {
  type Activation,
  compared,
  type Experiment,
  type Result,
} from "./experiment.ts";
import { accuracyPanels } from "./panels.ts";

const ACTIVATIONS: readonly Activation[] = ["sigmoid", "tanh", "relu"];

function nameOf({ training }: Result): string {
  const name = training.own!.activation!;
  return name === "relu" ? "ReLU" : name;
}

function finding(results: readonly Result[]): Text {
  const pairs = pairsOf(results);
  const withNorm = pairs.filter(({ norm }) => trained(norm)).length;
  const without = pairs.filter(({ base }) => trained(base)).length;
  const accuracies = pairs.map(({ norm, base }) =>
    `${nameOf(norm)} ${percent(bestVal(norm))} / ${percent(bestVal(base))}`
  ).join(", ");
  const better = pairs.filter(({ norm, base }) =>
    bestVal(norm) > bestVal(base)
  );
  const [share, all] = [percent(TRAINED), pairs.length];
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
          ...DEEP,
          hidden_dims: [50, 50, 50, 50, 50],
          own: { activation },
        })
      ),
    ),
  figures: (results) => [{
    title: "Batch norm and activation functions",
    panels: pairsOf(results).map((pair) =>
      accuracyPanels(named(pair), `: ${nameOf(pair.norm)}`)[1]
    ),
  }],
  finding,
};
