import type { NdArray } from "kit/nd/mod.ts";

/** The settings of one RMS norm layer. */
export interface RmsNormParam {
  eps?: number;
}

/** What the forward pass leaves for the backward pass. */
export interface RmsNormCache {
  rms: NdArray;
  x_hat: NdArray;
  gamma: NdArray;
}

/** See `lessons/11_rms_norm.ts` for the contract. */
export function rms_norm_forward(
  x: NdArray,
  gamma: NdArray,
  rms_param: RmsNormParam,
): [out: NdArray, cache: RmsNormCache] {
  const { eps = 1e-5 } = rms_param;

  const rms = x.square().mean(1, { keepdims: true }).add(eps).sqrt();
  const x_hat = x.div(rms);
  const out = gamma.mul(x_hat);

  return [out, { rms, x_hat, gamma }];
}

/** See `lessons/11_rms_norm.ts` for the contract. */
export function rms_norm_backward(
  dout: NdArray,
  { rms, x_hat, gamma }: RmsNormCache,
): [dx: NdArray, dgamma: NdArray] {
  const dgamma = dout.mul(x_hat).sum(0);

  const dx_hat = gamma.mul(dout);
  const along = dx_hat.mul(x_hat).mean(1, { keepdims: true });
  const dx = dx_hat.sub(x_hat.mul(along)).div(rms);

  return [dx, dgamma];
}
