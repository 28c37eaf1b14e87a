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
} from "kata/01_batchnorm_forward.ts";
import type { Variant } from "../support/catalogue.ts";
import { type Functions, variant } from "./define.ts";

type Moments = [mean: NdArray, variance: NdArray];
type Result = [out: NdArray, cache: BatchNormCache | null];
type Running = "running_mean" | "running_var";

/** The steps of the recipe; a variant replaces some. */
interface Steps {
  moments(x: NdArray): Moments;
  std(variance: NdArray, eps: number): NdArray;
  normalize(x: NdArray, mean: NdArray, std: NdArray): NdArray;
  scale(x_hat: NdArray, gamma: NdArray, beta: NdArray): NdArray;
  /** Moves one running average on, or starts it. */
  remember(
    bn_param: BatchNormParam,
    name: Running,
    statistic: NdArray,
    momentum: number,
  ): void;
  /** A running average in test mode. */
  recall(bn_param: BatchNormParam, name: Running, width: number): NdArray;
  /** What goes into the cache besides the fields of the contract. */
  extras(): object;
}

const plain: Steps = {
  moments: (x) => [x.mean(0), x.var(0)],
  std: (variance, eps) => variance.add(eps).sqrt(),
  normalize: (x, mean, std) => x.sub(mean).div(std),
  scale: (x_hat, gamma, beta) => x_hat.mul(gamma).add(beta),
  remember: (bn_param, name, statistic, momentum) => {
    const old = bn_param[name] ?? nd.zeros(statistic.shape);
    bn_param[name] = old.mul(momentum).add(statistic.mul(1 - momentum));
  },
  recall: (bn_param, name, width) => bn_param[name] ?? nd.zeros([width]),
  extras: () => ({}),
};

/** Both lessons by these steps. */
function by(steps: Partial<Steps>): Functions {
  const { moments, std, normalize, scale, remember, recall, extras } = {
    ...plain,
    ...steps,
  };

  function standardize(x: NdArray): NdArray {
    const [mean, variance] = moments(x);
    return normalize(x, mean, std(variance, 1e-5));
  }

  function batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: BatchNormParam,
  ): Result {
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    if (mode !== "train" && mode !== "test") throw new RangeError(mode);
    if (mode === "test") {
      const width = x.shape[1];
      const root = std(recall(bn_param, "running_var", width), eps);
      const mean = recall(bn_param, "running_mean", width);
      return [scale(normalize(x, mean, root), gamma, beta), null];
    }
    const [mean, variance] = moments(x);
    const root = std(variance, eps);
    const x_hat = normalize(x, mean, root);
    remember(bn_param, "running_mean", mean, momentum);
    remember(bn_param, "running_var", variance, momentum);
    return [scale(x_hat, gamma, beta), {
      ...extras(),
      ...{ x, mean, var: variance, std: root, x_hat, gamma, eps },
    }];
  }

  return { standardize, batchnorm_forward };
}

/** Statistics of one column after the other. */
function columnwise(
  moments: (column: Float64Array) => [mean: number, variance: number],
): Steps["moments"] {
  return (x) => {
    const [N, D] = x.shape;
    const mean = nd.zeros([D]);
    const variance = nd.zeros([D]);
    for (let j = 0; j < D; j++) {
      const column = Float64Array.from({ length: N }, (_, i) => x.at(i, j));
      const [m, v] = moments(column);
      mean.set(m, j);
      variance.set(v, j);
    }
    return [mean, variance];
  };
}

function twoPass(column: Float64Array): [number, number] {
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
  const distances = column.map((value) => value - column[0]);
  const n = column.length;
  const mean = distances.reduce((a, b) => a + b) / n;
  const square = distances.reduce((a, b) => a + b * b, 0) / n;
  return [column[0] + mean, square - mean ** 2];
}

function onePass(x: NdArray): Moments {
  const mean = x.mean(0);
  return [mean, x.square().mean(0).sub(mean.square()).maximum(0)];
}

function transposedMoments(x: NdArray): Moments {
  return [x.T.mean(1), x.T.var(-1)];
}

function keptDims(x: NdArray): Moments {
  const [N, D] = x.shape;
  const mean = x.sum(0, { keepdims: true }).div(N);
  const variance = x.sub(mean).pow(2).sum(0, { keepdims: true }).div(N);
  return [mean.reshape([D]), variance.reshape([-1])];
}

function byOnes(x: NdArray): Moments {
  const [N] = x.shape;
  const ones = nd.ones([N]);
  const mean = ones.dot(x).div(N);
  return [mean, ones.dot(x.sub(mean).square()).div(N)];
}

