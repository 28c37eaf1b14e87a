import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Text } from "../lib/language.ts";
import { activations } from "./activations.ts";
import { depth } from "./depth.ts";
import { distributions } from "./distributions.ts";
import {
  type Experiment,
  type Result,
  type Training,
  trainingsOf,
} from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { inference } from "./inference.ts";
import { learningRate } from "./learning_rate.ts";
import { regularization } from "./regularization.ts";
import { speed } from "./speed.ts";
import { percentilesAt, resultOf, tiny } from "./testing.ts";

/** What an experiment finds where each training left what it is given. */
function find(
  experiment: Experiment,
  left: (training: Training, index: number) => Partial<Result>,
): Text {
  const results = trainingsOf(experiment.draws(tiny)).map((training, k) => ({
    ...resultOf(training),
    ...left(training, k),
  }));
  return experiment.finding!(results, tiny);
}

/** Tests that a finding has these parts, each in the language that it is in. */
function says(what: string, found: () => Text, ...parts: string[]): void {
  Deno.test(what, () => {
    const { en, zh } = found();
    assert(!/NaN|Infinity/.test(en + zh), en);
    for (const part of parts) {
      assertStringIncludes(/\p{Script=Han}/u.test(part) ? zh : en, part);
    }
  });
}

/** Accuracies of a net that came to these in the end. */
function ended(train: number, val = train) {
  return { train_acc_history: [0.1, train], val_acc_history: [0.1, val] };
}

function withNorm({ normalization }: Training): boolean {
  return normalization !== null;
}

Deno.test("only the notebook's experiments leave their question to the student", () => {
  const open = experiments.filter(({ finding }) => finding === undefined);
  assertEquals(open.map(({ name }) => name), [
    ...["deep-net", "weight-scale", "batch-size"],
  ]);
});

Deno.test("a finding is one sentence in either language", () => {
  for (const experiment of experiments.filter(({ finding }) => finding)) {
    const { en, zh } = find(experiment, () => ({}));
    assert(/^[A-Z][^\n]*\S\.$/.test(en), en);
    assertEquals(en.split(/\.\s/).length, 1, en);
    assert(/^[^\n。]*。$/.test(zh), zh);
  }
});

/** Which learning rates train, with and without batch norm. */
const findRates = (norm: number, base: number) =>
  find(learningRate, (training) => {
    const limit = withNorm(training) ? norm : base;
    const trains = training.learning_rate <= limit;
    // Good on the way is not enough.
    return {
      train_acc_history: [0.5, trains ? 0.2 : 0.19],
      val_acc_history: [0.25, withNorm(training) ? 0.31 : 0.3],
    };
  });

says(
  "learning-rate says how much higher the rate may be",
  () => findRates(1, 0.03),
  "The highest of 9 learning rates that still trained (at least 20.0% of " +
    "training images right in the end) was 1 with batch norm and 0.03 " +
    "without, so batch norm allowed a rate 33 times as high; the best " +
    "validation accuracy at any rate was 31.0% with and 30.0% without.",
  "带批归一化是 1，不带的是 0.03，",
  "可见批归一化允许的学习率是不用时的 33 倍",
  "带的是 31.0%，不带的是 30.0%。",
);
for (const base of [0.1, 1]) {
  says(
    `learning-rate says that 0.1 is no higher rate than ${base}`,
    () => findRates(0.1, base),
    `was 0.1 with batch norm and ${base} without, so batch norm allowed no ` +
      "higher one here;",
    "这里批归一化并没有允许更高的学习率；",
  );
}
says(
  "learning-rate says where batch norm alone trained",
  () => findRates(1, 0),
  "was 1 with batch norm and none without, so batch norm alone trained at all;",
  "可见只有带批归一化才训练得起来；",
);
says(
  "learning-rate says where nothing trained",
  () => findRates(0, 0),
  "none with batch norm and none without, so there is nothing to compare;",
  "所以无从比较；",
);
says(
  "learning-rate says where only the baseline trained",
  () => findRates(0, 1),
  "allowed no higher one here;",
);

says(
  "activations counts the functions that trained",
  () =>
    find(activations, (training) => {
      if (withNorm(training)) return ended(0.5, 0.3);
      return training.own!.activation === "relu"
        ? ended(0.4, 0.35)
        : ended(0.1);
    }),
  "Of 3 activation functions, 3 trained with batch norm (at least 20.0% of " +
    "training images right in the end) and 1 without, so batch norm made " +
    "more of them work; the best validation accuracies with / without were " +
    "sigmoid 30.0% / 10.0%, tanh 30.0% / 10.0%, ReLU 30.0% / 35.0%, better " +
    "with batch norm in 2 of 3.",
  "有 3 种，不带的有 1 种，",
  "可见有了批归一化，能用的激活函数更多；",
  "3 种里有 2 种带批归一化更好。",
);
says(
  "activations says where batch norm was of no use",
  () => find(activations, () => ended(0.5, 0.3)),
  "so batch norm made no more of them work here;",
  "better with batch norm in 0 of 3.",
  "没有让更多的激活函数变得能用；",
);

