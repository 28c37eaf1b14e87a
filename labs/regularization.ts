/**
 * The gap between training and validation accuracy, with batch norm, with
 * dropout, with both and with neither.
 *
 * @module
 */
import { DEEP, mean, percent, trained } from "./compare.ts";
import type { Text } from "../lib/language.ts";
import {
  compared,
  type Experiment,
  type Result,
  type Training,
} from "./experiment.ts";
import { accuracyPanels } from "./panels.ts";

const KEEP = 0.5;
/** Epochs at the end that accuracies are averaged over: one alone is noisy. */
const LAST = 3;

const NAMES = ["neither", "batch norm", "dropout", "both"];

const trainings: Training[] = NAMES.map((label, k) => ({
  id: label.replace(" ", ""),
  label,
  ...DEEP,
  hidden_dims: [100, 100, 100],
  normalization: k % 2 === 1 ? "batchnorm" : null,
  own: { keep: k >= 2 ? KEEP : 1 },
}));

/** Validation accuracy at the end, and how far training accuracy is ahead of it. */
interface Accuracies {
  val: number;
  gap: number;
}

function atEnd({ train_acc_history, val_acc_history }: Result): Accuracies {
  const train = mean(train_acc_history.slice(-LAST));
  const val = mean(val_acc_history.slice(-LAST));
  return { val, gap: train - val };
}

/** A difference of shares, such as "12.3". */
function points(share: number): string {
  return (100 * share).toFixed(1);
}

function finding(results: readonly Result[]): Text {
  const ends = results.map(atEnd);
  const gaps = ends.map(({ gap }) => points(gap));
  const vals = ends.map(({ val }) => percent(val));
  const [neither, norm, dropout] = [ends[0]!, ends[1]!, ends[2]!];
  // Who learns nothing has no gap.
  const verdict: Text = !trained(results[1]!)
    ? {
      en: "but the net with batch norm didn't learn, so its gap says nothing",
      zh: "不过带批归一化的网络没有学起来，它的差距说明不了什么",
    }
    : norm.gap >= neither.gap
    ? {
      en: "so batch norm did not regularize here",
      zh: "这里批归一化没有起到正则化的作用",
    }
    : norm.gap > dropout.gap
    ? {
      en: "so batch norm regularized, less than dropout",
      zh: "可见批归一化有正则化的作用，但不如随机失活",
    }
    : {
      en: "so batch norm regularized, no less than dropout",
      zh: "可见批归一化有正则化的作用，不亚于随机失活",
    };
  return {
    en: `In the end, training accuracy was ahead of validation accuracy by ` +
      `${gaps[0]} points with neither, ${gaps[1]} with batch norm, ${
        gaps[2]
      } ` +
      `with dropout and ${gaps[3]} with both, ${verdict.en}; validation ` +
      `accuracies were ${vals[0]}, ${vals[1]}, ${vals[2]} and ${vals[3]}.`,
    zh:
      `训练结束时，训练准确率比验证准确率高出的百分点：什么都不用是 ${
        gaps[0]
      }，` +
      `批归一化 ${gaps[1]}，随机失活（dropout）${gaps[2]}，两者都用 ${
        gaps[3]
      }，` +
      `${verdict.zh}；验证准确率依次是 ${vals[0]}、${vals[1]}、${vals[2]} 和 ` +
      `${vals[3]}。`,
  };
}

/** The experiment. */
export const regularization: Experiment = {
  name: "regularization",
  title: "Batch norm as regularization",
  question:
    "How far is training accuracy ahead of validation accuracy, with batch norm, dropout, both or neither?",
  print_every: 50,
  draws: () => compared(trainings),
  figures: (results) => [{
    title: "Batch norm as regularization",
    panels: [
      ...accuracyPanels(
        results.map((result) => [result.training.label, result] as const),
      ),
      {
        // A net that fits faster has the larger gap at the same epoch.
        title: "Gap between the two as training goes on",
        x: "Training accuracy (%)",
        y: "Gap",
        series: results.map((result) => ({
          label: result.training.label,
          points: result.train_acc_history.map((accuracy, epoch) => [
            100 * accuracy,
            accuracy - result.val_acc_history[epoch]!,
          ]),
        })),
      },
    ],
  }],
  finding,
};
