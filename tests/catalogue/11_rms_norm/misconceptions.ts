/** What students get wrong in lesson 11: RMS norm, and its way back. */
import { type Cache, right, rmsnorm } from "./recipe.ts";
import { mistakesIn } from "../support/define.ts";
import { inPlace, KEEP } from "../support/pieces.ts";

const forwards = mistakesIn(rmsnorm, {
  // What a row is divided by
  "layer-norm": [
    "The mean of the row was subtracted: that is layer norm. RMS norm divides x as it is.",
    "你减去了一行的均值，那是层归一化。均方根归一化直接用 x 去除。",
    { input: (x) => x.sub(x.mean(1, KEEP)) },
  ],
  "mean-subtracted-at-the-end": [
    "The root mean square is right, but x - mean was divided by it. Divide x as it is.",
    "均方根是对的，可是拿去除的是 x - mean。应该直接用 x 去除。",
    { normalize: (x, rms) => x.sub(x.mean(1, KEEP)).div(rms) },
  ],
  "divided-by-deviation": [
    "x was divided by its standard deviation, which forgets the mean. Divide by the root of mean(x²).",
    "x 除以了标准差，标准差里没有均值。应该除以 mean(x²) 的平方根。",
    { meanSquare: (x) => x.var(1, KEEP) },
  ],
  "length-for-rms": [
    "x was divided by its length, the root of the sum of squares. Take their mean: divide the sum by D.",
    "x 除以了它的长度，也就是平方和的平方根。要用平方的均值：把和除以 D。",
    { meanSquare: (x) => x.square().sum(1, KEEP) },
  ],
  "mean-of-sizes": [
    "x was divided by the mean of |x|. Square first, then take the mean and the root.",
    "x 除以了 |x| 的均值。应该先平方，再求均值，再开方。",
    { meanSquare: (x) => x.square().sqrt().mean(1, KEEP).square() },
  ],
  "largest-for-rms": [
    "x was divided by the largest |x| of its row. Divide by the root of the mean square.",
    "x 除以了一行里最大的 |x|。应该除以均方根。",
    { meanSquare: (x) => x.square().max(1, KEEP) },
  ],
  "mean-square-unbiased": [
    "The sum of squares was divided by D - 1. No mean was subtracted, and none has to be made up for: divide by D.",
    "平方和除以了 D - 1。这里没有减均值，也就没有什么要补偿的：除以 D。",
    {
      meanSquare: (x) =>
        x.square().sum(1, KEEP).div(Math.max(1, x.shape[1]! - 1)),
    },
  ],
  "root-forgotten": [
    "x was divided by ms + eps. Divide by its root: sqrt(ms + eps).",
    "x 除以了 ms + eps。应该除以它的平方根：sqrt(ms + eps)。",
    { rms: (ms, eps) => ms.add(eps) },
  ],
  "square-of-mean": [
    "The mean was squared. Take it the other way round: square first, then the mean.",
    "你先求了均值再平方。顺序要反过来：先平方，再求均值。",
    { meanSquare: (x) => x.mean(1, KEEP).square() },
  ],

  // Over what
  "over-the-batch": [
    "The mean square goes over the batch. Each row has its own: axis 1.",
    "均方是对整批求的。每一行各有自己的：轴 1。",
    { meanSquare: (x) => x.square().mean(0, KEEP) },
  ],
  "one-for-all": [
    "One mean square was taken of the whole array. Each row has its own: axis 1.",
    "你对整个数组只求了一个均方。每一行各有自己的：轴 1。",
    { meanSquare: (x) => x.square().mean([0, 1], KEEP) },
  ],
  "keepdims-forgotten": [
    "The mean squares have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    "均方的形状是 (N,)，只有 N = D 时才凑巧对得上。要用 (N, 1)：mean(1, { keepdims: true })。",
    { meanSquare: (x) => x.square().mean(1) },
  ],

  // eps
  "eps-outside-root": [
    "eps was added after the root. Add it to the mean square: sqrt(ms + eps).",
    "eps 加在了开方之后。要加在均方上：sqrt(ms + eps)。",
    { rms: (ms, eps) => ms.sqrt().add(eps) },
  ],
  "eps-forgotten": [
    "eps was not added, so a row of zeros is divided by zero: sqrt(ms + eps).",
    "没有加 eps，一行全是零时就除以零了：sqrt(ms + eps)。",
    { rms: (ms) => ms.sqrt() },
  ],
  "eps-fixed": [
    "eps is always 1e-5. Take rms_param.eps, and 1e-5 only when it isn't given.",
    "eps 总是 1e-5。要用 rms_param.eps，没有给出时才用 1e-5。",
    { eps: () => 1e-5 },
  ],
  "eps-required": [
    "Without rms_param.eps the result is NaN or wrong. Use 1e-5 when none is given.",
    "没有 rms_param.eps 时，结果是 NaN 或者不对。没有给出时用 1e-5。",
    { eps: (rms_param) => rms_param.eps ?? NaN },
  ],
  "mode-demanded": [
    "This refuses to work without the mode of batch norm. RMS norm has none: training and testing do the same.",
    "没有批归一化的模式，你就拒绝计算。均方根归一化没有模式：训练和测试做的是同一件事。",
    {
      eps(rms_param: { eps?: number; mode?: string }) {
        if (rms_param.mode === undefined || rms_param.mode === "train") {
          return right.eps(rms_param);
        }
        throw new RangeError(`Expected mode "train", got "${rms_param.mode}"`);
      },
    },
  ],

  // gamma
  "gamma-before-normalization": [
    "gamma multiplies x before the mean square is taken. Scale x_hat: gamma * x_hat.",
    "gamma 在求均方之前就乘到了 x 上。应该缩放 x_hat：gamma * x_hat。",
    { input: (x, gamma) => x.mul(gamma), scale: (x_hat) => x_hat },
  ],
  "gamma-forgotten": [
    "This returns x_hat. Scale each feature: gamma * x_hat.",
    "你直接返回了 x_hat。每个特征还要缩放：gamma * x_hat。",
    { scale: (x_hat) => x_hat.copy() },
  ],
  "gamma-plus-one": [
    "x_hat was scaled by 1 + gamma, as in nets whose gamma begins at zero. Here it is gamma itself.",
    "x_hat 乘的是 1 + gamma，那是 gamma 从零开始的网络的做法。这里直接乘 gamma。",
    { scale: (x_hat, gamma) => x_hat.mul(gamma.add(1)) },
  ],
  "sign-lost": [
    "out has lost its signs. Divide x itself, not its size.",
    "out 的正负号丢了。要用 x 本身去除，不是它的绝对值。",
    { normalize: (x, rms) => x.square().sqrt().div(rms) },
  ],

  // Memory
  "x-divided-in-place": [
    "x itself was divided. Compute x.div(rms), which makes a new array.",
    "x 本身被除了。用 x.div(rms)，它返回新数组。",
    { normalize: (x, rms) => inPlace(x, x.div(rms)) },
  ],
  "x-squared-in-place": [
    "x was squared in its own memory. Compute x.square(), which makes a new array.",
    "x 在自己的内存里被平方了。用 x.square()，它返回新数组。",
    { meanSquare: (x) => inPlace(x, x.square()).mean(1, KEEP) },
  ],
});

