/**
 * Other ways to write layer norm, forward and backward.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "../../../solutions/03_batchnorm_backward_alt.ts";
import type {
  LayerNormCache,
  LayerNormParam,
} from "../../../solutions/04_layernorm_forward.ts";
import { otherWays } from "../support/define.ts";
import { backwardBy, type Gradients, KEEP, sizes } from "../support/pieces.ts";
import { layernorm } from "./recipe.ts";

type Backward = (dout: NdArray, cache: LayerNormCache) => Gradients;
type Forward = (
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  ln_param: LayerNormParam,
) => [out: NdArray, cache: LayerNormCache];

/** Layer norm as batch norm of the transpose, gamma and beta put on after. */
function ofTranspose(goBack: typeof batchnorm_backward) {
  return {
    layernorm_forward(
      x: NdArray,
      gamma: NdArray,
      beta: NdArray,
      { eps = 1e-5 }: LayerNormParam,
    ) {
      const N = x.shape[0]!;
      const bn_param = { mode: "train" as const, eps };
      const [x_hat, bn_cache] = batchnorm_forward(
        x.T,
        nd.ones([N]),
        nd.zeros([N]),
        bn_param,
      );
      const { mean, var: variance, std } = bn_cache!;
      const column = (values: NdArray) => values.reshape([N, 1]);
      const cache = {
        ...{ x, gamma, eps, bn_cache: bn_cache!, x_hat: x_hat.T },
        mean: column(mean),
        var: column(variance),
        std: column(std),
      };
      return [x_hat.T.mul(gamma).add(beta), cache];
    },
    layernorm_backward(
      dout: NdArray,
      { bn_cache, x_hat, gamma }: {
        bn_cache: BatchNormCache;
        x_hat: NdArray;
        gamma: NdArray;
      },
    ) {
      const [dx] = goBack(dout.mul(gamma).T, bn_cache);
      return [dx.T, dout.mul(x_hat).sum(0), dout.sum(0)];
    },
  };
}

/** Row by row, by loops over the flat data. */
const loops: Forward = (x, gamma, beta, { eps = 1e-5 }) => {
  const [N, D] = sizes(x);
  const column = () => nd.zeros([N, 1]);
  const [mean, variance, std] = [column(), column(), column()];
  const [x_hat, out] = [nd.zeros([N, D]), nd.zeros([N, D])];
  for (let i = 0; i < N; i++) {
    const row = x.data.subarray(i * D, (i + 1) * D);
    let sum = 0;
    for (const value of row) sum += value;
    let squares = 0;
    for (const value of row) squares += (value - sum / D) ** 2;
    mean.data[i] = sum / D;
    variance.data[i] = squares / D;
    std.data[i] = Math.sqrt(squares / D + eps);
    row.forEach((value, j) => {
      const h = (value - mean.data[i]!) / std.data[i]!;
      x_hat.set(h, i, j);
      out.set(gamma.at(j) * h + beta.at(j), i, j);
    });
  }
  return [out, { x, mean, var: variance, std, x_hat, gamma, eps }];
};

/** Row by row, each a matrix of one row. */
const rowByRow: Backward = (dout, { x_hat, std, gamma }) => {
  const [N, D] = sizes(dout);
  const dx = nd.zeros([N, D]);
  let dgamma = nd.zeros([D]);
  let dbeta = nd.zeros([D]);
  for (let i = 0; i < N; i++) {
    const [g, h] = [dout.rows(i, i + 1), x_hat.rows(i, i + 1)];
    const dh = g.mul(gamma);
    const row = dh.sub(dh.mean()).sub(h.mul(dh.mul(h).mean()))
      .div(std.at(i, 0));
    dx.data.set(row.data, i * D);
    dgamma = dgamma.add(g.mul(h).reshape([D]));
    dbeta = dbeta.add(g.reshape([D]));
  }
  return [dx, dgamma, dbeta];
};

