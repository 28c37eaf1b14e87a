/** What students get wrong in lesson 08: batch norm of sequences, and its way back. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm } from "../01_batchnorm_forward/recipe.ts";
import { sharedOverTime } from "./shared_over_time.ts";
import { recurrent, right } from "./recipe.ts";
import { mistakesIn } from "../support/define.ts";
import {
  type Gradients,
  inPlace,
  KEEP,
  sizes,
  unbiased,
} from "../support/pieces.ts";

/** A step that calls a lesson 01 of its own, with some of its steps replaced. */
function inner(replaced: Parameters<typeof batchnorm>[0]) {
  return { forward: batchnorm(replaced).batchnorm_forward };
}

/** As many sequences as reach step t, but the first ones. */
function sorted(t: number, lengths: readonly number[]): number[] {
  return right.reaching(t, lengths).map((_, k) => k);
}

/** All sequences, whether they reach a step or not. */
function everyone(_t: number, lengths: readonly number[]): number[] {
  return [...lengths.keys()];
}

const starts = mistakesIn(recurrent, {
  // Where training starts from
  "gamma-one": [
    "gamma starts from 1, as usual. Here it is 0.1, so that a tanh that follows isn't saturated at every step.",
    "gamma 从 1 开始，平常是这样。这里是 0.1，免得后面的 tanh 每一步都饱和。",
    { init: (D) => [nd.ones([D]), nd.zeros([D])] },
  ],
  "gamma-zero": [
    "gamma starts from 0, so that nothing of x is left in out. It starts from 0.1.",
    "gamma 从 0 开始，out 里就没有 x 了。应该从 0.1 开始。",
    { init: (D) => [nd.zeros([D]), nd.zeros([D])] },
  ],
  "gamma-root": [
    "gamma is the root of 0.1. It scales a standard deviation, and is itself 0.1.",
    "gamma 用了 0.1 的平方根。它缩放的是标准差，本身就是 0.1。",
    { init: (D) => [nd.full([D], Math.sqrt(0.1)), nd.zeros([D])] },
  ],
  "beta-also": [
    "beta starts from 0.1, too. Only gamma does; beta starts from 0.",
    "beta 也从 0.1 开始了。只有 gamma 是 0.1，beta 从 0 开始。",
    { init: (D) => [nd.full([D], 0.1), nd.full([D], 0.1)] },
  ],
  "gamma-and-beta-swapped": [
    "gamma and beta changed places. The order is [gamma, beta].",
    "gamma 和 beta 的位置反了。顺序是 [gamma, beta]。",
    { init: (D) => [nd.zeros([D]), nd.full([D], 0.1)] },
  ],
  "parameters-with-batch-axis": [
    "gamma and beta have shape (1, D). They should have shape (D,).",
    "gamma 和 beta 的形状成了 (1, D)。应该是 (D,)。",
    { init: (D) => [nd.full([1, D], 0.1), nd.zeros([1, D])] },
  ],
  "gamma-a-number": [
    "gamma and beta are numbers. Each feature has its own: arrays of shape (D,).",
    "gamma 和 beta 是单个的数。每个特征各有自己的：形状为 (D,) 的数组。",
    { init: () => [0.1, 0] },
  ],
  "parameters-in-float32": [
    "gamma is in float32, where 0.1 has 7 digits. Use float64, the default.",
    "gamma 是 float32，0.1 只有 7 位有效数字。用默认的 float64。",
    { init: (D) => [nd.full([D], 0.1, "float32"), nd.zeros([D], "float32")] },
  ],
  "parameters-shared-by-layers": [
    "Every call gives the same arrays, so that all layers share them. Make new ones at each call.",
    "每次调用给的都是同样的数组，所有层就会共用它们。每次都要造新的。",
    () => {
      const made = new Map<number, unknown>();
      return {
        init(D) {
          if (!made.has(D)) made.set(D, right.init(D));
          return made.get(D);
        },
      };
    },
  ],
});

const sharedStatistics = mistakesIn(sharedOverTime, {
  "statistics-over-time": [
    "One mean and one variance were taken over all steps. Every step has its own.",
    "均值和方差是对所有时间步一起求的。每一步都有自己的一对。",
    [0, 1],
  ],
  "statistics-of-each-sequence": [
    "Each sequence was normalized over its own steps. Go over the batch at each step.",
    "每条序列在它自己的各个时间步上做了归一化。应该在每一步对整批求。",
    [1],
  ],
});

