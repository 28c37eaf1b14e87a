/** What students get wrong in lesson 02: `batchnorm_backward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import { mistakesIn, recipe } from "../support/define.ts";
import { type Gradients, inPlace, KEEP } from "../support/pieces.ts";

/** What a step can use: the cache, and what was computed before it. */
interface Nodes extends BatchNormCache {
  dout: NdArray;
  N: number;
  centered: NdArray;
  dx_hat: NdArray;
  direct: NdArray;
  dstd: NdArray;
  dvar: NdArray;
  dcentered: NdArray;
  dmean: NdArray;
}

/** The nodes of the graph, from the end to the beginning. */
const right = {
  N: ({ dout }: Nodes) => dout.shape[0]!,
  std: ({ std }: Nodes) => std,
  centered: ({ x, mean }: Nodes) => x.sub(mean),
  dbeta: ({ dout }: Nodes) => dout.sum(0),
  dgamma: ({ dout, x_hat }: Nodes) => dout.mul(x_hat).sum(0),
  /** out = gamma * x_hat + beta */
  dx_hat: ({ dout, gamma }: Nodes) => dout.mul(gamma),
  /** x_hat = centered / std: the gradient of centered through the numerator */
  direct: ({ dx_hat, std }: Nodes) => dx_hat.div(std),
  dstd: ({ dx_hat, centered, std }: Nodes) =>
    dx_hat.mul(centered).div(std.square()).sum(0).neg(),
  /** std = sqrt(var + eps) */
  dvar: ({ dstd, std }: Nodes) => dstd.div(std).mul(0.5),
  /** var = mean of centered²: both branches of centered */
  dcentered: ({ direct, centered, dvar, N }: Nodes) =>
    direct.add(centered.mul(dvar).mul(2 / N)),
  /** centered = x - mean */
  dmean: ({ dcentered }: Nodes) => dcentered.sum(0).neg(),
  /** mean = sum of x / N */
  dx: ({ dcentered, dmean, N }: Nodes) => dcentered.add(dmean.div(N)),
  returned: (...gradients: Gradients): NdArray[] => gradients,
};

/** What makes the lesson with some nodes changed. */
const graph = recipe(right, (step) => {
  function batchnorm_backward(dout: NdArray, cache: BatchNormCache) {
    const nodes = { ...cache, dout } as Nodes;
    nodes.N = step.N(nodes);
    nodes.std = step.std(nodes);
    nodes.centered = step.centered(nodes);
    const dbeta = step.dbeta(nodes);
    const dgamma = step.dgamma(nodes);
    nodes.dx_hat = step.dx_hat(nodes);
    nodes.direct = step.direct(nodes);
    nodes.dstd = step.dstd(nodes);
    nodes.dvar = step.dvar(nodes);
    nodes.dcentered = step.dcentered(nodes);
    nodes.dmean = step.dmean(nodes);
    return step.returned(step.dx(nodes), dgamma, dbeta);
  }
  return { batchnorm_backward };
});

