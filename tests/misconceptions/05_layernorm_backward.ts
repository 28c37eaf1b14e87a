/** What students get wrong in lesson 05: `layernorm_backward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache } from "kata/04_layernorm_forward.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import { inPlace } from "./support/in_place.ts";

/** What a part of the formula can use: the cache, dout and dx_hat. */
interface Given extends LayerNormCache {
  dout: NdArray;
  dx_hat: NdArray;
}

const KEEP = { keepdims: true };

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
  returned: (...gradients: [NdArray, NdArray, NdArray]): NdArray[] => gradients,
};

/** What makes the lesson with some parts of the formula changed. */
function formula(changed: Partial<typeof right>): () => Exports {
  const part = { ...right, ...changed };
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
  return () => ({ layernorm_backward });
}

export const misconceptions: Misconception[] = [
  // Batch norm's way
  {
    id: "gamma-after-the-means",
    sentence:
      "gamma multiplies after the means over the row, as in batch norm. It differs within a row: start from dx_hat = gamma * dout.",
    zh:
      "你求完一行的均值才乘 gamma，那是批归一化的做法。一行里的 gamma 各不相同：从 dx_hat = gamma * dout 开始。",
    make: formula({
      dx_hat: (dout) => dout,
      dx: (bracket, { gamma, std }) => bracket.mul(gamma.div(std)),
    }),
  },
  {
    id: "means-over-batch",
    sentence:
      "The means in dx go over the batch, as in batch norm. Layer norm's go over the features of a row: axis 1.",
    zh:
      "dx 里的均值是对整批求的，那是批归一化的做法。层归一化要对一行的各个特征求：轴 1。",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.mean(0),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(0)),
    }),
  },
  {
    id: "mean-term-over-batch",
    sentence:
      "mean(dx_hat) goes over the batch, mean(dx_hat * x_hat) over the row. Both go over the row: axis 1.",
    zh:
      "mean(dx_hat) 是对整批求的，mean(dx_hat * x_hat) 是对一行求的。两个都应该对一行求：轴 1。",
    make: formula({ meanTerm: ({ dx_hat }) => dx_hat.mean(0) }),
  },
  {
    id: "divided-by-rows",
    sentence:
      "The sums over a row were divided by N. A row has D features: divide by D.",
    zh: "对一行求的和除以了 N。一行有 D 个特征：应该除以 D。",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP).div(dx_hat.shape[0]),
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP).div(dx_hat.shape[0])),
    }),
  },
  {
    id: "means-without-keepdims",
    sentence:
      "The means over a row have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    zh:
      "行均值的形状是 (N,)，只有 N = D 时才凑巧对得上。要用 (N, 1)：mean(1, { keepdims: true })。",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.mean(1),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(1)),
    }),
  },
  {
    id: "dgamma-and-dbeta-per-row",
    sentence:
      "dgamma and dbeta were summed over a row. They belong to features still: sum over the batch, axis 0.",
    zh:
      "dgamma 和 dbeta 是对一行求的和。它们仍然属于特征：应该对整批求和，轴 0。",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1),
      dbeta: ({ dout }) => dout.sum(1),
    }),
  },
  {
    id: "dgamma-and-dbeta-per-row-columns",
    sentence:
      "dgamma and dbeta have shape (N, 1): summed over a row. They belong to features: sum over the batch, axis 0.",
    zh:
      "dgamma 和 dbeta 的形状是 (N, 1)，是对一行求的和。它们属于特征：应该对整批求和，轴 0。",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1, KEEP),
      dbeta: ({ dout }) => dout.sum(1, KEEP),
    }),
  },
  {
    id: "dx-not-transposed-back",
    sentence:
      "dx has shape (D, N). If you go through batch norm on the transposed arrays, transpose dx back.",
    zh: "dx 的形状是 (D, N)。如果你转置之后借用批归一化，要把 dx 转置回来。",
    make: formula({ dx: (bracket, { std }) => bracket.div(std).T }),
  },
  {
    id: "dx-reshaped-back",
    sentence:
      "dx was brought from (D, N) to (N, D) by reshape, which shuffles the numbers. Use .T.",
    zh:
      "你用 reshape 把 dx 从 (D, N) 变回 (N, D)，数字的位置就乱了。应该用 .T。",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).T.reshape(bracket.shape),
    }),
  },

  // The terms of dx
  {
    id: "variance-term-dropped",
    sentence:
      "The term of the variance is missing: subtract x_hat * mean(dx_hat * x_hat).",
    zh: "少了方差项：要减去 x_hat * mean(dx_hat * x_hat)。",
    make: formula({ combine: (dx_hat, meanTerm) => dx_hat.sub(meanTerm) }),
  },
  {
    id: "mean-term-dropped",
    sentence:
      "The term of the mean is missing: subtract the mean of dx_hat over the row.",
    zh: "少了均值项：要减去 dx_hat 在一行上的均值。",
    make: formula({
      combine: (dx_hat, _, varianceTerm) => dx_hat.sub(varianceTerm),
    }),
  },
  {
    id: "both-terms-dropped",
    sentence:
      "This is dx_hat / std, as if mean and variance were constants. Subtract the term of each.",
    zh: "这是 dx_hat / std，把均值和方差当成了常数。均值项和方差项都要减去。",
    make: formula({ combine: (dx_hat) => dx_hat }),
  },
  {
    id: "variance-term-added",
    sentence:
      "The term of the variance was added. Subtract it: - x_hat * mean(dx_hat * x_hat).",
    zh: "方差项加了上去。应该减去：- x_hat * mean(dx_hat * x_hat)。",
    make: formula({
      combine: (dx_hat, meanTerm, varianceTerm) =>
        dx_hat.sub(meanTerm).add(varianceTerm),
    }),
  },
  {
    id: "sum-for-mean-of-dx-hat",
    sentence:
      "1/D is missing in the term of the mean: it takes the mean of dx_hat over the row, not the sum.",
    zh: "均值项少了 1/D：要用 dx_hat 在一行上的均值，不是总和。",
    make: formula({ meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP) }),
  },
  {
    id: "sum-for-mean-in-variance-term",
    sentence:
      "1/D is missing in the term of the variance: it takes mean(dx_hat * x_hat), not the sum.",
    zh: "方差项少了 1/D：要用 mean(dx_hat * x_hat)，不是总和。",
    make: formula({
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP)),
    }),
  },
  {
    id: "dout-for-dx-hat-in-variance-term",
    sentence:
      "The term of the variance was taken of dout. Both terms take dx_hat = gamma * dout.",
    zh: "方差项是用 dout 算的。两项都要用 dx_hat = gamma * dout。",
    make: formula({
      varianceTerm: ({ dout, x_hat }) =>
        x_hat.mul(dout.mul(x_hat).mean(1, KEEP)),
    }),
  },
  {
    id: "x-for-x-hat",
    sentence:
      "x stands in the term of the variance where x_hat belongs: x_hat * mean(dx_hat * x_hat).",
    zh: "方差项里该用 x_hat 的地方用了 x：x_hat * mean(dx_hat * x_hat)。",
    make: formula({
      varianceTerm: ({ dx_hat, x }) => x.mul(dx_hat.mul(x).mean(1, KEEP)),
    }),
  },
  {
    id: "centered-for-x-hat",
    sentence:
      "x - mean stands in the term of the variance where x_hat belongs. Divide it by std, both times.",
    zh: "方差项里该用 x_hat 的地方用了 x - mean。两处都要除以 std。",
    make: formula({
      varianceTerm({ dx_hat, x, mean }) {
        const centered = x.sub(mean);
        return centered.mul(dx_hat.mul(centered).mean(1, KEEP));
      },
    }),
  },
  {
    id: "gamma-forgotten",
    sentence: "dx lacks gamma: dx_hat = gamma * dout.",
    zh: "dx 少了 gamma：dx_hat = gamma * dout。",
    make: formula({ dx_hat: (dout) => dout }),
  },
  {
    id: "gamma-twice",
    sentence: "dx has gamma twice. dx_hat = gamma * dout already holds it.",
    zh: "dx 里的 gamma 乘了两次。dx_hat = gamma * dout 里已经有它了。",
    make: formula({
      dx: (bracket, { gamma, std }) => bracket.mul(gamma).div(std),
    }),
  },
  {
    id: "divided-by-variance",
    sentence: "dx was divided by the variance. Divide by std: sqrt(var + eps).",
    zh: "dx 除以了方差。应该除以 std：sqrt(var + eps)。",
    make: formula({ dx: (bracket, { std }) => bracket.div(std.square()) }),
  },
  {
    id: "eps-forgotten",
    sentence:
      "The backward pass leaves out eps. Use the std of the forward pass: sqrt(var + eps).",
    zh: "反向传播里漏了 eps。用前向传播的 std：sqrt(var + eps)。",
    make: formula({ std: (cache) => cache.var.sqrt() }),
  },
  {
    id: "eps-ignored",
    sentence:
      "The backward pass assumes eps 1e-5. Use the eps, or the std, that the cache holds.",
    zh: "反向传播把 eps 写死成了 1e-5。用缓存里存的 eps 或 std。",
    make: formula({ std: (cache) => cache.var.add(1e-5).sqrt() }),
  },
  {
    id: "dx-averaged",
    sentence:
      "dx was divided by N. If the loss is a mean, its 1/N is in dout already.",
    zh: "dx 除以了 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).div(bracket.shape[0]),
    }),
  },

  // dgamma and dbeta
  {
    id: "dgamma-with-centered",
    sentence:
      "dgamma uses x - mean. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh:
      "dgamma 用了 x - mean。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: formula({
      dgamma: ({ dout, x, mean }) => dout.mul(x.sub(mean)).sum(0),
    }),
  },
  {
    id: "dgamma-with-x",
    sentence:
      "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh: "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: formula({ dgamma: ({ dout, x }) => dout.mul(x).sum(0) }),
  },
  {
    id: "dgamma-and-dbeta-averaged",
    sentence:
      "dgamma and dbeta are means over the batch. They are sums: every row used gamma and beta.",
    zh:
      "dgamma 和 dbeta 求成了批上的均值。它们是和：每一行都用到了 gamma 和 beta。",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-of-dx-hat",
    sentence:
      "dgamma and dbeta were summed from dx_hat, which holds gamma. Sum dout * x_hat and dout.",
    zh:
      "dgamma 和 dbeta 是用 dx_hat 求的和，而 dx_hat 里有 gamma。应该对 dout * x_hat 和 dout 求和。",
    make: formula({
      dgamma: ({ dx_hat, x_hat }) => dx_hat.mul(x_hat).sum(0),
      dbeta: ({ dx_hat }) => dx_hat.sum(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-keep-batch-axis",
    sentence:
      "dgamma and dbeta have shape (1, D). They have gamma's shape, (D,): leave out keepdims.",
    zh:
      "dgamma 和 dbeta 的形状成了 (1, D)。它们和 gamma 一样，是 (D,)：去掉 keepdims。",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(0, KEEP),
      dbeta: ({ dout }) => dout.sum(0, KEEP),
    }),
  },
  {
    id: "dgamma-and-dbeta-swapped",
    sentence:
      "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    zh: "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    make: formula({ returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] }),
  },

  // Memory and precision
  {
    id: "dbeta-is-dout",
    sentence:
      "For a batch of one row, dbeta is dout itself, reshaped. reshape() shares memory; sum(0) gives a new array.",
    zh:
      "批里只有一行时，你的 dbeta 就是换了形状的 dout 本身。reshape() 共享内存；sum(0) 返回新数组。",
    make: formula({
      dbeta: ({ dout }) =>
        dout.shape[0] === 1 ? dout.reshape([-1]) : dout.sum(0),
    }),
  },
  {
    id: "dout-scaled-in-place",
    sentence:
      "dout was multiplied by gamma in place. Compute dout.mul(gamma), which makes a new array.",
    zh: "dout 在原地乘上了 gamma。用 dout.mul(gamma)，它返回新数组。",
    make: formula({
      dx_hat: (dout, gamma) => inPlace(dout, dout.mul(gamma)),
    }),
  },
  {
    id: "cached-x-hat-overwritten",
    sentence:
      "x_hat in the cache was changed in place, so that going back works only once. Compute x_hat.mul(…).",
    zh: "缓存里的 x_hat 在原地被改了，所以只能反向传播一次。用 x_hat.mul(…)。",
    make: formula({
      varianceTerm: ({ dx_hat, x_hat }) =>
        inPlace(x_hat, x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP))),
    }),
  },
  {
    id: "first-std-remembered",
    sentence:
      "std was kept in the module from the first call on. Take it from the cache at each call.",
    zh: "第一次调用的 std 一直留在模块的变量里。每次调用都要从缓存里取。",
    make() {
      let first: NdArray | undefined;
      return formula({ std: ({ std }) => first ??= std })();
    },
  },
  {
    id: "dx-in-float32",
    sentence:
      "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    zh: "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).astype("float32"),
    }),
  },
];
