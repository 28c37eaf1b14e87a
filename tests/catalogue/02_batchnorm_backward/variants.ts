/**
 * Other ways to write batchnorm_backward() and batchnorm_backward_alt(), on the
 * cache of the contract.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import type { Exports } from "../../support/trace.ts";
import { otherWays } from "../support/define.ts";
import { backwardBy, type Gradients, KEEP, sizes } from "../support/pieces.ts";

type Backward = (dout: NdArray, cache: BatchNormCache) => Gradients;

/** The same for both lessons, which share a contract. */
function both(backward: Backward): Exports {
  return { batchnorm_backward: backward, batchnorm_backward_alt: backward };
}

/** The nine steps of the well-known blog post, one for each node. */
export function nineSteps(dout: NdArray, cache: BatchNormCache): Gradients {
  const { x, mean, std: sqrtvar, gamma } = cache;
  const [N, D] = sizes(dout);
  const ones = nd.ones([N, D]);
  const xmu = x.sub(mean);
  const ivar = nd.ones([D]).div(sqrtvar);
  const xhat = xmu.mul(ivar);
  // Step 9 and 8: out = gammax + beta, gammax = gamma * xhat
  const dbeta = dout.sum(0);
  const dgammax = dout;
  const dgamma = dgammax.mul(xhat).sum(0);
  const dxhat = dgammax.mul(gamma);
  // Step 7: xhat = xmu * ivar
  const divar = dxhat.mul(xmu).sum(0);
  const dxmu1 = dxhat.mul(ivar);
  // Step 6: ivar = 1 / sqrtvar
  const dsqrtvar = divar.mul(-1).div(sqrtvar.square());
  // Step 5: sqrtvar = sqrt(var + eps)
  const dvar = nd.full([D], 0.5).div(sqrtvar).mul(dsqrtvar);
  // Step 4 and 3: var = mean of sq, sq = xmu²
  const dsq = ones.div(N).mul(dvar);
  const dxmu2 = xmu.mul(2).mul(dsq);
  // Step 2, 1 and 0: xmu = x - mu, mu = mean of x
  const dx1 = dxmu1.add(dxmu2);
  const dmu = dx1.sum(0).mul(-1);
  const dx2 = ones.div(N).mul(dmu);
  return [dx1.add(dx2), dgamma, dbeta];
}

/** The six equations of the paper; some leave the last term of dmean out. */
function sixEquations(withVarianceTerm: boolean): Backward {
  return backwardBy((dx_hat, { x, mean, var: variance, eps }) => {
    const m = x.shape[0]!;
    const centered = x.sub(mean);
    const dvar = dx_hat.mul(centered).sum(0)
      .mul(variance.add(eps).pow(-1.5)).mul(-0.5);
    const root = variance.add(eps).pow(-0.5);
    let dmean = dx_hat.mul(root.neg()).sum(0);
    if (withVarianceTerm) {
      dmean = dmean.add(dvar.mul(centered.mul(-2).sum(0)).div(m));
    }
    return dx_hat.mul(root).add(dvar.mul(centered).mul(2).div(m))
      .add(dmean.div(m));
  });
}

/** Sums the Jacobian of each feature, entry by entry. */
const jacobian: Backward = backwardBy((dx_hat, { x_hat, std }) => {
  const [N, D] = sizes(x_hat);
  const dx = nd.zeros([N, D]);
  for (let k = 0; k < D; k++) {
    for (let j = 0; j < N; j++) {
      let sum = 0;
      for (let i = 0; i < N; i++) {
        const slope = (i === j ? 1 : 0) - 1 / N -
          x_hat.at(i, k) * x_hat.at(j, k) / N;
        sum += dx_hat.at(i, k) * slope / std.at(k);
      }
      dx.set(sum, j, k);
    }
  }
  return dx;
});

/** The matrix I - 1/N, which takes the mean of the batch away. */
function centring(N: number): NdArray {
  const matrix = nd.full([N, N], -1 / N);
  for (let i = 0; i < N; i++) matrix.set(1 - 1 / N, i, i);
  return matrix;
}

/** Loops over the flat data, in three passes. */
function flatLoops(dout: NdArray, cache: BatchNormCache): Gradients {
  const { x_hat, std, gamma } = cache;
  const [N, D] = sizes(dout);
  const [dx, dgamma, dbeta] = [nd.zeros([N, D]), nd.zeros([D]), nd.zeros([D])];
  for (let k = 0; k < N * D; k++) {
    dbeta.data[k % D]! += dout.data[k]!;
    dgamma.data[k % D]! += dout.data[k]! * x_hat.data[k]!;
  }
  for (let k = 0; k < N * D; k++) {
    const j = k % D;
    dx.data[k] = gamma.data[j]! / std.data[j]! / N *
      (N * dout.data[k]! - dbeta.data[j]! - x_hat.data[k]! * dgamma.data[j]!);
  }
  return [dx, dgamma, dbeta];
}

