/** What students answer in lesson 09 that doesn't fit. */
import type { Exports, Misconception } from "../support/catalogue.ts";
import {
  question_1,
  question_2,
  question_3,
  question_4,
} from "./support/questions.ts";
import type { Preprocessing, Verdict } from "kata/09_questions.ts";

/** The lesson with some answers changed. */
function answering(changed: Exports): () => Exports {
  return () => ({ question_1, question_2, question_3, question_4, ...changed });
}

/** The lesson with something else said of a step. */
function step(
  number: 1 | 2 | 3 | 4,
  changed: Partial<Preprocessing>,
): () => Exports {
  return answering({
    question_3: () =>
      question_3().map((answer, k) =>
        k === number - 1 ? { ...answer, ...changed } : answer
      ),
  });
}

/** The lesson with another verdict. */
function verdict(
  name: "deep" | "narrow" | "decayed",
  changed: Partial<Verdict>,
): () => Exports {
  return answering({
    question_4() {
      const answers = question_4();
      return { ...answers, [name]: { ...answers[name], ...changed } };
    },
  });
}

const inWords: Misconception[] = [
  {
    id: "first-answer-too-short",
    sentence:
      "The answer to question 1 is a line. Say what happens with batch norm, what without, and why.",
    zh: "第 1 题只答了一行。要说清带批归一化时怎样、不带时怎样，以及为什么。",
    make: answering({ question_1: () => "Batch norm makes it better." }),
  },
  {
    id: "first-answer-repeats-itself",
    sentence:
      "The answer to question 1 says the same again and again. Say what happens with batch norm, what without, and why.",
    zh:
      "第 1 题的答案在反复说同一句话。要说清带批归一化时怎样、不带时怎样，以及为什么。",
    make: answering({
      question_1: () => "Batch norm makes it better. ".repeat(10),
    }),
  },
  {
    id: "second-answer-too-short",
    sentence:
      "The answer to question 2 is a line. Say how the result changes with the size of the batch, and why.",
    zh: "第 2 题只答了一行。要说清结果怎样随批的大小变化，以及为什么。",
    make: answering({ question_2: () => "Larger batches are better." }),
  },
  {
    id: "second-answer-repeats-itself",
    sentence:
      "The answer to question 2 says the same again and again. Say how the result changes with the size of the batch, and why.",
    zh:
      "第 2 题的答案在反复说同一句话。要说清结果怎样随批的大小变化，以及为什么。",
    make: answering({
      question_2: () => "Larger batches are better. ".repeat(10),
    }),
  },
  {
    id: "answers-printed",
    sentence:
      "The answers to questions 1 and 2 are printed, not returned. Put return before the text.",
    zh: "第 1、2 题的答案打印出来了，却没有返回。在文字前面写上 return。",
    make: answering({
      question_1: () => undefined,
      question_2: () => undefined,
    }),
  },
  {
    id: "first-answer-too-long",
    sentence:
      "The answer to question 1 has more than 3000 characters. Say it in fewer.",
    zh: "第 1 题的答案超过了 3000 个字符。说得简短些。",
    make: answering({ question_1: () => question_1().repeat(12) }),
  },
];