/** The graph node by node, the statistics with keepdims. */
const staged: Backward = backwardBy((dx_hat, cache) => {
  const { x, mean, var: variance, eps } = cache;
  const D = x.shape[1]!;
  const centered = x.sub(mean);
  const dvar = dx_hat.mul(centered).mul(variance.add(eps).pow(-1.5)).mul(-0.5)
    .sum(1, KEEP);
  const root = variance.add(eps).pow(-0.5);
  const dmean = dx_hat.mul(root).neg().sum(1, KEEP)
    .add(dvar.mul(centered.mul(-2).mean(1, KEEP)));
  return dx_hat.mul(root).add(dvar.mul(centered).mul(2 / D))
    .add(dmean.div(D));
});

/** Products with I - 1/D from the right. */
const centringMatrix: Backward = backwardBy((dx_hat, { x_hat, std }) => {
  const D = x_hat.shape[1]!;
  const C = nd.full([D, D], -1 / D);
  for (let j = 0; j < D; j++) C.set(1 - 1 / D, j, j);
  return dx_hat.dot(C).sub(x_hat.mul(dx_hat.mul(x_hat).mean(1, KEEP)))
    .div(std);
});

/** The mean of each row as a product, of shape (N, 1). */
function meanByOnes(x: NdArray): NdArray {
  const D = x.shape[1]!;
  return x.dot(nd.full([D, 1], 1 / D));
}

/** One function for both norms, told apart by an axis. */
function normalize(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  eps: number,
  axis: number,
) {
  const mean = x.mean(axis, KEEP);
  const variance = x.var(axis, KEEP);
  const std = variance.add(eps).sqrt();
  const x_hat = x.sub(mean).div(std);
  const out = x_hat.mul(gamma).add(beta);
  const cache = { x, mean, var: variance, std, x_hat, gamma, eps, axis };
  return [out, cache] as const;
}

/** The way back of both norms. */
function denormalize(
  dout: NdArray,
  { x_hat, std, gamma, axis }: Pick<
    ReturnType<typeof normalize>[1],
    "x_hat" | "std" | "gamma" | "axis"
  >,
): Gradients {
  const n = dout.shape[axis]!;
  const dx_hat = dout.mul(gamma);
  const dx = dx_hat.mul(n).sub(dx_hat.sum(axis, KEEP))
    .sub(x_hat.mul(dx_hat.mul(x_hat).sum(axis, KEEP))).div(std.mul(n));
  return [dx, dout.mul(x_hat).sum(0), dout.sum(0)];
}

