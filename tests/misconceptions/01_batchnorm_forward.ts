/** What students get wrong in lesson 01: `batchnorm_forward()`. */
import * as nd from "kit/nd/mod.ts";
import type { Misconception } from "../support/catalogue.ts";
import { batchnorm, right } from "./support/batchnorm_forward.ts";
import { inPlace } from "./support/in_place.ts";
import {
  meanDistance,
  meanSquare,
  type Moments,
  unbiased,
} from "./support/moments.ts";

export const misconceptions: Misconception[] = [
  // eps
  {
    id: "eps-zero-taken-for-none",
    sentence:
      "An eps of 0 was replaced by 1e-5. `eps || 1e-5` takes 0 for missing; `eps ?? 1e-5` doesn't.",
    zh:
      "等于 0 的 eps 被换成了 1e-5。`eps || 1e-5` 会把 0 当成没有给；`eps ?? 1e-5` 不会。",
    make: batchnorm({ eps: ({ eps }) => eps || 1e-5 }),
  },
  {
    id: "eps-default-too-small",
    sentence: "Without bn_param.eps this uses 1e-8. The default is 1e-5.",
    zh: "没有给 bn_param.eps 时，你用了 1e-8。默认值是 1e-5。",
    make: batchnorm({ eps: ({ eps }) => eps ?? 1e-8 }),
  },
  {
    id: "eps-ignored",
    sentence: "This always uses eps 1e-5. Take bn_param.eps if it is given.",
    zh: "你总是用 1e-5 作 eps。给了 bn_param.eps 就要用它。",
    make: batchnorm({ eps: () => 1e-5 }),
  },
  {
    id: "eps-in-running-var",
    sentence:
      "eps went into running_var, so test mode adds it twice. Average the variance itself.",
    zh: "eps 混进了 running_var，测试模式里就会加两次。应该平均方差本身。",
    make: batchnorm({
      averaged: (batch, { eps }) => ({ ...batch, var: batch.var.add(eps) }),
    }),
  },
  {
    id: "eps-inside-and-outside",
    sentence:
      "eps was added twice: sqrt(var + eps) + eps. Once, under the root, is enough.",
    zh: "eps 加了两次：sqrt(var + eps) + eps。在根号里加一次就够了。",
    make: batchnorm({
      std: (variance, eps) => variance.add(eps).sqrt().add(eps),
    }),
  },
  {
    id: "eps-outside-root-in-test",
    sentence:
      "In test mode eps was added after the root. Put it under the root, as in train mode.",
    zh: "测试模式里，eps 加在了根号外面。应该和训练模式一样加在根号里。",
    make: batchnorm({
      std: (variance, eps, mode) =>
        mode === "test" ? variance.sqrt().add(eps) : variance.add(eps).sqrt(),
    }),
  },
  {
    id: "eps-outside-root",
    sentence:
      "eps was added to the standard deviation. It belongs under the root: sqrt(var + eps).",
    zh: "eps 加到了标准差上。它应该加在根号里：sqrt(var + eps)。",
    make: batchnorm({ std: (variance, eps) => variance.sqrt().add(eps) }),
  },
  {
    id: "eps-forgotten-in-test",
    sentence: "In test mode eps is missing: divide by sqrt(running_var + eps).",
    zh: "测试模式里少了 eps。应该除以 sqrt(running_var + eps)。",
    make: batchnorm({
      std: (variance, eps, mode) =>
        variance.add(mode === "train" ? eps : 0).sqrt(),
    }),
  },
  {
    id: "eps-as-floor",
    sentence:
      "This takes the larger of variance and eps. Add eps to the variance: sqrt(var + eps).",
    zh:
      "你取了方差和 eps 中较大的一个。应该把 eps 加到方差上：sqrt(var + eps)。",
    make: batchnorm({ std: (variance, eps) => variance.maximum(eps).sqrt() }),
  },
  {
    id: "eps-forgotten-in-train",
    sentence: "In train mode eps is missing: divide by sqrt(var + eps).",
    zh: "训练模式里少了 eps。应该除以 sqrt(var + eps)。",
    make: batchnorm({
      std: (variance, eps, mode) =>
        variance.add(mode === "test" ? eps : 0).sqrt(),
    }),
  },
  {
    id: "eps-forgotten",
    sentence: "eps is missing: divide by sqrt(var + eps), in both modes.",
    zh: "少了 eps。两种模式里都应该除以 sqrt(var + eps)。",
    make: batchnorm({ std: (variance) => variance.sqrt() }),
  },

  // Mean and variance of the batch
  {
    id: "running-var-unbiased",
    sentence:
      "running_var averages the unbiased variance, as PyTorch does. Here it averages the biased one: divide by N.",
    zh:
      "running_var 平均的是无偏方差，PyTorch 是这样做的。这里平均的是有偏方差：除以 N。",
    make: batchnorm({
      averaged: (batch, { N }) => ({ ...batch, var: unbiased(batch.var, N) }),
    }),
  },
  {
    id: "variance-unbiased",
    sentence:
      "This is what dividing by N - 1 gives. Batch norm uses the biased variance: divide by N.",
    zh: "这是除以 N - 1 的结果。批归一化用有偏方差：除以 N。",
    make: batchnorm({
      variance: (x) => unbiased(x.var(0), x.shape[0]),
    }),
  },
  {
    id: "variance-not-divided",
    sentence: "The squared deviations were summed, not averaged: divide by N.",
    zh: "离差的平方只求了和，没有求平均。还要除以 N。",
    make: batchnorm({
      variance: (x) => x.var(0).mul(x.shape[0]),
    }),
  },
  {
    id: "divided-by-features",
    sentence:
      "The sums over the batch were divided by D. Divide by N, the number of rows: x.shape[0].",
    zh: "对整批求的和除以了 D。应该除以行数 N：x.shape[0]。",
    make: batchnorm({
      mean: (x) => x.sum(0).div(x.shape[1]),
      variance: (x, mean) => x.sub(mean).square().sum(0).div(x.shape[1]),
    }),
  },
  {
    id: "variance-without-mean",
    sentence:
      "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    zh: "你求的是平方的均值。平方之前先减去均值：mean((x - mean)²)。",
    make: batchnorm({
      variance: (x) => meanSquare(x, 0),
    }),
  },
  {
    id: "mean-distance-for-variance",
    sentence:
      "This averages the distances from the mean. The variance averages their squares.",
    zh: "你求的是到均值的距离的平均。方差是这些距离的平方的平均。",
    make: batchnorm({
      variance: (x) => meanDistance(x, 0),
    }),
  },
  {
    id: "std-rooted-again",
    sentence:
      "The root was taken twice: x.std() has it already. Start from x.var(0): sqrt(var + eps).",
    zh: "根号开了两次：x.std() 已经开过了。从 x.var(0) 算起：sqrt(var + eps)。",
    make: batchnorm({
      std: (variance, eps) => variance.sqrt().add(eps).sqrt(),
    }),
  },
  {
    id: "divided-by-variance",
    sentence:
      "This divides by var + eps. Divide by the standard deviation, its root: sqrt(var + eps).",
    zh:
      "你除以了 var + eps。应该除以它的平方根，也就是标准差：sqrt(var + eps)。",
    make: batchnorm({ std: (variance, eps) => variance.add(eps) }),
  },
  {
    id: "only-centred",
    sentence:
      "The mean was subtracted, but nothing divided. Divide by sqrt(var + eps) as well.",
    zh: "均值减了，但没有除。还要除以 sqrt(var + eps)。",
    make: batchnorm({ normalize: (x, mean) => x.sub(mean) }),
  },

  // Axes and shapes
  {
    id: "statistics-keep-batch-axis",
    sentence:
      "The running averages have shape (1, D). They should have shape (D,): leave out keepdims.",
    zh: "滑动平均的形状成了 (1, D)。应该是 (D,)：去掉 keepdims。",
    make: batchnorm({
      mean: (x) => x.mean(0, { keepdims: true }),
      variance: (x) => x.var(0, { keepdims: true }),
    }),
  },
  {
    id: "axis-1",
    sentence:
      "mean(1) goes over the features of a row, which only fits if N = D. Go over the batch: mean(0).",
    zh:
      "mean(1) 是对一行的各个特征求均值，只有 N = D 时形状才凑巧对得上。应该对整批求：mean(0)。",
    make: batchnorm({ mean: (x) => x.mean(1), variance: (x) => x.var(1) }),
  },
  {
    id: "statistics-per-row",
    sentence:
      "Each row was normalized over its features: that is layer norm. Go over the batch: axis 0.",
    zh:
      "你把每一行在它的各个特征上做了归一化，那是层归一化。应该对整批求：轴 0。",
    make: batchnorm({
      mean: (x) => x.mean(1, { keepdims: true }),
      variance: (x) => x.var(1, { keepdims: true }),
    }),
  },
  {
    id: "statistics-of-everything",
    sentence:
      "One mean and one variance were taken of the whole array. Each feature has its own: axis 0.",
    zh: "你对整个数组只求了一个均值和一个方差。每个特征各有自己的一对：轴 0。",
    make: batchnorm({
      mean: (x) => nd.full([x.shape[1]], x.mean()),
      variance: (x) => nd.full([x.shape[1]], x.var()),
    }),
  },

  // Running averages
  {
    id: "momentum-zero-taken-for-none",
    sentence:
      "A momentum of 0 was replaced by 0.9. `momentum || 0.9` takes 0 for missing; `??` doesn't.",
    zh:
      "等于 0 的 momentum 被换成了 0.9。`momentum || 0.9` 会把 0 当成没有给；`??` 不会。",
    make: batchnorm({ momentum: ({ momentum }) => momentum || 0.9 }),
  },
  {
    id: "momentum-default-099",
    sentence:
      "Without bn_param.momentum this uses 0.99, as Keras does. The default here is 0.9.",
    zh:
      "没有给 bn_param.momentum 时，你用了 0.99，Keras 是这样的。这里的默认值是 0.9。",
    make: batchnorm({ momentum: ({ momentum }) => momentum ?? 0.99 }),
  },
  {
    id: "momentum-default-01",
    sentence:
      "Without bn_param.momentum this keeps 0.1 of the old average. The default here is 0.9.",
    zh:
      "没有给 bn_param.momentum 时，你只保留了旧平均的 0.1。这里的默认值是 0.9。",
    make: batchnorm({ momentum: ({ momentum }) => momentum ?? 0.1 }),
  },
  {
    id: "momentum-reversed",
    sentence:
      "momentum multiplies the batch's share, as in PyTorch. Here it is the share of the old average that is kept.",
    zh:
      "momentum 乘在了这一批的统计量上，PyTorch 是这样的。这里它是旧平均保留下来的比例。",
    make: batchnorm({
      average: (old, now, momentum) =>
        old.mul(1 - momentum).add(now.mul(momentum)),
    }),
  },
  {
    id: "momentum-as-in-sgd",
    sentence:
      "The batch was added in full, so the sum grows. Its share is 1 - momentum.",
    zh:
      "这一批的统计量整个加了进去，总和会越来越大。它占的比例应该是 1 - momentum。",
    make: batchnorm({
      average: (old, now, momentum) => old.mul(momentum).add(now),
    }),
  },
  {
    id: "running-overwritten",
    sentence:
      "The running averages became the batch's own. Keep momentum of the old ones: momentum * old + (1 - momentum) * new.",
    zh:
      "滑动平均被这一批的统计量整个替换了。旧值要按 momentum 保留：momentum * 旧值 + (1 - momentum) * 新值。",
    make: batchnorm({ average: (_, now) => now }),
  },
  {
    id: "running-std-kept",
    sentence:
      "running_var averages the standard deviation. Average the variance, before eps and the root.",
    zh: "running_var 平均的是标准差。应该平均方差，在加 eps 和开根号之前。",
    make: batchnorm({
      averaged: (batch) => ({ ...batch, var: batch.var.sqrt() }),
    }),
  },
  {
    id: "running-std-kept-and-used",
    sentence:
      "Train mode puts the standard deviation into running_var, and test mode takes it out as such. Keep the variance.",
    zh:
      "训练模式把标准差放进了 running_var，测试模式又把它当标准差用。里面应该放方差。",
    make: batchnorm({
      averaged: (batch, { eps }) => ({
        ...batch,
        var: batch.var.add(eps).sqrt(),
      }),
      std: (variance, eps, mode) =>
        mode === "train" ? variance.add(eps).sqrt() : variance,
    }),
  },
  {
    id: "running-var-taken-for-std",
    sentence:
      "Test mode divides by running_var + eps. That is a variance: divide by its root.",
    zh: "测试模式除以了 running_var + eps。那是方差，应该除以它的平方根。",
    make: batchnorm({
      std: (variance, eps, mode) =>
        mode === "train" ? variance.add(eps).sqrt() : variance.add(eps),
    }),
  },
  {
    id: "running-of-normalized",
    sentence:
      "The mean of x_hat was averaged, which is zero. running_mean averages the batch's mean.",
    zh:
      "你平均的是 x_hat 的均值，而它总是零。running_mean 平均的是这一批的均值。",
    make: batchnorm({
      averaged: (batch, { x_hat }) => ({ ...batch, mean: x_hat.mean(0) }),
    }),
  },
  {
    id: "running-starts-from-first-batch",
    sentence:
      "The running averages start from the first batch's statistics. They start from zeros.",
    zh: "滑动平均的初值用了第一批的统计量。初值应该是 0。",
    make: batchnorm({
      running: ({ running_mean, running_var }, batch) => ({
        mean: running_mean ?? batch.mean,
        var: running_var ?? batch.var,
      }),
    }),
  },
  {
    id: "running-var-starts-from-ones",
    sentence:
      "running_var starts from ones, as in PyTorch. Here both running averages start from zeros.",
    zh:
      "running_var 的初值用了 1，PyTorch 是这样的。这里两个滑动平均的初值都是 0。",
    make: batchnorm({
      running: (bn_param, batch) => ({
        ...right.running(bn_param, batch),
        var: bn_param.running_var ?? nd.ones(batch.var.shape),
      }),
    }),
  },
  {
    id: "running-averages-one-array",
    sentence:
      "Both running averages started as the same array of zeros and were updated in place. Each needs an array of its own.",
    zh:
      "两个滑动平均的初值是同一个全零数组，又在原地更新。它们要各有各的数组。",
    make: batchnorm({
      running({ running_mean, running_var }, { mean }) {
        const zeros = nd.zeros(mean.shape);
        return { mean: running_mean ?? zeros, var: running_var ?? zeros };
      },
      average: (old, now, momentum) =>
        inPlace(old, right.average(old, now, momentum)),
    }),
  },
  {
    id: "running-written-only-if-given",
    sentence:
      "Running averages that bn_param didn't have were computed but not kept. Write them to bn_param on the first batch too.",
    zh:
      "bn_param 里原来没有的滑动平均，算了却没有存下来。第一批也要写回 bn_param。",
    make: batchnorm({
      write({ running_mean, running_var }, running) {
        if (running_mean) inPlace(running_mean, running.mean);
        if (running_var) inPlace(running_var, running.var);
      },
    }),
  },
  {
    id: "running-not-written-back",
    sentence:
      "The running averages never reach bn_param. Assign bn_param.running_mean and bn_param.running_var.",
    zh:
      "滑动平均没有写回 bn_param。要给 bn_param.running_mean 和 bn_param.running_var 赋值。",
    make: batchnorm({ write: () => {} }),
  },
  {
    id: "running-shared-between-layers",
    sentence:
      "The running averages live in the module, so that all layers share them. Keep them in bn_param.",
    zh: "滑动平均存在模块的变量里，所有层就会共用它们。应该存在 bn_param 里。",
    make() {
      let memory: Moments | undefined;
      return batchnorm({
        running: (_, batch) =>
          memory ?? right.running({ mode: "train" }, batch),
        write(bn_param, running) {
          memory = running;
          right.write(bn_param, running);
        },
      })();
    },
  },

  // Modes
  {
    id: "running-updated-in-test",
    sentence:
      "Test mode changed the running averages. Only train mode updates them.",
    zh: "测试模式改动了滑动平均。只有训练模式才更新它们。",
    make: batchnorm({ updates: () => true }),
  },
  {
    id: "batch-statistics-in-test",
    sentence:
      "Test mode normalizes by the batch's statistics. Use running_mean and running_var there.",
    zh:
      "测试模式按这一批的统计量做了归一化。这时应该用 running_mean 和 running_var。",
    make: batchnorm({ testBy: (batch) => batch }),
  },
  {
    id: "running-averages-in-train",
    sentence:
      "Train mode normalizes by the running averages. Use the batch's own mean and variance there.",
    zh: "训练模式按滑动平均做了归一化。这时应该用这一批自己的均值和方差。",
    make: batchnorm({ trainBy: (_, running) => running }),
  },
  {
    id: "other-modes-train",
    sentence:
      'Any mode but "test" trains. Check for both modes and throw a RangeError for all others.',
    zh:
      '除了 "test"，什么模式都当成了训练。两种模式都要检查，其他一律抛出 RangeError。',
    make: batchnorm({ mode: (mode) => mode === "test" ? "test" : "train" }),
  },
  {
    id: "other-modes-test",
    sentence:
      'Any mode but "train" tests. Check for both modes and throw a RangeError for all others.',
    zh:
      '除了 "train"，什么模式都当成了测试。两种模式都要检查，其他一律抛出 RangeError。',
    make: batchnorm({ mode: (mode) => mode === "train" ? "train" : "test" }),
  },
  {
    id: "mode-in-any-case",
    sentence:
      '"Train" was accepted as "train". Only the two exact words are modes; throw a RangeError for others.',
    zh:
      '"Train" 被当成了 "train"。模式只能是那两个词，一字不差；其他一律抛出 RangeError。',
    make: batchnorm({ mode: (mode) => right.mode(mode.toLowerCase()) }),
  },
  {
    id: "other-modes-plain-error",
    sentence: "An unknown mode throws an Error. Make it a RangeError.",
    zh: "遇到未知的模式，你抛出的是 Error。应该抛出 RangeError。",
    make: batchnorm({
      mode(mode) {
        if (mode === "train" || mode === "test") return mode;
        throw new Error(`Unknown mode "${mode}"`);
      },
    }),
  },
  {
    id: "other-modes-unnamed",
    sentence:
      "The RangeError doesn't say which mode it got. Put bn_param.mode into its message.",
    zh: "RangeError 没有说收到的是什么模式。把 bn_param.mode 写进它的消息里。",
    make: batchnorm({
      mode(mode) {
        if (mode === "train" || mode === "test") return mode;
        throw new RangeError("Expected a known mode");
      },
    }),
  },

  // gamma and beta
  {
    id: "gamma-forgotten-in-test",
    sentence:
      "Test mode forgets gamma. Scale and shift there too: gamma * x_hat + beta.",
    zh: "测试模式里忘了 gamma。那里也要缩放和平移：gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta, mode) =>
        mode === "train" ? gamma.mul(x_hat).add(beta) : x_hat.add(beta),
    }),
  },
  {
    id: "scale-and-shift-only-in-train",
    sentence:
      "Test mode returns x_hat. Scale and shift there too: gamma * x_hat + beta.",
    zh: "测试模式直接返回了 x_hat。那里也要缩放和平移：gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta, mode) =>
        mode === "train" ? gamma.mul(x_hat).add(beta) : x_hat,
    }),
  },
  {
    id: "gamma-forgotten-in-train",
    sentence: "Train mode forgets gamma: out = gamma * x_hat + beta.",
    zh: "训练模式里忘了 gamma：out = gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta, mode) =>
        mode === "test" ? gamma.mul(x_hat).add(beta) : x_hat.add(beta),
    }),
  },
  {
    id: "gamma-before-normalization",
    sentence:
      "gamma multiplies x before it is normalized, which undoes it. Scale x_hat: gamma * x_hat + beta.",
    zh:
      "gamma 在归一化之前就乘到了 x 上，归一化又把它抵消了。应该缩放 x_hat：gamma * x_hat + beta。",
    make: batchnorm({
      input: (x, gamma) => x.mul(gamma),
      scale: (x_hat, _gamma, beta) => x_hat.add(beta),
    }),
  },
  {
    id: "beta-before-gamma",
    sentence:
      "gamma multiplies beta too. Scale first, then shift: gamma * x_hat + beta.",
    zh: "gamma 把 beta 也乘了。先缩放，再平移：gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta) => x_hat.add(beta).mul(gamma),
    }),
  },
  {
    id: "beta-subtracted",
    sentence: "beta was subtracted. Add it: gamma * x_hat + beta.",
    zh: "你减去了 beta。应该加上它：gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta) => gamma.mul(x_hat).sub(beta),
    }),
  },
  {
    id: "gamma-and-beta-swapped",
    sentence:
      "gamma and beta changed places. gamma multiplies, beta is added: gamma * x_hat + beta.",
    zh:
      "gamma 和 beta 用反了。gamma 用来乘，beta 用来加：gamma * x_hat + beta。",
    make: batchnorm({
      scale: (x_hat, gamma, beta) => beta.mul(x_hat).add(gamma),
    }),
  },

  // Memory
  {
    id: "x-centred-in-place",
    sentence:
      "x itself was centred in place. Compute x.sub(mean), which makes a new array.",
    zh: "x 本身在原地减去了均值。用 x.sub(mean)，它返回新数组。",
    make: batchnorm({
      normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std),
    }),
  },
  {
    id: "out-written-into-x",
    sentence:
      "The result was written into x. Leave x as it is and return a new array.",
    zh: "结果写进了 x 里。x 要保持原样，返回一个新数组。",
    make: batchnorm({
      normalize: (x, mean, std) => inPlace(x, x.sub(mean).div(std)),
      scale: (x_hat, gamma, beta) => inPlace(x_hat, gamma.mul(x_hat).add(beta)),
    }),
  },
];
