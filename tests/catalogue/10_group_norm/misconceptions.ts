/** What students get wrong in lesson 10: group norm, and its way back. */
import type { NdArray } from "kit/nd/mod.ts";
import { type Cache, dxOver, groupnorm, perChannel, right } from "./recipe.ts";
import { mistakesIn } from "../support/define.ts";
import { inPlace, KEEP, sizes, unbiased } from "../support/pieces.ts";

const forwards = mistakesIn(groupnorm, {
  // Which numbers are normalized together
  "groups-ignored": [
    "Each image was normalized over all of its channels, whatever G is: that is layer norm. Cut the channels into G groups.",
    "不管 G 是多少，每张图像都在所有通道上做了归一化，那是层归一化。先把通道切成 G 组。",
    { axes: [1, 2, 3, 4] },
  ],
  "each-channel-alone": [
    "Each channel was normalized by itself: that is instance norm. A group has C / G channels; go over them, too.",
    "每个通道各自做了归一化，那是实例归一化。一组有 C / G 个通道，也要算进去。",
    { axes: [3, 4] },
  ],
  "channels-of-group-for-G": [
    "The channels were cut into C / G groups of G. G is the number of groups: each has C / G channels.",
    "通道被切成了 C / G 组，每组 G 个。G 是组数：每组有 C / G 个通道。",
    {
      groups(x, G) {
        const [N, C, H, W] = sizes(x);
        return x.reshape([N, C / G, G, H, W]);
      },
    },
  ],
  "statistics-over-batch": [
    "The statistics go over the batch as well. In group norm no image depends on another: leave the batch out.",
    "统计量把整批也算进去了。组归一化里，图像之间互不影响：不要对批求。",
    { axes: [0, 2, 3, 4] },
  ],
  "batch-norm": [
    "Each channel was normalized over the batch, height and width: that is batch norm. Go over the channels of a group, in each image.",
    "每个通道在整批、高和宽上做了归一化，那是批归一化。应该在每张图像里，对一组通道求。",
    { axes: [0, 3, 4] },
  ],
  "each-pixel-alone": [
    "Each pixel was normalized over the channels of its group. Go over height and width, too.",
    "每个像素只在它那一组通道上做了归一化。高和宽也要算进去。",
    { axes: [2] },
  ],
  "every-gth-channel": [
    "Every G-th channel was taken for a group. A group has neighbours: with 4 channels and 2 groups, 0 and 1, then 2 and 3.",
    "你每隔 G 个取一个通道组成一组。一组里的通道是相邻的：4 个通道分 2 组，先是 0 和 1，再是 2 和 3。",
    {
      groups(x, G) {
        const [N, C, H, W] = sizes(x);
        return x.reshape([N, C / G, G, H, W]).transpose([0, 2, 1, 3, 4]);
      },
      ungroup: (x_hat, shape) =>
        x_hat.transpose([0, 2, 1, 3, 4]).reshape(shape),
    },
  ],
  "channels-taken-for-last": [
    "x was taken for (N, H, W, C). Its channels are on axis 1: (N, C, H, W).",
    "你把 x 当成了 (N, H, W, C)。它的通道在轴 1：(N, C, H, W)。",
    {
      check() {},
      groups(x, G) {
        const [N, H, W, C] = sizes(x);
        right.check(C, G);
        return x.reshape([N, H, W, G, C / G]);
      },
      axes: [1, 2, 4],
      scale: (x_hat, gamma, beta) => x_hat.mul(gamma).add(beta),
    },
  ],

  // Variance and eps
  "variance-unbiased": [
    "The variance was divided by one less than the size of a group. Use the biased one: divide by C / G · H · W.",
    "方差除以了组的大小减 1。要用有偏方差：除以 C / G · H · W。",
    {
      variance: (x, axes) =>
        unbiased(
          right.variance(x, axes),
          axes.reduce((size, axis) => size * x.shape[axis]!, 1),
        ),
    },
  ],
  "variance-without-mean": [
    "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    "你求的是平方的均值。平方之前先减去均值：mean((x - mean)²)。",
    { variance: (x, axes) => x.square().mean(axes, KEEP) },
  ],
  "divided-by-variance": [
    "This divides by var + eps. Divide by the standard deviation, its root: sqrt(var + eps).",
    "你除以了 var + eps。应该除以它的平方根，也就是标准差：sqrt(var + eps)。",
    { std: (variance, eps) => variance.add(eps) },
  ],
  "eps-outside-root": [
    "eps was added after the root. Add it to the variance: sqrt(var + eps).",
    "eps 加在了开方之后。要加在方差上：sqrt(var + eps)。",
    { std: (variance, eps) => variance.sqrt().add(eps) },
  ],
  "eps-forgotten": [
    "eps was not added, so a constant group is divided by zero: sqrt(var + eps).",
    "没有加 eps，组内全是同一个数时就除以零了：sqrt(var + eps)。",
    { std: (variance) => variance.sqrt() },
  ],
  "eps-fixed": [
    "eps is always 1e-5. Take gn_param.eps, and 1e-5 only when it isn't given.",
    "eps 总是 1e-5。要用 gn_param.eps，没有给出时才用 1e-5。",
    { eps: () => 1e-5 },
  ],
  "eps-required": [
    "Without gn_param.eps the result is NaN or wrong. Use 1e-5 when none is given.",
    "没有 gn_param.eps 时，结果是 NaN 或者不对。没有给出时用 1e-5。",
    { eps: (gn_param) => gn_param.eps ?? NaN },
  ],
  "mode-demanded": [
    "This refuses to work without the mode of batch norm. Group norm has none: training and testing do the same.",
    "没有批归一化的模式，你就拒绝计算。组归一化没有模式：训练和测试做的是同一件事。",
    {
      eps(gn_param: { eps?: number; mode?: string }) {
        if (gn_param.mode === undefined || gn_param.mode === "train") {
          return right.eps(gn_param);
        }
        throw new RangeError(`Expected mode "train", got "${gn_param.mode}"`);
      },
    },
  ],

  // gamma and beta
  "gamma-before-normalization": [
    "gamma multiplies x before the statistics are taken. Scale x_hat: gamma * x_hat + beta.",
    "gamma 在求统计量之前就乘到了 x 上。应该缩放 x_hat：gamma * x_hat + beta。",
    {
      input: (x, gamma) => x.mul(perChannel(gamma)),
      scale: (x_hat, _gamma, beta) => x_hat.add(perChannel(beta)),
    },
  ],
  "gamma-of-group": [
    "All channels of a group were scaled by the gamma and beta of its first one. Every channel has its own.",
    "一组里的所有通道都用了第一个通道的 gamma 和 beta。每个通道有自己的。",
    {
      scale(x_hat, gamma, beta, G) {
        const size = gamma.size / G;
        const first = (values: NdArray) =>
          values.take(
            Array.from({ length: values.size }, (_, c) => c - c % size),
          );
        return right.scale(x_hat, first(gamma), first(beta), G);
      },
    },
  ],
  "gamma-along-width": [
    "gamma and beta were applied along the last axis, which is the width. They belong to channels: reshape them to (1, C, 1, 1).",
    "gamma 和 beta 用在了最后一个轴上，那是图像的宽。它们属于通道：reshape 成 (1, C, 1, 1)。",
    { scale: (x_hat, gamma, beta) => x_hat.mul(gamma).add(beta) },
  ],
  "gamma-and-beta-forgotten": [
    "This returns x_hat. Scale and shift each channel: gamma * x_hat + beta.",
    "你直接返回了 x_hat。每个通道还要缩放和平移：gamma * x_hat + beta。",
    { scale: (x_hat) => x_hat },
  ],

  // Bad input and memory
  "groups-not-checked": [
    "A number of groups that doesn't divide the channels is not refused as it should be: throw a RangeError that says what G is.",
    "组数除不尽通道数时，没有按要求拒绝：抛出 RangeError，并写明 G 是多少。",
    { check() {} },
  ],
  "groups-not-in-message": [
    "The RangeError doesn't say what G is. Show it, so that whoever reads the message knows what to change.",
    "RangeError 没有写明 G 是多少。要写出来，看消息的人才知道该改什么。",
    {
      check(C, G) {
        if (C % G !== 0) throw new RangeError("Expected groups of one size");
      },
    },
  ],
  "x-centred-in-place": [
    "x itself was centred: reshape() shares its memory. Compute x.sub(mean), which makes a new array.",
    "x 本身减去了均值：reshape() 与它共用内存。用 x.sub(mean)，它返回新数组。",
    { normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std) },
  ],
  "out-written-into-x": [
    "out was written into the memory of x, which reshape() shares. Return an array of its own.",
    "out 写进了 x 的内存，reshape() 与它共用内存。要返回独立的数组。",
    {
      normalize: (x, mean, std) => inPlace(x, right.normalize(x, mean, std)),
      scale: (x_hat, gamma, beta, G) =>
        inPlace(x_hat, right.scale(x_hat, gamma, beta, G)),
    },
  ],
});

