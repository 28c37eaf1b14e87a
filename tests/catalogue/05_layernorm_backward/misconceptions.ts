/** What students get wrong in lesson 05: `layernorm_backward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache } from "../../../solutions/04_layernorm_forward.ts";
import { mistakesIn, recipe } from "../support/define.ts";
import { type Gradients, inPlace, KEEP } from "../support/pieces.ts";

/** What a part of the formula can use: the cache, dout and dx_hat. */
interface Given extends LayerNormCache {
  dout: NdArray;
  dx_hat: NdArray;
}

/** The parts of `dx = (dx_hat - meanTerm - varianceTerm) / std`. */
const right = {
  std: ({ std }: LayerNormCache) => std,
  dbeta: ({ dout }: Given) => dout.sum(0),
  dgamma: ({ dout, x_hat }: Given) => dout.mul(x_hat).sum(0),
  dx_hat: (dout: NdArray, gamma: NdArray) => dout.mul(gamma),
  meanTerm: ({ dx_hat }: Given) => dx_hat.mean(1, KEEP),
  varianceTerm: ({ dx_hat, x_hat }: Given) =>
    x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP)),
  combine: (dx_hat: NdArray, meanTerm: NdArray, varianceTerm: NdArray) =>
    dx_hat.sub(meanTerm).sub(varianceTerm),
  dx: (bracket: NdArray, { std }: Given) => bracket.div(std),
  returned: (...gradients: Gradients): NdArray[] => gradients,
};

/** What makes the lesson with some parts of the formula changed. */
const formula = recipe(right, (part) => {
  function layernorm_backward(dout: NdArray, cache: LayerNormCache) {
    const std = part.std(cache);
    const dx_hat = part.dx_hat(dout, cache.gamma);
    const given: Given = { ...cache, std, dout, dx_hat };
    const dbeta = part.dbeta(given);
    const dgamma = part.dgamma(given);
    const bracket = part.combine(
      dx_hat,
      part.meanTerm(given),
      part.varianceTerm(given),
    );
    return part.returned(part.dx(bracket, given), dgamma, dbeta);
  }
  return { layernorm_backward };
});

