import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "./01_batchnorm_forward.ts";

/** See `lessons/03_batchnorm_backward_alt.ts` for the contract. */
export function batchnorm_backward_alt(
  dout: NdArray,
  cache: BatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const { x_hat, gamma, std } = cache;
  const N = dout.shape[0]!;

  const dbeta = dout.sum(0);
  const dgamma = dout.mul(x_hat).sum(0);
  const dx = dout.sub(dbeta.div(N)).sub(x_hat.mul(dgamma.div(N)))
    .mul(gamma.div(std));

  return [dx, dgamma, dbeta];
}