const backwards = mistakesIn(groupnorm, {
  "back-gamma-outside": [
    "dx multiplies by gamma at the end, as in batch norm. Within a group gamma differs: take the means of dout * gamma.",
    "dx 到最后才乘 gamma，批归一化可以这样。一组里的 gamma 各不相同：要对 dout * gamma 求均值。",
    {
      dx: (_g, cache, dout) =>
        right.dx(dout, cache, dout).mul(perChannel(cache.gamma)),
    },
  ],
  "back-each-channel-alone": [
    "dx has means over each channel. mean and std were shared by a group: go over its channels, too.",
    "dx 里的均值是对每个通道求的。一组共用 mean 和 std：组里的通道都要算进去。",
    { dx: dxOver([3, 4]) },
  ],
  "back-groups-ignored": [
    "dx has means over all channels of an image. The statistics were those of a group.",
    "dx 里的均值是对图像的所有通道求的。统计量却是每组各求各的。",
    { dx: dxOver([1, 2, 3, 4]) },
  ],
  "back-over-batch": [
    "dx has means over the batch, too. The statistics were those of one image.",
    "dx 里的均值把整批也算进去了。统计量只属于一张图像。",
    { dx: dxOver([0, 2, 3, 4]) },
  ],
  "back-each-pixel-alone": [
    "dx has means over the channels of each pixel by itself. Go over height and width, too.",
    "dx 里的均值是每个像素各自求的。高和宽也要算进去。",
    { dx: dxOver([2]) },
  ],
  "branches-dropped": [
    "dx is dout * gamma / std, as if mean and variance were constants. Both depend on every number of the group.",
    "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖组里的每个数。",
    {
      dx: (g, { std, G }) => right.groups(g, G).div(std).reshape(g.shape),
    },
  ],
  "variance-branch-dropped": [
    "dx lacks the way through the variance: - x_hat * mean(g * x_hat), with g = dout * gamma.",
    "dx 里少了经过方差的那一支：- x_hat * mean(g * x_hat)，其中 g = dout * gamma。",
    {
      dx(dx_hat, { std, G }) {
        const g = right.groups(dx_hat, G);
        return g.sub(g.mean([2, 3, 4], KEEP)).div(std).reshape(dx_hat.shape);
      },
    },
  ],
  "gamma-forgotten-in-dx": [
    "dx lacks gamma. What reaches x_hat is dout * gamma.",
    "dx 里少了 gamma。传到 x_hat 的是 dout * gamma。",
    { dx: (_g, cache, dout) => right.dx(dout, cache, dout) },
  ],
  "sums-divided-by-channels": [
    "The sums in dx were divided by C / G. A group has C / G · H · W numbers: divide by that.",
    "dx 里的和除以了 C / G。一组有 C / G · H · W 个数，应该除以它。",
    {
      dx(dx_hat, { x_hat, std, G }) {
        const g = right.groups(dx_hat, G);
        const h = right.groups(x_hat, G);
        const share = (values: NdArray) =>
          values.sum([2, 3, 4], KEEP).div(g.shape[2]!);
        return g.sub(share(g)).sub(h.mul(share(g.mul(h)))).div(std)
          .reshape(dx_hat.shape);
      },
    },
  ],
  "dx-in-float32": [
    "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    { dx: (g, cache, dout) => right.dx(g, cache, dout).astype("float32") },
  ],
  "dgamma-and-dbeta-averaged": [
    "dgamma and dbeta are means. They are sums: every number of a channel used its gamma and beta.",
    "dgamma 和 dbeta 求成了均值。它们是和：一个通道的每个数都用到了它的 gamma 和 beta。",
    { sum: (terms) => terms.mean([0, 2, 3]) },
  ],
  "dgamma-and-dbeta-per-pixel": [
    "dgamma and dbeta were summed over the batch only. Each channel has one gamma: sum over height and width, too.",
    "dgamma 和 dbeta 只对整批求了和。每个通道只有一个 gamma：高和宽上也要求和。",
    { sum: (terms) => terms.sum(0) },
  ],
  "dgamma-and-dbeta-of-first-image": [
    "dgamma and dbeta count the first image only. All images used gamma and beta: sum over the batch, too.",
    "dgamma 和 dbeta 只算了第一张图像。所有图像都用到了 gamma 和 beta：整批也要求和。",
    { sum: (terms) => terms.rows(0, 1).sum([0, 2, 3]) },
  ],
  "dgamma-and-dbeta-of-groups": [
    "dgamma and dbeta were summed over the channels of a group. Each channel has a gamma and a beta of its own.",
    "dgamma 和 dbeta 在一组通道上加到了一起。每个通道有自己的 gamma 和 beta。",
    {
      sum(terms, { G }) {
        const C = terms.shape[1]!;
        const sums = right.groups(terms, G).sum([0, 2, 3, 4]);
        return sums.take(
          Array.from({ length: C }, (_, c) => Math.floor(c * G / C)),
        );
      },
    },
  ],
  "dgamma-and-dbeta-four-axes": [
    "dgamma and dbeta have shape (1, C, 1, 1). They have gamma's shape, (C,).",
    "dgamma 和 dbeta 的形状成了 (1, C, 1, 1)。它们和 gamma 一样，是 (C,)。",
    { sum: (terms) => terms.sum([0, 2, 3], KEEP) },
  ],
  "dgamma-and-dbeta-swapped": [
    "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    { returned: ([dx, dgamma, dbeta]) => [dx, dbeta, dgamma] },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    {
      returned: ([dx, , dbeta], dout, { x }) => [
        dx,
        dout.mul(x).sum([0, 2, 3]),
        dbeta,
      ],
    },
  ],
  "dout-changed-in-place": [
    "dx was written into the memory of dout. Return an array of its own.",
    "dx 写进了 dout 的内存。要返回独立的数组。",
    { returned: ([dx, ...sums], dout) => [inPlace(dout, dx), ...sums] },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    {
      returned: ([dx, ...sums], _dout, { x_hat }) => [
        inPlace(x_hat, dx),
        ...sums,
      ],
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
