/** What students get wrong in lesson 11: RMS norm, and its way back. */
import type { NdArray } from "kit/nd/mod.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import { inPlace } from "./support/in_place.ts";
import {
  type Cache,
  right,
  rmsnorm,
  withDgamma,
  withDx,
} from "./support/rms_norm.ts";

const KEEP = { keepdims: true };

const forwards: Misconception[] = [
  // What a row is divided by
  {
    id: "layer-norm",
    sentence:
      "The mean of the row was subtracted: that is layer norm. RMS norm divides x as it is.",
    zh: "你减去了一行的均值，那是层归一化。均方根归一化直接用 x 去除。",
    make: rmsnorm({ input: (x) => x.sub(x.mean(1, KEEP)) }),
  },
  {
    id: "mean-subtracted-at-the-end",
    sentence:
      "The root mean square is right, but x - mean was divided by it. Divide x as it is.",
    zh: "均方根是对的，可是拿去除的是 x - mean。应该直接用 x 去除。",
    make: rmsnorm({
      normalize: (x, rms) => x.sub(x.mean(1, KEEP)).div(rms),
    }),
  },
  {
    id: "divided-by-deviation",
    sentence:
      "x was divided by its standard deviation, which forgets the mean. Divide by the root of mean(x²).",
    zh: "x 除以了标准差，标准差里没有均值。应该除以 mean(x²) 的平方根。",
    make: rmsnorm({ meanSquare: (x) => x.var(1, KEEP) }),
  },
  {
    id: "length-for-rms",
    sentence:
      "x was divided by its length, the root of the sum of squares. Take their mean: divide the sum by D.",
    zh: "x 除以了它的长度，也就是平方和的平方根。要用平方的均值：把和除以 D。",
    make: rmsnorm({ meanSquare: (x) => x.square().sum(1, KEEP) }),
  },
  {
    id: "mean-of-sizes",
    sentence:
      "x was divided by the mean of |x|. Square first, then take the mean and the root.",
    zh: "x 除以了 |x| 的均值。应该先平方，再求均值，再开方。",
    make: rmsnorm({
      meanSquare: (x) => x.square().sqrt().mean(1, KEEP).square(),
    }),
  },
  {
    id: "largest-for-rms",
    sentence:
      "x was divided by the largest |x| of its row. Divide by the root of the mean square.",
    zh: "x 除以了一行里最大的 |x|。应该除以均方根。",
    make: rmsnorm({ meanSquare: (x) => x.square().max(1, KEEP) }),
  },
  {
    id: "mean-square-unbiased",
    sentence:
      "The sum of squares was divided by D - 1. No mean was subtracted, and none has to be made up for: divide by D.",
    zh: "平方和除以了 D - 1。这里没有减均值，也就没有什么要补偿的：除以 D。",
    make: rmsnorm({
      meanSquare: (x) =>
        x.square().sum(1, KEEP).div(Math.max(1, x.shape[1] - 1)),
    }),
  },
  {
    id: "root-forgotten",
    sentence: "x was divided by ms + eps. Divide by its root: sqrt(ms + eps).",
    zh: "x 除以了 ms + eps。应该除以它的平方根：sqrt(ms + eps)。",
    make: rmsnorm({ rms: (ms, eps) => ms.add(eps) }),
  },
  {
    id: "square-of-mean",
    sentence:
      "The mean was squared. Take it the other way round: square first, then the mean.",
    zh: "你先求了均值再平方。顺序要反过来：先平方，再求均值。",
    make: rmsnorm({ meanSquare: (x) => x.mean(1, KEEP).square() }),
  },

  // Over what
  {
    id: "over-the-batch",
    sentence:
      "The mean square goes over the batch. Each row has its own: axis 1.",
    zh: "均方是对整批求的。每一行各有自己的：轴 1。",
    make: rmsnorm({ meanSquare: (x) => x.square().mean(0, KEEP) }),
  },
  {
    id: "one-for-all",
    sentence:
      "One mean square was taken of the whole array. Each row has its own: axis 1.",
    zh: "你对整个数组只求了一个均方。每一行各有自己的：轴 1。",
    make: rmsnorm({ meanSquare: (x) => x.square().mean([0, 1], KEEP) }),
  },
  {
    id: "keepdims-forgotten",
    sentence:
      "The mean squares have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    zh:
      "均方的形状是 (N,)，只有 N = D 时才凑巧对得上。要用 (N, 1)：mean(1, { keepdims: true })。",
    make: rmsnorm({ meanSquare: (x) => x.square().mean(1) }),
  },

  // eps
  {
    id: "eps-outside-root",
    sentence:
      "eps was added after the root. Add it to the mean square: sqrt(ms + eps).",
    zh: "eps 加在了开方之后。要加在均方上：sqrt(ms + eps)。",
    make: rmsnorm({ rms: (ms, eps) => ms.sqrt().add(eps) }),
  },
  {
    id: "eps-forgotten",
    sentence:
      "eps was not added, so a row of zeros is divided by zero: sqrt(ms + eps).",
    zh: "没有加 eps，一行全是零时就除以零了：sqrt(ms + eps)。",
    make: rmsnorm({ rms: (ms) => ms.sqrt() }),
  },
  {
    id: "eps-fixed",
    sentence:
      "eps is always 1e-5. Take rms_param.eps, and 1e-5 only when it isn't given.",
    zh: "eps 总是 1e-5。要用 rms_param.eps，没有给出时才用 1e-5。",
    make: rmsnorm({ eps: () => 1e-5 }),
  },
  {
    id: "eps-required",
    sentence:
      "Without rms_param.eps the result is NaN or wrong. Use 1e-5 when none is given.",
    zh: "没有 rms_param.eps 时，结果是 NaN 或者不对。没有给出时用 1e-5。",
    make: rmsnorm({ eps: (rms_param) => rms_param.eps ?? NaN }),
  },
  {
    id: "mode-demanded",
    sentence:
      "This refuses to work without the mode of batch norm. RMS norm has none: training and testing do the same.",
    zh:
      "没有批归一化的模式，你就拒绝计算。均方根归一化没有模式：训练和测试做的是同一件事。",
    make: rmsnorm({
      eps(rms_param: { eps?: number; mode?: string }) {
        if (rms_param.mode === undefined || rms_param.mode === "train") {
          return right.eps(rms_param);
        }
        throw new RangeError(`Expected mode "train", got "${rms_param.mode}"`);
      },
    }),
  },

  // gamma
  {
    id: "gamma-before-normalization",
    sentence:
      "gamma multiplies x before the mean square is taken. Scale x_hat: gamma * x_hat.",
    zh: "gamma 在求均方之前就乘到了 x 上。应该缩放 x_hat：gamma * x_hat。",
    make: rmsnorm({
      input: (x, gamma) => x.mul(gamma),
      scale: (x_hat) => x_hat,
    }),
  },
  {
    id: "gamma-forgotten",
    sentence: "This returns x_hat. Scale each feature: gamma * x_hat.",
    zh: "你直接返回了 x_hat。每个特征还要缩放：gamma * x_hat。",
    make: rmsnorm({ scale: (x_hat) => x_hat.copy() }),
  },
  {
    id: "gamma-plus-one",
    sentence:
      "x_hat was scaled by 1 + gamma, as in nets whose gamma begins at zero. Here it is gamma itself.",
    zh:
      "x_hat 乘的是 1 + gamma，那是 gamma 从零开始的网络的做法。这里直接乘 gamma。",
    make: rmsnorm({ scale: (x_hat, gamma) => x_hat.mul(gamma.add(1)) }),
  },
  {
    id: "sign-lost",
    sentence: "out has lost its signs. Divide x itself, not its size.",
    zh: "out 的正负号丢了。要用 x 本身去除，不是它的绝对值。",
    make: rmsnorm({ normalize: (x, rms) => x.square().sqrt().div(rms) }),
  },

  // Memory
  {
    id: "x-divided-in-place",
    sentence:
      "x itself was divided. Compute x.div(rms), which makes a new array.",
    zh: "x 本身被除了。用 x.div(rms)，它返回新数组。",
    make: rmsnorm({ normalize: (x, rms) => inPlace(x, x.div(rms)) }),
  },
  {
    id: "x-squared-in-place",
    sentence:
      "x was squared in its own memory. Compute x.square(), which makes a new array.",
    zh: "x 在自己的内存里被平方了。用 x.square()，它返回新数组。",
    make: rmsnorm({
      meanSquare: (x) => inPlace(x, x.square()).mean(1, KEEP),
    }),
  },
];

