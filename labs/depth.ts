/**
 * Nets of 2 to 20 layers, with and without batch norm.
 *
 * @module
 */
import {
  bestVal,
  byNorm,
  DEEP,
  NAMES,
  pair,
  percent,
  TRAINED,
  trained,
} from "./compare.ts";
import type { Text } from "../lib/language.ts";
import { compared, type Experiment, type Result } from "./experiment.ts";
import { accuraciesOver } from "./panels.ts";

/** Layers with weights, the last one included. */
const DEPTHS = [2, 4, 6, 8, 12, 16, 20];

function depthOf({ training }: Result): number {
  return training.hidden_dims.length + 1;
}

/** The depth of the deepest net that trained; none if none did. */
function deepest(results: readonly Result[]): number | undefined {
  return results.filter(trained).map(depthOf).sort((a, b) => a - b).at(-1);
}

/** Which depth did best on validation images, and how well. */
function best(results: readonly Result[]): { depth: number; accuracy: string } {
  const first = results.reduce((one, other) =>
    bestVal(other) > bestVal(one) ? other : one
  );
  return { depth: depthOf(first), accuracy: percent(bestVal(first)) };
}

function finding(results: readonly Result[]): Text {
  const { norm, base } = byNorm(results);
  const [withNorm, without] = [deepest(norm), deepest(base)];
  const [bestNorm, bestBase] = [best(norm), best(base)];
  const deeper: Text = (withNorm ?? 0) > (without ?? 0)
    ? {
      en: "so batch norm made deeper nets trainable",
      zh: "可见批归一化让更深的网络也能训练",
    }
    : {
      en: "so batch norm made no deeper net trainable here",
      zh: "这里批归一化没有让更深的网络变得能训练",
    };
  // The note adds that deeper nets generally do better.
  const pays: Text = bestNorm.depth > Math.min(...norm.map(depthOf))
    ? { en: "and with it depth paid", zh: "有了它，深度也有所回报" }
    : { en: "and with it depth didn't pay", zh: "有了它，深度却没有回报" };
  return {
    en: `The deepest net that trained (at least ${percent(TRAINED)} of ` +
      `training images right in the end) had ${withNorm ?? 0} layers ` +
      `${NAMES.norm} and ${without ?? 0} without, ${deeper.en}, ` +
      `${pays.en}: validation accuracy was best at ${bestNorm.depth} layers ` +
      `with (${bestNorm.accuracy}) and at ${bestBase.depth} without ` +
      `(${bestBase.accuracy}).`,
    zh:
      `训练得起来的网络（训练结束时至少答对 ${
        percent(TRAINED)
      } 的训练图像），` +
      `带批归一化最深的有 ${withNorm ?? 0} 层，不带的有 ${without ?? 0} 层，` +
      `${deeper.zh}，${pays.zh}：验证准确率最好的，带的是 ${bestNorm.depth} 层` +
      `（${bestNorm.accuracy}），不带的是 ${bestBase.depth} 层` +
      `（${bestBase.accuracy}）。`,
  };
}

/** The experiment. */
export const depth: Experiment = {
  name: "depth",
  title: "Batch norm and depth",
  question: "How deep a net still learns, with and without batch norm?",
  print_every: 200,
  draws: () =>
    compared(
      DEPTHS.flatMap((layers) =>
        pair(`layers-${layers}`, `${layers} layers`, {
          ...DEEP,
          hidden_dims: Array(layers - 1).fill(50),
          weight_scale: 5e-2,
        })
      ),
    ),
  figures: (results) => [{
    title: "Batch norm and depth",
    panels: accuraciesOver(
      "depth",
      results,
      { x: "Layers" },
      depthOf,
    ),
  }],
  finding,
};
