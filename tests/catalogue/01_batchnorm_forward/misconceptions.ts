/** What students get wrong in lesson 01: `batchnorm_forward()`. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm, right } from "../01_batchnorm_forward/recipe.ts";
import { mistakesIn } from "../support/define.ts";
import {
  inPlace,
  KEEP,
  meanDistance,
  meanSquare,
  type Moments,
  unbiased,
} from "../support/pieces.ts";

/** Something else for the running averages that test mode doesn't have yet. */
function untrained(
  moments: (batch: Moments) => Moments,
): Pick<typeof right, "running"> {
  return {
    running: (bn_param, batch) =>
      bn_param.mode === "test" && !bn_param.running_mean
        ? moments(batch)
        : right.running(bn_param, batch),
  };
}

/** Something else in the cache of train mode. */
function caching(
  changed: (
    cache: BatchNormCache,
    more: Parameters<typeof right.cache>[2],
  ) => Partial<BatchNormCache>,
): Pick<typeof right, "cache"> {
  return {
    cache: (cache, mode, more) =>
      right.cache({ ...cache, ...changed(cache, more) }, mode, more),
  };
}

export const misconceptions = mistakesIn(batchnorm, {
  // eps
  "eps-zero-taken-for-none": [
    "An eps of 0 was replaced by 1e-5. `eps || 1e-5` takes 0 for missing; `eps ?? 1e-5` doesn't.",
    "等于 0 的 eps 被换成了 1e-5。`eps || 1e-5` 会把 0 当成没有给；`eps ?? 1e-5` 不会。",
    { eps: ({ eps }) => eps || 1e-5 },
  ],
  "eps-default-too-small": [
    "Without bn_param.eps this uses 1e-8. The default is 1e-5.",
    "没有给 bn_param.eps 时，你用了 1e-8。默认值是 1e-5。",
    { eps: ({ eps }) => eps ?? 1e-8 },
  ],
  "eps-ignored": [
    "This always uses eps 1e-5. Take bn_param.eps if it is given.",
    "你总是用 1e-5 作 eps。给了 bn_param.eps 就要用它。",
    { eps: () => 1e-5 },
  ],
  "eps-in-running-var": [
    "eps went into running_var, so test mode adds it twice. Average the variance itself.",
    "eps 混进了 running_var，测试模式里就会加两次。应该平均方差本身。",
    { averaged: (batch, { eps }) => ({ ...batch, var: batch.var.add(eps) }) },
  ],
  "eps-inside-and-outside": [
    "eps was added twice: sqrt(var + eps) + eps. Once, under the root, is enough.",
    "eps 加了两次：sqrt(var + eps) + eps。在根号里加一次就够了。",
    { std: (variance, eps) => variance.add(eps).sqrt().add(eps) },
  ],
  "eps-outside-root-in-test": [
    "In test mode eps was added after the root. Put it under the root, as in train mode.",
    "测试模式里，eps 加在了根号外面。应该和训练模式一样加在根号里。",
    {
      std: (variance, eps, mode) =>
        mode === "test" ? variance.sqrt().add(eps) : variance.add(eps).sqrt(),
    },
  ],
  "eps-outside-root": [
    "eps was added to the standard deviation. It belongs under the root: sqrt(var + eps).",
    "eps 加到了标准差上。它应该加在根号里：sqrt(var + eps)。",
    { std: (variance, eps) => variance.sqrt().add(eps) },
  ],
  "eps-forgotten-in-test": [
    "In test mode eps is missing: divide by sqrt(running_var + eps).",
    "测试模式里少了 eps。应该除以 sqrt(running_var + eps)。",
    {
      std: (variance, eps, mode) =>
        variance.add(mode === "train" ? eps : 0).sqrt(),
    },
  ],
  "eps-as-floor": [
    "This takes the larger of variance and eps. Add eps to the variance: sqrt(var + eps).",
    "你取了方差和 eps 中较大的一个。应该把 eps 加到方差上：sqrt(var + eps)。",
    { std: (variance, eps) => variance.maximum(eps).sqrt() },
  ],
  "eps-forgotten-in-train": [
    "In train mode eps is missing: divide by sqrt(var + eps).",
    "训练模式里少了 eps。应该除以 sqrt(var + eps)。",
    {
      std: (variance, eps, mode) =>
        variance.add(mode === "test" ? eps : 0).sqrt(),
    },
  ],
  "eps-forgotten": [
    "eps is missing: divide by sqrt(var + eps), in both modes.",
    "少了 eps。两种模式里都应该除以 sqrt(var + eps)。",
    { std: (variance) => variance.sqrt() },
  ],

  // Mean and variance of the batch
  "running-var-unbiased": [
    "running_var averages the unbiased variance, as PyTorch does. Here it averages the biased one: divide by N.",
    "running_var 平均的是无偏方差，PyTorch 是这样做的。这里平均的是有偏方差：除以 N。",
    { averaged: (batch, { N }) => ({ ...batch, var: unbiased(batch.var, N) }) },
  ],
  "variance-unbiased": [
    "This is what dividing by N - 1 gives. Batch norm uses the biased variance: divide by N.",
    "这是除以 N - 1 的结果。批归一化用有偏方差：除以 N。",
    { variance: (x) => unbiased(x.var(0), x.shape[0]!) },
  ],
  "variance-not-divided": [
    "The squared deviations were summed, not averaged: divide by N.",
    "离差的平方只求了和，没有求平均。还要除以 N。",
    { variance: (x) => x.var(0).mul(x.shape[0]!) },
  ],
  "divided-by-features": [
    "The sums over the batch were divided by D. Divide by N, the number of rows: x.shape[0].",
    "对整批求的和除以了 D。应该除以行数 N：x.shape[0]。",
    {
      mean: (x) => x.sum(0).div(x.shape[1]!),
      variance: (x, mean) => x.sub(mean).square().sum(0).div(x.shape[1]!),
    },
  ],
  "variance-without-mean": [
    "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    "你求的是平方的均值。平方之前先减去均值：mean((x - mean)²)。",
    { variance: (x) => meanSquare(x, 0) },
  ],
  "mean-distance-for-variance": [
    "This averages the distances from the mean. The variance averages their squares.",
    "你求的是到均值的距离的平均。方差是这些距离的平方的平均。",
    { variance: (x) => meanDistance(x, 0) },
  ],
  "std-rooted-again": [
    "The root was taken twice: x.std() has it already. Start from x.var(0): sqrt(var + eps).",
    "根号开了两次：x.std() 已经开过了。从 x.var(0) 算起：sqrt(var + eps)。",
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

  // Axes and shapes
  "statistics-keep-batch-axis": [
    "The running averages have shape (1, D). They should have shape (D,): leave out keepdims.",
    "滑动平均的形状成了 (1, D)。应该是 (D,)：去掉 keepdims。",
    { mean: (x) => x.mean(0, KEEP), variance: (x) => x.var(0, KEEP) },
  ],
  "axis-1": [
    "mean(1) goes over the features of a row, which only fits if N = D. Go over the batch: mean(0).",
    "mean(1) 是对一行的各个特征求均值，只有 N = D 时形状才凑巧对得上。应该对整批求：mean(0)。",
    { mean: (x) => x.mean(1), variance: (x) => x.var(1) },
  ],
  "statistics-per-row": [
    "Each row was normalized over its features: that is layer norm. Go over the batch: axis 0.",
    "你把每一行在它的各个特征上做了归一化，那是层归一化。应该对整批求：轴 0。",
    { mean: (x) => x.mean(1, KEEP), variance: (x) => x.var(1, KEEP) },
  ],
  "statistics-of-everything": [
    "One mean and one variance were taken of the whole array. Each feature has its own: axis 0.",
    "你对整个数组只求了一个均值和一个方差。每个特征各有自己的一对：轴 0。",
    {
      mean: (x) => nd.full([x.shape[1]!], x.mean()),
      variance: (x) => nd.full([x.shape[1]!], x.var()),
    },
  ],

  // Before training, and other rare settings
  "untrained-test-throws": [
    "Test mode needs running averages here. Before there are any, it uses zeros.",
    "测试模式在没有滑动平均时出错了。还没有滑动平均时，应该用零。",
    {
      running: (bn_param, batch) => {
        if (bn_param.mode === "test" && !bn_param.running_mean) {
          throw new Error("no running averages");
        }
        return right.running(bn_param, batch);
      },
    },
  ],
  "untrained-test-by-batch": [
    "Without running averages test mode uses the batch's statistics. It should use zeros.",
    "没有滑动平均时，测试模式用了这一批的统计量。应该用零。",
    untrained((batch) => batch),
  ],
  "untrained-test-variance-one": [
    "Test mode starts running_var from ones, as PyTorch does. Here both averages start from zeros.",
    "测试模式里 running_var 从一开始，PyTorch 是这样的。这里两个平均都从零开始。",
    untrained(({ mean }) => ({
      mean: nd.zeros(mean.shape),
      var: nd.ones(mean.shape),
    })),
  ],
  "missing-mode-train": [
    "Without bn_param.mode this trains. A missing mode is refused like any other that isn't a mode.",
    "没有给 bn_param.mode 时，你当成了训练模式。没有模式，就应该像其他不认识的模式一样拒绝。",
    { mode: (mode?: string) => right.mode(mode ?? "train") },
  ],
  "missing-mode-test": [
    "Without bn_param.mode this tests. A missing mode is refused like any other that isn't a mode.",
    "没有给 bn_param.mode 时，你当成了测试模式。没有模式，就应该像其他不认识的模式一样拒绝。",
    { mode: (mode?: string) => right.mode(mode ?? "test") },
  ],
  "momentum-capped": [
    "A momentum above 0.99 was cut down to 0.99. Use it as it is.",
    "大于 0.99 的 momentum 被压到了 0.99。应该原样使用。",
    { momentum: (bn_param) => Math.min(0.99, right.momentum(bn_param)) },
  ],
  "momentum-one-taken-for-none": [
    "A momentum of 1 was replaced by 0.9. With 1 the running averages stay as they are.",
    "等于 1 的 momentum 被换成了 0.9。momentum 为 1 时，滑动平均保持不变。",
    {
      momentum: (bn_param) =>
        bn_param.momentum === 1 ? 0.9 : right.momentum(bn_param),
    },
  ],
  "eps-capped": [
    "An eps above 1 was cut down to 1. Use it as it is.",
    "大于 1 的 eps 被压到了 1。应该原样使用。",
    { eps: (bn_param) => Math.min(1, right.eps(bn_param)) },
  ],
  "first-rows-only": [
    "The mean is that of the first 8 rows. Take it over the whole batch.",
    "均值只取了前 8 行的。应该对整批求均值。",
    { mean: (x) => x.rows(0, Math.min(8, x.shape[0]!)).mean(0) },
  ],
  "remembers-by-array": [
    "The result was kept for the array x and given again, though x had changed. Compute it anew in every call.",
    "结果按数组 x 记了下来，x 里的数变了，给出的还是旧结果。每次调用都应该重新计算。",
    () => {
      const known = new WeakMap<NdArray, NdArray>();
      return {
        mean: (x: NdArray) => {
          const mean = known.get(x) ?? right.mean(x);
          known.set(x, mean);
          return mean;
        },
      };
    },
  ],

  // The cache
  "cache-std-not-rooted": [
    "cache.std holds var + eps. It is the root of that: sqrt(var + eps).",
    "cache.std 里放的是 var + eps。应该放它的平方根：sqrt(var + eps)。",
    caching((cache) => ({ std: cache.std.square() })),
  ],
  "cache-std-without-eps": [
    "cache.std holds the root of var alone. What was divided by is sqrt(var + eps).",
    "cache.std 里只放了 var 的平方根。除的那个数是 sqrt(var + eps)。",
    caching((cache) => ({ std: cache.var.sqrt() })),
  ],
  "cache-inverse-for-std": [
    "cache.std holds 1 / std. Keep the standard deviation itself: sqrt(var + eps).",
    "cache.std 里放的是 1 / std。应该放标准差本身：sqrt(var + eps)。",
    caching((cache) => ({ std: cache.std.pow(-1) })),
  ],
  "cache-out-for-x-hat": [
    "cache.x_hat holds out. Keep what was normalized, before gamma and beta.",
    "cache.x_hat 里放的是 out。应该放归一化的结果，还没有乘 gamma、加 beta。",
    caching((_, { out }) => ({ x_hat: out })),
  ],
  "cache-centred-for-x-hat": [
    "cache.x_hat holds x - mean. Divide by std as well.",
    "cache.x_hat 里放的是 x - mean。还要除以 std。",
    caching((cache) => ({ x_hat: cache.x.sub(cache.mean) })),
  ],
  "cache-centred-for-x": [
    "cache.x holds x - mean. Keep the input as it came.",
    "cache.x 里放的是 x - mean。应该放原来的输入。",
    caching((cache) => ({ x: cache.x.sub(cache.mean) })),
  ],
  "cache-var-unbiased": [
    "cache.var holds the unbiased variance. Keep the biased one, which was used.",
    "cache.var 里放的是无偏方差。应该放归一化用的有偏方差。",
    caching((cache) => ({ var: unbiased(cache.var, cache.x.shape[0]!) })),
  ],
  "cache-running-averages": [
    "cache.mean and cache.var hold the running averages. Keep the batch's own.",
    "cache.mean 和 cache.var 里放的是滑动平均。应该放这一批自己的。",
    caching((_, { running }) => running),
  ],
  "cache-statistics-keep-axis": [
    "The cache's mean, var and std have shape (1, D). Keep them as (D,).",
    "缓存里 mean、var、std 的形状成了 (1, D)。应该是 (D,)。",
    caching((cache) => ({
      mean: cache.mean.reshape([1, -1]),
      var: cache.var.reshape([1, -1]),
      std: cache.std.reshape([1, -1]),
    })),
  ],
  "cache-eps-default": [
    "cache.eps is always 1e-5. Keep the eps that was used.",
    "cache.eps 总是 1e-5。应该放用过的那个 eps。",
    caching(() => ({ eps: 1e-5 })),
  ],
  "cache-empty": [
    "The cache is empty. Keep x, mean, var, std, x_hat, gamma and eps for the backward pass.",
    "缓存是空的。要为反向传播留下 x、mean、var、std、x_hat、gamma 和 eps。",
    { cache: (_cache, mode) => mode === "train" ? {} : null },
  ],
  "cache-is-a-function": [
    "The cache is a function. Return an object with x, mean, var, std, x_hat, gamma and eps.",
    "缓存是一个函数。应该返回含有 x、mean、var、std、x_hat、gamma 和 eps 的对象。",
    { cache: (cache, mode) => mode === "train" ? () => cache : null },
  ],

  // Running averages
  "momentum-zero-taken-for-none": [
    "A momentum of 0 was replaced by 0.9. `momentum || 0.9` takes 0 for missing; `??` doesn't.",
    "等于 0 的 momentum 被换成了 0.9。`momentum || 0.9` 会把 0 当成没有给；`??` 不会。",
    { momentum: ({ momentum }) => momentum || 0.9 },
  ],
  "momentum-default-099": [
    "Without bn_param.momentum this uses 0.99, as Keras does. The default here is 0.9.",
    "没有给 bn_param.momentum 时，你用了 0.99，Keras 是这样的。这里的默认值是 0.9。",
    { momentum: ({ momentum }) => momentum ?? 0.99 },
  ],
  "momentum-default-01": [
    "Without bn_param.momentum this keeps 0.1 of the old average. The default here is 0.9.",
    "没有给 bn_param.momentum 时，你只保留了旧平均的 0.1。这里的默认值是 0.9。",
    { momentum: ({ momentum }) => momentum ?? 0.1 },
  ],
  "momentum-reversed": [
    "momentum multiplies the batch's share, as in PyTorch. Here it is the share of the old average that is kept.",
    "momentum 乘在了这一批的统计量上，PyTorch 是这样的。这里它是旧平均保留下来的比例。",
    {
      average: (old, now, momentum) =>
        old.mul(1 - momentum).add(now.mul(momentum)),
    },
  ],
  "momentum-as-in-sgd": [
    "The batch was added in full, so the sum grows. Its share is 1 - momentum.",
    "这一批的统计量整个加了进去，总和会越来越大。它占的比例应该是 1 - momentum。",
    { average: (old, now, momentum) => old.mul(momentum).add(now) },
  ],
  "running-overwritten": [
    "The running averages became the batch's own. Keep momentum of the old ones: momentum * old + (1 - momentum) * new.",
    "滑动平均被这一批的统计量整个替换了。旧值要按 momentum 保留：momentum * 旧值 + (1 - momentum) * 新值。",
    { average: (_, now) => now },
  ],
  "running-std-kept": [
    "running_var averages the standard deviation. Average the variance, before eps and the root.",
    "running_var 平均的是标准差。应该平均方差，在加 eps 和开根号之前。",
    { averaged: (batch) => ({ ...batch, var: batch.var.sqrt() }) },
  ],
  "running-std-kept-and-used": [
    "Train mode puts the standard deviation into running_var, and test mode takes it out as such. Keep the variance.",
    "训练模式把标准差放进了 running_var，测试模式又把它当标准差用。里面应该放方差。",
    {
      averaged: (batch, { eps }) => ({
        ...batch,
        var: batch.var.add(eps).sqrt(),
      }),
      std: (variance, eps, mode) =>
        mode === "train" ? variance.add(eps).sqrt() : variance,
    },
  ],
  "running-var-taken-for-std": [
    "Test mode divides by running_var + eps. That is a variance: divide by its root.",
    "测试模式除以了 running_var + eps。那是方差，应该除以它的平方根。",
    {
      std: (variance, eps, mode) =>
        mode === "train" ? variance.add(eps).sqrt() : variance.add(eps),
    },
  ],
  "running-of-normalized": [
    "The mean of x_hat was averaged, which is zero. running_mean averages the batch's mean.",
    "你平均的是 x_hat 的均值，而它总是零。running_mean 平均的是这一批的均值。",
    { averaged: (batch, { x_hat }) => ({ ...batch, mean: x_hat.mean(0) }) },
  ],
  "running-starts-from-first-batch": [
    "The running averages start from the first batch's statistics. They start from zeros.",
    "滑动平均的初值用了第一批的统计量。初值应该是 0。",
    {
      running: ({ running_mean, running_var }, batch) => ({
        mean: running_mean ?? batch.mean,
        var: running_var ?? batch.var,
      }),
    },
  ],
  "running-var-starts-from-ones": [
    "running_var starts from ones, as in PyTorch. Here both running averages start from zeros.",
    "running_var 的初值用了 1，PyTorch 是这样的。这里两个滑动平均的初值都是 0。",
    {
      running: (bn_param, batch) => ({
        ...right.running(bn_param, batch),
        var: bn_param.running_var ?? nd.ones(batch.var.shape),
      }),
    },
  ],
  "running-averages-one-array": [
    "Both running averages started as the same array of zeros and were updated in place. Each needs an array of its own.",
    "两个滑动平均的初值是同一个全零数组，又在原地更新。它们要各有各的数组。",
    {
      running({ running_mean, running_var }, { mean }) {
        const zeros = nd.zeros(mean.shape);
        return { mean: running_mean ?? zeros, var: running_var ?? zeros };
      },
      average: (old, now, momentum) =>
        inPlace(old, right.average(old, now, momentum)),
    },
  ],
  "running-written-only-if-given": [
    "Running averages that bn_param didn't have were computed but not kept. Write them to bn_param on the first batch too.",
    "bn_param 里原来没有的滑动平均，算了却没有存下来。第一批也要写回 bn_param。",
    {
      write({ running_mean, running_var }, running) {
        if (running_mean) inPlace(running_mean, running.mean);
        if (running_var) inPlace(running_var, running.var);
      },
    },
  ],
  "running-not-written-back": [
    "The running averages never reach bn_param. Assign bn_param.running_mean and bn_param.running_var.",
    "滑动平均没有写回 bn_param。要给 bn_param.running_mean 和 bn_param.running_var 赋值。",
    { write: () => {} },
  ],
  "running-shared-between-layers": [
    "The running averages live in the module, so that all layers share them. Keep them in bn_param.",
    "滑动平均存在模块的变量里，所有层就会共用它们。应该存在 bn_param 里。",
    () => {
      let memory: Moments | undefined;
      return {
        running: (_, batch) =>
          memory ?? right.running({ mode: "train" }, batch),
        write(bn_param, running) {
          memory = running;
          right.write(bn_param, running);
        },
      };
    },
  ],

  // Modes
  "running-updated-in-test": [
    "Test mode changed the running averages. Only train mode updates them.",
    "测试模式改动了滑动平均。只有训练模式才更新它们。",
    { updates: () => true },
  ],
  "batch-statistics-in-test": [
    "Test mode normalizes by the batch's statistics. Use running_mean and running_var there.",
    "测试模式按这一批的统计量做了归一化。这时应该用 running_mean 和 running_var。",
    { testBy: (batch) => batch },
  ],
  "running-averages-in-train": [
    "Train mode normalizes by the running averages. Use the batch's own mean and variance there.",
    "训练模式按滑动平均做了归一化。这时应该用这一批自己的均值和方差。",
    { trainBy: (_, running) => running },
  ],
  "other-modes-train": [
    'Any mode but "test" trains. Check for both modes and throw a RangeError for all others.',
    '除了 "test"，什么模式都当成了训练。两种模式都要检查，其他一律抛出 RangeError。',
    { mode: (mode) => mode === "test" ? "test" : "train" },
  ],
  "other-modes-test": [
    'Any mode but "train" tests. Check for both modes and throw a RangeError for all others.',
    '除了 "train"，什么模式都当成了测试。两种模式都要检查，其他一律抛出 RangeError。',
    { mode: (mode) => mode === "train" ? "train" : "test" },
  ],
  "mode-in-any-case": [
    '"Train" was accepted as "train". Only the two exact words are modes; throw a RangeError for others.',
    '"Train" 被当成了 "train"。模式只能是那两个词，一字不差；其他一律抛出 RangeError。',
    { mode: (mode) => right.mode(mode.toLowerCase()) },
  ],
  "other-modes-plain-error": [
    "An unknown mode throws an Error. Make it a RangeError.",
    "遇到未知的模式，你抛出的是 Error。应该抛出 RangeError。",
    {
      mode(mode) {
        if (mode === "train" || mode === "test") return mode;
        throw new Error(`Unknown mode "${mode}"`);
      },
    },
  ],
  "other-modes-unnamed": [
    "The RangeError doesn't say which mode it got. Put bn_param.mode into its message.",
    "RangeError 没有说收到的是什么模式。把 bn_param.mode 写进它的消息里。",
    {
      mode(mode) {
        if (mode === "train" || mode === "test") return mode;
        throw new RangeError("Expected a known mode");
      },
    },
  ],

  // gamma and beta
  "gamma-forgotten-in-test": [
    "Test mode forgets gamma. Scale and shift there too: gamma * x_hat + beta.",
    "测试模式里忘了 gamma。那里也要缩放和平移：gamma * x_hat + beta。",
    {
      scale: (x_hat, gamma, beta, mode) =>
        mode === "train" ? gamma.mul(x_hat).add(beta) : x_hat.add(beta),
    },
  ],
  "scale-and-shift-only-in-train": [
    "Test mode returns x_hat. Scale and shift there too: gamma * x_hat + beta.",
    "测试模式直接返回了 x_hat。那里也要缩放和平移：gamma * x_hat + beta。",
    {
      scale: (x_hat, gamma, beta, mode) =>
        mode === "train" ? gamma.mul(x_hat).add(beta) : x_hat,
    },
  ],
  "gamma-forgotten-in-train": [
    "Train mode forgets gamma: out = gamma * x_hat + beta.",
    "训练模式里忘了 gamma：out = gamma * x_hat + beta。",
    {
      scale: (x_hat, gamma, beta, mode) =>
        mode === "test" ? gamma.mul(x_hat).add(beta) : x_hat.add(beta),
    },
  ],
  "gamma-before-normalization": [
    "gamma multiplies x before it is normalized, which undoes it. Scale x_hat: gamma * x_hat + beta.",
    "gamma 在归一化之前就乘到了 x 上，归一化又把它抵消了。应该缩放 x_hat：gamma * x_hat + beta。",
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
      scale: (x_hat, gamma, beta) => inPlace(x_hat, gamma.mul(x_hat).add(beta)),
    },
  ],
});
