/** What students get wrong in lesson 05: `layernorm_backward()`. */
import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache } from "kata/04_layernorm_forward.ts";
import type { Exports, Misconception } from "../support/catalogue.ts";
import { inPlace } from "./support/in_place.ts";

/** What a part of the formula can use: the cache, dout and dx_hat. */
interface Given extends LayerNormCache {
  dout: NdArray;
  dx_hat: NdArray;
}

const KEEP = { keepdims: true };

/** The parts of `dx = (dx_hat - meanTerm - varianceTerm) / std`. */
const right = {
  std: ({ std }: LayerNormCache) => std,
  dbeta: ({ dout }: Given) => dout.sum(0),
  dgamma: ({ dout, x_hat }: Given) => dout.mul(x_hat).sum(0),
  dx_hat: (dout: NdArray, gamma: NdArray) => dout.mul(gamma),
  meanTerm: ({ dx_hat }: Given) => dx_hat.mean(1, KEEP),
  varianceTerm: ({ dx_hat, x_hat }: Given) =>
    x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP)),
  combine: (dx_hat: NdArray, meanTerm: NdArray, varianceTerm: NdArray) =>
    dx_hat.sub(meanTerm).sub(varianceTerm),
  dx: (bracket: NdArray, { std }: Given) => bracket.div(std),
  returned: (...gradients: [NdArray, NdArray, NdArray]): NdArray[] => gradients,
};

/** What makes the lesson with some parts of the formula changed. */
function formula(changed: Partial<typeof right>): () => Exports {
  const part = { ...right, ...changed };
  function layernorm_backward(dout: NdArray, cache: LayerNormCache) {
    const std = part.std(cache);
    const dx_hat = part.dx_hat(dout, cache.gamma);
    const given: Given = { ...cache, std, dout, dx_hat };
    const dbeta = part.dbeta(given);
    const dgamma = part.dgamma(given);
    const bracket = part.combine(
      dx_hat,
      part.meanTerm(given),
      part.varianceTerm(given),
    );
    return part.returned(part.dx(bracket, given), dgamma, dbeta);
  }
  return () => ({ layernorm_backward });
}