/** The variants of lessons 04 and 05. */
export const variants = otherWays({
  "layernorm-by-batchnorm": [
    "batch norm of the transpose, there and back",
    ofTranspose((dout, cache) => batchnorm_backward(dout, cache)),
  ],
  "layernorm-by-batchnorm-alt": [
    "batch norm of the transpose, back by the simplified formula",
    ofTranspose((dout, cache) => batchnorm_backward_alt(dout, cache)),
  ],
  "layernorm-loops": [
    "loops there, rows one by one back",
    { layernorm_forward: loops, layernorm_backward: rowByRow },
  ],
  "layernorm-reshape": [
    "statistics of shape (N,), reshaped to (N, 1); the staged graph",
    {
      ...layernorm({
        mean: (x) => x.mean(1).reshape([-1, 1]),
        variance: (x) => x.var(-1).reshape([x.shape[0]!, 1]),
      }),
      layernorm_backward: staged,
    },
  ],
  "layernorm-one-pass": [
    "E[x²] - E[x]² of each row",
    {
      ...layernorm({
        variance: (x) => x.square().mean(1, KEEP).sub(x.mean(1, KEEP).square()),
      }),
      layernorm_backward: centringMatrix,
    },
  ],
  "layernorm-by-ones": [
    "sums over the features as products",
    {
      ...layernorm({
        mean: meanByOnes,
        variance: (x) => meanByOnes(x.sub(meanByOnes(x)).square()),
      }),
    },
  ],
  "layernorm-transposed": [
    "works on x.T, so that everything is over the first axis",
    {
      layernorm_forward: (
        x: NdArray,
        gamma: NdArray,
        beta: NdArray,
        { eps = 1e-5 }: LayerNormParam,
      ) => {
        const xT = x.T;
        const [mean, variance] = [xT.mean(0), xT.var(0)];
        const std = variance.add(eps).sqrt();
        const x_hat = xT.sub(mean).div(std);
        const column = (v: NdArray) => v.reshape([-1, 1]);
        const out = x_hat.mul(column(gamma)).add(column(beta)).T;
        const cache = {
          ...{ x, gamma, eps, x_hat: x_hat.T },
          mean: column(mean),
          var: column(variance),
          std: column(std),
        };
        return [out, cache];
      },
      layernorm_backward: (
        dout: NdArray,
        cache: LayerNormCache,
      ) => {
        const [x_hat, std] = [cache.x_hat.T, cache.std.T];
        const g = dout.T;
        const dh = g.mul(cache.gamma.reshape([-1, 1]));
        const dx = dh.sub(dh.mean(0)).sub(x_hat.mul(dh.mul(x_hat).mean(0)));
        return [dx.div(std).T, g.mul(x_hat).sum(1), g.sum(1)];
      },
    },
  ],
  "layernorm-row-gamma": [
    "a cache with more in it; more keys left in ln_param",
    {
      layernorm_forward: (
        x: NdArray,
        gamma: NdArray,
        beta: NdArray,
        ln_param: LayerNormParam & Record<string, unknown>,
      ) => {
        const eps = ln_param.eps ??= 1e-5;
        ln_param.layer = "layernorm";
        const row = gamma.reshape([1, -1]);
        const [mean, variance] = [x.mean(1, KEEP), x.var(1, KEEP)];
        const std = variance.add(eps).sqrt();
        const inverse = nd.ones([1]).div(std);
        const x_hat = x.sub(mean).mul(inverse);
        const cache = { x, mean, var: variance, std, x_hat, gamma, eps };
        return [x_hat.mul(row).add(beta), { ...cache, inverse, row }];
      },
      layernorm_backward: (
        dout: NdArray,
        { x_hat, inverse, row }: Record<"x_hat" | "inverse" | "row", NdArray>,
      ) => {
        const dh = dout.mul(row);
        const branches = dh.sub(x_hat.mul(dh.mul(x_hat).mean(1, KEEP)));
        return [
          branches.sub(branches.mean(1, KEEP)).mul(inverse),
          dout.mul(x_hat).sum(0),
          dout.sum(0),
        ];
      },
    },
  ],
  "layernorm-backward-loops": [
    "the Jacobian of each row in loops",
    {
      layernorm_backward: backwardBy<LayerNormCache>(
        (dx_hat, { x_hat, std }) => {
          const [N, D] = sizes(x_hat);
          const dx = nd.zeros([N, D]);
          for (let i = 0; i < N; i++) {
            for (let j = 0; j < D; j++) {
              let sum = 0;
              for (let k = 0; k < D; k++) {
                const slope = Number(j === k) -
                  (1 + x_hat.at(i, j) * x_hat.at(i, k)) / D;
                sum += dx_hat.at(i, k) * slope;
              }
              dx.set(sum / std.at(i, 0), i, j);
            }
          }
          return dx;
        },
      ),
    },
  ],
  "one-function-for-both-norms": [
    "batch and layer norm share their code; the cache remembers the axis",
    {
      batchnorm_backward: (dout: NdArray, cache: BatchNormCache) =>
        denormalize(dout, { ...cache, axis: 0 }),
      layernorm_forward: (
        x: NdArray,
        gamma: NdArray,
        beta: NdArray,
        { eps = 1e-5 }: LayerNormParam,
      ) => normalize(x, gamma, beta, eps, 1),
      layernorm_backward: denormalize,
    },
  ],
});
