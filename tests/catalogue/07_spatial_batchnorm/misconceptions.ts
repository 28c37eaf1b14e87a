/** What students get wrong in lesson 07: batch norm of images, and its way back. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import type { SpatialBatchNormParam as Param } from "../../../solutions/07_spatial_batchnorm.ts";
import { batchnorm } from "../01_batchnorm_forward/recipe.ts";
import { backOver, over, right, spatial } from "./recipe.ts";
import { mistakesIn } from "../support/define.ts";
import { averages, inPlace, sizes, unbiased } from "../support/pieces.ts";

/** A step that calls a lesson 01 of its own, with some of its steps replaced. */
function inner(replaced: Parameters<typeof batchnorm>[0]) {
  return { forward: batchnorm(replaced).batchnorm_forward };
}

/** The running averages of some settings, in a shape of their own. */
function kept(
  { running_mean, running_var }: Param,
  shape: number[] = [-1],
): Pick<Param, "running_mean" | "running_var"> {
  return averages({
    running_mean: running_mean?.reshape(shape),
    running_var: running_var?.reshape(shape),
  });
}

/** Takes the running averages over from settings that were passed on. */
function writeBack(bn_param: Param, settings: Param): void {
  Object.assign(bn_param, kept(settings));
}

export const misconceptions = mistakesIn(spatial, {
  // Where the channels are
  "always-channels-first": [
    "The channels were taken from axis 1 whatever bn_param.axis says. With axis 3, x is (N, H, W, C).",
    "不管 bn_param.axis 是什么，通道都取自轴 1。axis 为 3 时，x 是 (N, H, W, C)。",
    { axis: (bn_param) => right.axis(bn_param) && 1 },
  ],
  "always-channels-last": [
    "The channels were taken from axis 3 whatever bn_param.axis says. Without it, and with axis 1, x is (N, C, H, W).",
    "不管 bn_param.axis 是什么，通道都取自轴 3。没有给 axis 或者 axis 为 1 时，x 是 (N, C, H, W)。",
    { axis: (bn_param) => right.axis(bn_param) && 3 },
  ],
  "default-channels-last": [
    "Without bn_param.axis the channels were taken from axis 3, as in Keras. The default here is 1.",
    "没有给 bn_param.axis 时，通道取自轴 3，Keras 是这样的。这里的默认值是 1。",
    {
      axis: (bn_param) => right.axis({ ...bn_param, axis: bn_param.axis ?? 3 }),
    },
  ],
  "other-axes-last": [
    "Any axis but 1 counts as 3. Check for both and throw a RangeError for all others.",
    "除了 1，什么轴都当成了 3。两个轴都要检查，其他一律抛出 RangeError。",
    { axis: ({ axis = 1 }) => axis === 1 ? 1 : 3 },
  ],
  "other-axes-first": [
    "Any axis but 3 counts as 1. Check for both and throw a RangeError for all others.",
    "除了 3，什么轴都当成了 1。两个轴都要检查，其他一律抛出 RangeError。",
    { axis: ({ axis }) => axis === 3 ? 3 : 1 },
  ],

  // Transpose and reshape
  "reshape-without-transpose": [
    "x was only reshaped to (M, C), which deals its numbers out to the wrong channels. Transpose the channels to the end first.",
    "x 只做了 reshape 变成 (M, C)，数字就分到了别的通道里。先用 transpose 把通道换到最后。",
    { toPixels: (x, axis) => x.reshape([-1, x.shape[axis]!]) },
  ],
  "reshape-without-transpose-both-ways": [
    "reshape() alone went to (M, C) and back: no number moved, but the columns weren't channels. Transpose the channels to the end first.",
    "去和回都只用了 reshape：数字都在原位，但各列并不是通道。先用 transpose 把通道换到最后，再换回来。",
    {
      toPixels: (x, axis) => x.reshape([-1, x.shape[axis]!]),
      fromPixels: (pixels, shape) => pixels.reshape(shape),
    },
  ],
  "out-not-transposed-back": [
    "out was only reshaped to (N, C, H, W). Its rows are pixels: reshape to (N, H, W, C), then transpose.",
    "out 只做了 reshape 变成 (N, C, H, W)。它的行是像素：先 reshape 成 (N, H, W, C)，再 transpose。",
    { fromPixels: (pixels, shape) => pixels.reshape(shape) },
  ],
  "out-left-channels-last": [
    "out has its channels last although x has them first. Transpose it back to the shape of x.",
    "x 的通道在前面，out 的通道却在最后。要用 transpose 换回 x 的形状。",
    {
      fromPixels(pixels, shape, axis) {
        if (axis === 3) return pixels.reshape(shape);
        const [N, C, H, W] = sizes({ shape });
        return pixels.reshape([N, H, W, C]);
      },
    },
  ],
  "out-transposed-the-same-way": [
    "out was transposed by [0, 2, 3, 1] once more. The way back is the inverse, [0, 3, 1, 2].",
    "out 又按 [0, 2, 3, 1] 换了一次轴。回去要用它的逆：[0, 3, 1, 2]。",
    {
      fromPixels(pixels, shape, axis) {
        if (axis === 3) return pixels.reshape(shape);
        const [N, C, H, W] = sizes({ shape });
        return pixels.reshape([N, H, W, C]).transpose([0, 2, 3, 1]);
      },
    },
  ],
  "height-and-width-swapped": [
    "x was transposed to (N, W, H, C) and came back as (N, H, W, C): rows and columns of the images are mixed up.",
    "x 换轴成了 (N, W, H, C)，回来时却当成 (N, H, W, C)：图像的行和列弄混了。",
    {
      toPixels: (x, axis) =>
        axis === 1
          ? x.transpose([0, 3, 2, 1]).reshape([-1, x.shape[1]!])
          : right.toPixels(x, axis),
    },
  ],
  // What the statistics are taken over
  "statistics-per-pixel": [
    "Each place in the image has statistics of its own, over the batch. A channel has one pair: go over height and width, too.",
    "图像的每个位置都有自己的统计量，只对整批求。一个通道只有一对：高和宽也要算进去。",
    { forward: over([0]) },
  ],
  "statistics-per-image": [
    "Each image was normalized by itself: that is instance norm. Go over the batch, too.",
    "每张图像各自做了归一化，那是实例归一化。批也要算进去。",
    { forward: over([1, 2]) },
  ],
  "statistics-of-layer": [
    "Each image was normalized over all of its channels: that is layer norm. Each channel has statistics of its own, over the batch.",
    "每张图像在它的所有通道上做了归一化，那是层归一化。每个通道有自己的统计量，对整批求。",
    { forward: over([1, 2, 3]) },
  ],
  "statistics-of-everything": [
    "One mean and one variance were taken of the whole array. Each channel has its own.",
    "你对整个数组只求了一个均值和一个方差。每个通道各有自己的一对。",
    { forward: over([0, 1, 2, 3]) },
  ],
  "statistics-per-row": [
    "Each row of the image has statistics of its own. Go over batch, height and width.",
    "图像的每一行都有自己的统计量。应该对整批、高和宽求。",
    { forward: over([0, 2]) },
  ],
  "axes-of-channels-last": [
    "The means go over axes 0, 1 and 2, which fits channels last. With channels first they are 0, 2 and 3.",
    "均值是对轴 0、1、2 求的，那适合通道在最后。通道在前时是 0、2、3。",
    {
      toPixels: (x) => x.reshape([-1, x.shape[3]!]),
      fromPixels: (pixels, shape) => pixels.reshape(shape),
    },
  ],
  "images-one-by-one": [
    "batchnorm_forward() was called for each image, so the running averages moved N times. Call it once, with the pixels of all images.",
    "每张图像都调用了一次 batchnorm_forward()，滑动平均就动了 N 次。把所有图像的像素放在一起，只调用一次。",
    {
      forward(pixels, gamma, beta, bn_param, images) {
        const [N] = sizes(images);
        const M = pixels.shape[0]! / N;
        const parts = Array.from(
          { length: N },
          (_, i) =>
            right.forward(
              pixels.rows(i * M, (i + 1) * M),
              gamma,
              beta,
              bn_param,
              images,
            ),
        );
        return [joined(parts.map(([out]) => out)), parts[0]![1]];
      },
    },
  ],
  "channels-share-running-averages": [
    "batchnorm_forward() was called for each channel with the same bn_param, so only the last channel's averages are left.",
    "每个通道都用同一个 bn_param 调用了 batchnorm_forward()，最后只剩下最后一个通道的滑动平均。",
    {
      forward(pixels, gamma, beta, bn_param, images) {
        const columns = pixels.T;
        const [C, M] = sizes(columns);
        const parts = Array.from({ length: C }, (_, c) =>
          right.forward(
            columns.rows(c, c + 1).reshape([M, 1]),
            gamma.rows(c, c + 1),
            beta.rows(c, c + 1),
            bn_param,
            images,
          ));
        return [joined(parts.map(([out]) => out.T)).T, parts[0]![1]];
      },
    },
  ],

  // Settings and memory
  "running-in-a-copy": [
    "batchnorm_forward() got a copy of bn_param, so its running averages were lost. Pass bn_param itself, or write them back.",
    "传给 batchnorm_forward() 的是 bn_param 的副本，滑动平均就丢了。直接传 bn_param，或者写回去。",
    { settings: (bn_param) => ({ ...bn_param }) },
  ],
  "only-mode-passed-on": [
    "batchnorm_forward() got the mode and the running averages only. Pass eps and momentum on, too.",
    "传给 batchnorm_forward() 的只有模式和滑动平均。eps 和 momentum 也要传。",
    {
      settings: (bn_param) => ({ mode: bn_param.mode, ...kept(bn_param) }),
      keep: writeBack,
    },
  ],
  "eps-not-passed-on": [
    "eps was not passed on to batchnorm_forward(): it used 1e-5.",
    "eps 没有传给 batchnorm_forward()：它用了 1e-5。",
    { settings: ({ eps: _, ...rest }) => rest, keep: writeBack },
  ],
  "always-train": [
    "The mode was not passed on: every call trains. Pass bn_param.mode on.",
    "模式没有传下去：每次调用都在训练。要把 bn_param.mode 传下去。",
    {
      settings: (bn_param) => ({ ...bn_param, mode: "train" }),
      keep: writeBack,
    },
  ],
  "running-averages-four-axes": [
    "The running averages have shape (1, C, 1, 1). They should have shape (C,), which suits both layouts.",
    "滑动平均的形状成了 (1, C, 1, 1)。应该是 (C,)，这样两种布局都能用。",
    {
      settings: (bn_param) => ({ ...bn_param, ...kept(bn_param, [-1]) }),
      keep: (bn_param, settings) =>
        Object.assign(bn_param, kept(settings, [1, -1, 1, 1])),
    },
  ],
  "variance-unbiased": [
    "The variance was divided by N · H · W - 1. Batch norm uses the biased one: divide by N · H · W.",
    "方差除以了 N · H · W - 1。批归一化用有偏方差：除以 N · H · W。",
    inner({ variance: (x) => unbiased(x.var(0), x.shape[0]!) }),
  ],
  "running-var-unbiased": [
    "running_var averages the unbiased variance, as PyTorch does. Here it averages the biased one: divide by N · H · W.",
    "running_var 平均的是无偏方差，PyTorch 是这样做的。这里平均的是有偏方差：除以 N · H · W。",
    inner({
      averaged: (batch, { N }) => ({ ...batch, var: unbiased(batch.var, N) }),
    }),
  ],
  "other-modes-train": [
    'Any mode but "test" trains. Check for both modes and throw a RangeError for all others.',
    '除了 "test"，什么模式都当成了训练。两种模式都要检查，其他一律抛出 RangeError。',
    inner({ mode: (mode) => mode === "test" ? "test" : "train" }),
  ],
  "running-updated-in-test": [
    "Test mode changed the running averages. Only train mode updates them.",
    "测试模式改动了滑动平均。只有训练模式才更新它们。",
    inner({ updates: () => true }),
  ],
  "batch-statistics-in-test": [
    "Test mode normalizes by the batch's statistics. Use running_mean and running_var there.",
    "测试模式按这一批的统计量做了归一化。这时应该用 running_mean 和 running_var。",
    inner({ testBy: (batch) => batch }),
  ],
  "running-starts-from-first-batch": [
    "The running averages start from the first batch's statistics. They start from zeros.",
    "滑动平均的初值用了第一批的统计量。初值应该是 0。",
    inner({
      running: ({ running_mean, running_var }, batch) => ({
        mean: running_mean ?? batch.mean,
        var: running_var ?? batch.var,
      }),
    }),
  ],
  "momentum-reversed": [
    "momentum multiplies the batch's share, as in PyTorch. Here it is the share of the old average that is kept.",
    "momentum 乘在了这一批的统计量上，PyTorch 是这样的。这里它是旧平均保留下来的比例。",
    inner({
      average: (old, now, momentum) =>
        old.mul(1 - momentum).add(now.mul(momentum)),
    }),
  ],
  "x-centred-in-place": [
    "x was centred in place. With channels last, reshape() shares the memory of x: compute x.sub(mean).",
    "x 在原地减去了均值。通道在最后时，reshape() 与 x 共用内存：用 x.sub(mean)。",
    inner({ normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std) }),
  ],
  "out-written-into-x": [
    "out was written into the memory of x. With channels last, reshape() shares it: return an array of its own.",
    "out 写进了 x 的内存。通道在最后时，reshape() 与 x 共用内存：要返回独立的数组。",
    {
      forward(pixels, gamma, beta, bn_param, images) {
        const [out, cache] = right.forward(
          pixels,
          gamma,
          beta,
          bn_param,
          images,
        );
        return [inPlace(pixels, out), cache];
      },
    },
  ],
  "gamma-along-width": [
    "gamma and beta were applied along the last axis, which is the width. They belong to channels: reshape them to (1, C, 1, 1).",
    "gamma 和 beta 用在了最后一个轴上，那是图像的宽。它们属于通道：reshape 成 (1, C, 1, 1)。",
    () => {
      let scale: [gamma: NdArray, beta: NdArray];
      return {
        forward(pixels, gamma, beta, bn_param, images) {
          scale = [gamma, beta];
          const [ones, zeros] = [nd.ones(gamma.shape), nd.zeros(beta.shape)];
          const [x_hat, cache] = right.forward(
            pixels,
            ones,
            zeros,
            bn_param,
            images,
          );
          return [x_hat, cache && { ...cache, gamma }];
        },
        fromPixels: (pixels, shape, axis) =>
          right.fromPixels(pixels, shape, axis).mul(scale[0]).add(scale[1]),
      };
    },
  ],

  // Back
  "dout-reshaped-without-transpose": [
    "dout was only reshaped to (M, C), which deals its numbers out to the wrong channels. Transpose the channels to the end first, as with x.",
    "dout 只做了 reshape 变成 (M, C)，数字就分到了别的通道里。和 x 一样，先用 transpose 把通道换到最后。",
    { backToPixels: (dout, axis) => dout.reshape([-1, dout.shape[axis]!]) },
  ],
  "dx-not-transposed-back": [
    "dx was only reshaped to (N, C, H, W). Its rows are pixels: reshape to (N, H, W, C), then transpose.",
    "dx 只做了 reshape 变成 (N, C, H, W)。它的行是像素：先 reshape 成 (N, H, W, C)，再 transpose。",
    { backFromPixels: (pixels, shape) => pixels.reshape(shape) },
  ],
  "dx-left-channels-last": [
    "dx has its channels last although x has them first. Transpose it back to the shape of x.",
    "x 的通道在前面，dx 的通道却在最后。要用 transpose 换回 x 的形状。",
    {
      backFromPixels(pixels, shape, axis) {
        if (axis === 3) return pixels.reshape(shape);
        const [N, C, H, W] = sizes({ shape });
        return pixels.reshape([N, H, W, C]);
      },
    },
  ],
  "dx-transposed-the-same-way": [
    "dx was transposed by [0, 2, 3, 1] once more. The way back is the inverse, [0, 3, 1, 2].",
    "dx 又按 [0, 2, 3, 1] 换了一次轴。回去要用它的逆：[0, 3, 1, 2]。",
    {
      backFromPixels(pixels, shape, axis) {
        if (axis === 3) return pixels.reshape(shape);
        const [N, C, H, W] = sizes({ shape });
        return pixels.reshape([N, H, W, C]).transpose([0, 2, 3, 1]);
      },
    },
  ],
  "dout-height-and-width-swapped": [
    "dout was transposed to (N, W, H, C), but x_hat is in the order (N, H, W, C): their pixels don't match.",
    "dout 换轴成了 (N, W, H, C)，x_hat 却是 (N, H, W, C) 的顺序：两边的像素对不上。",
    {
      backToPixels: (dout, axis) =>
        axis === 1
          ? dout.transpose([0, 3, 2, 1]).reshape([-1, dout.shape[1]!])
          : right.toPixels(dout, axis),
    },
  ],
  "back-always-channels-first": [
    "The backward pass takes the channels from axis 1 whatever the forward pass did. Keep the axis in the cache.",
    "不管前向传播怎样，反向传播的通道都取自轴 1。把 axis 存进缓存里。",
    { backAxis: () => 1 },
  ],
  "back-always-channels-last": [
    "The backward pass takes the channels from axis 3 whatever the forward pass did. Keep the axis in the cache.",
    "不管前向传播怎样，反向传播的通道都取自轴 3。把 axis 存进缓存里。",
    { backAxis: () => 3 },
  ],
  "back-per-pixel": [
    "dx has means over the batch only. mean and std were shared by all pixels of a channel: go over N · H · W.",
    "dx 里的均值只对整批求。一个通道的所有像素共用 mean 和 std：应该对 N · H · W 个求。",
    { backward: backOver([0]) },
  ],
  "back-per-image": [
    "dx has means over each image by itself. The statistics were taken over the batch, too.",
    "dx 里的均值是每张图像各自求的。统计量是连整批一起求的。",
    { backward: backOver([1, 2]) },
  ],
  "sums-divided-by-batch": [
    "The sums in dx were divided by N. A channel has N · H · W values: divide by that.",
    "dx 里的和除以了 N。一个通道有 N · H · W 个值，应该除以它。",
    {
      backward(dout, { x_hat, gamma, std }, { shape: [N] }) {
        const dbeta = dout.sum(0);
        const dgamma = dout.mul(x_hat).sum(0);
        const dx = dout.sub(dbeta.div(N!)).sub(x_hat.mul(dgamma.div(N!)))
          .mul(gamma.div(std));
        return [dx, dgamma, dbeta];
      },
    },
  ],
  "branches-dropped": [
    "dx is dout * gamma / std, as if mean and variance were constants. Both depend on every pixel of the channel.",
    "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖通道里的每个像素。",
    {
      backward: (
        dout,
        { x_hat, gamma, std },
      ) => [dout.mul(gamma.div(std)), dout.mul(x_hat).sum(0), dout.sum(0)],
    },
  ],
  "dgamma-and-dbeta-averaged": [
    "dgamma and dbeta are means over the pixels. They are sums: every pixel used gamma and beta.",
    "dgamma 和 dbeta 求成了像素上的均值。它们是和：每个像素都用到了 gamma 和 beta。",
    { backward: changedSums((sum, M) => sum.div(M)) },
  ],
  "dgamma-and-dbeta-averaged-over-images": [
    "dgamma and dbeta were divided by N. If the loss is a mean, its 1/N is in dout already.",
    "dgamma 和 dbeta 除以了 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    { backward: changedSums((sum, _, N) => sum.div(N)) },
  ],
  "dgamma-and-dbeta-per-pixel": [
    "dgamma and dbeta were summed over the batch only. Each channel has one gamma: sum over height and width, too.",
    "dgamma 和 dbeta 只对整批求了和。每个通道只有一个 gamma：高和宽上也要求和。",
    {
      backward(dout, cache, images) {
        const [dx] = right.backward(dout, cache, images);
        const [N] = sizes(images);
        const perPixel = (flat: NdArray) =>
          flat.reshape([N, -1, flat.shape[1]!]).sum(0);
        return [dx, perPixel(dout.mul(cache.x_hat)), perPixel(dout)];
      },
    },
  ],
  "dgamma-and-dbeta-four-axes": [
    "dgamma and dbeta have shape (1, C, 1, 1). They have gamma's shape, (C,).",
    "dgamma 和 dbeta 的形状成了 (1, C, 1, 1)。它们和 gamma 一样，是 (C,)。",
    { backward: changedSums((sum) => sum.reshape([1, -1, 1, 1])) },
  ],
  "dgamma-and-dbeta-swapped": [
    "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    {
      backward(dout, cache, images) {
        const [dx, dgamma, dbeta] = right.backward(dout, cache, images);
        return [dx, dbeta, dgamma];
      },
    },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    {
      backward(dout, cache, images) {
        const [dx, , dbeta] = right.backward(dout, cache, images);
        return [dx, dout.mul(cache.x).sum(0), dbeta];
      },
    },
  ],
  "dout-changed-in-place": [
    "dx was written into the memory of dout. With channels last, reshape() shares it: return an array of its own.",
    "dx 写进了 dout 的内存。通道在最后时，reshape() 与 dout 共用内存：要返回独立的数组。",
    {
      backward(dout, cache, images) {
        const [dx, ...rest] = right.backward(dout, cache, images);
        return [inPlace(dout, dx), ...rest];
      },
    },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    {
      backward(dout, cache, images) {
        const [dx, ...rest] = right.backward(dout, cache, images);
        return [inPlace(cache.x_hat, dx), ...rest];
      },
    },
  ],
  "last-cache-remembered": [
    "The backward pass takes what the last forward pass left in the module. Take it from the cache at each call.",
    "反向传播用的是上一次前向传播留在模块变量里的东西。每次调用都要从缓存里取。",
    () => {
      let last: BatchNormCache | null = null;
      return {
        forward(...call) {
          const [out, cache] = right.forward(...call);
          last = cache ?? last;
          return [out, cache];
        },
        backward: (dout, _, images) => right.backward(dout, last!, images),
      };
    },
  ],
  "dx-in-float32": [
    "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    {
      backFromPixels: (pixels, shape, axis) =>
        right.fromPixels(pixels, shape, axis).astype("float32"),
    },
  ],
});

/** The way back with dgamma and dbeta changed; M counts pixels, N images. */
function changedSums(
  change: (sum: NdArray, M: number, N: number) => NdArray,
): typeof right.backward {
  return (dout, cache, images) => {
    const [M] = sizes(dout);
    const [N] = sizes(images);
    const [dx, dgamma, dbeta] = right.backward(dout, cache, images);
    return [dx, change(dgamma, M, N), change(dbeta, M, N)];
  };
}

/** Matrices below one another. */
function joined(parts: NdArray[]): NdArray {
  return nd.array(parts.flatMap((part) => part.toArray() as number[][]));
}
