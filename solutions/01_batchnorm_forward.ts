import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";

/** The settings and the memory of one batch norm layer. */
export interface BatchNormParam {
  mode: "train" | "test";
  eps?: number;
  momentum?: number;
  running_mean?: NdArray;
  running_var?: NdArray;
}

/** What the forward pass leaves for the backward pass. */
export interface BatchNormCache {
  x: NdArray;
  mean: NdArray;
  var: NdArray;
  std: NdArray;
  x_hat: NdArray;
  gamma: NdArray;
  eps: number;
}

/** See `lessons/01_batchnorm_forward.ts` for the contract. */
export function batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: BatchNormParam,
): [out: NdArray, cache: BatchNormCache | null] {
  const D = x.shape[1]!;
  const {
    mode,
    eps = 1e-5,
    momentum = 0.9,
    running_mean = nd.zeros([D], x.dtype),
    running_var = nd.zeros([D], x.dtype),
  } = bn_param;

  if (mode === "train") {
    const mean = x.mean(0);
    const variance = x.var(0);
    const std = variance.add(eps).sqrt();
    const x_hat = x.sub(mean).div(std);
    const out = gamma.mul(x_hat).add(beta);

    bn_param.running_mean = running_mean.mul(momentum)
      .add(mean.mul(1 - momentum));
    bn_param.running_var = running_var.mul(momentum)
      .add(variance.mul(1 - momentum));
    return [out, { x, mean, var: variance, std, x_hat, gamma, eps }];
  }
  if (mode === "test") {
    const x_hat = x.sub(running_mean).div(running_var.add(eps).sqrt());
    return [gamma.mul(x_hat).add(beta), null];
  }
  throw new RangeError(
    `Cannot normalize: expected mode "train" or "test", got "${mode}"`,
  );
}
