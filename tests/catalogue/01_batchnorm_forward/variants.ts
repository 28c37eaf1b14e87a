/**
 * Other ways to write standardize() and batchnorm_forward(), with a cache that
 * has the fields of the contract.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type {
  BatchNormCache,
  BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import type { Exports } from "../../support/trace.ts";
import { otherWays } from "../support/define.ts";
import { inPlace, KEEP, sizes } from "../support/pieces.ts";
import { batchnorm, right } from "./recipe.ts";

type Result = [out: NdArray, cache: BatchNormCache | null];

const { batchnorm_forward: byRecipe } = batchnorm({});

/** Lesson 00 by the steps of lesson 01, besides lesson 01. */
function both(replaced: Partial<typeof right>): Exports {
  const { mean, variance, std, normalize } = { ...right, ...replaced };
  function standardize(x: NdArray): NdArray {
    const m = mean(x);
    return normalize(x, m, std(variance(x, m), 1e-5, "train"));
  }
  return { standardize, ...batchnorm(replaced) };
}

/** Statistics of one column after the other. */
function columnwise(
  moments: (column: Float64Array) => [mean: number, variance: number],
) {
  const every = (k: 0 | 1) => (x: NdArray) => {
    const [N, D] = sizes(x);
    return nd.array(Array.from({ length: D }, (_, j) => {
      const column = Float64Array.from({ length: N }, (_, i) => x.at(i, j));
      return moments(column)[k];
    }));
  };
  return { mean: every(0), variance: every(1) };
}

export function twoPass(column: Float64Array): [number, number] {
  const sum = column.reduce((a, b) => a + b, 0);
  const mean = sum / column.length;
  const squares = column.reduce((a, b) => a + (b - mean) ** 2, 0);
  return [mean, squares / column.length];
}

function welford(column: Float64Array): [number, number] {
  let mean = 0;
  let squares = 0;
  column.forEach((value, i) => {
    const delta = value - mean;
    mean += delta / (i + 1);
    squares += delta * (value - mean);
  });
  return [mean, squares / column.length];
}

function pairs(column: Float64Array): [number, number] {
  const n = column.length;
  let sum = 0;
  for (const a of column) {
    for (const b of column) sum += (a - b) ** 2;
  }
  return [column.reduce((a, b) => a + b) / n, sum / (2 * n * n)];
}

function shifted(column: Float64Array): [number, number] {
  const distances = column.map((value) => value - column[0]!);
  const n = column.length;
  const mean = distances.reduce((a, b) => a + b) / n;
  const square = distances.reduce((a, b) => a + b * b, 0) / n;
  return [column[0]! + mean, square - mean ** 2];
}

function meanByOnes(x: NdArray): NdArray {
  const [N] = sizes(x);
  return nd.ones([N]).dot(x).div(N);
}

/** Everything on the flat data, nothing of the array API. */
function flatLoops(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): Result {
  const [N, D] = sizes(x);
  const eps = bn_param.eps ?? 1e-5;
  const momentum = bn_param.momentum ?? 0.9;
  const train = bn_param.mode === "train";
  if (!train && bn_param.mode !== "test") throw new RangeError(bn_param.mode);

  const running_mean = bn_param.running_mean?.data ?? new Float64Array(D);
  const running_var = bn_param.running_var?.data ?? new Float64Array(D);
  const mean = running_mean.slice();
  const variance = running_var.slice();
  if (train) {
    mean.fill(0);
    variance.fill(0);
    for (let k = 0; k < N * D; k++) mean[k % D]! += x.data[k]! / N;
    for (let k = 0; k < N * D; k++) {
      variance[k % D]! += (x.data[k]! - mean[k % D]!) ** 2 / N;
    }
    const mix = (old: number, now: number) =>
      old * momentum + now * (1 - momentum);
    bn_param.running_mean = nd.fromData(
      Float64Array.from(mean, (m, j) => mix(running_mean[j]!, m)),
      [D],
    );
    bn_param.running_var = nd.fromData(
      Float64Array.from(variance, (v, j) => mix(running_var[j]!, v)),
      [D],
    );
  }
  const std = Float64Array.from(variance, (v) => Math.sqrt(v + eps));
  const x_hat = new Float64Array(N * D);
  const out = new Float64Array(N * D);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < D; j++) {
      const k = i * D + j;
      x_hat[k] = (x.data[k]! - mean[j]!) / std[j]!;
      out[k] = gamma.data[j]! * x_hat[k] + beta.data[j]!;
    }
  }
  return [
    nd.fromData(out, [N, D]),
    train
      ? {
        x,
        mean: nd.fromData(mean, [D]),
        var: nd.fromData(variance, [D]),
        std: nd.fromData(std, [D]),
        x_hat: nd.fromData(x_hat, [N, D]),
        gamma,
        eps,
      }
      : null,
  ];
}

/** One multiplication and one addition for each entry. */
function folded(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): Result {
  // What goes into the cache and into the running averages is the recipe's.
  const [, cache] = byRecipe(x, gamma, beta, bn_param);
  const { mean, var: variance, eps } = cache ?? {
    mean: bn_param.running_mean ?? nd.zeros(gamma.shape),
    var: bn_param.running_var ?? nd.zeros(gamma.shape),
    eps: right.eps(bn_param),
  };
  const factor = gamma.div(variance.add(eps).sqrt());
  return [x.mul(factor).add(beta.sub(mean.mul(factor))), cache];
}

