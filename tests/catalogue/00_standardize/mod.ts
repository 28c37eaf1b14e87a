/** What students get wrong in lesson 00: `standardize()`. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { twoPass } from "../01_batchnorm_forward/variants.ts";
import { mistakesIn, otherWays, recipe } from "../support/define.ts";
import {
  inPlace,
  KEEP,
  meanDistance,
  meanSquare,
  unbiased,
} from "../support/pieces.ts";
export * as reference from "../../../solutions/00_standardize.ts";

/** The right steps, in the order of their use. */
const right = {
  mean: (x: NdArray): NdArray | number => x.mean(0),
  variance: (x: NdArray) => x.var(0),
  std: (variance: NdArray) => variance.add(1e-5).sqrt(),
  normalize: (x: NdArray, mean: NdArray | number, std: NdArray) =>
    x.sub(mean).div(std),
  returned: (result: NdArray): unknown => result,
};

/** What makes the lesson with some steps changed. */
const standardize = recipe(right, (step) => ({
  standardize: (x: NdArray) =>
    step.returned(step.normalize(x, step.mean(x), step.std(step.variance(x)))),
}));

export const misconceptions = mistakesIn(standardize, {
  "async-function": [
    "The function is async, so it returns a promise. Take async and await out: nothing here has to be waited for.",
    "函数是 async 的，所以返回的是 Promise。去掉 async 和 await：这里没有什么要等的。",
    { returned: (result): unknown => Promise.resolve(result) },
  ],
  // eps
  "eps-too-small": [
    "This is what 1e-8 under the root gives. Add 1e-5: sqrt(var + 1e-5).",
    "这是根号里加 1e-8 的结果。应该加 1e-5：sqrt(var + 1e-5)。",
    { std: (variance) => variance.add(1e-8).sqrt() },
  ],
  "eps-outside-root": [
    "1e-5 was added to the standard deviation. It belongs under the root: sqrt(var + 1e-5).",
    "1e-5 加到了标准差上。它应该加在根号里：sqrt(var + 1e-5)。",
    { std: (variance) => variance.sqrt().add(1e-5) },
  ],
  "zero-std-replaced": [
    "Only a standard deviation of 0 was replaced. Add 1e-5 to every variance: sqrt(var + 1e-5).",
    "只有等于 0 的标准差被换掉了。应该给每个方差都加上 1e-5：sqrt(var + 1e-5)。",
    {
      std(variance) {
        const std = variance.sqrt();
        const data = std.data.map((value) => value === 0 ? 1 : value);
        return nd.fromData(data, std.shape);
      },
    },
  ],
  "eps-forgotten": [
    "1e-5 is missing, so a constant feature is divided by zero: divide by sqrt(var + 1e-5).",
    "少了 1e-5，常数特征就会除以零。应该除以 sqrt(var + 1e-5)。",
    { std: (variance) => variance.sqrt() },
  ],

  // Variance
  "variance-unbiased": [
    "This is what dividing by N - 1 gives. Use the biased variance: divide by N.",
    "这是除以 N - 1 的结果。这里用有偏方差：除以 N。",
    { variance: (x) => unbiased(x.var(0), x.shape[0]!) },
  ],
  "variance-without-mean": [
    "This divides by the root of the mean square. Subtract the mean before you square: mean((x - mean)²).",
    "你除以的是平方均值的根。平方之前先减去均值：mean((x - mean)²)。",
    { variance: (x) => meanSquare(x, 0) },
  ],
  "mean-distance-for-variance": [
    "This averages the distances from the mean. The variance averages their squares.",
    "你求的是到均值的距离的平均。方差是这些距离的平方的平均。",
    { variance: (x) => meanDistance(x, 0) },
  ],
  "std-rooted-again": [
    "The root was taken twice: x.std(0) has it already. Start from x.var(0): sqrt(var + 1e-5).",
    "根号开了两次：x.std(0) 已经开过了。从 x.var(0) 算起：sqrt(var + 1e-5)。",
    { std: (variance) => right.std(variance.sqrt()) },
  ],
  "divided-by-variance": [
    "This divides by the variance. Divide by the standard deviation, its root: sqrt(var + 1e-5).",
    "你除以了方差。应该除以它的平方根，也就是标准差：sqrt(var + 1e-5)。",
    { std: (variance) => variance.add(1e-5) },
  ],
  "only-centred": [
    "The mean was subtracted, but nothing divided. Divide by sqrt(var + 1e-5) as well.",
    "均值减了，但没有除。还要除以 sqrt(var + 1e-5)。",
    { normalize: (x, mean) => x.sub(mean) },
  ],
  "mean-not-subtracted": [
    "x was divided as it is. Subtract the mean first: (x - mean) / sqrt(var + 1e-5).",
    "x 没减均值就直接除了。先减去均值：(x - mean) / sqrt(var + 1e-5)。",
    { normalize: (x, _mean, std) => x.div(std) },
  ],
  "mean-subtracted-last": [
    "x was divided first and the mean subtracted from that. Centre first: (x - mean) / std.",
    "你先除了 x，再减均值，顺序反了。先减均值再除：(x - mean) / std。",
    { normalize: (x, mean, std) => x.div(std).sub(mean) },
  ],
  "range-for-std": [
    "This divides by max - min. Divide by the standard deviation: sqrt(var + 1e-5).",
    "你除以了 max - min。应该除以标准差：sqrt(var + 1e-5)。",
    {
      variance: (x) => x.max(0).sub(x.min(0)),
      std: (range) => range.add(1e-5),
    },
  ],

  // Axes
  "axis-1": [
    "mean(1) goes over the features of a sample, which only fits if N = D. Go over the batch: mean(0).",
    "mean(1) 是对一个样本的各个特征求均值，只有 N = D 时形状才凑巧对得上。应该对整批求：mean(0)。",
    { mean: (x) => x.mean(1), variance: (x) => x.var(1) },
  ],
  "statistics-per-row": [
    "Each sample was standardized over its features. Standardize each feature over the batch: axis 0.",
    "你把每个样本在它的各个特征上做了标准化。应该把每个特征在整批上做标准化：轴 0。",
    { mean: (x) => x.mean(1, KEEP), variance: (x) => x.var(1, KEEP) },
  ],
  "statistics-of-everything": [
    "One mean and one variance were taken of the whole array. Each feature has its own: axis 0.",
    "你对整个数组只求了一个均值和一个方差。每个特征各有自己的一对：轴 0。",
    { mean: (x) => x.mean(), variance: (x) => x.var([0, 1], KEEP) },
  ],

  // Memory
  "x-overwritten": [
    "x was standardized in place. Leave it as it is and return a new array.",
    "你在 x 里原地做了标准化。x 要保持原样，返回一个新数组。",
    { normalize: (x, mean, std) => inPlace(x, right.normalize(x, mean, std)) },
  ],
  "result-reused": [
    "One array is filled with every result, so a later call overwrites what an earlier one returned. Return a new array.",
    "每次的结果都写进同一个数组，后一次调用会覆盖前一次返回的结果。每次都要返回一个新数组。",
    () => {
      const kept = new Map<string, NdArray>();
      return {
        returned(result) {
          const shape = String(result.shape);
          const array = kept.get(shape) ?? result;
          kept.set(shape, array);
          return inPlace(array, result);
        },
      };
    },
  ],
});

/** Plain nested arrays in between. */
function nested(x: NdArray): NdArray {
  const rows = x.toArray() as number[][];
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]));
  const done = columns.map((column) => {
    const [mean, variance] = twoPass(Float64Array.from(column));
    return column.map((value) => (value! - mean) / Math.sqrt(variance + 1e-5));
  });
  return nd.array(rows.map((_, i) => done.map((column) => column[i]!)));
}

/** Most other ways are in the room of lesson 01. */
export const variants = otherWays({
  "nested-arrays": ["standardize on nested arrays of numbers", {
    standardize: nested,
  }],
});
