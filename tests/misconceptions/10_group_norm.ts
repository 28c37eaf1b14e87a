/** What students get wrong in lesson 10: group norm, and its way back. */
import type { NdArray } from "kit/nd/mod.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import {
  type Cache,
  dxOver,
  groupnorm,
  perChannel,
  right,
  withDx,
  withSums,
} from "./support/group_norm.ts";
import { inPlace } from "./support/in_place.ts";
import { unbiased } from "./support/moments.ts";

const forwards: Misconception[] = [
  // Which numbers are normalized together
  {
    id: "groups-ignored",
    sentence:
      "Each image was normalized over all of its channels, whatever G is: that is layer norm. Cut the channels into G groups.",
    zh:
      "不管 G 是多少，每张图像都在所有通道上做了归一化，那是层归一化。先把通道切成 G 组。",
    make: groupnorm({ axes: [1, 2, 3, 4] }),
  },
  {
    id: "each-channel-alone",
    sentence:
      "Each channel was normalized by itself: that is instance norm. A group has C / G channels; go over them, too.",
    zh:
      "每个通道各自做了归一化，那是实例归一化。一组有 C / G 个通道，也要算进去。",
    make: groupnorm({ axes: [3, 4] }),
  },
  {
    id: "channels-of-group-for-G",
    sentence:
      "The channels were cut into C / G groups of G. G is the number of groups: each has C / G channels.",
    zh: "通道被切成了 C / G 组，每组 G 个。G 是组数：每组有 C / G 个通道。",
    make: groupnorm({
      groups(x, G) {
        const [N, C, H, W] = x.shape;
        return x.reshape([N, C / G, G, H, W]);
      },
    }),
  },
  {
    id: "statistics-over-batch",
    sentence:
      "The statistics go over the batch as well. In group norm no image depends on another: leave the batch out.",
    zh: "统计量把整批也算进去了。组归一化里，图像之间互不影响：不要对批求。",
    make: groupnorm({ axes: [0, 2, 3, 4] }),
  },
  {
    id: "batch-norm",
    sentence:
      "Each channel was normalized over the batch, height and width: that is batch norm. Go over the channels of a group, in each image.",
    zh:
      "每个通道在整批、高和宽上做了归一化，那是批归一化。应该在每张图像里，对一组通道求。",
    make: groupnorm({ axes: [0, 3, 4] }),
  },
  {
    id: "each-pixel-alone",
    sentence:
      "Each pixel was normalized over the channels of its group. Go over height and width, too.",
    zh: "每个像素只在它那一组通道上做了归一化。高和宽也要算进去。",
    make: groupnorm({ axes: [2] }),
  },
  {
    id: "every-gth-channel",
    sentence:
      "Every G-th channel was taken for a group. A group has neighbours: with 4 channels and 2 groups, 0 and 1, then 2 and 3.",
    zh:
      "你每隔 G 个取一个通道组成一组。一组里的通道是相邻的：4 个通道分 2 组，先是 0 和 1，再是 2 和 3。",
    make: groupnorm({
      groups(x, G) {
        const [N, C, H, W] = x.shape;
        return x.reshape([N, C / G, G, H, W]).transpose([0, 2, 1, 3, 4]);
      },
      ungroup: (x_hat, shape) =>
        x_hat.transpose([0, 2, 1, 3, 4]).reshape(shape),
    }),
  },
  {
    id: "channels-taken-for-last",
    sentence:
      "x was taken for (N, H, W, C). Its channels are on axis 1: (N, C, H, W).",
    zh: "你把 x 当成了 (N, H, W, C)。它的通道在轴 1：(N, C, H, W)。",
    make: groupnorm({
      check() {},
      groups(x, G) {
        const [N, H, W, C] = x.shape;
        right.check(C, G);
        return x.reshape([N, H, W, G, C / G]);
      },
      axes: [1, 2, 4],
      scale: (x_hat, gamma, beta) => x_hat.mul(gamma).add(beta),
    }),
  },

  // Variance and eps
  {
    id: "variance-unbiased",
    sentence:
      "The variance was divided by one less than the size of a group. Use the biased one: divide by C / G · H · W.",
    zh: "方差除以了组的大小减 1。要用有偏方差：除以 C / G · H · W。",
    make: groupnorm({
      variance: (x, axes) =>
        unbiased(
          right.variance(x, axes),
          axes.reduce((size, axis) => size * x.shape[axis], 1),
        ),
    }),
  },
  {
    id: "variance-without-mean",
    sentence:
      "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    zh: "你求的是平方的均值。平方之前先减去均值：mean((x - mean)²)。",
    make: groupnorm({
      variance: (x, axes) => x.square().mean(axes, { keepdims: true }),
    }),
  },
  {
    id: "divided-by-variance",
    sentence:
      "This divides by var + eps. Divide by the standard deviation, its root: sqrt(var + eps).",
    zh:
      "你除以了 var + eps。应该除以它的平方根，也就是标准差：sqrt(var + eps)。",
    make: groupnorm({ std: (variance, eps) => variance.add(eps) }),
  },
  {
    id: "eps-outside-root",
    sentence:
      "eps was added after the root. Add it to the variance: sqrt(var + eps).",
    zh: "eps 加在了开方之后。要加在方差上：sqrt(var + eps)。",
    make: groupnorm({ std: (variance, eps) => variance.sqrt().add(eps) }),
  },
  {
    id: "eps-forgotten",
    sentence:
      "eps was not added, so a constant group is divided by zero: sqrt(var + eps).",
    zh: "没有加 eps，组内全是同一个数时就除以零了：sqrt(var + eps)。",
    make: groupnorm({ std: (variance) => variance.sqrt() }),
  },
  {
    id: "eps-fixed",
    sentence:
      "eps is always 1e-5. Take gn_param.eps, and 1e-5 only when it isn't given.",
    zh: "eps 总是 1e-5。要用 gn_param.eps，没有给出时才用 1e-5。",
    make: groupnorm({ eps: () => 1e-5 }),
  },
  {
    id: "eps-required",
    sentence:
      "Without gn_param.eps the result is NaN or wrong. Use 1e-5 when none is given.",
    zh: "没有 gn_param.eps 时，结果是 NaN 或者不对。没有给出时用 1e-5。",
    make: groupnorm({ eps: (gn_param) => gn_param.eps ?? NaN }),
  },
  {
    id: "mode-demanded",
    sentence:
      "This refuses to work without the mode of batch norm. Group norm has none: training and testing do the same.",
    zh:
      "没有批归一化的模式，你就拒绝计算。组归一化没有模式：训练和测试做的是同一件事。",
    make: groupnorm({
      eps(gn_param: { eps?: number; mode?: string }) {
        if (gn_param.mode === undefined || gn_param.mode === "train") {
          return right.eps(gn_param);
        }
        throw new RangeError(`Expected mode "train", got "${gn_param.mode}"`);
      },
    }),
  },

  // gamma and beta
  {
    id: "gamma-before-normalization",
    sentence:
      "gamma multiplies x before the statistics are taken. Scale x_hat: gamma * x_hat + beta.",
    zh:
      "gamma 在求统计量之前就乘到了 x 上。应该缩放 x_hat：gamma * x_hat + beta。",
    make: groupnorm({
      input: (x, gamma) => x.mul(perChannel(gamma)),
      scale: (x_hat, _gamma, beta) => x_hat.add(perChannel(beta)),
    }),
  },
  {
    id: "gamma-of-group",
    sentence:
      "All channels of a group were scaled by the gamma and beta of its first one. Every channel has its own.",
    zh: "一组里的所有通道都用了第一个通道的 gamma 和 beta。每个通道有自己的。",
    make: groupnorm({
      scale(x_hat, gamma, beta, G) {
        const size = gamma.size / G;
        const first = (values: NdArray) =>
          values.take(
            Array.from(
              { length: values.size },
              (_, c) => c - c % size,
            ),
          );
        return right.scale(x_hat, first(gamma), first(beta), G);
      },
    }),
  },
  {
    id: "gamma-along-width",
    sentence:
      "gamma and beta were applied along the last axis, which is the width. They belong to channels: reshape them to (1, C, 1, 1).",
    zh:
      "gamma 和 beta 用在了最后一个轴上，那是图像的宽。它们属于通道：reshape 成 (1, C, 1, 1)。",
    make: groupnorm({
      scale: (x_hat, gamma, beta) => x_hat.mul(gamma).add(beta),
    }),
  },
  {
    id: "gamma-and-beta-forgotten",
    sentence:
      "This returns x_hat. Scale and shift each channel: gamma * x_hat + beta.",
    zh: "你直接返回了 x_hat。每个通道还要缩放和平移：gamma * x_hat + beta。",
    make: groupnorm({ scale: (x_hat) => x_hat }),
  },

  // Bad input and memory
  {
    id: "groups-not-checked",
    sentence:
      "A number of groups that doesn't divide the channels is not refused as it should be: throw a RangeError that says what G is.",
    zh:
      "组数除不尽通道数时，没有按要求拒绝：抛出 RangeError，并写明 G 是多少。",
    make: groupnorm({ check() {} }),
  },
  {
    id: "groups-not-in-message",
    sentence:
      "The RangeError doesn't say what G is. Show it, so that whoever reads the message knows what to change.",
    zh: "RangeError 没有写明 G 是多少。要写出来，看消息的人才知道该改什么。",
    make: groupnorm({
      check(C, G) {
        if (C % G !== 0) throw new RangeError("Expected groups of one size");
      },
    }),
  },
  {
    id: "x-centred-in-place",
    sentence:
      "x itself was centred: reshape() shares its memory. Compute x.sub(mean), which makes a new array.",
    zh:
      "x 本身减去了均值：reshape() 与它共用内存。用 x.sub(mean)，它返回新数组。",
    make: groupnorm({
      normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std),
    }),
  },
  {
    id: "out-written-into-x",
    sentence:
      "out was written into the memory of x, which reshape() shares. Return an array of its own.",
    zh: "out 写进了 x 的内存，reshape() 与它共用内存。要返回独立的数组。",
    make: groupnorm({
      normalize: (x, mean, std) => inPlace(x, right.normalize(x, mean, std)),
      scale: (x_hat, gamma, beta, G) =>
        inPlace(x_hat, right.scale(x_hat, gamma, beta, G)),
    }),
  },
];