/** Everything on the flat data, nothing of the array API. */
function flatLoops(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): Result {
  const [N, D] = x.shape;
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
    for (let k = 0; k < N * D; k++) mean[k % D] += x.data[k] / N;
    for (let k = 0; k < N * D; k++) {
      variance[k % D] += (x.data[k] - mean[k % D]) ** 2 / N;
    }
    const mix = (old: number, now: number) =>
      old * momentum + now * (1 - momentum);
    bn_param.running_mean = nd.fromData(
      Float64Array.from(mean, (m, j) => mix(running_mean[j], m)),
      [D],
    );
    bn_param.running_var = nd.fromData(
      Float64Array.from(variance, (v, j) => mix(running_var[j], v)),
      [D],
    );
  }
  const std = Float64Array.from(variance, (v) => Math.sqrt(v + eps));
  const x_hat = new Float64Array(N * D);
  const out = new Float64Array(N * D);
  for (let i = 0; i < N; i++) {
    for (let j = 0; j < D; j++) {
      const k = i * D + j;
      x_hat[k] = (x.data[k] - mean[j]) / std[j];
      out[k] = gamma.data[j] * x_hat[k] + beta.data[j];
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
  const { mode, eps = 1e-5 } = bn_param;
  const apply = (mean: NdArray, std: NdArray) => {
    const factor = gamma.div(std);
    return x.mul(factor).add(beta.sub(mean.mul(factor)));
  };
  switch (mode) {
    case "train": {
      const [mean, variance] = plain.moments(x);
      const std = variance.add(eps).sqrt();
      const { momentum = 0.9 } = bn_param;
      plain.remember(bn_param, "running_mean", mean, momentum);
      plain.remember(bn_param, "running_var", variance, momentum);
      const x_hat = x.div(std).sub(mean.div(std));
      return [
        apply(mean, std),
        { x, mean, var: variance, std, x_hat, gamma, eps },
      ];
    }
    case "test": {
      const { running_mean, running_var } = bn_param;
      return [apply(running_mean!, running_var!.add(eps).sqrt()), null];
    }
    default:
      throw new RangeError(`Unknown batch norm mode: ${mode}`);
  }
}

/** In one go for both modes: only the statistics differ. */
function oneFormula(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): [NdArray, BatchNormCache] {
  const [, D] = x.shape;
  const eps = bn_param.eps ?? 1e-5;
  // As the course does it, the defaults go into the parameter itself.
  bn_param.running_mean ??= nd.zeros([D]);
  bn_param.running_var ??= nd.zeros([D]);
  bn_param.momentum ??= 0.9;
  Object.assign(bn_param, { calls: 1, layer: "batchnorm" });
  let mean = bn_param.running_mean;
  let variance = bn_param.running_var;
  if (bn_param.mode === "train") {
    const keep = bn_param.momentum;
    [mean, variance] = [x.mean(0), x.var(0)];
    bn_param.running_mean = bn_param.running_mean.mul(keep)
      .add(mean.mul(1 - keep));
    bn_param.running_var = bn_param.running_var.mul(keep)
      .add(variance.mul(1 - keep));
  } else if (bn_param.mode !== "test") {
    throw new RangeError(`Invalid forward batchnorm mode "${bn_param.mode}"`);
  }
  const std = variance.add(eps).sqrt();
  const x_hat = x.sub(mean).div(std);
  const cache = { x, mean, var: variance, std, x_hat, gamma, eps };
  return [gamma.mul(x_hat).add(beta), cache];
}

/** Plain nested arrays in between. */
function nested(x: NdArray): NdArray {
  const rows = x.toArray() as number[][];
  const columns = rows[0].map((_, j) => rows.map((row) => row[j]));
  const done = columns.map((column) => {
    const [mean, variance] = twoPass(Float64Array.from(column));
    return column.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
  });
  return nd.array(rows.map((_, i) => done.map((column) => column[i])));
}

/** The variants of lessons 00 and 01. */
export const forwards: Variant[] = [
  variant(
    "two-pass-loops",
    "mean, then variance, in loops over each column",
    by({ moments: columnwise(twoPass) }),
  ),
  variant(
    "welford",
    "mean and variance in one pass by Welford's recurrence",
    by({ moments: columnwise(welford) }),
  ),
  variant(
    "pairwise-differences",
    "the variance as half the mean squared difference of all pairs",
    by({ moments: columnwise(pairs) }),
  ),
  variant(
    "shifted-one-pass",
    "E[d²] - E[d]² of the distances to the first sample",
    by({ moments: columnwise(shifted) }),
  ),
  variant(
    "one-pass-variance",
    "E[x²] - E[x]², kept from going below zero",
    by({ moments: onePass }),
  ),
  variant(
    "one-pass-variance-unclamped",
    "E[x²] - E[x]², left to go slightly below zero",
    by({
      moments: (x) => [
        x.mean(0),
        x.square().mean(0).sub(x.mean(0).square()),
      ],
    }),
  ),
  variant(
    "variance-from-std",
    "the array's own std, squared again for the eps",
    by({ moments: (x) => [x.mean(0), x.std(0).square()] }),
  ),
  variant(
    "transposed-layout",
    "statistics and normalization of the rows of x.T",
    by({
      moments: transposedMoments,
      normalize: (x, mean, std) =>
        x.T.sub(mean.reshape([-1, 1])).div(std.reshape([-1, 1])).T,
    }),
  ),
  variant(
    "keepdims-then-flat",
    "statistics with keepdims, stored with shape (D,)",
    by({ moments: keptDims }),
  ),
  variant(
    "sums-by-ones",
    "sums over the batch as products with a vector of ones",
    by({ moments: byOnes }),
  ),
  variant(
    "power-one-half",
    "the root as a power",
    by({ std: (variance, eps) => variance.add(eps).pow(0.5) }),
  ),
  variant(
    "eps-through-hypot",
    "the root of var + eps as a hypotenuse",
    by({
      std: (variance, eps) =>
        nd.array(
          Array.from(
            variance.data,
            (v) => Math.hypot(Math.sqrt(v), Math.sqrt(eps)),
          ),
        ),
    }),
  ),
  variant(
    "reciprocal-of-std",
    "multiplies by 1 / std",
    by({
      normalize: (x, mean, std) => x.sub(mean).mul(nd.ones([1]).div(std)),
    }),
  ),
  variant(
    "gamma-and-beta-as-rows",
    "gamma and beta reshaped to (1, D)",
    by({
      scale: (x_hat, gamma, beta) =>
        gamma.reshape([1, -1]).mul(x_hat).add(beta.reshape([1, -1])),
    }),
  ),
  variant(
    "scale-by-diagonal",
    "the scale as a product with the diagonal matrix of gamma",
    by({
      scale: (x_hat, gamma, beta) => {
        const diagonal = nd.zeros([gamma.size, gamma.size]);
        gamma.data.forEach((g, j) => diagonal.set(g, j, j));
        return x_hat.dot(diagonal).add(beta);
      },
    }),
  ),
  variant(
    "running-in-place",
    "writes into the running arrays",
    by({
      remember: (bn_param, name, statistic, momentum) => {
        bn_param[name] ??= nd.zeros(statistic.shape);
        const { data } = bn_param[name];
        data.forEach((old, j) =>
          data[j] = momentum * old + (1 - momentum) * statistic.at(j)
        );
      },
    }),
  ),
  variant(
    "running-absent-until-trained",
    "no running averages before the first batch, no zeros in the first mix",
    by({
      remember: (bn_param, name, statistic, momentum) => {
        const fresh = statistic.mul(1 - momentum);
        const old = bn_param[name];
        bn_param[name] = old === undefined ? fresh : old.mul(momentum).add(
          fresh,
        );
      },
    }),
  ),
  variant(
    "running-by-a-step",
    "old + (1 - momentum) * (new - old)",
    by({
      remember: (bn_param, name, statistic, momentum) => {
        const old = bn_param[name] ?? nd.zeros(statistic.shape);
        bn_param[name] = old.add(statistic.sub(old).mul(1 - momentum));
      },
    }),
  ),
  variant(
    "extra-cache-fields",
    "a cache with more than the contract asks for",
    by({ extras: () => ({ mode: "train", sample_count: 0, axis: 0 }) }),
  ),
  variant(
    "flat-loops",
    "loops over the flat data",
    { batchnorm_forward: flatLoops },
  ),
  variant(
    "folded-scale-and-shift",
    "x * a + b with a = gamma / std and b = beta - mean * a, in both modes",
    { batchnorm_forward: folded },
  ),
  variant(
    "one-formula-for-both-modes",
    "picks the statistics by mode; a cache in test mode, more keys in bn_param",
    { batchnorm_forward: oneFormula },
  ),
  variant(
    "nested-arrays",
    "standardize on nested arrays of numbers",
    { standardize: nested },
  ),
];