/** Which depths train and which does best, with and without batch norm. */
const findDepths = (norm: [number, number], base: [number, number]) =>
  find(depth, (training) => {
    const layers = training.hidden_dims.length + 1;
    const [deepest, best] = withNorm(training) ? norm : base;
    return ended(layers <= deepest ? 0.5 : 0.1, layers === best ? 0.3 : 0.2);
  });

says(
  "depth says how deep a net trained and which did best",
  () => findDepths([20, 4], [8, 2]),
  "The deepest net that trained (at least 20.0% of training images right in " +
    "the end) had 20 layers with batch norm and 8 without, so batch norm " +
    "made deeper nets trainable, and with it depth paid: validation accuracy " +
    "was best at 4 layers with (30.0%) and at 2 without (30.0%).",
  "带批归一化最深的有 20 层，不带的有 8 层，",
  "可见批归一化让更深的网络也能训练，有了它，深度也有所回报：",
  "带的是 4 层（30.0%），不带的是 2 层（30.0%）。",
);
says(
  "depth says where batch norm and depth were of no use",
  () => findDepths([8, 2], [8, 2]),
  "so batch norm made no deeper net trainable here, and with it depth didn't pay:",
  "没有让更深的网络变得能训练，有了它，深度却没有回报：",
);
says(
  "depth says where no net with batch norm trained",
  () => findDepths([0, 2], [4, 2]),
  "had 0 layers with batch norm and 4 without, so batch norm made no deeper",
);

/** What is found where nets end with these gaps, in points: neither, batch norm, dropout, both. */
const findGaps = (...gaps: [number, number, number, number]) =>
  find(regularization, (_, k) => ({
    // Averaged over the last three epochs.
    train_acc_history: [0, ...[0.7, 0.8, 0.9].map((at) => at + gaps[k]! / 100)],
    val_acc_history: [0, 0.7, 0.8, 0.9],
  }));

says(
  "regularization says by what the gap was smaller",
  () => findGaps(40, 30, 20, 10),
  "In the end, training accuracy was ahead of validation accuracy by 40.0 " +
    "points with neither, 30.0 with batch norm, 20.0 with dropout and 10.0 " +
    "with both, so batch norm regularized, less than dropout; validation " +
    "accuracies were 80.0%, 80.0%, 80.0% and 80.0%.",
  "可见批归一化有正则化的作用，但不如随机失活；",
);
says(
  "regularization says where batch norm did as much as dropout",
  () => findGaps(40, 20, 30, 10),
  "regularized, no less than dropout;",
  "不亚于随机失活；",
);
for (const gap of [40, 50]) {
  says(
    `regularization says that a gap of ${gap} is no smaller than 40`,
    () => findGaps(40, gap, 30, 10),
    "so batch norm did not regularize here;",
    "这里批归一化没有起到正则化的作用；",
  );
}
says(
  "regularization draws no conclusion from a net that didn't learn",
  () =>
    find(
      regularization,
      (training) => withNorm(training) ? ended(0.1) : ended(0.9, 0.3),
    ),
  "but the net with batch norm didn't learn, so its",
  "不过带批归一化的网络没有学起来，",
);

says(
  "inference says what a single image's statistics do",
  () => find(inference, () => ({})),
  "By running averages the net got 30.0% of validation images right in " +
    "batches of any size; by each batch's own statistics 25.0% in batches of " +
    "1000 and 10.0% one at a time, where it gave every image the same class, " +
    "so a net that is to judge single images needs the statistics of the " +
    "population.",
  "用滑动平均，网络无论每批多少张，都答对 30.0% 的验证图像；",
  "一张一张来则是 10.0%，这时它把每张图像都判成同一类，",
  "可见要判断单张图像，网络需要总体的统计量。",
);
says(
  "inference says where the student's net does otherwise",
  () => {
    const point = { running_classes: 10, batch_classes: 7 };
    return find(inference, () => ({
      statistics: [
        { ...point, batch_size: 1, running: 0.2, batch: 0.2 },
        { ...point, batch_size: 1000, running: 0.3, batch: 0.3 },
      ],
    }));
  },
  "between 20.0% and 30.0% of validation images right,",
  "where it gave 7 different classes, so the statistics of a single image did no harm",
  "网络随批大小不同，答对 20.0% 到 30.0% 的验证图像；",
  "这时它一共判出 7 个类别，这里只用一张图像的统计量",
);
says(
  "inference draws no conclusion from a net that didn't learn",
  () => find(inference, () => ended(0.1)),
  "but the net hasn't learned, so this says nothing",
  "不过网络没有学起来，",
);