const forwardMistakes = mistakesIn(recurrent, {
  // What the statistics are taken over
  "statistics-of-each-row": [
    "Each sequence was normalized over its features at each step: that is layer norm. Go over the batch.",
    "每条序列在每一步的各个特征上做了归一化，那是层归一化。应该对整批求。",
    inner({
      mean: (x) => x.mean(1, KEEP),
      variance: (x) => x.var(1, KEEP),
      averaged: (batch) => ({
        mean: batch.mean.mean(0),
        var: batch.var.mean(0),
      }),
      running: (bn_param, _batch) => ({
        mean: bn_param.running_mean ?? nd.zeros([1]),
        var: bn_param.running_var ?? nd.zeros([1]),
      }),
    }),
  ],
  "batch-and-time-swapped": [
    "x was read as (T, N, D). It is (N, T, D): axis 0 counts the sequences, axis 1 the steps.",
    "x 被当成了 (T, N, D)。它是 (N, T, D)：轴 0 数序列，轴 1 数时间步。",
    {
      x: (x) => x.transpose([1, 0, 2]),
      lengths: (_, shape) => right.lengths(undefined, shape),
    },
  ],
  "padding-counted": [
    "The padding was counted in the statistics. Take only the sequences with t < lengths[i].",
    "填充也算进了统计量。只取 t < lengths[i] 的序列。",
    { reaching: everyone },
  ],
  "padding-counted-then-masked": [
    "The padding was counted in the statistics and set to zero afterwards. Leave it out before.",
    "填充先算进了统计量，之后才置零。应该一开始就不算它。",
    () => {
      let ends: readonly number[] = [];
      return {
        steps(lengths) {
          ends = lengths;
          return Math.max(...lengths);
        },
        reaching: everyone,
        forward(rows, gamma, beta, param, t) {
          const [out, cache] = right.forward(rows, gamma, beta, param, t);
          const mask = nd.array(ends.map((end) => [t < end ? 1 : 0]));
          return [out.mul(mask), cache];
        },
      };
    },
  ],
  "masked-mean-over-whole-batch": [
    "The padding was set to zero and counted all the same: its sums were divided by N. Divide by the sequences that reach the step.",
    "填充置成了零，却仍然算在内：和除以了 N。应该除以走到这一步的序列条数。",
    () => {
      let N = 1;
      return {
        lengths(given, shape) {
          N = shape[0]!;
          return right.lengths(given, shape);
        },
        forward: (rows, gamma, beta, param) =>
          batchnorm({
            mean: (x) => x.sum(0).div(N),
            variance: (x, mean) => x.sub(mean).square().sum(0).div(N),
          }).batchnorm_forward(rows, gamma, beta, param),
      };
    },
  ],
  "lengths-off-by-one": [
    "One step too many was taken of each sequence. Its steps are 0 to lengths[i] - 1.",
    "每条序列多取了一步。它的时间步是 0 到 lengths[i] - 1。",
    {
      lengths: (given, [N, T]) =>
        right.lengths(given, [N!, T!])
          .map((length) => Math.min(length + 1, T!)),
    },
  ],
  "last-step-left-out": [
    "The last step of each sequence was left out. Its steps are 0 to lengths[i] - 1.",
    "每条序列漏了最后一步。它的时间步是 0 到 lengths[i] - 1。",
    {
      lengths: (given, shape) =>
        right.lengths(given, shape).map((length) => Math.max(1, length - 1)),
    },
  ],
  "lengths-taken-for-sorted": [
    "The first sequences were taken at each step, as if the longest came first. Lengths come in any order.",
    "每一步都取了排在前面的几条序列，以为最长的在前。长度的顺序是任意的。",
    { reaching: sorted, backReaching: sorted },
  ],
  "lengths-ignored": [
    "All sequences were taken for whole. lengths says where each one ends.",
    "所有序列都当成了完整的。lengths 说明每条序列到哪里为止。",
    { lengths: (_, shape) => right.lengths(undefined, shape) },
  ],
  "lengths-required": [
    "Without lengths nothing was normalized. All sequences have T steps then.",
    "没有给 lengths 时什么都没有归一化。这时所有序列都有 T 步。",
    { lengths: (given, [N]) => given ?? Array<number>(N!).fill(1) },
  ],
  "shortest-for-all": [
    "All sequences were cut to the shortest. Normalize every step that at least one reaches.",
    "所有序列都截到了最短的长度。只要有一条序列走到，那一步就要归一化。",
    {
      lengths: (given, shape) => {
        const lengths = right.lengths(given, shape);
        return lengths.map(() => Math.min(...lengths));
      },
    },
  ],
  "lengths-sorted-in-place": [
    "lengths was changed in place: sort() does that. Sort a copy, or use toSorted().",
    "lengths 被原地改动了：sort() 就会这样。给副本排序，或者用 toSorted()。",
    {
      lengths(given, shape) {
        const lengths = [...right.lengths(given, shape)];
        given?.sort((a, b) => a - b);
        return lengths;
      },
    },
  ],

  // The padding of out
  "padding-holds-x": [
    "out holds x where there is padding. It should be zero there.",
    "填充的地方，out 里是 x 的值。那里应该是零。",
    { padding: (x) => x.copy() },
  ],
  "padding-holds-beta": [
    "out holds beta where there is padding. It should be zero there: set it after the shift.",
    "填充的地方，out 里是 beta。那里应该是零：平移之后再置零。",
    { padding: (x, _gamma, beta) => nd.zeros(x.shape).add(beta) },
  ],

  // Running averages
  "running-averages-of-all-steps": [
    "The running averages are the same for all steps. Keep a row for each step: shape (S, D).",
    "所有时间步共用一个滑动平均。每一步要有自己的一行：形状 (S, D)。",
    {
      keep({ old, moved, momentum, T }) {
        const rows = right.keep({ old, moved, momentum, T });
        return rows.mean(0, KEEP).mul(nd.ones(rows.shape));
      },
    },
  ],
  "rows-for-unreached-steps": [
    "There is a row for every step of x. Steps that no sequence has reached have none.",
    "x 的每一步都有了一行。没有序列走到的步不该有。",
    {
      keep({ moved, ...rest }) {
        const rows = right.keep({ moved, ...rest });
        const missing = Math.max(0, rest.T - rows.shape[0]!);
        const [, D] = sizes(rows);
        return below(rows, nd.zeros([missing, D]));
      },
    },
  ],
  "unreached-rows-decay": [
    "Rows of steps that the batch didn't reach were multiplied by momentum. They stay as they are.",
    "这一批没有走到的步，它们的行也乘了 momentum。应该保持原样。",
    {
      keep({ old, moved, momentum, T }) {
        const rows = right.keep({ old, moved, momentum, T });
        const count = moved.length;
        return below(rows.rows(0, count), rows.rows(count).mul(momentum));
      },
    },
  ],
  "unreached-rows-dropped": [
    "Rows of steps that the batch didn't reach were dropped. They stay as they are.",
    "这一批没有走到的步，它们的行丢掉了。应该保持原样。",
    {
      keep: ({ moved, ...rest }) =>
        right.keep({ ...rest, moved, old: undefined }),
    },
  ],
  "new-rows-not-made": [
    "A longer sequence came, but no rows were made for its steps. They start from zeros when they are first reached.",
    "来了更长的序列，却没有为新的步添加行。第一次走到时从零开始。",
    {
      keep({ old, moved, ...rest }) {
        const rows = right.keep({ old, moved, ...rest });
        return old ? rows.rows(0, old.shape[0]!) : rows;
      },
    },
  ],
  "new-rows-start-from-last": [
    "A new row started from the last one. It starts from zeros, as all running averages do.",
    "新的一行从最后一行开始。应该从零开始，和所有的滑动平均一样。",
    { start: (running) => running.rows(-1).reshape([-1]) },
  ],
  "running-starts-from-first-batch": [
    "A new row started from the statistics of its first batch. It starts from zeros.",
    "新的一行用了第一批的统计量作初值。初值应该是 0。",
    inner({
      running: ({ running_mean, running_var }, batch) => ({
        mean: running_mean ?? batch.mean,
        var: running_var ?? batch.var,
      }),
    }),
  ],
  "running-var-unbiased": [
    "running_var averages the unbiased variance, as PyTorch does. Here it averages the biased one.",
    "running_var 平均的是无偏方差，PyTorch 是这样做的。这里平均的是有偏方差。",
    inner({
      averaged: (batch, { N }) => ({ ...batch, var: unbiased(batch.var, N) }),
    }),
  ],
  "variance-unbiased": [
    "The variance was divided by one less than the number of sequences. A step that one sequence reaches becomes NaN.",
    "方差除以了序列数减 1。只有一条序列走到的步就成了 NaN。",
    inner({ variance: (x) => unbiased(x.var(0), x.shape[0]!) }),
  ],
  "running-not-written-back": [
    "The running averages never reach bn_param. Assign bn_param.running_mean and bn_param.running_var.",
    "滑动平均没有写回 bn_param。要给 bn_param.running_mean 和 bn_param.running_var 赋值。",
    { write: () => {} },
  ],
  "running-updated-in-test": [
    "Test mode changed the running averages. Only train mode updates them.",
    "测试模式改动了滑动平均。只有训练模式才更新它们。",
    () => {
      const { batchnorm_forward } = batchnorm({ updates: () => true });
      return {
        updates: () => true,
        forward: (rows, gamma, beta, param) =>
          batchnorm_forward(rows, gamma, beta, param),
      };
    },
  ],

  // Modes
  "beyond-last-step-by-batch": [
    "Steps beyond the trained ones were normalized by the batch. Use the last row of the running averages.",
    "超出训练过的步，按这一批做了归一化。应该用滑动平均的最后一行。",
    {
      row: (t) => t,
      forward: (rows, gamma, beta, param, t) =>
        right.forward(
          rows,
          gamma,
          beta,
          param.running_mean ? param : { ...param, mode: "train" },
          t,
        ),
    },
  ],
  "beyond-last-step-by-zeros": [
    "Steps beyond the trained ones have no running averages, so zeros were used. Use the last row.",
    "超出训练过的步没有滑动平均，就用了零。应该用最后一行。",
    { row: (t) => t },
  ],
  "beyond-last-step-by-first": [
    "Steps beyond the trained ones were normalized by the first row. Use the last one, which is nearest.",
    "超出训练过的步用了第一行做归一化。应该用最后一行，它离得最近。",
    { row: (t, trained, mode) => mode === "test" && t >= trained ? 0 : t },
  ],
  "beyond-last-step-again": [
    "Steps beyond the trained ones began with row 0 again. Use the last row for all of them.",
    "超出训练过的步又从第 0 行用起。应该一律用最后一行。",
    { row: (t, trained, mode) => mode === "test" ? t % trained : t },
  ],
  "beyond-last-step-left-out": [
    "Steps beyond the trained ones were left out. Normalize them by the last row of the running averages.",
    "超出训练过的步没有处理。应该用滑动平均的最后一行做归一化。",
    {
      forward: (rows, gamma, beta, param, t) =>
        param.mode === "test" && param.running_mean === undefined
          ? [nd.zeros(rows.shape), null]
          : right.forward(rows, gamma, beta, param, t),
      row: (t) => t,
    },
  ],
  "last-row-for-all-steps": [
    "All steps were normalized by the last row in test mode. Use row t for step t as long as there is one.",
    "测试模式下，所有步都用了最后一行。第 t 步有第 t 行时，就用第 t 行。",
    { row: (t, trained, mode) => mode === "test" ? trained - 1 : t },
  ],
  "batch-statistics-in-test": [
    "Test mode normalizes by the batch's statistics. Use the rows of the running averages there.",
    "测试模式按这一批的统计量做了归一化。这时应该用滑动平均的各行。",
    inner({ testBy: (batch) => batch }),
  ],
  "running-averages-in-train": [
    "Train mode normalizes by the running averages. Use the batch's own mean and variance of the step.",
    "训练模式按滑动平均做了归一化。这时应该用这一批在这一步的均值和方差。",
    inner({ trainBy: (_, running) => running }),
  ],
  "other-modes-train": [
    'Any mode but "test" trains. Check for both modes and throw a RangeError for all others.',
    '除了 "test"，什么模式都当成了训练。两种模式都要检查，其他一律抛出 RangeError。',
    inner({ mode: (mode) => mode === "test" ? "test" : "train" }),
  ],
  "eps-not-passed-on": [
    "eps was not passed on to batchnorm_forward(): it used 1e-5.",
    "eps 没有传给 batchnorm_forward()：它用了 1e-5。",
    inner({ eps: () => 1e-5 }),
  ],
  "momentum-not-passed-on": [
    "momentum was not passed on to batchnorm_forward(): it used 0.9.",
    "momentum 没有传给 batchnorm_forward()：它用了 0.9。",
    inner({ momentum: () => 0.9 }),
  ],

  // Memory
  "x-changed-in-place": [
    "x was overwritten by zeros where there is padding. The caller needs x: work on a copy.",
    "x 的填充被零覆盖了。调用者还要用 x：在副本上做。",
    {
      x(x) {
        const [, T, D] = sizes(x);
        x.data.fill(0, (T - 1) * D, T * D);
        return x;
      },
    },
  ],
  "out-written-into-x": [
    "out was written into the memory of x. Start from nd.zeros(x.shape).",
    "out 写进了 x 的内存。从 nd.zeros(x.shape) 开始。",
    { padding: (x) => inPlace(x, x.mul(0)) },
  ],
});

