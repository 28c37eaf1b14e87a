/** What students get wrong in lesson 04: `layernorm_forward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormParam } from "kata/04_layernorm_forward.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import { inPlace } from "./support/in_place.ts";
import {
  meanDistance,
  meanSquare,
  type Moments,
  unbiased,
} from "./support/moments.ts";

/** Settings as batch norm leaves them, running averages of rows among them. */
interface Leftovers extends LayerNormParam {
  mode?: string;
  running_mean?: NdArray;
  running_var?: NdArray;
}

const KEEP = { keepdims: true };

/** The right steps, in the order of their use. */
const right = {
  eps: (ln_param: LayerNormParam) => ln_param.eps ?? 1e-5,
  input: (x: NdArray, _gamma: NdArray) => x,
  mean: (x: NdArray) => x.mean(1, KEEP),
  variance: (x: NdArray) => x.var(1, KEEP),
  statistics: (moments: Moments, _ln_param: Leftovers) => moments,
  std: (variance: NdArray, eps: number) => variance.add(eps).sqrt(),
  normalize: (x: NdArray, mean: NdArray, std: NdArray) => x.sub(mean).div(std),
  scale: (x_hat: NdArray, gamma: NdArray, beta: NdArray) =>
    gamma.mul(x_hat).add(beta),
};

/** What makes the lesson with some steps changed. */
function layernorm(changed: Partial<typeof right>): () => Exports {
  const step = { ...right, ...changed };
  function layernorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    ln_param: Leftovers,
  ) {
    const eps = step.eps(ln_param);
    const input = step.input(x, gamma);
    const { mean, var: variance } = step.statistics({
      mean: step.mean(input),
      var: step.variance(input),
    }, ln_param);
    const std = step.std(variance, eps);
    const x_hat = step.normalize(input, mean, std);
    const out = step.scale(x_hat, gamma, beta);
    return [out, { x, mean, var: variance, std, x_hat, gamma, eps }];
  }
  return () => ({ layernorm_forward });
}

