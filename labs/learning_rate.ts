/**
 * The highest learning rate that still trains, with and without batch norm, by
 * plain gradient descent.
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
  twoDigits,
} from "./compare.ts";
import type { Text } from "../lib/language.ts";
import { compared, type Experiment, type Result } from "./experiment.ts";
import { accuraciesOver } from "./panels.ts";

/** Two a decade. */
const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10];

const NONE: Text = { en: "none", zh: "一个也没有" };

/** The highest learning rate that trained; none if none did. */
function highest(results: readonly Result[]): number | undefined {
  return results.filter(trained)
    .map(({ training }) => training.learning_rate).sort((a, b) => a - b).at(-1);
}

function verdictOn(withNorm?: number, without?: number): Text {
  if (withNorm === undefined && without === undefined) {
    return { en: "so there is nothing to compare", zh: "所以无从比较" };
  }
  if ((withNorm ?? 0) <= (without ?? 0)) {
    return {
      en: "so batch norm allowed no higher one here",
      zh: "这里批归一化并没有允许更高的学习率",
    };
  }
  if (without === undefined) {
    return {
      en: "so batch norm alone trained at all",
      zh: "可见只有带批归一化才训练得起来",
    };
  }
  const ratio = twoDigits(withNorm! / without);
  return {
    en: `so batch norm allowed a rate ${ratio} times as high`,
    zh: `可见批归一化允许的学习率是不用时的 ${ratio} 倍`,
  };
}

function finding(results: readonly Result[]): Text {
  const { norm, base } = byNorm(results);
  const [withNorm, without] = [norm, base].map((of) => highest(of));
  const bests = [norm, base].map((of) => percent(Math.max(...of.map(bestVal))));
  const verdict = verdictOn(withNorm, without);
  const share = percent(TRAINED);
  return {
    en: `The highest of ${norm.length} learning rates that still trained (at ` +
      `least ${share} of training images right in the end) was ` +
      `${withNorm ?? NONE.en} ${NAMES.norm} and ${
        without ?? NONE.en
      } without, ` +
      `${verdict.en}; the best validation accuracy at any rate was ` +
      `${bests[0]} with and ${bests[1]} without.`,
    zh:
      `试过 ${norm.length} 种学习率，训练结束时还能答对至少 ${share} 训练图像的` +
      `最高一种，带批归一化是 ${withNorm ?? NONE.zh}，不带的是 ${
        without ?? NONE.zh
      }，` +
      `${verdict.zh}；所有学习率中最好的验证准确率，带的是 ${
        bests[0]
      }，不带的是 ` +
      `${bests[1]}。`,
  };
}

/** The experiment. */
export const learningRate: Experiment = {
  name: "learning-rate",
  title: "Batch norm and the learning rate",
  question:
    "How high a learning rate still trains, with and without batch norm?",
  print_every: 200,
  draws: () =>
    compared(
      RATES.flatMap((learning_rate, index) =>
        pair(`rate-${index + 1}`, `learning rate ${learning_rate}`, {
          // Fewer layers and larger weights than deep-net's, for there plain
          // gradient descent doesn't train the net without batch norm at all.
          hidden_dims: [50, 50, 50, 50],
          weight_scale: 5e-2,
          batch_size: 50,
          learning_rate,
          update_rule: "sgd",
        })
      ),
    ),
  figures: (results) => [{
    title: "Batch norm and the learning rate",
    panels: accuraciesOver(
      "learning rate",
      results,
      { x: "Learning rate", log: true },
      ({ training }) => training.learning_rate,
    ),
  }],
  finding,
};