/** The variants of lessons 00 and 01. */
export const variants = otherWays({
  "two-pass-loops": [
    "mean, then variance, in loops over each column",
    both(columnwise(twoPass)),
  ],
  "welford": [
    "mean and variance in one pass by Welford's recurrence",
    both(columnwise(welford)),
  ],
  "pairwise-differences": [
    "the variance as half the mean squared difference of all pairs",
    both(columnwise(pairs)),
  ],
  "shifted-one-pass": [
    "E[d²] - E[d]² of the distances to the first sample",
    both(columnwise(shifted)),
  ],
  "one-pass-variance": [
    "E[x²] - E[x]², kept from going below zero",
    both({
      variance: (x, mean) => x.square().mean(0).sub(mean.square()).maximum(0),
    }),
  ],
  "one-pass-variance-unclamped": [
    "E[x²] - E[x]², left to go slightly below zero",
    both({ variance: (x, mean) => x.square().mean(0).sub(mean.square()) }),
  ],
  "variance-from-std": [
    "the array's own std, squared again for the eps",
    both({ variance: (x) => x.std(0).square() }),
  ],
  "transposed-layout": [
    "statistics and normalization of the rows of x.T",
    both({
      mean: (x) => x.T.mean(1),
      variance: (x) => x.T.var(-1),
      normalize: (x, mean, std) =>
        x.T.sub(mean.reshape([-1, 1])).div(std.reshape([-1, 1])).T,
    }),
  ],
  "keepdims-then-flat": [
    "statistics with keepdims, stored with shape (D,)",
    both({
      mean: (x) => x.mean(0, KEEP).reshape([-1]),
      variance: (x) =>
        x.sub(x.mean(0, KEEP)).pow(2).mean(0, KEEP).reshape([-1]),
    }),
  ],
  "sums-by-ones": [
    "sums over the batch as products with a vector of ones",
    both({
      mean: (x) => meanByOnes(x),
      variance: (x, mean) => meanByOnes(x.sub(mean).square()),
    }),
  ],
  "power-one-half": [
    "the root as a power",
    both({ std: (variance, eps) => variance.add(eps).pow(0.5) }),
  ],
  "eps-through-hypot": [
    "the root of var + eps as a hypotenuse",
    both({
      std: (variance, eps) =>
        nd.array(
          Array.from(variance.data, (v) =>
            Math.hypot(Math.sqrt(v), Math.sqrt(eps))),
        ),
    }),
  ],
  "reciprocal-of-std": [
    "multiplies by 1 / std",
    both({
      normalize: (x, mean, std) => x.sub(mean).mul(nd.ones([1]).div(std)),
    }),
  ],
  "gamma-and-beta-as-rows": [
    "gamma and beta reshaped to (1, D)",
    both({
      scale: (x_hat, gamma, beta) =>
        gamma.reshape([1, -1]).mul(x_hat).add(beta.reshape([1, -1])),
    }),
  ],
  "scale-by-diagonal": [
    "the scale as a product with the diagonal matrix of gamma",
    both({
      scale: (x_hat, gamma, beta) => {
        const diagonal = nd.zeros([gamma.size, gamma.size]);
        gamma.data.forEach((g, j) => diagonal.set(g, j, j));
        return x_hat.dot(diagonal).add(beta);
      },
    }),
  ],
  "running-in-place": [
    "writes into the running arrays",
    both({
      write(bn_param, { mean, var: variance }) {
        inPlace(bn_param.running_mean ??= nd.zeros(mean.shape), mean);
        inPlace(bn_param.running_var ??= nd.zeros(mean.shape), variance);
      },
    }),
  ],
  "running-absent-until-trained": [
    "no running averages before the first batch, no zeros in the first mix",
    both({
      average(old, now, momentum) {
        const fresh = now.mul(1 - momentum);
        const absent = old.data.every((value) => value === 0);
        return absent ? fresh : old.mul(momentum).add(fresh);
      },
    }),
  ],
  "running-by-a-step": [
    "old + (1 - momentum) * (new - old)",
    both({
      average: (old, now, momentum) => old.add(now.sub(old).mul(1 - momentum)),
    }),
  ],
  "extra-cache-fields": [
    "a cache with more than the contract asks for",
    both({
      cache: (cache, mode, more) =>
        right.cache(
          Object.assign(cache, { sample_count: 0, axis: 0 }),
          mode,
          more,
        ),
    }),
  ],
  "flat-loops": ["loops over the flat data", { batchnorm_forward: flatLoops }],
  "folded-scale-and-shift": [
    "x * a + b with a = gamma / std and b = beta - mean * a, in both modes",
    { batchnorm_forward: folded },
  ],
  "one-formula-for-both-modes": [
    "picks the statistics by mode; a cache in test mode, more keys in bn_param",
    batchnorm({
      momentum(bn_param) {
        // As the course does it, the defaults go into the parameter itself.
        Object.assign(bn_param, { calls: 1, layer: "batchnorm" });
        return bn_param.momentum ??= 0.9;
      },
      running: (bn_param, { mean }) => ({
        mean: bn_param.running_mean ??= nd.zeros(mean.shape),
        var: bn_param.running_var ??= nd.zeros(mean.shape),
      }),
      cache: (cache) => cache,
    }),
  ],
});
