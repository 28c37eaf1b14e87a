/**
 * What a step costs against how many steps it takes to a given accuracy, with
 * and without batch norm.
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
  twoDigits,
} from "./compare.ts";
import type { Text } from "../lib/language.ts";
import { compared, type Experiment, type Result } from "./experiment.ts";
import { accuracyPanels } from "./panels.ts";

/** The step after which each accuracy was measured: the first one, then every epoch's last. */
function stepsOf({ loss_history, val_acc_history }: Result): number[] {
  const epochs = val_acc_history.length - 1;
  const epoch = loss_history.length / epochs;
  return val_acc_history.map((_, k) => Math.max(1, k * epoch));
}

/** A step's time in milliseconds. */
function milliseconds({ step_seconds }: Result): number {
  return 1000 * step_seconds;
}

/** The first step after which validation accuracy was that high; none if it never was. */
function stepsTo(result: Result, accuracy: number): number | undefined {
  const found = result.val_acc_history.findIndex((one) => one >= accuracy);
  return stepsOf(result)[found];
}

/** Seconds, such as "0.85". */
function seconds(steps: number, result: Result): string {
  return twoDigits(steps * milliseconds(result) / 1000);
}

function finding(results: readonly Result[]): Text {
  const { norm, base } = pairsOf(results)[0]!;
  const target = bestVal(base);
  const [steps, without] = [stepsTo(norm, target), stepsTo(base, target)!];
  const [ms, MS] = [milliseconds(norm), milliseconds(base)];
  const cost = (ms / MS).toFixed(1);
  const costs: Text = {
    en:
      `A step took ${twoDigits(ms)} ms ${NAMES.norm} and ${twoDigits(MS)} ms ` +
      `without, ${cost} times as long`,
    zh:
      `每一步，带批归一化用 ${twoDigits(ms)} 毫秒，不带的用 ${twoDigits(MS)} ` +
      `毫秒，是后者的 ${cost} 倍`,
  };
  const best = percent(target);
  if (steps === undefined) {
    return {
      en:
        `${costs.en}, and the best validation accuracy without, ${best} after ` +
        `${without} steps, was never reached with it, so batch norm made ` +
        "training no faster here.",
      zh:
        `${costs.zh}；不带的最好验证准确率是第 ${without} 步的 ${best}，带的始终` +
        "没有达到，这里批归一化没有让训练更快。",
    };
  }
  const [time, TIME] = [steps * ms, without * MS];
  const verdict: Text = time < TIME
    ? { en: "so training was faster with it", zh: "可见带批归一化训练更快" }
    : steps < without
    ? {
      en: "so it took fewer steps and no less time here",
      zh: "这里步数少了，时间却没有省下来",
    }
    : {
      en: "so batch norm made training no faster here",
      zh: "这里批归一化没有让训练更快",
    };
  return {
    en:
      `${costs.en}, and the best validation accuracy without, ${best}, took ` +
      `${steps} steps (${seconds(steps, norm)} s) with it and ${without} ` +
      `(${seconds(without, base)} s) without, ${verdict.en}.`,
    zh:
      `${costs.zh}；不带的最好验证准确率是 ${best}，达到它，带的用了 ${steps} 步` +
      `（${seconds(steps, norm)} 秒），不带的用了 ${without} 步` +
      `（${seconds(without, base)} 秒），${verdict.zh}。`,
  };
}

/** The experiment. */
export const speed: Experiment = {
  name: "speed",
  title: "Batch norm and the time that training takes",
  question:
    "Is training faster with batch norm, though each of its steps is slower?",
  print_every: 20,
  draws: () => compared(pair("", "", DEEP)),
  figures: (results) => [{
    title: "Batch norm and the time that training takes",
    panels: [
      accuracyPanels(pairsOf(results).flatMap(named))[1],
      {
        title: "Validation accuracy vs time",
        x: "Milliseconds of training steps",
        y: "Accuracy",
        series: pairsOf(results).flatMap(named).map(([label, result]) => ({
          label,
          points: stepsOf(result).map((step, at) => [
            step * milliseconds(result),
            result.val_acc_history[at]!,
          ]),
        })),
      },
    ],
  }],
  finding,
};