const backwardMistakes = mistakesIn(recurrent, {
  "padding-of-dout-in-dx": [
    "dx holds dout where there is padding. Nothing there had an effect on the loss: it is zero.",
    "填充的地方，dx 里是 dout。那里对损失没有影响，应该是零。",
    { backPadding: (dout) => dout.copy() },
  ],
  "padding-of-dout-in-dbeta": [
    "dbeta sums dout over the padding, too. beta isn't in out there: leave it out.",
    "dbeta 把填充处的 dout 也加进去了。那里的 out 没有 beta：不要加。",
    () => {
      let dbeta: NdArray;
      return {
        backPadding(dout) {
          dbeta = dout.sum([0, 1]);
          return right.backPadding(dout);
        },
        returned: (dx, dgamma) => [dx, dgamma, dbeta],
      };
    },
  ],
  "back-taken-for-sorted": [
    "The first rows of dout were taken at each step, as if the longest sequence came first. Take the same sequences as in the forward pass.",
    "每一步都取了 dout 排在前面的几行，以为最长的序列在前。应该取前向传播取的那些序列。",
    { backReaching: sorted },
  ],
  "dgamma-of-last-step": [
    "dgamma and dbeta are those of the last step. Add up the steps: gamma and beta were used at all of them.",
    "dgamma 和 dbeta 只是最后一步的。各步要加起来：每一步都用了 gamma 和 beta。",
    { sum: (parts) => parts.at(-1)! },
  ],
  "dgamma-of-first-step": [
    "dgamma and dbeta are those of the first step. Add up the steps: gamma and beta were used at all of them.",
    "dgamma 和 dbeta 只是第一步的。各步要加起来：每一步都用了 gamma 和 beta。",
    { sum: (parts) => parts[0]! },
  ],
  "dgamma-averaged-over-steps": [
    "dgamma and dbeta are means over the steps. They are sums: every step used gamma and beta.",
    "dgamma 和 dbeta 求成了各步的均值。它们是和：每一步都用了 gamma 和 beta。",
    { sum: (parts, dout) => right.sum(parts, dout).div(parts.length) },
  ],
  "dgamma-averaged-over-batch": [
    "dgamma and dbeta were divided by N. If the loss is a mean, its 1/N is in dout already.",
    "dgamma 和 dbeta 除以了 N。如果损失是均值，它的 1/N 已经在 dout 里了。",
    { sum: (parts, dout) => right.sum(parts, dout).div(dout.shape[0]!) },
  ],
  "dgamma-for-each-step": [
    "dgamma and dbeta have a row for each step. gamma and beta are the same at all steps: add the rows up.",
    "dgamma 和 dbeta 每一步各有一行。gamma 和 beta 在各步是同一个：要把各行加起来。",
    {
      sum: (parts) => nd.array(parts.map((part) => part.toArray() as number[])),
    },
  ],
  "dgamma-and-dbeta-swapped": [
    "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    "dgamma 和 dbeta 的位置反了。顺序是 [dx, dgamma, dbeta]。",
    { returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] },
  ],
  "dgamma-with-x": [
    "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    "dgamma 用了 x。gamma 乘的是 x_hat：dgamma 是 dout * x_hat 的和。",
    {
      backward(rows, cache, sizes) {
        const [dx, , dbeta] = right.backward(rows, cache, sizes);
        return [dx, rows.mul(cache.x).sum(0), dbeta];
      },
    },
  ],
  "divided-by-whole-batch": [
    "The sums in dx were divided by N. A step has only as many values as sequences reach it: divide by that.",
    "dx 里的和除以了 N。一步只有走到它的那些序列，应该除以它们的条数。",
    { backward: (rows, cache, { N }) => by(rows, cache, N) },
  ],
  "branches-dropped": [
    "dx is dout * gamma / std, as if mean and variance were constants. Both depend on all sequences of the step.",
    "你的 dx 是 dout * gamma / std，把均值和方差当成了常数。两者都依赖这一步的所有序列。",
    {
      backward: (
        rows,
        { x_hat, gamma, std },
      ) => [rows.mul(gamma.div(std)), rows.mul(x_hat).sum(0), rows.sum(0)],
    },
  ],
  "gamma-forgotten": [
    "dx lacks gamma: dx_hat = dout * gamma.",
    "dx 少了 gamma：dx_hat = dout * gamma。",
    {
      backward: (rows, cache, sizes) => {
        const [, ...rest] = right.backward(rows, cache, sizes);
        const ones = nd.ones(cache.gamma.shape);
        const [dx] = right.backward(rows, { ...cache, gamma: ones }, sizes);
        return [dx, ...rest];
      },
    },
  ],
  "steps-reversed": [
    "The caches were taken in reverse order. Going back through time doesn't turn the steps around: step t has cache t.",
    "缓存的顺序反了。沿时间往回走，并不是把各步倒过来：第 t 步用第 t 份缓存。",
    { backStep: (t, count) => count - 1 - t },
  ],
  "first-cache-for-all-steps": [
    "All steps went back by the cache of the first one. Every step has a cache of its own.",
    "所有步都用了第一步的缓存往回走。每一步都有自己的缓存。",
    { backStep: () => 0 },
  ],
  "dout-changed-in-place": [
    "dx was written into the memory of dout. Start from nd.zeros(dout.shape).",
    "dx 写进了 dout 的内存。从 nd.zeros(dout.shape) 开始。",
    () => {
      let given: NdArray;
      return {
        backPadding(dout) {
          given = dout;
          return right.backPadding(dout);
        },
        returned: (dx, ...rest) => [inPlace(given, dx), ...rest],
      };
    },
  ],
  "cached-x-hat-overwritten": [
    "x_hat in the cache was overwritten by dx, so that going back works only once. Return an array of its own.",
    "缓存里的 x_hat 被 dx 覆盖了，所以只能反向传播一次。要返回一个独立的数组。",
    {
      backward(rows, cache, sizes) {
        const [dx, ...rest] = right.backward(rows, cache, sizes);
        return [inPlace(cache.x_hat, dx!), ...rest];
      },
    },
  ],
  "last-cache-remembered": [
    "The backward pass takes what the last forward pass left in the module. Take it from the cache at each call.",
    "反向传播用的是上一次前向传播留在模块变量里的东西。每次调用都要从缓存里取。",
    () => {
      const last: BatchNormCache[] = [];
      return {
        forward(rows, gamma, beta, param, t) {
          const [out, cache] = right.forward(rows, gamma, beta, param, t);
          if (cache) last[t] = cache;
          return [out, cache];
        },
        backward: (rows, _, sizes) =>
          right.backward(rows, last[sizes.t]!, sizes),
      };
    },
  ],
  "dx-in-float32": [
    "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    "dx 舍入成了 float32，只剩 7 位有效数字。类型要和 dout 保持一致。",
    { returned: (dx, ...rest) => [dx.astype("float32"), ...rest] },
  ],
});

/** The way back of a step, with sums divided by a number. */
function by(
  rows: NdArray,
  { x_hat, gamma, std }: BatchNormCache,
  count: number,
): Gradients {
  const dbeta = rows.sum(0);
  const dgamma = rows.mul(x_hat).sum(0);
  const dx = rows.sub(dbeta.div(count)).sub(x_hat.mul(dgamma.div(count)))
    .mul(gamma.div(std));
  return [dx, dgamma, dbeta];
}

/** Two matrices below one another. */
function below(upper: NdArray, lower: NdArray): NdArray {
  const data = [...upper.data, ...lower.data];
  const [S, D] = sizes(upper);
  return nd.fromData(Float64Array.from(data), [S + lower.shape[0]!, D]);
}

export const misconceptions = [
  ...starts,
  ...sharedStatistics,
  ...forwardMistakes,
  ...backwardMistakes,
];