export const misconceptions: Misconception[] = [
  // Batch norm's way
  {
    id: "gamma-after-the-means",
    sentence:
      "gamma multiplies after the means over the row, as in batch norm. It differs within a row: start from dx_hat = gamma * dout.",
    make: formula({
      dx_hat: (dout) => dout,
      dx: (bracket, { gamma, std }) => bracket.mul(gamma.div(std)),
    }),
  },
  {
    id: "means-over-batch",
    sentence:
      "The means in dx go over the batch, as in batch norm. Layer norm's go over the features of a row: axis 1.",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.mean(0),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(0)),
    }),
  },
  {
    id: "mean-term-over-batch",
    sentence:
      "mean(dx_hat) goes over the batch, mean(dx_hat * x_hat) over the row. Both go over the row: axis 1.",
    make: formula({ meanTerm: ({ dx_hat }) => dx_hat.mean(0) }),
  },
  {
    id: "divided-by-rows",
    sentence:
      "The sums over a row were divided by N. A row has D features: divide by D.",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP).div(dx_hat.shape[0]),
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP).div(dx_hat.shape[0])),
    }),
  },
  {
    id: "means-without-keepdims",
    sentence:
      "The means over a row have shape (N,), which only fits if N = D. Make it (N, 1): mean(1, { keepdims: true }).",
    make: formula({
      meanTerm: ({ dx_hat }) => dx_hat.mean(1),
      varianceTerm: ({ dx_hat, x_hat }) => x_hat.mul(dx_hat.mul(x_hat).mean(1)),
    }),
  },
  {
    id: "dgamma-and-dbeta-per-row",
    sentence:
      "dgamma and dbeta were summed over a row. They belong to features still: sum over the batch, axis 0.",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1),
      dbeta: ({ dout }) => dout.sum(1),
    }),
  },
  {
    id: "dgamma-and-dbeta-per-row-columns",
    sentence:
      "dgamma and dbeta have shape (N, 1): summed over a row. They belong to features: sum over the batch, axis 0.",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(1, KEEP),
      dbeta: ({ dout }) => dout.sum(1, KEEP),
    }),
  },
  {
    id: "dx-not-transposed-back",
    sentence:
      "dx has shape (D, N). If you go through batch norm on the transposed arrays, transpose dx back.",
    make: formula({ dx: (bracket, { std }) => bracket.div(std).T }),
  },
  {
    id: "dx-reshaped-back",
    sentence:
      "dx was brought from (D, N) to (N, D) by reshape, which shuffles the numbers. Use .T.",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).T.reshape(bracket.shape),
    }),
  },

  // The terms of dx
  {
    id: "variance-term-dropped",
    sentence:
      "The term of the variance is missing: subtract x_hat * mean(dx_hat * x_hat).",
    make: formula({ combine: (dx_hat, meanTerm) => dx_hat.sub(meanTerm) }),
  },
  {
    id: "mean-term-dropped",
    sentence:
      "The term of the mean is missing: subtract the mean of dx_hat over the row.",
    make: formula({
      combine: (dx_hat, _, varianceTerm) => dx_hat.sub(varianceTerm),
    }),
  },
  {
    id: "both-terms-dropped",
    sentence:
      "This is dx_hat / std, as if mean and variance were constants. Subtract the term of each.",
    make: formula({ combine: (dx_hat) => dx_hat }),
  },
  {
    id: "variance-term-added",
    sentence:
      "The term of the variance was added. Subtract it: - x_hat * mean(dx_hat * x_hat).",
    make: formula({
      combine: (dx_hat, meanTerm, varianceTerm) =>
        dx_hat.sub(meanTerm).add(varianceTerm),
    }),
  },
  {
    id: "sum-for-mean-of-dx-hat",
    sentence:
      "1/D is missing in the term of the mean: it takes the mean of dx_hat over the row, not the sum.",
    make: formula({ meanTerm: ({ dx_hat }) => dx_hat.sum(1, KEEP) }),
  },
  {
    id: "sum-for-mean-in-variance-term",
    sentence:
      "1/D is missing in the term of the variance: it takes mean(dx_hat * x_hat), not the sum.",
    make: formula({
      varianceTerm: ({ dx_hat, x_hat }) =>
        x_hat.mul(dx_hat.mul(x_hat).sum(1, KEEP)),
    }),
  },
  {
    id: "dout-for-dx-hat-in-variance-term",
    sentence:
      "The term of the variance was taken of dout. Both terms take dx_hat = gamma * dout.",
    make: formula({
      varianceTerm: ({ dout, x_hat }) =>
        x_hat.mul(dout.mul(x_hat).mean(1, KEEP)),
    }),
  },
  {
    id: "x-for-x-hat",
    sentence:
      "x stands in the term of the variance where x_hat belongs: x_hat * mean(dx_hat * x_hat).",
    make: formula({
      varianceTerm: ({ dx_hat, x }) => x.mul(dx_hat.mul(x).mean(1, KEEP)),
    }),
  },
  {
    id: "centered-for-x-hat",
    sentence:
      "x - mean stands in the term of the variance where x_hat belongs. Divide it by std, both times.",
    make: formula({
      varianceTerm({ dx_hat, x, mean }) {
        const centered = x.sub(mean);
        return centered.mul(dx_hat.mul(centered).mean(1, KEEP));
      },
    }),
  },
  {
    id: "gamma-forgotten",
    sentence: "dx lacks gamma: dx_hat = gamma * dout.",
    make: formula({ dx_hat: (dout) => dout }),
  },
  {
    id: "gamma-twice",
    sentence: "dx has gamma twice. dx_hat = gamma * dout already holds it.",
    make: formula({
      dx: (bracket, { gamma, std }) => bracket.mul(gamma).div(std),
    }),
  },
  {
    id: "divided-by-variance",
    sentence: "dx was divided by the variance. Divide by std: sqrt(var + eps).",
    make: formula({ dx: (bracket, { std }) => bracket.div(std.square()) }),
  },
  {
    id: "eps-forgotten",
    sentence:
      "The backward pass leaves out eps. Use the std of the forward pass: sqrt(var + eps).",
    make: formula({ std: (cache) => cache.var.sqrt() }),
  },
  {
    id: "eps-ignored",
    sentence:
      "The backward pass assumes eps 1e-5. Use the eps, or the std, that the cache holds.",
    make: formula({ std: (cache) => cache.var.add(1e-5).sqrt() }),
  },
  {
    id: "dx-averaged",
    sentence:
      "dx was divided by N. If the loss is a mean, its 1/N is in dout already.",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).div(bracket.shape[0]),
    }),
  },

  // dgamma and dbeta
  {
    id: "dgamma-with-centered",
    sentence:
      "dgamma uses x - mean. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    make: formula({
      dgamma: ({ dout, x, mean }) => dout.mul(x.sub(mean)).sum(0),
    }),
  },
  {
    id: "dgamma-with-x",
    sentence:
      "dgamma uses x. gamma multiplies x_hat: dgamma is the sum of dout * x_hat.",
    make: formula({ dgamma: ({ dout, x }) => dout.mul(x).sum(0) }),
  },
  {
    id: "dgamma-and-dbeta-averaged",
    sentence:
      "dgamma and dbeta are means over the batch. They are sums: every row used gamma and beta.",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).mean(0),
      dbeta: ({ dout }) => dout.mean(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-of-dx-hat",
    sentence:
      "dgamma and dbeta were summed from dx_hat, which holds gamma. Sum dout * x_hat and dout.",
    make: formula({
      dgamma: ({ dx_hat, x_hat }) => dx_hat.mul(x_hat).sum(0),
      dbeta: ({ dx_hat }) => dx_hat.sum(0),
    }),
  },
  {
    id: "dgamma-and-dbeta-keep-batch-axis",
    sentence:
      "dgamma and dbeta have shape (1, D). They have gamma's shape, (D,): leave out keepdims.",
    make: formula({
      dgamma: ({ dout, x_hat }) => dout.mul(x_hat).sum(0, KEEP),
      dbeta: ({ dout }) => dout.sum(0, KEEP),
    }),
  },
  {
    id: "dgamma-and-dbeta-swapped",
    sentence:
      "dgamma and dbeta changed places. The order is [dx, dgamma, dbeta].",
    make: formula({ returned: (dx, dgamma, dbeta) => [dx, dbeta, dgamma] }),
  },

  // Memory and precision
  {
    id: "dbeta-is-dout",
    sentence:
      "For a batch of one row, dbeta is dout itself, reshaped. reshape() shares memory; sum(0) gives a new array.",
    make: formula({
      dbeta: ({ dout }) =>
        dout.shape[0] === 1 ? dout.reshape([-1]) : dout.sum(0),
    }),
  },
  {
    id: "dout-scaled-in-place",
    sentence:
      "dout was multiplied by gamma in place. Compute dout.mul(gamma), which makes a new array.",
    make: formula({
      dx_hat: (dout, gamma) => inPlace(dout, dout.mul(gamma)),
    }),
  },
  {
    id: "cached-x-hat-overwritten",
    sentence:
      "x_hat in the cache was changed in place, so that going back works only once. Compute x_hat.mul(…).",
    make: formula({
      varianceTerm: ({ dx_hat, x_hat }) =>
        inPlace(x_hat, x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP))),
    }),
  },
  {
    id: "first-std-remembered",
    sentence:
      "std was kept in the module from the first call on. Take it from the cache at each call.",
    make() {
      let first: NdArray | undefined;
      return formula({ std: ({ std }) => first ??= std })();
    },
  },
  {
    id: "dx-in-float32",
    sentence:
      "dx was rounded to float32, which leaves 7 digits. Keep the number format of dout.",
    make: formula({
      dx: (bracket, { std }) => bracket.div(std).astype("float32"),
    }),
  },
];
