/** What students get wrong in lesson 03: `batchnorm_backward_alt()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import { mistakesIn, recipe } from "../support/define.ts";
import { type Gradients, inPlace, KEEP } from "../support/pieces.ts";

/** What a part of the formula can use: the cache, dout and N. */
interface Given extends BatchNormCache {
  dout: NdArray;
  N: number;
}

/** The parts of `dx = scale * (dout - meanTerm - varianceTerm)`. */
const right = {
  N: (dout: NdArray) => dout.shape[0]!,
  std: ({ std }: BatchNormCache) => std,
  dbeta: ({ dout }: Given) => dout.sum(0),
  dgamma: ({ dout, x_hat }: Given) => dout.mul(x_hat).sum(0),
  upstream: ({ dout }: Given) => dout,
  meanTerm: ({ dout, N }: Given) => dout.sum(0).div(N),
  varianceTerm: ({ dout, x_hat, N }: Given) =>
    x_hat.mul(dout.mul(x_hat).sum(0).div(N)),
  combine: (dout: NdArray, meanTerm: NdArray, varianceTerm: NdArray) =>
    dout.sub(meanTerm).sub(varianceTerm),
  scale: ({ gamma, std }: Given) => gamma.div(std),
  dx: (dx: NdArray, _given: Given) => dx,
  returned: (...gradients: Gradients): NdArray[] => gradients,
};

/** What makes the lesson with some parts of the formula changed. */
const formula = recipe(right, (part) => {
  function batchnorm_backward_alt(dout: NdArray, cache: BatchNormCache) {
    const std = part.std(cache);
    const given: Given = { ...cache, std, dout, N: part.N(dout) };
    const dbeta = part.dbeta(given);
    const dgamma = part.dgamma(given);
    const bracket = part.combine(
      part.upstream(given),
      part.meanTerm(given),
      part.varianceTerm(given),
    );
    const dx = part.dx(bracket.mul(part.scale(given)), given);
    return part.returned(dx, dgamma, dbeta);
  }
  return { batchnorm_backward_alt };
});