/** Needs x, gamma and eps only. */
function fromScratch(
  dout: NdArray,
  { x, gamma, eps }: BatchNormCache,
): Gradients {
  const N = x.shape[0]!;
  const centered = x.sub(x.sum(0).div(N));
  const variance = centered.square().sum(0).div(N);
  const inverse = variance.add(eps).pow(-0.5);
  const product = dout.mul(centered).sum(0);
  const inner = dout.mul(N).sub(dout.sum(0))
    .sub(centered.div(variance.add(eps)).mul(product));
  return [
    gamma.mul(inverse).mul(inner).mul(1 / N),
    product.mul(inverse),
    dout.sum(0),
  ];
}

/** As a layer norm would, on the transposed arrays. */
function transposedLayout(dout: NdArray, cache: BatchNormCache): Gradients {
  const [g, h] = [dout.T, cache.x_hat.T];
  const factor = cache.gamma.div(cache.std).reshape([-1, 1]);
  const dx = g.sub(g.mean(1, KEEP)).sub(h.mul(g.mul(h).mean(1, KEEP))).mul(
    factor,
  );
  return [dx.T, g.mul(h).sum(1), g.sum(1)];
}

/** The variants of lessons 02 and 03. */
export const variants = otherWays({
  "every-node": [
    "the graph in its finest grain: nine steps, one for each node",
    both(nineSteps),
  ],
  "six-equations": ["the paper's six equations", both(sixEquations(true))],
  "variance-term-dropped": [
    "the paper's equations without the term of dmean that is zero",
    both(sixEquations(false)),
  ],
  "jacobian-loops": ["the Jacobian of each feature in loops", both(jacobian)],
  "centring-matrix": [
    "products with I - 1/N in place of subtracted means",
    both(backwardBy((dx_hat, { x_hat, std }) => {
      const C = centring(x_hat.shape[0]!);
      const along = x_hat.mul(dx_hat.mul(x_hat).mean(0));
      return C.dot(dx_hat).sub(along).div(std);
    })),
  ],
  "centred-at-the-end": [
    "adds both branches first and centres their sum",
    both(backwardBy((dx_hat, { x_hat, std }) => {
      const branches = dx_hat.sub(x_hat.mul(dx_hat.mul(x_hat).mean(0)));
      return branches.sub(branches.mean(0)).div(std);
    })),
  ],
  "sums-by-a-row-of-ones": [
    "sums over the batch as products with a row of ones",
    both((dout, { x_hat, std, gamma }) => {
      const [N] = sizes(dout);
      const ones = nd.ones([1, N]);
      const dbeta = ones.dot(dout);
      const dgamma = ones.dot(dout.mul(x_hat));
      const dx = dout.sub(dbeta.div(N)).sub(x_hat.mul(dgamma).div(N));
      return [
        dx.mul(gamma).div(std),
        dgamma.reshape([-1]),
        dbeta.reshape([-1]),
      ];
    }),
  ],
  "all-by-means": [
    "every sum as a mean, multiplied by N at the end",
    both((dout, { x_hat, std, gamma }) => {
      const [N] = sizes(dout);
      const mean = dout.mean(0, KEEP);
      const slope = dout.mul(x_hat).mean(0, KEEP);
      const dx = dout.sub(mean).sub(slope.mul(x_hat)).mul(gamma.div(std));
      return [dx, slope.mul(N).reshape([-1]), mean.mul(N).reshape([-1])];
    }),
  ],
  "one-expression": [
    "(N * dx_hat - sum - x_hat * sum) / (N * std)",
    both(backwardBy((dx_hat, { x_hat, std }) => {
      const [N] = sizes(dx_hat);
      return dx_hat.mul(N).sub(dx_hat.sum(0))
        .sub(x_hat.mul(dx_hat.mul(x_hat).sum(0))).div(std.mul(N));
    })),
  ],
  "power-minus-three-halves": [
    "dvar and dmean by the power -1.5, dout scaled by gamma last",
    both((dout, { x, mean, var: variance, eps, gamma }) => {
      const [N] = sizes(x);
      const centered = x.sub(mean);
      const root = variance.add(eps).pow(-0.5);
      const product = dout.mul(centered).sum(0);
      const dx = dout.sub(dout.mean(0)).mul(root)
        .sub(
          centered.mul(product).mul(variance.add(eps).pow(-1.5)).div(N),
        );
      return [dx.mul(gamma), product.mul(root), dout.sum(0)];
    }),
  ],
  "flat-loops-backward": ["loops over the flat data", both(flatLoops)],
  "from-scratch": [
    "recomputes everything from the x, gamma and eps of the cache",
    both(fromScratch),
  ],
  "transposed-backward": [
    "works on dout.T and x_hat.T",
    both(transposedLayout),
  ],
});
