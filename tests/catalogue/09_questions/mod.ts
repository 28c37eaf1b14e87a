/** The answers to lesson 09 that don't fit, and others that do. */
import type {
  Preprocessing,
  Verdict,
} from "../../../solutions/09_questions.ts";
import type { Exports } from "../../support/trace.ts";
import { mistakesIn, otherWays, recipe } from "../support/define.ts";
export * as reference from "../../../solutions/09_questions.ts";

/** Right answers in short, for others to differ from. */
const right = {
  question_1: (): string =>
    `Without batch norm only a narrow band of scales can be trained: below it
signals vanish layer by layer, above it they explode. With batch norm every layer
divides by the spread of its own input, so multiplying weights by some number
leaves its output alone.`,
  question_2: (): string =>
    `Larger batches give better results. Mean and variance are estimated from few
samples, and the fewer there are, the noisier they get: what becomes of one image
then hangs on its neighbours, and running averages fit no batch well.`,
  question_3: (): Preprocessing[] => [
    { reach: "row", like: "neither" },
    { reach: "image", like: "layernorm" },
    { reach: "dataset", like: "batchnorm" },
    { reach: "itself", like: "neither" },
  ],
  question_4: (): Record<
    "deep" | "narrow" | "decayed",
    Verdict
  > => ({
    deep: { works: true, because: "normalized_anew" },
    narrow: { works: false, because: "nothing_left" },
    decayed: { works: false, because: "eps_takes_over" },
  }),
};

/** The answers, some of them replaced. */
const answering = recipe<Exports>(right, (answers) => answers);

/** The lesson with something else said of a step. */
function step(
  number: 1 | 2 | 3 | 4,
  changed: Partial<Preprocessing>,
): Exports {
  return {
    question_3: () =>
      right.question_3().map((answer, k) =>
        k === number - 1 ? { ...answer, ...changed } : answer
      ),
  };
}

/** The lesson with another verdict. */
function verdict(
  name: "deep" | "narrow" | "decayed",
  changed: Partial<Verdict>,
): Exports {
  return {
    question_4() {
      const answers = right.question_4();
      return { ...answers, [name]: { ...answers[name], ...changed } };
    },
  };
}