export const misconceptions = mistakesIn(graph, {
  // The branches of dx
  "variance-branch-dropped": [
    "dx lacks the branch through the variance: x also moves std. Add centered * dvar * 2 / N.",
    "dx 少了经过方差的支路：x 变，std 也会变。加上 centered * dvar * 2 / N。",
    { dcentered: ({ direct }) => direct },
  ],
  "mean-branch-dropped": [
    "dx lacks the branch through the mean: x also moves the mean. Add dmean / N.",
    "dx 少了经过均值的支路：x 变，均值也会变。加上 dmean / N。",
    { dx: ({ dcentered }) => dcentered },
  ],
  "both-branches-dropped": [
    "dx is dout * gamma / std, as if mean and variance were constants. Both depend on x: add their branches.",
    "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖 x：把它们的支路加上。",
    { dx: ({ direct }) => direct },
  ],
  "direct-branch-dropped": [
    "dx only has the branches through mean and variance. Add the direct one: dx_hat / std.",
    "dx 只有经过均值和方差的支路。还要加上直接的那一支：dx_hat / std。",
    {
      dx: ({ dcentered, dmean, direct, N }) =>
        dcentered.sub(direct).add(dmean.div(N)),
    },
  ],
  "variance-sign": [
    "The branch through the variance has the wrong sign: the derivative of 1 / std is -1 / std².",
    "经过方差的支路符号反了：1 / std 的导数是 -1 / std²。",
    { dvar: (nodes) => right.dvar(nodes).neg() },
  ],
  "mean-sign": [
    "The branch through the mean has the wrong sign: in x - mean, the mean is subtracted.",
    "经过均值的支路符号反了：在 x - mean 里，均值前面是减号。",
    { dmean: ({ dcentered }) => dcentered.sum(0) },
  ],

  // Factors
  "square-without-two": [
    "The factor 2 is missing where centered² was: its derivative is 2 * centered.",
    "centered² 求导少了因子 2：它的导数是 2 * centered。",
    {
      dcentered: ({ direct, centered, dvar, N }) =>
        direct.add(centered.mul(dvar).div(N)),
    },
  ],
  "root-without-half": [
    "The factor 1/2 is missing where the root was: the derivative of sqrt(v) is 0.5 / sqrt(v).",
    "平方根求导少了因子 1/2：sqrt(v) 的导数是 0.5 / sqrt(v)。",
    { dvar: ({ dstd, std }) => dstd.div(std) },
  ],
  "variance-not-divided": [
    "1/N is missing in the branch through the variance, which is a mean of squares: 2 * centered * dvar / N.",
    "经过方差的支路少了 1/N，而方差是平方的均值：2 * centered * dvar / N。",
    {
      dcentered: ({ direct, centered, dvar }) =>
        direct.add(centered.mul(dvar).mul(2)),
    },
  ],
  "mean-not-divided": [
    "1/N is missing in the branch through the mean: add dmean / N.",
    "经过均值的支路少了 1/N：应该加上 dmean / N。",
    { dx: ({ dcentered, dmean }) => dcentered.add(dmean) },
  ],
  "unbiased-backward": [
    "The branch through the variance is divided by N - 1. The forward pass divides by N, so its gradient does too.",
    "经过方差的支路除以了 N - 1。前向传播除以的是 N，它的梯度也一样。",
    {
      dcentered: ({ direct, centered, dvar, N }) =>
        direct.add(centered.mul(dvar).mul(2 / (N - 1))),
    },
  ],
  "n-from-features": [
    "N was taken from the wrong axis: x.shape is [N, D], and the means go over the N rows.",
    "N 取错了轴：x.shape 是 [N, D]，均值是对 N 行求的。",
    { N: ({ x }) => x.shape[1]! },
  ],
  "dx-averaged": [
    "dx was divided by N once more. If the loss is a mean, its 1/N is in dout already.",
    "dx 又除了一次 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    { dx: (nodes) => right.dx(nodes).div(nodes.N) },
  ],

  // std, variance and eps
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
  "eps-forgotten-in-root": [
    "At the node std = sqrt(var + eps), eps was left out: its derivative is 0.5 / sqrt(var + eps).",
    "在 std = sqrt(var + eps) 这个节点漏了 eps：它的导数是 0.5 / sqrt(var + eps)。",
    { dvar: (nodes) => nodes.dstd.div(nodes.var.sqrt()).mul(0.5) },
  ],
  "quotient-not-squared": [
    "The derivative of centered / std by std is -centered / std²: std has to be squared.",
    "centered / std 对 std 的导数是 -centered / std²：std 要平方。",
    {
      dstd: ({ dx_hat, centered, std }) =>
        dx_hat.mul(centered).div(std).sum(0).neg(),
    },
  ],
  "power-minus-half": [
    "dvar has (var + eps)^-0.5. Differentiating that power gives -0.5 * (var + eps)^-1.5.",
    "dvar 里出现的是 (var + eps)^-0.5。对这个幂求导，得到的是 -0.5 * (var + eps)^-1.5。",
    {
      dvar: ({ dx_hat, centered, std }) =>
        dx_hat.mul(centered).sum(0).div(std).mul(-0.5),
    },
  ],
  "divided-by-variance": [
    "dx_hat was divided by the variance. x_hat is centered / std, so divide by std.",
    "dx_hat 除以了方差。x_hat 是 centered / std，所以要除以 std。",
    { direct: ({ dx_hat, std }) => dx_hat.div(std.square()) },
  ],

  // Which array goes where
  "x-for-centered": [
    "x stands where x - mean belongs: x_hat = centered / std, so dstd takes centered.",
    "该用 x - mean 的地方用了 x：x_hat = centered / std，所以 dstd 要用 centered。",
    {
      dstd: ({ dx_hat, x, std }) =>
        dx_hat.mul(x).div(std.square()).sum(0).neg(),
    },
  ],
  "x-hat-for-centered": [
    "x_hat stands where x - mean belongs: it is divided by std already.",
    "该用 x - mean 的地方用了 x_hat：它已经除过 std 了。",
    { centered: ({ x_hat }) => x_hat },
  ],
  "gamma-forgotten": [
    "dx lacks gamma: dx_hat = dout * gamma.",
    "dx 少了 gamma：dx_hat = dout * gamma。",
    { dx_hat: ({ dout }) => dout },
  ],
  "gamma-twice": [
    "dx has gamma twice. dx_hat = dout * gamma already holds it.",
    "dx 里的 gamma 乘了两次。dx_hat = dout * gamma 里已经有它了。",
    { dx: (nodes) => right.dx(nodes).mul(nodes.gamma) },
  ],
  "dgamma-with-centered": [
    "dgamma uses x - mean. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x - mean。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    { dgamma: ({ dout, centered }) => dout.mul(centered).sum(0) },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    { dgamma: ({ dout, x }) => dout.mul(x).sum(0) },
  ],
  "dgamma-with-gamma": [
    "dgamma has gamma in it. The derivative of gamma * x_hat by gamma is x_hat: sum dout * x_hat.",
    "dgamma 里混进了 gamma。gamma * x_hat 对 gamma 的导数是 x_hat：对 dout * x_hat 求和。",
    { dgamma: ({ dout, gamma, x_hat }) => dout.mul(gamma).mul(x_hat).sum(0) },
  ],
  "dgamma-and-dbeta-swapped": [
    "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    { returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] },
  ],

  // Sums and shapes
  "dgamma-and-dbeta-averaged": [
    "dgamma and dbeta are means over the batch. They are sums: every row used gamma and beta.",
    "dgamma 和 dbeta 求成了批上的均值。它们是和：每一行都用到了 gamma 和 beta。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    },
  ],
  "dgamma-and-dbeta-per-row": [
    "dgamma and dbeta were summed over the features of a row. Sum over the batch: axis 0.",
    "dgamma 和 dbeta 是对一行的各个特征求的和。应该对整批求和：轴 0。",
    {
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1),
      dbeta: ({ dout }) => dout.sum(1),
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
  "dgamma-not-summed": [
    "dgamma was not summed. gamma was broadcast over the batch, so its gradient is summed over it.",
    "dgamma 没有求和。gamma 广播到了整批，所以它的梯度要对整批求和。",
    { dgamma: ({ dout, x_hat }) => dout.mul(x_hat) },
  ],
  "dvar-of-all-features": [
    "The gradient of std was summed over everything. Each feature has its own std: sum over axis 0.",
    "std 的梯度对所有元素求了和。每个特征有自己的 std：沿轴 0 求和。",
    {
      dstd: ({ dx_hat, centered, std }) =>
        std.pow(-2).mul(-dx_hat.mul(centered).sum()),
    },
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
    { dx_hat: ({ dout, gamma }) => inPlace(dout, dout.mul(gamma)) },
  ],
  "cache-changed-in-place": [
    "x in the cache was centred in place, so that going back works only once. Compute x.sub(mean).",
    "缓存里的 x 在原地减去了均值，所以只能反向传播一次。用 x.sub(mean)。",
    { centered: ({ x, mean }) => inPlace(x, x.sub(mean)) },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    { dx: (nodes) => inPlace(nodes.x_hat, right.dx(nodes)) },
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
    { dx: (nodes) => right.dx(nodes).astype("float32") },
  ],
});