export const misconceptions = mistakesIn(formula, {
  // The terms
  "variance-term-dropped": [
    "The term of the variance is missing: subtract x_hat * mean(dout * x_hat).",
    "少了方差项：要减去 x_hat * mean(dout * x_hat)。",
    { combine: (dout, meanTerm) => dout.sub(meanTerm) },
  ],
  "mean-term-dropped": [
    "The term of the mean is missing: subtract mean(dout).",
    "少了均值项：要减去 mean(dout)。",
    { combine: (dout, _, varianceTerm) => dout.sub(varianceTerm) },
  ],
  "both-terms-dropped": [
    "This is dout * gamma / std, as if mean and variance were constants. Subtract the term of each.",
    "这是 dout * gamma / std，把均值和方差当成了常数。均值项和方差项都要减去。",
    { combine: (dout) => dout },
  ],
  "variance-term-added": [
    "The term of the variance was added. Subtract it: - x_hat * mean(dout * x_hat).",
    "方差项加了上去。应该减去：- x_hat * mean(dout * x_hat)。",
    {
      combine: (dout, meanTerm, varianceTerm) =>
        dout.sub(meanTerm).add(varianceTerm),
    },
  ],
  "mean-term-added": [
    "The term of the mean was added. Subtract it: - mean(dout).",
    "均值项加了上去。应该减去：- mean(dout)。",
    {
      combine: (dout, meanTerm, varianceTerm) =>
        dout.add(meanTerm).sub(varianceTerm),
    },
  ],
  "x-hat-inside-mean": [
    "Both x_hat are inside the mean. One stays outside: x_hat * mean(dout * x_hat).",
    "两个 x_hat 都放进了均值里。有一个要留在外面：x_hat * mean(dout * x_hat)。",
    {
      varianceTerm: ({ dout, x_hat, N }) =>
        dout.mul(x_hat).mul(x_hat).sum(0).div(N),
    },
  ],
  "x-hat-forgotten-inside-mean": [
    "One x_hat is missing: the term of the variance is x_hat * mean(dout * x_hat).",
    "少了一个 x_hat：方差项是 x_hat * mean(dout * x_hat)。",
    { varianceTerm: ({ dout, x_hat, N }) => x_hat.mul(dout.sum(0).div(N)) },
  ],
  "x-hat-forgotten-outside-mean": [
    "One x_hat is missing: multiply mean(dout * x_hat) by x_hat again.",
    "少了一个 x_hat：mean(dout * x_hat) 还要再乘一次 x_hat。",
    { varianceTerm: ({ dout, x_hat, N }) => dout.mul(x_hat).sum(0).div(N) },
  ],
  "x-for-x-hat": [
    "x stands in the term of the variance where x_hat belongs: x_hat * mean(dout * x_hat).",
    "方差项里该用 x_hat 的地方用了 x：x_hat * mean(dout * x_hat)。",
    { varianceTerm: ({ dout, x, N }) => x.mul(dout.mul(x).sum(0).div(N)) },
  ],
  "centered-for-x-hat": [
    "x - mean stands in the term of the variance where x_hat belongs. Divide it by std, both times.",
    "方差项里该用 x_hat 的地方用了 x - mean。两处都要除以 std。",
    {
      varianceTerm({ dout, x, mean, N }) {
        const centered = x.sub(mean);
        return centered.mul(dout.mul(centered).sum(0).div(N));
      },
    },
  ],

  // Sums and means
  "sum-for-mean-of-dout": [
    "1/N is missing in the term of the mean: it takes mean(dout), not the sum.",
    "均值项少了 1/N：要用 mean(dout)，不是总和。",
    { meanTerm: ({ dout }) => dout.sum(0) },
  ],
  "sum-for-mean-in-variance-term": [
    "1/N is missing in the term of the variance: it takes mean(dout * x_hat), not the sum.",
    "方差项少了 1/N：要用 mean(dout * x_hat)，不是总和。",
    { varianceTerm: ({ dout, x_hat }) => x_hat.mul(dout.mul(x_hat).sum(0)) },
  ],
  "n-not-divided-out": [
    "dx is N times too large. If you write N * dout - …, divide all of it by N in the end.",
    "dx 成了正确值的 N 倍。如果你写的是 N * dout - …，最后要整个除以 N。",
    { dx: (dx, { N }) => dx.mul(N) },
  ],
  "dx-averaged": [
    "dx was divided by N once more. If the loss is a mean, its 1/N is in dout already.",
    "dx 又除了一次 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    { dx: (dx, { N }) => dx.div(N) },
  ],
  "unbiased-backward": [
    "The term of the variance is divided by N - 1. The forward pass divides by N, so its gradient does too.",
    "方差项除以了 N - 1。前向传播除以的是 N，它的梯度也一样。",
    {
      varianceTerm: ({ dout, x_hat, N }) =>
        x_hat.mul(dout.mul(x_hat).sum(0).div(N - 1)),
    },
  ],
  "n-from-features": [
    "N was taken from the wrong axis: dout.shape is [N, D], and the means go over the N rows.",
    "N 取错了轴：dout.shape 是 [N, D]，均值是对 N 行求的。",
    { N: (dout) => dout.shape[1]! },
  ],
  "means-over-features": [
    "The means go over the features of a row. Batch norm's go over the batch: axis 0.",
    "均值是对一行的各个特征求的。批归一化要对整批求：轴 0。",
    {
      meanTerm: ({ dout }) => dout.mean(1, KEEP),
      varianceTerm: ({ dout, x_hat }) =>
        x_hat.mul(dout.mul(x_hat).mean(1, KEEP)),
    },
  ],
  "means-over-everything": [
    "The means were taken of the whole array. Each feature has its own: mean(0).",
    "均值是对整个数组求的。每个特征有自己的均值：mean(0)。",
    {
      meanTerm: ({ dout }) => dout.mul(0).add(dout.mean()),
      varianceTerm: ({ dout, x_hat }) => x_hat.mul(dout.mul(x_hat).mean()),
    },
  ],

  // gamma, std and eps
  "gamma-forgotten": [
    "dx lacks gamma: it starts with gamma / std.",
    "dx 少了 gamma：它前面的因子是 gamma / std。",
    { scale: ({ std }) => std.pow(-1) },
  ],
  "gamma-twice": [
    "dx has gamma twice: either dout * gamma goes into the means, or gamma / std in front.",
    "dx 里的 gamma 乘了两次：要么均值里用 dout * gamma，要么前面乘 gamma / std。",
    { dx: (dx, { gamma }) => dx.mul(gamma) },
  ],
  "gamma-only-in-dout": [
    "gamma multiplies dout but not the two means. It belongs to all three terms: put it in front.",
    "gamma 乘了 dout，却没有乘两个均值。三项都要乘它：把它提到最前面。",
    {
      upstream: ({ dout, gamma }) => dout.mul(gamma),
      scale: ({ std }) => std.pow(-1),
    },
  ],
  "std-forgotten": [
    "dx wasn't divided by std: it starts with gamma / std.",
    "dx 没有除以 std：它前面的因子是 gamma / std。",
    { scale: ({ gamma }) => gamma },
  ],
  "divided-by-variance": [
    "dx was divided by the variance. It starts with gamma / std.",
    "dx 除以了方差。它前面的因子是 gamma / std。",
    { scale: ({ gamma, std }) => gamma.div(std.square()) },
  ],
  "divided-by-root-of-std": [
    "This divides by the root of std. std holds sqrt(var + eps) already.",
    "你除以了 std 的平方根。std 已经是 sqrt(var + eps) 了。",
    { scale: ({ gamma, std }) => gamma.div(std.sqrt()) },
  ],
  "eps-forgotten": [
    "The backward pass leaves out eps. Use the std of the forward pass: sqrt(var + eps).",
    "反向传播里漏了 eps。用前向传播的 std：sqrt(var + eps)。",
    { std: (cache) => cache.var.sqrt() },
  ],
  "eps-ignored": [
    "The backward pass assumes eps 1e-5. Use the eps, or the std, that the cache holds.",
    "反向传播把 eps 写死成了 1e-5。用缓存里存的 eps 或 std。",
    { std: (cache) => cache.var.add(1e-5).sqrt() },
  ],

  // dgamma and dbeta
  "dgamma-with-centered": [
    "dgamma uses x - mean. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x - mean。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    { dgamma: ({ dout, x, mean }) => dout.mul(x.sub(mean)).sum(0) },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    { dgamma: ({ dout, x }) => dout.mul(x).sum(0) },
  ],
  "dgamma-and-dbeta-averaged": [
    "dgamma and dbeta are means over the batch. Only the terms of dx take means; these are sums.",
    "dgamma 和 dbeta 求成了批上的均值。只有 dx 里的两项用均值，这两个是和。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    },
  ],
  "dgamma-and-dbeta-keep-batch-axis": [
    "dgamma and dbeta have shape (1, D). They have gamma's shape, (D,): leave out keepdims.",
    "dgamma 和 dbeta 的形状成了 (1, D)。它们和 gamma 一样，是 (D,)：去掉 keepdims。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(0, KEEP),
      dbeta: ({ dout }) => dout.sum(0, KEEP),
    },
  ],
  "dgamma-and-dbeta-swapped": [
    "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    { returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] },
  ],

  // Memory and precision
  "dbeta-is-dout": [
    "For a batch of one row, dbeta is dout itself, reshaped. reshape() shares memory; sum(0) gives a new array.",
    "批里只有一行时，你的 dbeta 就是换了形状的 dout 本身。reshape() 共享内存；sum(0) 返回新数组。",
    {
      dbeta: ({ dout }) =>
        dout.shape[0]! === 1 ? dout.reshape([-1]) : dout.sum(0),
    },
  ],
  "dout-overwritten-by-dx": [
    "dx was written into dout, which the layer before may still need. Return an array of its own.",
    "dx 写进了 dout 里，而前一层可能还要用它。要返回一个独立的数组。",
    { dx: (dx, { dout }) => inPlace(dout, dx) },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was changed in place, so that going back works only once. Compute x_hat.mul(…).",
    "缓存里的 x_hat 在原地被改了，所以只能反向传播一次。用 x_hat.mul(…)。",
    {
      varianceTerm: ({ dout, x_hat }) =>
        inPlace(x_hat, x_hat.mul(dout.mul(x_hat).mean(0))),
    },
  ],
  "first-std-remembered": [
    "std was kept in the module from the first call on. Take it from the cache at each call.",
    "第一次调用的 std 一直留在模块的变量里。每次调用都要从缓存里取。",
    () => {
      let first: NdArray | undefined;
      return { std: ({ std }) => first ??= std };
    },
  ],
  "dx-in-float32": [
    "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    { dx: (dx) => dx.astype("float32") },
  ],
});
