/** What students get wrong in lesson 02: `batchnorm_backward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "kata/01_batchnorm_forward.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import { inPlace } from "./support/in_place.ts";

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

type Step<T> = (nodes: Nodes) => T;

/** The nodes of the graph, from the end to the beginning. */
interface Steps {
  N: Step<number>;
  std: Step<NdArray>;
  centered: Step<NdArray>;
  dbeta: Step<NdArray>;
  dgamma: Step<NdArray>;
  /** out = gamma * x_hat + beta */
  dx_hat: Step<NdArray>;
  /** x_hat = centered / std: the gradient of centered through the numerator */
  direct: Step<NdArray>;
  dstd: Step<NdArray>;
  /** std = sqrt(var + eps) */
  dvar: Step<NdArray>;
  /** var = mean of centered²: both branches of centered */
  dcentered: Step<NdArray>;
  /** centered = x - mean */
  dmean: Step<NdArray>;
  /** mean = sum of x / N */
  dx: Step<NdArray>;
  returned: (...gradients: [NdArray, NdArray, NdArray]) => NdArray[];
}

const right: Steps = {
  N: ({ dout }) => dout.shape[0],
  std: ({ std }) => std,
  centered: ({ x, mean }) => x.sub(mean),
  dbeta: ({ dout }) => dout.sum(0),
  dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(0),
  dx_hat: ({ dout, gamma }) => dout.mul(gamma),
  direct: ({ dx_hat, std }) => dx_hat.div(std),
  dstd: ({ dx_hat, centered, std }) =>
    dx_hat.mul(centered).div(std.square()).sum(0).neg(),
  dvar: ({ dstd, std }) => dstd.div(std).mul(0.5),
  dcentered: ({ direct, centered, dvar, N }) =>
    direct.add(centered.mul(dvar).mul(2 / N)),
  dmean: ({ dcentered }) => dcentered.sum(0).neg(),
  dx: ({ dcentered, dmean, N }) => dcentered.add(dmean.div(N)),
  returned: (...gradients) => gradients,
};

/** What makes the lesson with some nodes changed. */
function graph(changed: Partial<Steps>): () => Exports {
  const step = { ...right, ...changed };
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
  return () => ({ batchnorm_backward });
}