type Move = [shift: number, factor: number];
/** What is found where the second layer's units go from one distribution to another. */
const findMoves = (norm: Move, base: Move) =>
  find(distributions, (training) => {
    const [shift, factor] = withNorm(training) ? norm : base;
    return {
      percentiles: [
        percentilesAt(1, -1, 0, 1),
        percentilesAt(2, shift - factor, shift, shift + factor),
      ],
    };
  });

says(
  "distributions says how far medians and widths moved",
  () => findMoves([1, 1], [4, 3]),
  // 4 over the mean of the widths 2 and 6.
  "During training, the median of what went into a sigmoid of the last " +
    "hidden layer moved by 0.5 widths of its distribution with batch norm " +
    "and by 1 without, and that width changed by a factor of 1 with and 3 " +
    "without, so batch norm kept the distributions steadier.",
  "带批归一化移动了分布宽度的 0.5 倍，不带的移动了 1 倍；",
  "带的是 1，不带的是 3，可见批归一化让分布更稳定。",
);
const noSteadier = ["the distributions no steadier", "没有让分布更稳定"];
const otherMoves: [norm: Move, base: Move, ...parts: string[]][] = [
  [[1, 3], [4, 1], "kept their place steadier", "位置更稳定，宽度却没有"],
  [[4, 1], [1, 3], "kept their width steadier", "宽度更稳定，位置却没有"],
  [[4, 3], [1, 1], ...noSteadier],
  [[1, 2], [1, 2], ...noSteadier],
  [[NaN, 1], [4, 3], "in the net with batch norm, so", "带批归一化的网络里"],
  [
    [1, 1],
    [4, NaN],
    "in the net without batch norm, so",
    "不带批归一化的网络里",
  ],
  [[0, 0], [4, 3], "in the net with batch norm, so", "带批归一化的网络里"],
];
for (const [norm, base, ...parts] of otherMoves) {
  says(
    `distributions says how ${norm} compares with ${base}`,
    () => findMoves(norm, base),
    ...parts,
  );
}

/** What is found of nets that take so many milliseconds a step and have these accuracies. */
const findSpeed = (ms: [number, number], norm: number[], base: number[]) =>
  find(speed, (training) => ({
    loss_history: Array(40).fill(2),
    step_seconds: ms[withNorm(training) ? 0 : 1] / 1000,
    val_acc_history: withNorm(training) ? norm : base,
  }));

says(
  "speed says how long it took to the baseline's best accuracy",
  () => findSpeed([15, 10], [0.1, 0.3, 0.2], [0.1, 0.2, 0.3]),
  "A step took 15 ms with batch norm and 10 ms without, 1.5 times as long, " +
    "and the best validation accuracy without, 30.0%, took 20 steps (0.3 s) " +
    "with it and 40 (0.4 s) without, so training was faster with it.",
  "带批归一化用 15 毫秒，不带的用 10 毫秒，是后者的 1.5 倍；",
  "带的用了 20 步（0.3 秒），不带的用了 40 步（0.4 秒），",
  "可见带批归一化训练更快。",
);
says(
  "speed says where steps took as long",
  () => findSpeed([10, 10], [0.1, 0.2, 0.3], [0.1, 0.2, 0.3]),
  "10 ms without, 1.0 times as long,",
);
says(
  "speed says where fewer steps saved no time",
  () => findSpeed([25, 10], [0.1, 0.3, 0.2], [0.1, 0.2, 0.3]),
  "so it took fewer steps and no less time here.",
  "这里步数少了，时间却没有省下来。",
);
says(
  "speed says where batch norm took more steps",
  () => findSpeed([15, 10], [0.1, 0.2, 0.3], [0.1, 0.3, 0.2]),
  "so batch norm made training no faster here.",
  "这里批归一化没有让训练更快。",
);
says(
  "speed says where batch norm never got as far",
  () => findSpeed([15, 10], [0.1, 0.2, 0.2], [0.1, 0.2, 0.3]),
  "30.0% after 40 steps, was never reached with it",
  "是第 40 步的 30.0%，带的始终没有达到",
);