const backwards: Misconception[] = [
  {
    id: "back-layer-norm",
    sentence:
      "dx subtracts the mean of dout * gamma, as in layer norm. No mean was subtracted on the way forward: leave it out.",
    zh:
      "dx 减去了 dout * gamma 的均值，那是层归一化的做法。前向时没有减均值，这里也不用减。",
    make: withDx((dout, { x_hat, rms, gamma }) => {
      const g = dout.mul(gamma);
      return g.sub(g.mean(1, KEEP)).sub(x_hat.mul(g.mul(x_hat).mean(1, KEEP)))
        .div(rms);
    }),
  },
  {
    id: "root-taken-for-constant",
    sentence:
      "dx is dout * gamma / rms, as if rms were a constant. It depends on every number of the row.",
    zh:
      "你的 dx 是 dout * gamma / rms，把 rms 当成了常数。它依赖一行里的每个数。",
    make: withDx((dout, { rms, gamma }) => dout.mul(gamma).div(rms)),
  },
  {
    id: "back-gamma-outside",
    sentence:
      "dx multiplies by gamma at the end, as in batch norm. Within a row gamma differs: take the mean of dout * gamma * x_hat.",
    zh:
      "dx 到最后才乘 gamma，批归一化可以这样。一行里的 gamma 各不相同：要对 dout * gamma * x_hat 求均值。",
    make: withDx((dout, { x_hat, rms, gamma }) =>
      dout.sub(x_hat.mul(dout.mul(x_hat).mean(1, KEEP))).div(rms).mul(gamma)
    ),
  },
  {
    id: "gamma-forgotten-in-dx",
    sentence: "dx lacks gamma. What reaches x_hat is dout * gamma.",
    zh: "dx 里少了 gamma。传到 x_hat 的是 dout * gamma。",
    make: withDx((dout, { x_hat, rms }) =>
      dout.sub(x_hat.mul(dout.mul(x_hat).mean(1, KEEP))).div(rms)
    ),
  },
  {
    id: "sum-for-mean",
    sentence:
      "The sum of g * x_hat in dx wasn't divided by D. rms has the mean of the squares in it, so it is a mean here, too.",
    zh:
      "dx 里 g * x_hat 的和没有除以 D。rms 里面是平方的均值，所以这里也是均值。",
    make: withDx((dout, { x_hat, rms, gamma }) => {
      const g = dout.mul(gamma);
      return g.sub(x_hat.mul(g.mul(x_hat).sum(1, KEEP))).div(rms);
    }),
  },
  {
    id: "back-over-the-batch",
    sentence:
      "The mean in dx goes over the batch. The mean square was that of a row: axis 1.",
    zh: "dx 里的均值是对整批求的。均方却是一行的：轴 1。",
    make: withDx((dout, { x_hat, rms, gamma }) => {
      const g = dout.mul(gamma);
      return g.sub(x_hat.mul(g.mul(x_hat).mean(0, KEEP))).div(rms);
    }),
  },
  {
    id: "x-for-x-hat",
    sentence:
      "dx multiplies by x where x_hat belongs: with x, divide by rms² besides.",
    zh: "dx 里该乘 x_hat 的地方乘了 x。用 x 的话，还要再除以 rms²。",
    make: withDx((dout, { x, rms, gamma }) => {
      const g = dout.mul(gamma);
      return g.sub(x.mul(g.mul(x).mean(1, KEEP))).div(rms);
    }),
  },
  {
    id: "back-without-eps",
    sentence:
      "dx divides by a root without eps. It is that of the forward pass: sqrt(ms + eps).",
    zh: "dx 除以的平方根里没有 eps。要和前向时一样：sqrt(ms + eps)。",
    make: withDx((dout, cache) => {
      const rms = right.rms(right.meanSquare(cache.x), 0);
      return right.dx(dout, { ...cache, rms, x_hat: cache.x.div(rms) });
    }),
  },
  {
    id: "sign-of-second-way",
    sentence:
      "The way through rms was added. Making the root larger makes out smaller: subtract it.",
    zh: "经过 rms 的那一支被加上了。根变大，out 就变小：应该减去。",
    make: withDx((dout, { x_hat, rms, gamma }) => {
      const g = dout.mul(gamma);
      return g.add(x_hat.mul(g.mul(x_hat).mean(1, KEEP))).div(rms);
    }),
  },
  {
    id: "division-forgotten-in-dx",
    sentence: "dx was not divided by rms, by which x was.",
    zh: "x 除以了 rms，dx 却没有。",
    make: withDx((dout, cache) => right.dx(dout, cache).mul(cache.rms)),
  },
  {
    id: "dx-in-float32",
    sentence:
      "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    zh: "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    make: withDx((dout, cache) => right.dx(dout, cache).astype("float32")),
  },
  {
    id: "dgamma-averaged",
    sentence:
      "dgamma is a mean. It is a sum: every row of the batch used gamma.",
    zh: "dgamma 求成了均值。它是和：整批的每一行都用到了 gamma。",
    make: withDgamma((terms) => terms.mean(0)),
  },
  {
    id: "dgamma-over-features",
    sentence:
      "dgamma was summed over the features. gamma belongs to features: sum over the batch, axis 0.",
    zh: "dgamma 对各个特征求了和。gamma 属于特征：应该对整批求和，轴 0。",
    make: withDgamma((terms) => terms.sum(1)),
  },
  {
    id: "dgamma-not-summed",
    sentence:
      "dgamma has shape (N, D). All rows used one gamma: sum over them.",
    zh: "dgamma 的形状是 (N, D)。所有的行用的是同一个 gamma：要对行求和。",
    make: withDgamma((terms) => terms),
  },
  {
    id: "dgamma-kept-two-axes",
    sentence: "dgamma has shape (1, D). It has gamma's shape, (D,).",
    zh: "dgamma 的形状成了 (1, D)。它和 gamma 一样，是 (D,)。",
    make: withDgamma((terms) => terms.sum(0, KEEP)),
  },
  {
    id: "dgamma-of-beta",
    sentence:
      "dgamma is the sum of dout, which would be dbeta. gamma multiplies x_hat: sum dout * x_hat.",
    zh:
      "dgamma 只是 dout 的和，那是 dbeta。gamma 乘的是 x_hat：对 dout * x_hat 求和。",
    make: withDgamma((_terms, dout) => dout.sum(0)),
  },
  {
    id: "dgamma-with-x",
    sentence:
      "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh: "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: rmsnorm({
      backward: (dout, cache) => [
        right.dx(dout, cache),
        dout.mul(cache.x).sum(0),
      ],
    }),
  },
  {
    id: "gradients-swapped",
    sentence: "dx and dgamma changed places. The order is [dx, dgamma].",
    zh: "dx 和 dgamma 的位置反了。顺序是 [dx, dgamma]。",
    make: rmsnorm({
      backward: (dout, cache) => right.backward(dout, cache).reverse(),
    }),
  },
  {
    id: "dbeta-returned",
    sentence:
      "A third gradient was returned. RMS norm has no beta, so there is no dbeta.",
    zh: "多返回了一个梯度。均方根归一化没有 beta，也就没有 dbeta。",
    make: rmsnorm({
      backward: (dout, cache) => [...right.backward(dout, cache), dout.sum(0)],
    }),
  },
  {
    id: "dout-changed-in-place",
    sentence:
      "dx was written into the memory of dout. Return an array of its own.",
    zh: "dx 写进了 dout 的内存。要返回独立的数组。",
    make: withDx((dout, cache) => inPlace(dout, right.dx(dout, cache))),
  },
  {
    id: "cached-x-hat-overwritten",
    sentence:
      "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    zh:
      "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    make: rmsnorm({
      backward(dout, cache) {
        const [dx, dgamma] = right.backward(dout, cache);
        return [inPlace(cache.x_hat, dx), dgamma];
      },
    }),
  },
  {
    id: "last-cache-remembered",
    sentence:
      "The backward pass takes what the last forward pass left in the module. Take it from the cache at each call.",
    zh:
      "反向传播用的是上一次前向传播留在模块变量里的东西。每次调用都要从缓存里取。",
    make: remembering,
  },
];

export const misconceptions: Misconception[] = [...forwards, ...backwards];

/** Lesson 11 with a cache that only the module keeps. */
function remembering(): Exports {
  let last: Cache;
  const { rms_norm_forward } = rmsnorm({})();
  return {
    rms_norm_forward(...call: unknown[]) {
      const result = (rms_norm_forward as (
        ...call: unknown[]
      ) => [NdArray, Cache])(...call);
      last = result[1];
      return result;
    },
    rms_norm_backward: (dout: NdArray) => right.backward(dout, last),
  };
}
