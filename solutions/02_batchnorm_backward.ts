import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "./01_batchnorm_forward.ts";

/** See `lessons/02_batchnorm_backward.ts` for the contract. */
export function batchnorm_backward(
  dout: NdArray,
  cache: BatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const { x, mean, var: variance, std, x_hat, gamma, eps } = cache;
  const N = x.shape[0]!;
  const centered = x.sub(mean);

  // out = gamma * x_hat + beta
  const dbeta = dout.sum(0);
  const dgamma = dout.mul(x_hat).sum(0);
  const dx_hat = dout.mul(gamma);

  // x_hat = centered / std
  const dcentered_numerator = dx_hat.div(std);
  const dstd = dx_hat.mul(centered).div(std.square()).sum(0).neg();

  // std = sqrt(var + eps)
  const dvar = dstd.mul(variance.add(eps).pow(-0.5)).mul(0.5);

  // var = mean of centered², over the batch
  const dcentered_var = centered.mul(dvar).mul(2 / N);

  // centered = x - mean, used by x_hat and by var: the branches add up
  const dcentered = dcentered_numerator.add(dcentered_var);
  const dmean = dcentered.sum(0).neg();

  // mean = sum of x / N, so that x is used by centered and by mean
  const dx = dcentered.add(dmean.div(N));

  return [dx, dgamma, dbeta];
}