const preprocessings: Misconception[] = [
  {
    id: "rows-like-batch-norm",
    sentence:
      "Step 1 was likened to batch norm. No other image matters to it: it scales each row of pixels by itself.",
    zh: "你说步骤 1 像批归一化。别的图像和它无关：每一行像素各自缩放。",
    make: step(1, { like: "batchnorm" }),
  },
  {
    id: "rows-reach-the-image",
    sentence:
      "Step 1 was said to reach all over the image. The sum that it divides by is that of one row of pixels.",
    zh: "你说步骤 1 影响到整张图像。它除以的和，只是一行像素的和。",
    make: step(1, { reach: "image" }),
  },
  {
    id: "rows-reach-the-dataset",
    sentence:
      'Step 1 was said to reach the dataset. "Each image in the dataset" says how often it is done, not what it is computed from.',
    zh:
      "你说步骤 1 影响到整个数据集。“对每张图像”说的是做多少次，不是用什么来算。",
    make: step(1, { reach: "dataset" }),
  },
  {
    id: "image-like-batch-norm",
    sentence:
      "Step 2 was likened to batch norm. It looks at one image alone, all of its features together: that is layer norm's way.",
    zh:
      "你说步骤 2 像批归一化。它只看一张图像，把所有特征放在一起：这是层归一化的做法。",
    make: step(2, { like: "batchnorm" }),
  },
  {
    id: "image-like-neither",
    sentence:
      "Step 2 was likened to neither. It gives every sample the same sum over its features, by itself, as layer norm gives it mean and spread.",
    zh:
      "你说步骤 2 两者都不像。它让每个样本各自在所有特征上有同样的和，就像层归一化给的均值和离散程度。",
    make: step(2, { like: "neither" }),
  },
  {
    id: "image-reaches-the-dataset",
    sentence:
      "Step 2 was said to reach the dataset. With other images beside it, an image comes out the same.",
    zh: "你说步骤 2 影响到整个数据集。换掉别的图像，一张图像的结果不变。",
    make: step(2, { reach: "dataset" }),
  },
  {
    id: "mean-image-like-layer-norm",
    sentence:
      "Step 3 was likened to layer norm. The mean image is a mean of each feature over the samples, as in batch norm.",
    zh:
      "你说步骤 3 像层归一化。平均图像是每个特征在所有样本上的均值，和批归一化一样。",
    make: step(3, { like: "layernorm" }),
  },
  {
    id: "mean-image-like-neither",
    sentence:
      "Step 3 was likened to neither, perhaps since nothing is divided. It does the first half of batch norm: every feature has mean zero.",
    zh:
      "你说步骤 3 两者都不像，也许因为没有除以什么。它做了批归一化的前一半：每个特征的均值为零。",
    make: step(3, { like: "neither" }),
  },
  {
    id: "mean-image-reaches-an-image",
    sentence:
      "Step 3 was said to reach one image. The mean image has all images in it: exchange the others, and the result is another.",
    zh:
      "你说步骤 3 只影响一张图像。平均图像里有所有的图像：换掉别的，结果就不同。",
    make: step(3, { reach: "image" }),
  },
  {
    id: "threshold-like-layer-norm",
    sentence:
      "Step 4 was likened to layer norm. It gives no sample any statistic: each number is compared with a fixed threshold, as in an activation function.",
    zh:
      "你说步骤 4 像层归一化。它没有让样本有任何相同的统计量：每个数各自与固定的阈值比较，像激活函数。",
    make: step(4, { like: "layernorm" }),
  },
  {
    id: "threshold-like-batch-norm",
    sentence:
      "Step 4 was likened to batch norm. The threshold is fixed: it isn't computed from other samples.",
    zh: "你说步骤 4 像批归一化。阈值是固定的，不是由别的样本算出来的。",
    make: step(4, { like: "batchnorm" }),
  },
  {
    id: "threshold-reaches-the-image",
    sentence:
      "Step 4 was said to reach the image. The threshold is given: each number depends on itself alone.",
    zh: "你说步骤 4 影响到整张图像。阈值是给定的：每个数只取决于它自己。",
    make: step(4, { reach: "image" }),
  },
  {
    id: "batch-and-layer-swapped",
    sentence:
      "Batch norm and layer norm changed places: batch norm looks across samples, layer norm within one.",
    zh: "批归一化和层归一化弄反了：批归一化跨样本看，层归一化在一个样本里看。",
    make: answering({
      question_3: () =>
        question_3().map(({ reach, like }) => ({
          reach,
          like: like === "batchnorm"
            ? "layernorm"
            : like === "layernorm"
            ? "batchnorm"
            : like,
        })),
    }),
  },
];

const verdicts: Misconception[] = [
  {
    id: "deep-fails",
    sentence:
      "Layer norm was said to fail in deep nets. Each layer normalizes its rows anew: depth is where it helps, as in Transformers.",
    zh:
      "你说层归一化在深层网络里不起作用。每一层都会重新归一化各行：越深越用得上，比如 Transformer。",
    make: verdict("deep", { works: false }),
  },
  {
    id: "deep-needs-the-batch",
    sentence:
      "The reason given for deep nets was the batch. Layer norm never looks at other rows; look at the spread of what comes out.",
    zh:
      "深层网络那一项，你给的理由是批。层归一化从不看别的行；看看输出的离散程度。",
    make: verdict("deep", { because: "needs_the_batch" }),
  },
  {
    id: "narrow-works",
    sentence:
      "Layer norm was said to work with two features. Without mean and spread, two numbers have only their order left: every row is (1, -1) or (-1, 1).",
    zh:
      "你说两个特征时层归一化也起作用。去掉均值和离散程度，两个数就只剩下谁大谁小：每一行不是 (1, -1) 就是 (-1, 1)。",
    make: verdict("narrow", { works: true }),
  },
  {
    id: "narrow-by-eps",
    sentence:
      "The reason given for two features was eps. Their variance is far larger; count how many different rows come out.",
    zh:
      "两个特征那一项，你给的理由是 eps。它们的方差大得多；数一数输出有几种不同的行。",
    make: verdict("narrow", { because: "eps_takes_over" }),
  },
  {
    id: "decayed-works",
    sentence:
      "Layer norm was said to work with weights that have all but vanished. The scale of weights doesn't matter to it only as long as the variance is well above eps.",
    zh:
      "你说权重几乎消失时层归一化也起作用。只有方差远大于 eps 时，权重的尺度才无关紧要。",
    make: verdict("decayed", { works: true }),
  },
  {
    id: "decayed-nothing-left",
    sentence:
      "The reason given for small weights was that samples come out the same. They differ still, but with too small a spread: compare the variance with eps.",
    zh:
      "权重很小那一项，你给的理由是样本变得一样。它们仍然不同，只是离散程度太小：把方差和 eps 比一比。",
    make: verdict("decayed", { because: "nothing_left" }),
  },
  {
    id: "always-needs-the-batch",
    sentence:
      "All three reasons were the batch. That is batch norm's trouble: layer norm gives a row the same result alone.",
    zh:
      "三个理由都写成了批。那是批归一化的麻烦：一行单独算，层归一化的结果不变。",
    make: answering({
      question_4() {
        const because = "needs_the_batch";
        return {
          deep: { works: true, because },
          narrow: { works: false, because },
          decayed: { works: false, because },
        };
      },
    }),
  },
];

export const misconceptions: Misconception[] = [
  ...inWords,
  ...preprocessings,
  ...verdicts,
];