export const misconceptions = mistakesIn(answering, {
  // Questions 1 and 2
  "first-answer-too-short": [
    "The answer to question 1 is a line. Say what happens with batch norm, what without, and why.",
    "第 1 题只答了一行。要说清带批归一化时怎样、不带时怎样，以及为什么。",
    { question_1: () => "Batch norm makes it better." },
  ],
  "first-answer-repeats-itself": [
    "The answer to question 1 says the same again and again. Say what happens with batch norm, what without, and why.",
    "第 1 题的答案在反复说同一句话。要说清带批归一化时怎样、不带时怎样，以及为什么。",
    { question_1: () => "Batch norm makes it better. ".repeat(10) },
  ],
  "second-answer-too-short": [
    "The answer to question 2 is a line. Say how the result changes with the size of the batch, and why.",
    "第 2 题只答了一行。要说清结果怎样随批的大小变化，以及为什么。",
    { question_2: () => "Larger batches are better." },
  ],
  "second-answer-repeats-itself": [
    "The answer to question 2 says the same again and again. Say how the result changes with the size of the batch, and why.",
    "第 2 题的答案在反复说同一句话。要说清结果怎样随批的大小变化，以及为什么。",
    { question_2: () => "Larger batches are better. ".repeat(10) },
  ],
  "answers-printed": [
    "The answers to questions 1 and 2 are printed, not returned. Put return before the text.",
    "第 1、2 题的答案打印出来了，却没有返回。在文字前面写上 return。",
    { question_1: () => undefined, question_2: () => undefined },
  ],
  "first-answer-too-long": [
    "The answer to question 1 has more than 3000 characters. Say it in fewer.",
    "第 1 题的答案超过了 3000 个字符。说得简短些。",
    { question_1: () => right.question_1().repeat(12) },
  ],

  // Question 3
  "rows-like-batch-norm": [
    "Step 1 was likened to batch norm. No other image matters to it: it scales each row of pixels by itself.",
    "你说步骤 1 像批归一化。别的图像和它无关：每一行像素各自缩放。",
    step(1, { like: "batchnorm" }),
  ],
  "rows-reach-the-image": [
    "Step 1 was said to reach all over the image. The sum that it divides by is that of one row of pixels.",
    "你说步骤 1 影响到整张图像。它除以的和，只是一行像素的和。",
    step(1, { reach: "image" }),
  ],
  "rows-reach-the-dataset": [
    'Step 1 was said to reach the dataset. "Each image in the dataset" says how often it is done, not what it is computed from.',
    "你说步骤 1 影响到整个数据集。“对每张图像”说的是做多少次，不是用什么来算。",
    step(1, { reach: "dataset" }),
  ],
  "image-like-batch-norm": [
    "Step 2 was likened to batch norm. It looks at one image alone, all of its features together: that is layer norm's way.",
    "你说步骤 2 像批归一化。它只看一张图像，把所有特征放在一起：这是层归一化的做法。",
    step(2, { like: "batchnorm" }),
  ],
  "image-like-neither": [
    "Step 2 was likened to neither. It gives every sample the same sum over its features, by itself, as layer norm gives it mean and spread.",
    "你说步骤 2 两者都不像。它让每个样本各自在所有特征上有同样的和，就像层归一化给的均值和离散程度。",
    step(2, { like: "neither" }),
  ],
  "image-reaches-the-dataset": [
    "Step 2 was said to reach the dataset. With other images beside it, an image comes out the same.",
    "你说步骤 2 影响到整个数据集。换掉别的图像，一张图像的结果不变。",
    step(2, { reach: "dataset" }),
  ],
  "mean-image-like-layer-norm": [
    "Step 3 was likened to layer norm. The mean image is a mean of each feature over the samples, as in batch norm.",
    "你说步骤 3 像层归一化。平均图像是每个特征在所有样本上的均值，和批归一化一样。",
    step(3, { like: "layernorm" }),
  ],
  "mean-image-like-neither": [
    "Step 3 was likened to neither, perhaps since nothing is divided. It does the first half of batch norm: every feature has mean zero.",
    "你说步骤 3 两者都不像，也许因为没有除以什么。它做了批归一化的前一半：每个特征的均值为零。",
    step(3, { like: "neither" }),
  ],
  "mean-image-reaches-an-image": [
    "Step 3 was said to reach one image. The mean image has all images in it: exchange the others, and the result is another.",
    "你说步骤 3 只影响一张图像。平均图像里有所有的图像：换掉别的，结果就不同。",
    step(3, { reach: "image" }),
  ],
  "threshold-like-layer-norm": [
    "Step 4 was likened to layer norm. It gives no sample any statistic: each number is compared with a fixed threshold, as in an activation function.",
    "你说步骤 4 像层归一化。它没有让样本有任何相同的统计量：每个数各自与固定的阈值比较，像激活函数。",
    step(4, { like: "layernorm" }),
  ],
  "threshold-like-batch-norm": [
    "Step 4 was likened to batch norm. The threshold is fixed: it isn't computed from other samples.",
    "你说步骤 4 像批归一化。阈值是固定的，不是由别的样本算出来的。",
    step(4, { like: "batchnorm" }),
  ],
  "threshold-reaches-the-image": [
    "Step 4 was said to reach the image. The threshold is given: each number depends on itself alone.",
    "你说步骤 4 影响到整张图像。阈值是给定的：每个数只取决于它自己。",
    step(4, { reach: "image" }),
  ],
  "batch-and-layer-swapped": [
    "Batch norm and layer norm changed places: batch norm looks across samples, layer norm within one.",
    "批归一化和层归一化弄反了：批归一化跨样本看，层归一化在一个样本里看。",
    {
      question_3: () =>
        right.question_3().map(({ reach, like }) => ({
          reach,
          like: like === "batchnorm"
            ? "layernorm"
            : like === "layernorm"
            ? "batchnorm"
            : like,
        })),
    },
  ],

  // Question 4
  "deep-fails": [
    "Layer norm was said to fail in deep nets. Each layer normalizes its rows anew: depth is where it helps, as in Transformers.",
    "你说层归一化在深层网络里不起作用。每一层都会重新归一化各行：越深越用得上，比如 Transformer。",
    verdict("deep", { works: false }),
  ],
  "deep-needs-the-batch": [
    "The reason given for deep nets was the batch. Layer norm never looks at other rows; look at the spread of what comes out.",
    "深层网络那一项，你给的理由是批。层归一化从不看别的行；看看输出的离散程度。",
    verdict("deep", { because: "needs_the_batch" }),
  ],
  "narrow-works": [
    "Layer norm was said to work with two features. Without mean and spread, two numbers have only their order left: every row is (1, -1) or (-1, 1).",
    "你说两个特征时层归一化也起作用。去掉均值和离散程度，两个数就只剩下谁大谁小：每一行不是 (1, -1) 就是 (-1, 1)。",
    verdict("narrow", { works: true }),
  ],
  "narrow-by-eps": [
    "The reason given for two features was eps. Their variance is far larger; count how many different rows come out.",
    "两个特征那一项，你给的理由是 eps。它们的方差大得多；数一数输出有几种不同的行。",
    verdict("narrow", { because: "eps_takes_over" }),
  ],
  "decayed-works": [
    "Layer norm was said to work with weights that have all but vanished. The scale of weights doesn't matter to it only as long as the variance is well above eps.",
    "你说权重几乎消失时层归一化也起作用。只有方差远大于 eps 时，权重的尺度才无关紧要。",
    verdict("decayed", { works: true }),
  ],
  "decayed-nothing-left": [
    "The reason given for small weights was that samples come out the same. They differ still, but with too small a spread: compare the variance with eps.",
    "权重很小那一项，你给的理由是样本变得一样。它们仍然不同，只是离散程度太小：把方差和 eps 比一比。",
    verdict("decayed", { because: "nothing_left" }),
  ],
  "always-needs-the-batch": [
    "All three reasons were the batch. That is batch norm's trouble: layer norm gives a row the same result alone.",
    "三个理由都写成了批。那是批归一化的麻烦：一行单独算，层归一化的结果不变。",
    {
      question_4() {
        const because = "needs_the_batch";
        return {
          deep: { works: true, because },
          narrow: { works: false, because },
          decayed: { works: false, because },
        };
      },
    },
  ],
});

