/** The recipe of lesson 11: `rms_norm_forward()` and its way back, in steps. */
import type { NdArray } from "kit/nd/mod.ts";
import type { RmsNormParam } from "../../../solutions/11_rms_norm.ts";
import { recipe } from "../support/define.ts";
import { KEEP } from "../support/pieces.ts";

/** What the recipe's forward pass leaves. */
export interface Cache {
  x: NdArray;
  x_hat: NdArray;
  rms: NdArray;
  gamma: NdArray;
  eps: number;
}

/** The right steps, in the order of their use. */
export const right = {
  eps: (rms_param: RmsNormParam) => rms_param.eps ?? 1e-5,
  input: (x: NdArray, _gamma: NdArray) => x,
  meanSquare: (x: NdArray) => x.square().mean(1, KEEP),
  rms: (ms: NdArray, eps: number) => ms.add(eps).sqrt(),
  normalize: (x: NdArray, rms: NdArray) => x.div(rms),
  scale: (x_hat: NdArray, gamma: NdArray) => x_hat.mul(gamma),
  cache: (cache: Cache) => cache,
  /** The cache that the way back uses. */
  used: (cache: Cache) => cache,
  /** By the gradient of x_hat. */
  dx: (g: NdArray, { x_hat, rms }: Cache, _dout: NdArray) =>
    g.sub(x_hat.mul(g.mul(x_hat).mean(1, KEEP))).div(rms),
  /** By dout * x_hat. */
  dgamma: (terms: NdArray, _dout: NdArray, _cache: Cache) => terms.sum(0),
  returned: (
    dx: NdArray,
    dgamma: NdArray,
    _dout: NdArray,
    _cache: Cache,
  ): NdArray[] => [dx, dgamma],
};

/** What makes lesson 11 with some steps changed. */
export const rmsnorm = recipe(right, (step) => {
  function rms_norm_forward(
    x: NdArray,
    gamma: NdArray,
    rms_param: RmsNormParam,
  ) {
    const eps = step.eps(rms_param);
    const input = step.input(x, gamma);
    const rms = step.rms(step.meanSquare(input), eps);
    const x_hat = step.normalize(input, rms);
    const out = step.scale(x_hat, gamma);
    return [out, step.cache({ x, x_hat, rms, gamma, eps })];
  }
  function rms_norm_backward(dout: NdArray, given: Cache) {
    const cache = step.used(given);
    const dx = step.dx(dout.mul(cache.gamma), cache, dout);
    const dgamma = step.dgamma(dout.mul(cache.x_hat), dout, cache);
    return step.returned(dx, dgamma, dout, cache);
  }
  return { rms_norm_forward, rms_norm_backward };
});
