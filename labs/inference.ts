/**
 * Why a net in use needs the statistics of the population: validation accuracy
 * by running averages and by the statistics of each batch, down to one image.
 *
 * @module
 */
import { DEEP, percent, trained } from "./compare.ts";
import type { Text } from "../lib/language.ts";
import {
  compared,
  type Experiment,
  type Result,
  type StatisticsPoint,
} from "./experiment.ts";

function runningText(points: readonly StatisticsPoint[]): Text {
  const all = points.map(({ running }) => running);
  const [low, high] = [percent(Math.min(...all)), percent(Math.max(...all))];
  return low === high
    ? {
      en: `${low} of validation images right in batches of any size`,
      zh: `无论每批多少张，都答对 ${low} 的验证图像`,
    }
    : {
      en: `between ${low} and ${high} of validation images right, depending ` +
        "on the batch",
      zh: `随批大小不同，答对 ${low} 到 ${high} 的验证图像`,
    };
}

function finding(results: readonly Result[]): Text {
  const result = results[0]!;
  const statistics = result.statistics!;
  const { en, zh } = runningText(statistics);
  // In batches of one, and in the largest ones.
  const [one, most] = [statistics[0]!, statistics.at(-1)!];
  const worst = percent(one.batch);
  const classes: Text = one.batch_classes === 1
    ? {
      en: "where it gave every image the same class",
      zh: "这时它把每张图像都判成同一类",
    }
    : {
      en: `where it gave ${one.batch_classes} different classes`,
      zh: `这时它一共判出 ${one.batch_classes} 个类别`,
    };
  const verdict: Text = !trained(result)
    ? {
      en: "but the net hasn't learned, so this says nothing of statistics",
      zh: "不过网络没有学起来，这说明不了统计量的好坏",
    }
    : one.batch < one.running
    ? {
      en: "so a net that is to judge single images needs the statistics of " +
        "the population",
      zh: "可见要判断单张图像，网络需要总体的统计量",
    }
    : {
      en: "so the statistics of a single image did no harm here",
      zh: "这里只用一张图像的统计量也没有坏处",
    };
  return {
    en: `By running averages the net got ${en}; by each batch's own ` +
      `statistics ${
        percent(most.batch)
      } in batches of ${most.batch_size} and ` +
      `${worst} one at a time, ${classes.en}, ${verdict.en}.`,
    zh:
      `用滑动平均，网络${zh}；用每批自己的统计量，每批 ${most.batch_size} 张时` +
      `答对 ${percent(most.batch)}，一张一张来则是 ${worst}，${classes.zh}，` +
      `${verdict.zh}。`,
  };
}

/** The experiment. */
export const inference: Experiment = {
  name: "inference",
  title: "Batch norm in use: running averages or the batch's own statistics",
  question:
    "What do running averages do for a net in use, down to a batch of one image?",
  print_every: 20,
  draws: () =>
    compared([{
      id: "batchnorm",
      label: "with batch norm",
      ...DEEP,
      normalization: "batchnorm",
      own: { look: "statistics" },
    }]),
  figures: (results) => {
    const statistics = results[0]!.statistics!;
    const series = (
      measure: (point: StatisticsPoint, kind: "running" | "batch") => number,
    ) =>
      ([
        ["running", "running averages"],
        ["batch", "the batch's own statistics"],
      ] as const).map(([kind, label]) => ({
        label,
        points: statistics.map((point): [number, number] => [
          point.batch_size,
          measure(point, kind),
        ]),
      }));
    const x = "Images in a batch";
    return [{
      title: "Statistics that normalize a net in use",
      panels: [
        {
          title: "Validation accuracy vs batch size",
          x,
          y: "Validation accuracy",
          log: true,
          series: series((point, kind) => point[kind]),
        },
        {
          title: "Classes predicted at all vs batch size",
          x,
          y: "Classes",
          log: true,
          series: series((point, kind) => point[`${kind}_classes`]),
        },
      ],
    }];
  },
  finding,
};