const backwards: Misconception[] = [
  {
    id: "back-gamma-outside",
    sentence:
      "dx multiplies by gamma at the end, as in batch norm. Within a group gamma differs: take the means of dout * gamma.",
    zh:
      "dx 到最后才乘 gamma，批归一化可以这样。一组里的 gamma 各不相同：要对 dout * gamma 求均值。",
    make: withDx((dout, cache) =>
      dxOver([2, 3, 4])(dout.div(perChannel(cache.gamma)), cache)
        .mul(perChannel(cache.gamma))
    ),
  },
  {
    id: "back-each-channel-alone",
    sentence:
      "dx has means over each channel. mean and std were shared by a group: go over its channels, too.",
    zh:
      "dx 里的均值是对每个通道求的。一组共用 mean 和 std：组里的通道都要算进去。",
    make: withDx(dxOver([3, 4])),
  },
  {
    id: "back-groups-ignored",
    sentence:
      "dx has means over all channels of an image. The statistics were those of a group.",
    zh: "dx 里的均值是对图像的所有通道求的。统计量却是每组各求各的。",
    make: withDx(dxOver([1, 2, 3, 4])),
  },
  {
    id: "back-over-batch",
    sentence:
      "dx has means over the batch, too. The statistics were those of one image.",
    zh: "dx 里的均值把整批也算进去了。统计量只属于一张图像。",
    make: withDx(dxOver([0, 2, 3, 4])),
  },
  {
    id: "back-each-pixel-alone",
    sentence:
      "dx has means over the channels of each pixel by itself. Go over height and width, too.",
    zh: "dx 里的均值是每个像素各自求的。高和宽也要算进去。",
    make: withDx(dxOver([2])),
  },
  {
    id: "branches-dropped",
    sentence:
      "dx is dout * gamma / std, as if mean and variance were constants. Both depend on every number of the group.",
    zh:
      "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖组里的每个数。",
    make: withDx((dout, { std, gamma, G }) =>
      right.groups(dout.mul(perChannel(gamma)), G).div(std).reshape(dout.shape)
    ),
  },
  {
    id: "variance-branch-dropped",
    sentence:
      "dx lacks the way through the variance: - x_hat * mean(g * x_hat), with g = dout * gamma.",
    zh:
      "dx 里少了经过方差的那一支：- x_hat * mean(g * x_hat)，其中 g = dout * gamma。",
    make: withDx((dout, { std, gamma, G }) => {
      const g = right.groups(dout.mul(perChannel(gamma)), G);
      return g.sub(g.mean([2, 3, 4], { keepdims: true })).div(std)
        .reshape(dout.shape);
    }),
  },
  {
    id: "gamma-forgotten-in-dx",
    sentence: "dx lacks gamma. What reaches x_hat is dout * gamma.",
    zh: "dx 里少了 gamma。传到 x_hat 的是 dout * gamma。",
    make: withDx((dout, cache) =>
      dxOver([2, 3, 4])(dout.div(perChannel(cache.gamma)), cache)
    ),
  },
  {
    id: "sums-divided-by-channels",
    sentence:
      "The sums in dx were divided by C / G. A group has C / G · H · W numbers: divide by that.",
    zh: "dx 里的和除以了 C / G。一组有 C / G · H · W 个数，应该除以它。",
    make: withDx((dout, { x_hat, std, gamma, G }) => {
      const g = right.groups(dout.mul(perChannel(gamma)), G);
      const h = right.groups(x_hat, G);
      const share = (values: NdArray) =>
        values.sum([2, 3, 4], { keepdims: true }).div(g.shape[2]);
      return g.sub(share(g)).sub(h.mul(share(g.mul(h)))).div(std)
        .reshape(dout.shape);
    }),
  },
  {
    id: "dx-in-float32",
    sentence:
      "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    zh: "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    make: withDx((dout, cache) =>
      dxOver([2, 3, 4])(dout, cache).astype("float32")
    ),
  },
  {
    id: "dgamma-and-dbeta-averaged",
    sentence:
      "dgamma and dbeta are means. They are sums: every number of a channel used its gamma and beta.",
    zh:
      "dgamma 和 dbeta 求成了均值。它们是和：一个通道的每个数都用到了它的 gamma 和 beta。",
    make: withSums((terms) => terms.mean([0, 2, 3])),
  },
  {
    id: "dgamma-and-dbeta-per-pixel",
    sentence:
      "dgamma and dbeta were summed over the batch only. Each channel has one gamma: sum over height and width, too.",
    zh:
      "dgamma 和 dbeta 只对整批求了和。每个通道只有一个 gamma：高和宽上也要求和。",
    make: withSums((terms) => terms.sum(0)),
  },
  {
    id: "dgamma-and-dbeta-of-first-image",
    sentence:
      "dgamma and dbeta count the first image only. All images used gamma and beta: sum over the batch, too.",
    zh:
      "dgamma 和 dbeta 只算了第一张图像。所有图像都用到了 gamma 和 beta：整批也要求和。",
    make: withSums((terms) => terms.rows(0, 1).sum([0, 2, 3])),
  },
  {
    id: "dgamma-and-dbeta-of-groups",
    sentence:
      "dgamma and dbeta were summed over the channels of a group. Each channel has a gamma and a beta of its own.",
    zh:
      "dgamma 和 dbeta 在一组通道上加到了一起。每个通道有自己的 gamma 和 beta。",
    make: withSums((terms, { G }) => {
      const [, C] = terms.shape;
      const sums = right.groups(terms, G).sum([0, 2, 3, 4]);
      const size = C / G;
      return sums.take(
        Array.from({ length: C }, (_, c) => Math.floor(c / size)),
      );
    }),
  },
  {
    id: "dgamma-and-dbeta-four-axes",
    sentence:
      "dgamma and dbeta have shape (1, C, 1, 1). They have gamma's shape, (C,).",
    zh: "dgamma 和 dbeta 的形状成了 (1, C, 1, 1)。它们和 gamma 一样，是 (C,)。",
    make: withSums((terms) => terms.sum([0, 2, 3], { keepdims: true })),
  },
  {
    id: "dgamma-and-dbeta-swapped",
    sentence:
      "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    zh: "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    make: groupnorm({
      backward(dout, cache) {
        const [dx, dgamma, dbeta] = right.backward(dout, cache);
        return [dx, dbeta, dgamma];
      },
    }),
  },
  {
    id: "dgamma-with-x",
    sentence:
      "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    zh: "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    make: groupnorm({
      backward(dout, cache) {
        const [dx, , dbeta] = right.backward(dout, cache);
        return [dx, dout.mul(cache.x).sum([0, 2, 3]), dbeta];
      },
    }),
  },
  {
    id: "dout-changed-in-place",
    sentence:
      "dx was written into the memory of dout. Return an array of its own.",
    zh: "dx 写进了 dout 的内存。要返回独立的数组。",
    make: groupnorm({
      backward(dout, cache) {
        const [dx, ...sums] = right.backward(dout, cache);
        return [inPlace(dout, dx), ...sums];
      },
    }),
  },
  {
    id: "cached-x-hat-overwritten",
    sentence:
      "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    zh:
      "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    make: groupnorm({
      backward(dout, cache) {
        const [dx, ...sums] = right.backward(dout, cache);
        return [inPlace(cache.x_hat, dx), ...sums];
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

/** Lesson 10 with a cache that only the module keeps. */
function remembering(): Exports {
  let last: Cache;
  const { spatial_groupnorm_forward } = groupnorm({})();
  return {
    spatial_groupnorm_forward(...call: unknown[]) {
      const result = (spatial_groupnorm_forward as (
        ...call: unknown[]
      ) => [NdArray, Cache])(...call);
      last = result[1];
      return result;
    },
    spatial_groupnorm_backward: (dout: NdArray) => right.backward(dout, last),
  };
}