/** In Chinese, with step 1 taken for layer norm, and words beside the choices. */
const inChinese = {
  question_1: () =>
    "不带批归一化时，只有初始权重的尺度落在很窄的一段里，网络才训练得动。权重太小，" +
    "信号一层层衰减，梯度消失；权重太大，信号和梯度都会爆炸。带批归一化时，每一层都" +
    "除以输入的标准差，权重乘上一个常数也不改变输出，所以几乎任何尺度都能训练。",
  question_2: () =>
    "批越大，训练得越好；每批只有五个样本时，和没有归一化差不多。均值和方差是用手头" +
    "的样本估计的，样本少，估计的噪声就大，同一张图片的结果会随着邻居变来变去，测试" +
    "时用的滑动平均也和训练时对不上。",
  question_3: () =>
    [
      ["row", "layernorm"],
      ["image", "layernorm"],
      ["dataset", "batchnorm"],
      ["itself", "neither"],
    ].map(([reach, like]) => ({ reach, like, note: "测过了" })),
  question_4: () => ({
    decayed: { because: "eps_takes_over", works: false },
    narrow: { because: "nothing_left", works: false },
    deep: { because: "normalized_anew", works: true, note: "测过了" },
  }),
};

/** All variants of lesson 09. */
export const variants = otherWays({
  "questions-in-chinese": ["in Chinese, with notes", inChinese],
});