export const misconceptions: Misconception[] = [
  // The branches of dx
  {
    id: "variance-branch-dropped",
    sentence:
      "dx lacks the branch through the variance: x also moves std. Add centered * dvar * 2 / N.",
    zh:
      "dx 少了经过方差的支路：x 变，std 也会变。加上 centered * dvar * 2 / N。",
    make: graph({ dcentered: ({ direct }) => direct }),
  },
  {
    id: "mean-branch-dropped",
    sentence:
      "dx lacks the branch through the mean: x also moves the mean. Add dmean / N.",
    zh: "dx 少了经过均值的支路：x 变，均值也会变。加上 dmean / N。",
    make: graph({ dx: ({ dcentered }) => dcentered }),
  },
  {
    id: "both-branches-dropped",
    sentence:
      "dx is dout * gamma / std, as if mean and variance were constants. Both depend on x: add their branches.",
    zh:
      "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖 x：把它们的支路加上。",
    make: graph({ dx: ({ direct }) => direct }),
  },
  {
    id: "direct-branch-dropped",
    sentence:
      "dx only has the branches through mean and variance. Add the direct one: dx_hat / std.",
    zh: "dx 只有经过均值和方差的支路。还要加上直接的那一支：dx_hat / std。",
    make: graph({
      dx: ({ dcentered, dmean, direct, N }) =>
        dcentered.sub(direct).add(dmean.div(N)),
    }),
  },
  {
    id: "variance-sign",
    sentence:
      "The branch through the variance has the wrong sign: the derivative of 1 / std is -1 / std².",
    zh: "经过方差的支路符号反了：1 / std 的导数是 -1 / std²。",
    make: graph({ dvar: (nodes) => right.dvar(nodes).neg() }),
  },
  {
    id: "mean-sign",
    sentence:
      "The branch through the mean has the wrong sign: in x - mean, the mean is subtracted.",
    zh: "经过均值的支路符号反了：在 x - mean 里，均值前面是减号。",
    make: graph({ dmean: ({ dcentered }) => dcentered.sum(0) }),
  },

  // Factors
  {
    id: "square-without-two",
    sentence:
      "The factor 2 is missing where centered² was: its derivative is 2 * centered.",
    zh: "centered² 求导少了因子 2：它的导数是 2 * centered。",
    make: graph({
      dcentered: ({ direct, centered, dvar, N }) =>
        direct.add(centered.mul(dvar).div(N)),
    }),
  },
  {
    id: "root-without-half",
    sentence:
      "The factor 1/2 is missing where the root was: the derivative of sqrt(v) is 0.5 / sqrt(v).",
    zh: "平方根求导少了因子 1/2：sqrt(v) 的导数是 0.5 / sqrt(v)。",
    make: graph({ dvar: ({ dstd, std }) => dstd.div(std) }),
  },
  {
    id: "variance-not-divided",
    sentence:
      "1/N is missing in the branch through the variance, which is a mean of squares: 2 * centered * dvar / N.",
    zh: "经过方差的支路少了 1/N，而方差是平方的均值：2 * centered * dvar / N。",
    make: graph({
      dcentered: ({ direct, centered, dvar }) =>
        direct.add(centered.mul(dvar).mul(2)),
    }),
  },
  {
    id: "mean-not-divided",
    sentence: "1/N is missing in the branch through the mean: add dmean / N.",
    zh: "经过均值的支路少了 1/N：应该加上 dmean / N。",
    make: graph({ dx: ({ dcentered, dmean }) => dcentered.add(dmean) }),
  },
  {
    id: "unbiased-backward",
    sentence:
      "The branch through the variance is divided by N - 1. The forward pass divides by N, so its gradient does too.",
    zh: "经过方差的支路除以了 N - 1。前向传播除以的是 N，它的梯度也一样。",
    make: graph({
      dcentered: ({ direct, centered, dvar, N }) =>
        direct.add(centered.mul(dvar).mul(2 / (N - 1))),
    }),
  },
  {
    id: "n-from-features",
    sentence:
      "N was taken from the wrong axis: x.shape is [N, D], and the means go over the N rows.",
    zh: "N 取错了轴：x.shape 是 [N, D]，均值是对 N 行求的。",
    make: graph({ N: ({ x }) => x.shape[1] }),
  },
  {
    id: "dx-averaged",
    sentence:
      "dx was divided by N once more. If the loss is a mean, its 1/N is in dout already.",
    zh: "dx 又除了一次 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    make: graph({ dx: (nodes) => right.dx(nodes).div(nodes.N) }),
  },

  // std, variance and eps
  {
    id: "eps-forgotten",
    sentence:
      "The backward pass leaves out eps. Use the std of the forward pass: sqrt(var + eps).",
    zh: "反向传播里漏了 eps。用前向传播的 std：sqrt(var + eps)。",
    make: graph({ std: (cache) => cache.var.sqrt() }),
  },
  {
    id: "eps-ignored",
    sentence:
      "The backward pass assumes eps 1e-5. Use the eps, or the std, that the cache holds.",
    zh: "反向传播把 eps 写死成了 1e-5。用缓存里存的 eps 或 std。",
    make: graph({ std: (cache) => cache.var.add(1e-5).sqrt() }),
  },
  {
    id: "eps-forgotten-in-root",
    sentence:
      "At the node std = sqrt(var + eps), eps was left out: its derivative is 0.5 / sqrt(var + eps).",
    zh:
      "在 std = sqrt(var + eps) 这个节点漏了 eps：它的导数是 0.5 / sqrt(var + eps)。",
    make: graph({ dvar: (nodes) => nodes.dstd.div(nodes.var.sqrt()).mul(0.5) }),
  },
  {
    id: "quotient-not-squared",
    sentence:
      "The derivative of centered / std by std is -centered / std²: std has to be squared.",
    zh: "centered / std 对 std 的导数是 -centered / std²：std 要平方。",
    make: graph({
      dstd: ({ dx_hat, centered, std }) =>
        dx_hat.mul(centered).div(std).sum(0).neg(),
    }),
  },
  {
    id: "power-minus-half",
    sentence:
      "dvar has (var + eps)^-0.5. Differentiating that power gives -0.5 * (var + eps)^-1.5.",
    zh:
      "dvar 里出现的是 (var + eps)^-0.5。对这个幂求导，得到的是 -0.5 * (var + eps)^-1.5。",
    make: graph({
      dvar: ({ dx_hat, centered, std }) =>
        dx_hat.mul(centered).sum(0).div(std).mul(-0.5),
    }),
  },
  {
    id: "divided-by-variance",
    sentence:
      "dx_hat was divided by the variance. x_hat is centered / std, so divide by std.",
    zh: "dx_hat 除以了方差。x_hat 是 centered / std，所以要除以 std。",
    make: graph({ direct: ({ dx_hat, std }) => dx_hat.div(std.square()) }),
  },

  // Which array goes where
  {
    id: "x-for-centered",
    sentence:
      "x stands where x - mean belongs: x_hat = centered / std, so dstd takes centered.",
    zh:
      "该用 x - mean 的地方用了 x：x_hat = centered / std，所以 dstd 要用 centered。",
    make: graph({
      dstd: ({ dx_hat, x, std }) =>
        dx_hat.mul(x).div(std.square()).sum(0).neg(),
    }),
  },
  {
    id: "x-hat-for-centered",
    sentence:
      "x_hat stands where x - mean belongs: it is divided by std already.",
    zh: "该用 x - mean 的地方用了 x_hat：它已经除过 std 了。",
    make: graph({ centered: ({ x_hat }) => x_hat }),
  },
  {
    id: "gamma-forgotten",
    sentence: "dx lacks gamma: dx_hat = dout * gamma.",
    zh: "dx 少了 gamma：dx_hat = dout * gamma。",
    make: graph({ dx_hat: ({ dout }) => dout }),
  },
  {
    id: "gamma-twice",
    sentence: "dx has gamma twice. dx_hat = dout * gamma already holds it.",
    zh: "dx 里的 gamma 乘了两次。dx_hat = dout * gamma 里已经有它了。",
    make: graph({ dx: (nodes) => right.dx(nodes).mul(nodes.gamma) }),
  },
  {
    id: "dgamma-with-centered",
    sentence:
      "dgamma uses x - mean. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh:
      "dgamma 用了 x - mean。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: graph({ dgamma: ({ dout, centered }) => dout.mul(centered).sum(0) }),
  },
  {
    id: "dgamma-with-x",
    sentence:
      "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh: "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: graph({ dgamma: ({ dout, x }) => dout.mul(x).sum(0) }),
  },
  {
    id: "dgamma-with-gamma",
    sentence:
      "dgamma has gamma in it. The derivative of gamma * x_hat by gamma is x_hat: sum dout * x_hat.",
    zh:
      "dgamma 里混进了 gamma。gamma * x_hat 对 gamma 的导数是 x_hat：对 dout * x_hat 求和。",
    make: graph({
      dgamma: ({ dout, gamma, x_hat }) => dout.mul(gamma).mul(x_hat).sum(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-swapped",
    sentence:
      "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    zh: "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    make: graph({ returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] }),
  },

  // Sums and shapes
  {
    id: "dgamma-and-dbeta-averaged",
    sentence:
      "dgamma and dbeta are means over the batch. They are sums: every row used gamma and beta.",
    zh:
      "dgamma 和 dbeta 求成了批上的均值。它们是和：每一行都用到了 gamma 和 beta。",
    make: graph({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-per-row",
    sentence:
      "dgamma and dbeta were summed over the features of a row. Sum over the batch: axis 0.",
    zh: "dgamma 和 dbeta 是对一行的各个特征求的和。应该对整批求和：轴 0。",
    make: graph({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1),
      dbeta: ({ dout }) => dout.sum(1),
    }),
  },
  {
    id: "dgamma-and-dbeta-keep-batch-axis",
    sentence:
      "dgamma and dbeta have shape (1, D). They have gamma's shape, (D,): leave out keepdims.",
    zh:
      "dgamma 和 dbeta 的形状成了 (1, D)。它们和 gamma 一样，是 (D,)：去掉 keepdims。",
    make: graph({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(0, { keepdims: true }),
      dbeta: ({ dout }) => dout.sum(0, { keepdims: true }),
    }),
  },
  {
    id: "dgamma-not-summed",
    sentence:
      "dgamma was not summed. gamma was broadcast over the batch, so its gradient is summed over it.",
    zh: "dgamma 没有求和。gamma 广播到了整批，所以它的梯度要对整批求和。",
    make: graph({ dgamma: ({ dout, x_hat }) => dout.mul(x_hat) }),
  },
  {
    id: "dvar-of-all-features",
    sentence:
      "The gradient of std was summed over everything. Each feature has its own std: sum over axis 0.",
    zh: "std 的梯度对所有元素求了和。每个特征有自己的 std：沿轴 0 求和。",
    make: graph({
      dstd: ({ dx_hat, centered, std }) =>
        std.pow(-2).mul(-dx_hat.mul(centered).sum()),
    }),
  },

  // Memory and precision
  {
    id: "dbeta-is-dout",
    sentence:
      "For a batch of one row, dbeta is dout itself, reshaped. reshape() shares memory; sum(0) gives a new array.",
    zh:
      "批里只有一行时，你的 dbeta 就是换了形状的 dout 本身。reshape() 共享内存；sum(0) 返回新数组。",
    make: graph({
      dbeta: ({ dout }) =>
        dout.shape[0] === 1 ? dout.reshape([-1]) : dout.sum(0),
    }),
  },
  {
    id: "dout-scaled-in-place",
    sentence:
      "dout was multiplied by gamma in place. Compute dout.mul(gamma), which makes a new array.",
    zh: "dout 在原地乘上了 gamma。用 dout.mul(gamma)，它返回新数组。",
    make: graph({
      dx_hat: ({ dout, gamma }) => inPlace(dout, dout.mul(gamma)),
    }),
  },
  {
    id: "cache-changed-in-place",
    sentence:
      "x in the cache was centred in place, so that going back works only once. Compute x.sub(mean).",
    zh: "缓存里的 x 在原地减去了均值，所以只能反向传播一次。用 x.sub(mean)。",
    make: graph({ centered: ({ x, mean }) => inPlace(x, x.sub(mean)) }),
  },
  {
    id: "cached-x-hat-overwritten",
    sentence:
      "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    zh:
      "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    make: graph({ dx: (nodes) => inPlace(nodes.x_hat, right.dx(nodes)) }),
  },
  {
    id: "first-std-remembered",
    sentence:
      "std was kept in the module from the first call on. Take it from the cache at each call.",
    zh: "第一次调用的 std 一直留在模块的变量里。每次调用都要从缓存里取。",
    make() {
      let first: NdArray | undefined;
      return graph({ std: ({ std }) => first ??= std })();
    },
  },
  {
    id: "dx-in-float32",
    sentence:
      "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    zh: "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    make: graph({ dx: (nodes) => right.dx(nodes).astype("float32") }),
  },
];
