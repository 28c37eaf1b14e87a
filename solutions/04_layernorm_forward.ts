import type { NdArray } from "kit/nd/mod.ts";

/** The settings of one layer norm layer. */
export interface LayerNormParam {
  eps?: number;
}

/** What the forward pass leaves for the backward pass. */
export interface LayerNormCache {
  x: NdArray;
  mean: NdArray;
  var: NdArray;
  std: NdArray;
  x_hat: NdArray;
  gamma: NdArray;
  eps: number;
}

/** See `lessons/04_layernorm_forward.ts` for the contract. */
export function layernorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  ln_param: LayerNormParam,
): [out: NdArray, cache: LayerNormCache] {
  const { eps = 1e-5 } = ln_param;

  const mean = x.mean(1, { keepdims: true });
  const variance = x.var(1, { keepdims: true });
  const std = variance.add(eps).sqrt();
  const x_hat = x.sub(mean).div(std);
  const out = gamma.mul(x_hat).add(beta);

  return [out, { x, mean, var: variance, std, x_hat, gamma, eps }];
}