export const misconceptions: Misconception[] = [
  // Batch norm's way
  {
    id: "running-averages-kept",
    sentence:
      "Test mode normalizes by running averages of earlier rows. Layer norm keeps none: use each row's own statistics.",
    make: layernorm({
      statistics(now, ln_param) {
        const before = ln_param.running_mean;
        const old = ln_param.running_var;
        if (ln_param.mode === "test" && before !== undefined && old) {
          return { mean: before, var: old };
        }
        const add = (kept: NdArray | undefined, value: NdArray) =>
          (kept ?? value.mul(0)).mul(0.9).add(value.mul(0.1));
        ln_param.running_mean = add(before, now.mean);
        ln_param.running_var = add(old, now.var);
        return now;
      },
    }),
  },
  {
    id: "test-mode-by-nothing",
    sentence:
      "Test mode normalizes by zeros, running averages that nobody filled. Layer norm has no modes: use the row's statistics.",
    make: layernorm({
      statistics: (now, { mode }) =>
        mode === "test" ? { mean: now.mean.mul(0), var: now.var.mul(0) } : now,
    }),
  },
  {
    id: "mode-demanded",
    sentence:
      "This refuses to work without a mode. Layer norm has none: training and testing do the same.",
    make: layernorm({
      statistics(now, { mode }) {
        if (mode === "train" || mode === "test") return now;
        throw new RangeError(`Expected mode "train" or "test", got "${mode}"`);
      },
    }),
  },
  {
    id: "normalized-over-batch",
    sentence:
      "Each feature was normalized over the batch: that is batch norm. Go over the features of a row: axis 1.",
    make: layernorm({
      mean: (x) => x.mean(0),
      variance: (x) => x.var(0),
    }),
  },
  {
    id: "variance-over-batch",
    sentence:
      "The mean goes over the row, but the variance over the batch. Both go over the features of a row: axis 1.",
    make: layernorm({ variance: (x) => x.var(0) }),
  },
  {
    id: "gamma-per-row",
    sentence:
      "gamma and beta were applied to the transposed array, one a row. They belong to features: transpose back first.",
    make: layernorm({
      scale: (x_hat, gamma, beta) => gamma.mul(x_hat.T).add(beta).T,
    }),
  },
  {
    id: "without-keepdims",
    sentence:
      "The means over a row have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    make: layernorm({ mean: (x) => x.mean(1), variance: (x) => x.var(1) }),
  },
  {
    id: "reshaped-for-transposed",
    sentence:
      "x was brought to (D, N) and back by reshape, which shuffles the numbers. Use .T both times.",
    make: layernorm({
      input: (x) => x.reshape([x.shape[1], x.shape[0]]).T,
      scale: (x_hat, gamma, beta) =>
        right.scale(x_hat.T.reshape(x_hat.shape), gamma, beta),
    }),
  },
  {
    id: "statistics-of-everything",
    sentence:
      "One mean and one variance were taken of the whole array. Each row has its own: axis 1.",
    make: layernorm({
      mean: (x) => x.mean([0, 1], KEEP),
      variance: (x) => x.var([0, 1], KEEP),
    }),
  },

  // eps
  {
    id: "eps-default-too-small",
    sentence: "Without ln_param.eps this uses 1e-8. The default is 1e-5.",
    make: layernorm({ eps: ({ eps }) => eps ?? 1e-8 }),
  },
  {
    id: "eps-zero-taken-for-none",
    sentence:
      "An eps of 0 was replaced by 1e-5. `eps || 1e-5` takes 0 for missing; `eps ?? 1e-5` doesn't.",
    make: layernorm({ eps: ({ eps }) => eps || 1e-5 }),
  },
  {
    id: "eps-ignored",
    sentence: "This always uses eps 1e-5. Take ln_param.eps if it is given.",
    make: layernorm({ eps: () => 1e-5 }),
  },
  {
    id: "eps-inside-and-outside",
    sentence:
      "eps was added twice: sqrt(var + eps) + eps. Once, under the root, is enough.",
    make: layernorm({
      std: (variance, eps) => variance.add(eps).sqrt().add(eps),
    }),
  },
  {
    id: "eps-outside-root",
    sentence:
      "eps was added to the standard deviation. It belongs under the root: sqrt(var + eps).",
    make: layernorm({ std: (variance, eps) => variance.sqrt().add(eps) }),
  },
  {
    id: "eps-forgotten",
    sentence: "eps is missing: divide by sqrt(var + eps).",
    make: layernorm({ std: (variance) => variance.sqrt() }),
  },

  // Variance
  {
    id: "variance-unbiased",
    sentence:
      "This is what dividing by D - 1 gives. Layer norm uses the biased variance: divide by D.",
    make: layernorm({
      variance: (x) => unbiased(x.var(1, KEEP), x.shape[1]),
    }),
  },
  {
    id: "divided-by-rows",
    sentence:
      "The sums over a row were divided by N. A row has D features: divide by D, x.shape[1].",
    make: layernorm({
      mean: (x) => x.sum(1, KEEP).div(x.shape[0]),
      variance(x) {
        const [N] = x.shape;
        return x.sub(x.sum(1, KEEP).div(N)).square().sum(1, KEEP).div(N);
      },
    }),
  },
  {
    id: "variance-not-divided",
    sentence: "The squared deviations were summed, not averaged: divide by D.",
    make: layernorm({ variance: (x) => x.var(1, KEEP).mul(x.shape[1]) }),
  },
  {
    id: "variance-without-mean",
    sentence:
      "This is the mean of the squares. Subtract the mean before you square: mean((x - mean)²).",
    make: layernorm({ variance: (x) => meanSquare(x, 1, KEEP) }),
  },
  {
    id: "mean-distance-for-variance",
    sentence:
      "This averages the distances from the mean. The variance averages their squares.",
    make: layernorm({ variance: (x) => meanDistance(x, 1, KEEP) }),
  },
  {
    id: "std-rooted-again",
    sentence:
      "The root was taken twice: x.std() has it already. Start from x.var(1, …): sqrt(var + eps).",
    make: layernorm({
      std: (variance, eps) => variance.sqrt().add(eps).sqrt(),
    }),
  },
  {
    id: "divided-by-variance",
    sentence:
      "This divides by var + eps. Divide by the standard deviation, its root: sqrt(var + eps).",
    make: layernorm({ std: (variance, eps) => variance.add(eps) }),
  },
  {
    id: "only-centred",
    sentence:
      "The mean was subtracted, but nothing divided. Divide by sqrt(var + eps) as well.",
    make: layernorm({ normalize: (x, mean) => x.sub(mean) }),
  },
  {
    id: "mean-not-subtracted",
    sentence:
      "x was divided by the standard deviation as it is. Subtract the mean first: (x - mean) / std.",
    make: layernorm({ normalize: (x, _mean, std) => x.div(std) }),
  },

  // gamma and beta
  {
    id: "gamma-before-normalization",
    sentence:
      "gamma multiplies x before the statistics are taken. Scale x_hat: gamma * x_hat + beta.",
    make: layernorm({
      input: (x, gamma) => x.mul(gamma),
      scale: (x_hat, _gamma, beta) => x_hat.add(beta),
    }),
  },
  {
    id: "beta-before-gamma",
    sentence:
      "gamma multiplies beta too. Scale first, then shift: gamma * x_hat + beta.",
    make: layernorm({
      scale: (x_hat, gamma, beta) => x_hat.add(beta).mul(gamma),
    }),
  },
  {
    id: "beta-subtracted",
    sentence: "beta was subtracted. Add it: gamma * x_hat + beta.",
    make: layernorm({
      scale: (x_hat, gamma, beta) => gamma.mul(x_hat).sub(beta),
    }),
  },
  {
    id: "gamma-and-beta-swapped",
    sentence:
      "gamma and beta changed places. gamma multiplies, beta is added: gamma * x_hat + beta.",
    make: layernorm({
      scale: (x_hat, gamma, beta) => beta.mul(x_hat).add(gamma),
    }),
  },
  {
    id: "gamma-and-beta-forgotten",
    sentence:
      "This returns x_hat. Scale and shift each feature: gamma * x_hat + beta.",
    make: layernorm({ scale: (x_hat) => x_hat }),
  },

  // Memory
  {
    id: "x-centred-in-place",
    sentence:
      "x itself was centred in place. Compute x.sub(mean), which makes a new array.",
    make: layernorm({
      normalize: (x, mean, std) => inPlace(x, x.sub(mean)).div(std),
    }),
  },
  {
    id: "out-written-into-x",
    sentence:
      "The result was written into x. Leave x as it is and return a new array.",
    make: layernorm({
      normalize: (x, mean, std) => inPlace(x, x.sub(mean).div(std)),
      scale: (x_hat, gamma, beta) =>
        inPlace(x_hat, right.scale(x_hat, gamma, beta)),
    }),
  },
];