export const misconceptions = mistakesIn(formula, {
  // Batch norm's way
  "gamma-after-the-means": [
    "gamma multiplies after the means over the row, as in batch norm. It differs within a row: start from dx_hat = gamma * dout.",
    "你求完一行的均值才乘 gamma，那是批归一化的做法。一行里的 gamma 各不相同：从 dx_hat = gamma * dout 开始。",
    {
      dx_hat: (dout) => dout,
      dx: (bracket, { gamma, std }) => bracket.mul(gamma.div(std)),
    },
  ],
  "means-over-batch": [
    "The means in dx go over the batch, as in batch norm. Layer norm's go over the features of a row: axis 1.",
    "dx 里的均值是对整批求的，那是批归一化的做法。层归一化要对一行的各个特征求：轴 1。",
    {
      meanTerm: ({ dx_hat }) => dx_hat.mean(0),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(0)),
    },
  ],
  "mean-term-over-batch": [
    "mean(dx_hat) goes over the batch, mean(dx_hat * x_hat) over the row. Both go over the row: axis 1.",
    "mean(dx_hat) 是对整批求的，mean(dx_hat * x_hat) 是对一行求的。两个都应该对一行求：轴 1。",
    { meanTerm: ({ dx_hat }) => dx_hat.mean(0) },
  ],
  "divided-by-rows": [
    "The sums over a row were divided by N. A row has D features: divide by D.",
    "对一行求的和除以了 N。一行有 D 个特征：应该除以 D。",
    {
      meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP).div(dx_hat.shape[0]!),
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP).div(dx_hat.shape[0]!)),
    },
  ],
  "means-without-keepdims": [
    "The means over a row have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    "行均值的形状是 (N,)，只有 N = D 时才凑巧对得上。要用 (N, 1)：mean(1, { keepdims: true })。",
    {
      meanTerm: ({ dx_hat }) => dx_hat.mean(1),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(1)),
    },
  ],
  "dgamma-and-dbeta-per-row": [
    "dgamma and dbeta were summed over a row. They belong to features still: sum over the batch, axis 0.",
    "dgamma 和 dbeta 是对一行求的和。它们仍然属于特征：应该对整批求和，轴 0。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1),
      dbeta: ({ dout }) => dout.sum(1),
    },
  ],
  "dgamma-and-dbeta-per-row-columns": [
    "dgamma and dbeta have shape (N, 1): summed over a row. They belong to features: sum over the batch, axis 0.",
    "dgamma 和 dbeta 的形状是 (N, 1)，是对一行求的和。它们属于特征：应该对整批求和，轴 0。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1, KEEP),
      dbeta: ({ dout }) => dout.sum(1, KEEP),
    },
  ],
  "dx-not-transposed-back": [
    "dx has shape (D, N). If you go through batch norm on the transposed arrays, transpose dx back.",
    "dx 的形状是 (D, N)。如果你转置之后借用批归一化，要把 dx 转置回来。",
    { dx: (bracket, { std }) => bracket.div(std).T },
  ],
  "dx-reshaped-back": [
    "dx was brought from (D, N) to (N, D) by reshape, which shuffles the numbers. Use .T.",
    "你用 reshape 把 dx 从 (D, N) 变回 (N, D)，数字的位置就乱了。应该用 .T。",
    { dx: (bracket, { std }) => bracket.div(std).T.reshape(bracket.shape) },
  ],

  // The terms of dx
  "variance-term-dropped": [
    "The term of the variance is missing: subtract x_hat * mean(dx_hat * x_hat).",
    "少了方差项：要减去 x_hat * mean(dx_hat * x_hat)。",
    { combine: (dx_hat, meanTerm) => dx_hat.sub(meanTerm) },
  ],
  "mean-term-dropped": [
    "The term of the mean is missing: subtract the mean of dx_hat over the row.",
    "少了均值项：要减去 dx_hat 在一行上的均值。",
    { combine: (dx_hat, _, varianceTerm) => dx_hat.sub(varianceTerm) },
  ],
  "both-terms-dropped": [
    "This is dx_hat / std, as if mean and variance were constants. Subtract the term of each.",
    "这是 dx_hat / std，把均值和方差当成了常数。均值项和方差项都要减去。",
    { combine: (dx_hat) => dx_hat },
  ],
  "variance-term-added": [
    "The term of the variance was added. Subtract it: - x_hat * mean(dx_hat * x_hat).",
    "方差项加了上去。应该减去：- x_hat * mean(dx_hat * x_hat)。",
    {
      combine: (dx_hat, meanTerm, varianceTerm) =>
        dx_hat.sub(meanTerm).add(varianceTerm),
    },
  ],
  "sum-for-mean-of-dx-hat": [
    "1/D is missing in the term of the mean: it takes the mean of dx_hat over the row, not the sum.",
    "均值项少了 1/D：要用 dx_hat 在一行上的均值，不是总和。",
    { meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP) },
  ],
  "sum-for-mean-in-variance-term": [
    "1/D is missing in the term of the variance: it takes mean(dx_hat * x_hat), not the sum.",
    "方差项少了 1/D：要用 mean(dx_hat * x_hat)，不是总和。",
    {
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP)),
    },
  ],
  "dout-for-dx-hat-in-variance-term": [
    "The term of the variance was taken of dout. Both terms take dx_hat = gamma * dout.",
    "方差项是用 dout 算的。两项都要用 dx_hat = gamma * dout。",
    {
      varianceTerm: ({ dout, x_hat }) =>
        x_hat.mul(dout.mul(x_hat).mean(1, KEEP)),
    },
  ],
  "x-for-x-hat": [
    "x stands in the term of the variance where x_hat belongs: x_hat * mean(dx_hat * x_hat).",
    "方差项里该用 x_hat 的地方用了 x：x_hat * mean(dx_hat * x_hat)。",
    { varianceTerm: ({ dx_hat, x }) => x.mul(dx_hat.mul(x).mean(1, KEEP)) },
  ],
  "centered-for-x-hat": [
    "x - mean stands in the term of the variance where x_hat belongs. Divide it by std, both times.",
    "方差项里该用 x_hat 的地方用了 x - mean。两处都要除以 std。",
    {
      varianceTerm({ dx_hat, x, mean }) {
        const centered = x.sub(mean);
        return centered.mul(dx_hat.mul(centered).mean(1, KEEP));
      },
    },
  ],
  "gamma-forgotten": [
    "dx lacks gamma: dx_hat = gamma * dout.",
    "dx 少了 gamma：dx_hat = gamma * dout。",
    { dx_hat: (dout) => dout },
  ],
  "gamma-twice": [
    "dx has gamma twice. dx_hat = gamma * dout already holds it.",
    "dx 里的 gamma 乘了两次。dx_hat = gamma * dout 里已经有它了。",
    { dx: (bracket, { gamma, std }) => bracket.mul(gamma).div(std) },
  ],
  "divided-by-variance": [
    "dx was divided by the variance. Divide by std: sqrt(var + eps).",
    "dx 除以了方差。应该除以 std：sqrt(var + eps)。",
    { dx: (bracket, { std }) => bracket.div(std.square()) },
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
  "dx-averaged": [
    "dx was divided by N. If the loss is a mean, its 1/N is in dout already.",
    "dx 除以了 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    { dx: (bracket, { std }) => bracket.div(std).div(bracket.shape[0]!) },
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
    "dgamma and dbeta are means over the batch. They are sums: every row used gamma and beta.",
    "dgamma 和 dbeta 求成了批上的均值。它们是和：每一行都用到了 gamma 和 beta。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    },
  ],
  "dgamma-and-dbeta-of-dx-hat": [
    "dgamma and dbeta were summed from dx_hat, which holds gamma. Sum dout * x_hat and dout.",
    "dgamma 和 dbeta 是用 dx_hat 求的和，而 dx_hat 里有 gamma。应该对 dout * x_hat 和 dout 求和。",
    {
      dgamma: ({ dx_hat, x_hat }) => dx_hat.mul(x_hat).sum(0),
      dbeta: ({ dx_hat }) => dx_hat.sum(0),
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
  "dout-scaled-in-place": [
    "dout was multiplied by gamma in place. Compute dout.mul(gamma), which makes a new array.",
    "dout 在原地乘上了 gamma。用 dout.mul(gamma)，它返回新数组。",
    { dx_hat: (dout, gamma) => inPlace(dout, dout.mul(gamma)) },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was changed in place, so that going back works only once. Compute x_hat.mul(…).",
    "缓存里的 x_hat 在原地被改了，所以只能反向传播一次。用 x_hat.mul(…)。",
    {
      varianceTerm: ({ dx_hat, x_hat }) =>
        inPlace(x_hat, x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP))),
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
    { dx: (bracket, { std }) => bracket.div(std).astype("float32") },
  ],
});
