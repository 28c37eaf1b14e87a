/** What students get wrong in lesson 04: `layernorm_forward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import { mistakesIn } from "../support/define.ts";
import {
  inPlace,
  KEEP,
  meanDistance,
  meanSquare,
  sizes,
  unbiased,
} from "../support/pieces.ts";
import { layernorm, right } from "./recipe.ts";

export const misconceptions = mistakesIn(layernorm, {
  // Batch norm's way
  "running-averages-kept": [
    "Test mode normalizes by running averages of earlier rows. Layer norm keeps none: use each row's own statistics.",
    "测试模式用了之前各行的滑动平均。层归一化不留滑动平均：用每一行自己的统计量。",
    {
      statistics(now, ln_param) {
        const before = ln_param.running_mean;
        const old = ln_param.running_var;
        if (ln_param.mode === "test" && before !== undefined && old) {
          return { mean: before, var: old };
        }
        const add = (kept: NdArray | undefined, value: NdArray) =>
          (kept ?? value.mul(0)).mul(0.9).add(value.mul(0.1));
        ln_param.running_mean = add(before, now.mean);
        ln_param.running_var = add(old, now.var);
        return now;
      },
    },
  ],
  "test-mode-by-nothing": [
    "Test mode normalizes by zeros, running averages that nobody filled. Layer norm has no modes: use the row's statistics.",
    "测试模式用了全零的滑动平均，从来没有人填过它。层归一化没有模式：用这一行的统计量。",
    {
      statistics: (now, { mode }) =>
        mode === "test" ? { mean: now.mean.mul(0), var: now.var.mul(0) } : now,
    },
  ],
  "mode-demanded": [
    "This refuses to work without a mode. Layer norm has none: training and testing do the same.",
    "没有给模式，你就拒绝计算。层归一化没有模式：训练和测试做的是同一件事。",
    {
      statistics(now, { mode }) {
        if (mode === "train" || mode === "test") return now;
        throw new RangeError(`Expected mode "train" or "test", got "${mode}"`);
      },
    },
  ],
  "normalized-over-batch": [
    "Each feature was normalized over the batch: that is batch norm. Go over the features of a row: axis 1.",
    "你把每个特征在整批上做了归一化，那是批归一化。应该对一行的各个特征求：轴 1。",
    { mean: (x) => x.mean(0), variance: (x) => x.var(0) },
  ],
  "variance-over-batch": [
    "The mean goes over the row, but the variance over the batch. Both go over the features of a row: axis 1.",
    "均值是对一行求的，方差却是对整批求的。两个都应该对一行的各个特征求：轴 1。",
    { variance: (x) => x.var(0) },
  ],
  "gamma-per-row": [
    "gamma and beta were applied to the transposed array, one a row. They belong to features: transpose back first.",
    "gamma 和 beta 用在了转置后的数组上，成了每行一个。它们属于特征：先转置回来。",
    { scale: (x_hat, gamma, beta) => gamma.mul(x_hat.T).add(beta).T },
  ],
  "without-keepdims": [
    "The means over a row have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    "行均值的形状是 (N,)，只有 N = D 时才凑巧对得上。要用 (N, 1)：mean(1, { keepdims: true })。",
    { mean: (x) => x.mean(1), variance: (x) => x.var(1) },
  ],
  "reshaped-for-transposed": [
    "x was brought to (D, N) and back by reshape, which shuffles the numbers. Use .T both times.",
    "你用 reshape 把 x 变成 (D, N) 再变回来，数字的位置就乱了。两次都应该用 .T。",
    {
      input: (x) => x.reshape([x.shape[1]!, x.shape[0]!]).T,
      scale: (x_hat, gamma, beta) =>
        right.scale(x_hat.T.reshape(x_hat.shape), gamma, beta),
    },
  ],
  "statistics-of-everything": [
    "One mean and one variance were taken of the whole array. Each row has its own: axis 1.",
    "你对整个数组只求了一个均值和一个方差。每一行各有自己的一对：轴 1。",
    { mean: (x) => x.mean([0, 1], KEEP), variance: (x) => x.var([0, 1], KEEP) },
  ],

  // eps
  "eps-default-too-small": [
    "Without ln_param.eps this uses 1e-8. The default is 1e-5.",
    "没有给 ln_param.eps 时，你用了 1e-8。默认值是 1e-5。",
    { eps: ({ eps }) => eps ?? 1e-8 },
  ],
  "eps-zero-taken-for-none": [
    "An eps of 0 was replaced by 1e-5. `eps || 1e-5` takes 0 for missing; `eps ?? 1e-5` doesn't.",
    "等于 0 的 eps 被换成了 1e-5。`eps || 1e-5` 会把 0 当成没有给；`eps ?? 1e-5` 不会。",
    { eps: ({ eps }) => eps || 1e-5 },
  ],
  "eps-ignored": [
    "This always uses eps 1e-5. Take ln_param.eps if it is given.",
    "你总是用 1e-5 作 eps。给了 ln_param.eps 就要用它。",
    { eps: () => 1e-5 },
  ],
  "eps-inside-and-outside": [
    "eps was added twice: sqrt(var + eps) + eps. Once, under the root, is enough.",
    "eps 加了两次：sqrt(var + eps) + eps。在根号里加一次就够了。",
    { std: (variance, eps) => variance.add(eps).sqrt().add(eps) },
  ],
  "eps-outside-root": [
    "eps was added to the standard deviation. It belongs under the root: sqrt(var + eps).",
    "eps 加到了标准差上。它应该加在根号里：sqrt(var + eps)。",
    { std: (variance, eps) => variance.sqrt().add(eps) },
  ],
  "eps-forgotten": [
    "eps is missing: divide by sqrt(var + eps).",
    "少了 eps。应该除以 sqrt(var + eps)。",
    { std: (variance) => variance.sqrt() },
  ],

  // Variance
  "variance-unbiased": [
    "This is what dividing by D - 1 gives. Layer norm uses the biased variance: divide by D.",
    "这是除以 D - 1 的结果。层归一化用有偏方差：除以 D。",
    { variance: (x) => unbiased(x.var(1, KEEP), x.shape[1]!) },
  ],
  "divided-by-rows": [
    "The sums over a row were divided by N. A row has D features: divide by D, x.shape[1].",
    "对一行求的和除以了 N。一行有 D 个特征：应该除以 D，也就是 x.shape[1]。",
    {
      mean: (x) => x.sum(1, KEEP).div(x.shape[0]!),
      variance(x) {
        const [N] = sizes(x);
        return x.sub(x.sum(1, KEEP).div(N)).square().sum(1, KEEP).div(N);
      },
    },
  ],
  "variance-not-divided": [
    "The squared deviations were summed, not averaged: divide by D.",
    "离差的平方只求了和，没有求平均。还要除以 D。",
    { variance: (x) => x.var(1, KEEP).mul(x.shape[1]!) },
  ],
  "variance-without-mean": [
    "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    "你求的是平方的均值。平方之前先减去均值：mean((x - mean)²)。",
    { variance: (x) => meanSquare(x, 1, KEEP) },
  ],
  "mean-distance-for-variance": [
    "This averages the distances from the mean. The variance averages their squares.",
    "你求的是到均值的距离的平均。方差是这些距离的平方的平均。",
    { variance: (x) => meanDistance(x, 1, KEEP) },
  ],
  "std-rooted-again": [
    "The root was taken twice: x.std() has it already. Start from x.var(1, …): sqrt(var + eps).",
    "根号开了两次：x.std() 已经开过了。从 x.var(1, …) 算起：sqrt(var + eps)。",
    { std: (variance, eps) => variance.sqrt().add(eps).sqrt() },
  ],
  "divided-by-variance": [
    "This divides by var + eps. Divide by the standard deviation, its root: sqrt(var + eps).",
    "你除以了 var + eps。应该除以它的平方根，也就是标准差：sqrt(var + eps)。",
    { std: (variance, eps) => variance.add(eps) },
  ],
  "only-centred": [
    "The mean was subtracted, but nothing divided. Divide by sqrt(var + eps) as well.",
    "均值减了，但没有除。还要除以 sqrt(var + eps)。",
    { normalize: (x, mean) => x.sub(mean) },
  ],
  "mean-not-subtracted": [
    "x was divided by the standard deviation as it is. Subtract the mean first: (x - mean) / std.",
    "x 没减均值就除以了标准差。先减去均值：(x - mean) / std。",
    { normalize: (x, _mean, std) => x.div(std) },
  ],

  // gamma and beta
  "gamma-before-normalization": [
    "gamma multiplies x before the statistics are taken. Scale x_hat: gamma * x_hat + beta.",
    "gamma 在求统计量之前就乘到了 x 上。应该缩放 x_hat：gamma * x_hat + beta。",
    {
      input: (x, gamma) => x.mul(gamma),
      scale: (x_hat, _gamma, beta) => x_hat.add(beta),
    },
  ],
  "beta-before-gamma": [
    "gamma multiplies beta too. Scale first, then shift: gamma * x_hat + beta.",
    "gamma 把 beta 也乘了。先缩放，再平移：gamma * x_hat + beta。",
    { scale: (x_hat, gamma, beta) => x_hat.add(beta).mul(gamma) },
  ],
  "beta-subtracted": [
    "beta was subtracted. Add it: gamma * x_hat + beta.",
    "你减去了 beta。应该加上它：gamma * x_hat + beta。",
    { scale: (x_hat, gamma, beta) => gamma.mul(x_hat).sub(beta) },
  ],
  "gamma-and-beta-swapped": [
    "gamma and beta changed places. gamma multiplies, beta is added: gamma * x_hat + beta.",
    "gamma 和 beta 用反了。gamma 用来乘，beta 用来加：gamma * x_hat + beta。",
    { scale: (x_hat, gamma, beta) => beta.mul(x_hat).add(gamma) },
  ],
  "gamma-and-beta-forgotten": [
    "This returns x_hat. Scale and shift each feature: gamma * x_hat + beta.",
    "你直接返回了 x_hat。每个特征还要缩放和平移：gamma * x_hat + beta。",
    { scale: (x_hat) => x_hat },
  ],

  // Memory
  "x-centred-in-place": [
    "x itself was centred in place. Compute x.sub(mean), which makes a new array.",
    "x 本身在原地减去了均值。用 x.sub(mean)，它返回新数组。",
    { normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std) },
  ],
  "out-written-into-x": [
    "The result was written into x. Leave x as it is and return a new array.",
    "结果写进了 x 里。x 要保持原样，返回一个新数组。",
    {
      normalize: (x, mean, std) => inPlace(x, x.sub(mean).div(std)),
      scale: (x_hat, gamma, beta) =>
        inPlace(x_hat, right.scale(x_hat, gamma, beta)),
    },
  ],

  // The cache
  "cache-std-not-rooted": [
    "cache.std holds var + eps. It is the root of that: sqrt(var + eps).",
    "cache.std 里放的是 var + eps。应该放它的平方根：sqrt(var + eps)。",
    { cache: (cache) => ({ ...cache, std: cache.std.square() }) },
  ],
  "cache-inverse-for-std": [
    "cache.std holds 1 / std. Keep the standard deviation itself: sqrt(var + eps).",
    "cache.std 里放的是 1 / std。应该放标准差本身：sqrt(var + eps)。",
    { cache: (cache) => ({ ...cache, std: cache.std.pow(-1) }) },
  ],
  "cache-out-for-x-hat": [
    "cache.x_hat holds out. Keep what was normalized, before gamma and beta.",
    "cache.x_hat 里放的是 out。应该放归一化的结果，还没有乘 gamma、加 beta。",
    { cache: (cache, out) => ({ ...cache, x_hat: out }) },
  ],
  "cache-var-unbiased": [
    "cache.var holds the unbiased variance. Keep the biased one, which was used.",
    "cache.var 里放的是无偏方差。应该放归一化用的有偏方差。",
    {
      cache: (cache) => ({
        ...cache,
        var: unbiased(cache.var, cache.x.shape[1]!),
      }),
    },
  ],
  "cache-statistics-flat": [
    "The cache's mean, var and std have shape (N,). Keep them as (N, 1), as they were used.",
    "缓存里 mean、var、std 的形状成了 (N,)。应该和用的时候一样，是 (N, 1)。",
    {
      cache: (cache) => ({
        ...cache,
        mean: cache.mean.reshape([-1]),
        var: cache.var.reshape([-1]),
        std: cache.std.reshape([-1]),
      }),
    },
  ],
  "cache-eps-default": [
    "cache.eps is always 1e-5. Keep the eps that was used.",
    "cache.eps 总是 1e-5。应该放用过的那个 eps。",
    { cache: (cache) => ({ ...cache, eps: 1e-5 }) },
  ],
  "cache-empty": [
    "The cache is empty. Keep x, mean, var, std, x_hat, gamma and eps for the backward pass.",
    "缓存是空的。要为反向传播留下 x、mean、var、std、x_hat、gamma 和 eps。",
    { cache: () => ({}) },
  ],
  "cache-is-a-function": [
    "The cache is a function. Return an object with x, mean, var, std, x_hat, gamma and eps.",
    "缓存是一个函数。应该返回含有 x、mean、var、std、x_hat、gamma 和 eps 的对象。",
    { cache: (cache) => () => cache },
  ],
});