const backwards = mistakesIn(rmsnorm, {
  "back-layer-norm": [
    "dx subtracts the mean of dout * gamma, as in layer norm. No mean was subtracted on the way forward: leave it out.",
    "dx 减去了 dout * gamma 的均值，那是层归一化的做法。前向时没有减均值，这里也不用减。",
    {
      dx: (g, cache, dout) =>
        right.dx(g, cache, dout).sub(g.mean(1, KEEP).div(cache.rms)),
    },
  ],
  "root-taken-for-constant": [
    "dx is dout * gamma / rms, as if rms were a constant. It depends on every number of the row.",
    "你的 dx 是 dout * gamma / rms，把 rms 当成了常数。它依赖一行里的每个数。",
    { dx: (g, { rms }) => g.div(rms) },
  ],
  "back-gamma-outside": [
    "dx multiplies by gamma at the end, as in batch norm. Within a row gamma differs: take the mean of dout * gamma * x_hat.",
    "dx 到最后才乘 gamma，批归一化可以这样。一行里的 gamma 各不相同：要对 dout * gamma * x_hat 求均值。",
    { dx: (_g, cache, dout) => right.dx(dout, cache, dout).mul(cache.gamma) },
  ],
  "gamma-forgotten-in-dx": [
    "dx lacks gamma. What reaches x_hat is dout * gamma.",
    "dx 里少了 gamma。传到 x_hat 的是 dout * gamma。",
    { dx: (_g, cache, dout) => right.dx(dout, cache, dout) },
  ],
  "sum-for-mean": [
    "The sum of g * x_hat in dx wasn't divided by D. rms has the mean of the squares in it, so it is a mean here, too.",
    "dx 里 g * x_hat 的和没有除以 D。rms 里面是平方的均值，所以这里也是均值。",
    {
      dx: (g, { x_hat, rms }) =>
        g.sub(x_hat.mul(g.mul(x_hat).sum(1, KEEP))).div(rms),
    },
  ],
  "back-over-the-batch": [
    "The mean in dx goes over the batch. The mean square was that of a row: axis 1.",
    "dx 里的均值是对整批求的。均方却是一行的：轴 1。",
    {
      dx: (g, { x_hat, rms }) =>
        g.sub(x_hat.mul(g.mul(x_hat).mean(0, KEEP))).div(rms),
    },
  ],
  "x-for-x-hat": [
    "dx multiplies by x where x_hat belongs: with x, divide by rms² besides.",
    "dx 里该乘 x_hat 的地方乘了 x。用 x 的话，还要再除以 rms²。",
    { dx: (g, cache, dout) => right.dx(g, { ...cache, x_hat: cache.x }, dout) },
  ],
  "back-without-eps": [
    "dx divides by a root without eps. It is that of the forward pass: sqrt(ms + eps).",
    "dx 除以的平方根里没有 eps。要和前向时一样：sqrt(ms + eps)。",
    {
      dx(g, cache, dout) {
        const rms = right.rms(right.meanSquare(cache.x), 0);
        return right.dx(g, { ...cache, rms, x_hat: cache.x.div(rms) }, dout);
      },
    },
  ],
  "sign-of-second-way": [
    "The way through rms was added. Making the root larger makes out smaller: subtract it.",
    "经过 rms 的那一支被加上了。根变大，out 就变小：应该减去。",
    {
      dx: (g, { x_hat, rms }) =>
        g.add(x_hat.mul(g.mul(x_hat).mean(1, KEEP))).div(rms),
    },
  ],
  "division-forgotten-in-dx": [
    "dx was not divided by rms, by which x was.",
    "x 除以了 rms，dx 却没有。",
    { dx: (g, cache, dout) => right.dx(g, cache, dout).mul(cache.rms) },
  ],
  "dx-in-float32": [
    "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    { dx: (g, cache, dout) => right.dx(g, cache, dout).astype("float32") },
  ],
  "dgamma-averaged": [
    "dgamma is a mean. It is a sum: every row of the batch used gamma.",
    "dgamma 求成了均值。它是和：整批的每一行都用到了 gamma。",
    { dgamma: (terms) => terms.mean(0) },
  ],
  "dgamma-over-features": [
    "dgamma was summed over the features. gamma belongs to features: sum over the batch, axis 0.",
    "dgamma 对各个特征求了和。gamma 属于特征：应该对整批求和，轴 0。",
    { dgamma: (terms) => terms.sum(1) },
  ],
  "dgamma-not-summed": [
    "dgamma has shape (N, D). All rows used one gamma: sum over them.",
    "dgamma 的形状是 (N, D)。所有的行用的是同一个 gamma：要对行求和。",
    { dgamma: (terms) => terms },
  ],
  "dgamma-kept-two-axes": [
    "dgamma has shape (1, D). It has gamma's shape, (D,).",
    "dgamma 的形状成了 (1, D)。它和 gamma 一样，是 (D,)。",
    { dgamma: (terms) => terms.sum(0, KEEP) },
  ],
  "dgamma-of-beta": [
    "dgamma is the sum of dout, which would be dbeta. gamma multiplies x_hat: sum dout * x_hat.",
    "dgamma 只是 dout 的和，那是 dbeta。gamma 乘的是 x_hat：对 dout * x_hat 求和。",
    { dgamma: (_terms, dout) => dout.sum(0) },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    { dgamma: (_terms, dout, { x }) => dout.mul(x).sum(0) },
  ],
  "gradients-swapped": [
    "dx and dgamma changed places. The order is [dx, dgamma].",
    "dx 和 dgamma 的位置反了。顺序是 [dx, dgamma]。",
    { returned: (dx, dgamma) => [dgamma, dx] },
  ],
  "dbeta-returned": [
    "A third gradient was returned. RMS norm has no beta, so there is no dbeta.",
    "多返回了一个梯度。均方根归一化没有 beta，也就没有 dbeta。",
    { returned: (dx, dgamma, dout) => [dx, dgamma, dout.sum(0)] },
  ],
  "dout-changed-in-place": [
    "dx was written into the memory of dout. Return an array of its own.",
    "dx 写进了 dout 的内存。要返回独立的数组。",
    { dx: (g, cache, dout) => inPlace(dout, right.dx(g, cache, dout)) },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    {
      returned: (dx, dgamma, _dout, { x_hat }) => [inPlace(x_hat, dx), dgamma],
    },
  ],
  "last-cache-remembered": [
    "The backward pass takes what the last forward pass left in the module. Take it from the cache at each call.",
    "反向传播用的是上一次前向传播留在模块变量里的东西。每次调用都要从缓存里取。",
    () => {
      let last: Cache;
      return { cache: (cache) => last = cache, used: () => last };
    },
  ],
});

export const misconceptions = [...forwards, ...backwards];
