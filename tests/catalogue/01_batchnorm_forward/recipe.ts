/** The recipe of lesson 01: `batchnorm_forward()` in steps. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type {
  BatchNormCache,
  BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import { recipe } from "../support/define.ts";
import type { Moments } from "../support/pieces.ts";

/** The two modes. */
type Mode = BatchNormParam["mode"];

/** The right steps, in the order of their use. */
export const right = {
  mode(mode: string): Mode {
    if (mode === "train" || mode === "test") return mode;
    throw new RangeError(`Expected mode "train" or "test", got "${mode}"`);
  },
  eps: (bn_param: BatchNormParam) => bn_param.eps ?? 1e-5,
  momentum: (bn_param: BatchNormParam) => bn_param.momentum ?? 0.9,
  input: (x: NdArray, _gamma: NdArray) => x,
  mean: (x: NdArray) => x.mean(0),
  variance: (x: NdArray, _mean: NdArray) => x.var(0),
  running: (bn_param: BatchNormParam, { mean }: Moments): Moments => ({
    mean: bn_param.running_mean ?? nd.zeros(mean.shape),
    var: bn_param.running_var ?? nd.zeros(mean.shape),
  }),
  /** Which of batch and running average normalizes in train mode, in test mode. */
  trainBy: (batch: Moments, _running: Moments) => batch,
  testBy: (_batch: Moments, running: Moments) => running,
  std: (variance: NdArray, eps: number, _mode: Mode) =>
    variance.add(eps).sqrt(),
  normalize: (x: NdArray, mean: NdArray, std: NdArray) => x.sub(mean).div(std),
  scale: (x_hat: NdArray, gamma: NdArray, beta: NdArray, _mode: Mode) =>
    gamma.mul(x_hat).add(beta),
  updates: (mode: Mode): boolean => mode === "train",
  /** What goes into the running averages. */
  averaged: (batch: Moments, _: { N: number; x_hat: NdArray; eps: number }) =>
    batch,
  average: (old: NdArray, now: NdArray, momentum: number) =>
    old.mul(momentum).add(now.mul(1 - momentum)),
  write(bn_param: BatchNormParam, running: Moments) {
    bn_param.running_mean = running.mean;
    bn_param.running_var = running.var;
  },
  cache: (
    cache: BatchNormCache,
    mode: Mode,
    _: { out: NdArray; running: Moments },
  ): unknown => mode === "train" ? cache : null,
};

/** What makes lesson 01 with some steps changed. */
export const batchnorm = recipe(right, (step) => {
  function batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: BatchNormParam,
  ) {
    const mode = step.mode(bn_param.mode);
    const eps = step.eps(bn_param);
    const momentum = step.momentum(bn_param);
    const input = step.input(x, gamma);
    const batchMean = step.mean(input);
    const batch = { mean: batchMean, var: step.variance(input, batchMean) };
    const running = step.running(bn_param, batch);

    const by = mode === "train" ? step.trainBy : step.testBy;
    const { mean, var: variance } = by(batch, running);
    const std = step.std(variance, eps, mode);
    const x_hat = step.normalize(input, mean, std);
    const out = step.scale(x_hat, gamma, beta, mode);

    if (step.updates(mode)) {
      const now = step.averaged(batch, { N: x.shape[0]!, x_hat, eps });
      step.write(bn_param, {
        mean: step.average(running.mean, now.mean, momentum),
        var: step.average(running.var, now.var, momentum),
      });
    }
    const cache = { x, mean, var: variance, std, x_hat, gamma, eps };
    return [out, step.cache(cache, mode, { out, running })];
  }
  return { batchnorm_forward };
});
