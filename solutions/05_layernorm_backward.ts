import type { NdArray } from "kit/nd/mod.ts";
import type { LayerNormCache } from "./04_layernorm_forward.ts";

/** See `lessons/05_layernorm_backward.ts` for the contract. */
export function layernorm_backward(
  dout: NdArray,
  cache: LayerNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const { x_hat, gamma, std } = cache;

  // gamma and beta belong to features, so their gradients sum over the batch.
  const dbeta = dout.sum(0);
  const dgamma = dout.mul(x_hat).sum(0);

  // The statistics belong to rows, so dx sums over the features.
  const dx_hat = dout.mul(gamma);
  const dx = dx_hat.sub(dx_hat.mean(1, { keepdims: true }))
    .sub(x_hat.mul(dx_hat.mul(x_hat).mean(1, { keepdims: true })))
    .div(std);

  return [dx, dgamma, dbeta];
}
