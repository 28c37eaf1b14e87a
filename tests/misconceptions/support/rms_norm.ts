/** The recipe of lesson 11: `rms_norm_forward()` and its way back, in steps. */
import type { NdArray } from "kit/nd/mod.ts";
import type { RmsNormParam } from "kata/11_rms_norm.ts";
import type { Exports } from "../../support/catalogue.ts";

/** What the recipe's forward pass leaves. */
export interface Cache {
  x: NdArray;
  x_hat: NdArray;
  rms: NdArray;
  gamma: NdArray;
  eps: number;
}

const KEEP = { keepdims: true };

/** The right steps, in the order of their use. */
export const right = {
  eps: (rms_param: RmsNormParam) => rms_param.eps ?? 1e-5,
  input: (x: NdArray, _gamma: NdArray) => x,
  meanSquare: (x: NdArray) => x.square().mean(1, KEEP),
  rms: (ms: NdArray, eps: number) => ms.add(eps).sqrt(),
  normalize: (x: NdArray, rms: NdArray) => x.div(rms),
  scale: (x_hat: NdArray, gamma: NdArray) => x_hat.mul(gamma),
  backward: (dout: NdArray, cache: Cache): NdArray[] => [
    right.dx(dout, cache),
    right.dgamma(dout.mul(cache.x_hat), dout),
  ],
  dx(dout: NdArray, { x_hat, rms, gamma }: Cache): NdArray {
    const g = dout.mul(gamma);
    return g.sub(x_hat.mul(g.mul(x_hat).mean(1, KEEP))).div(rms);
  },
  dgamma: (terms: NdArray, _dout: NdArray): NdArray => terms.sum(0),
};

/** What makes lesson 11 with some steps changed. */
export function rmsnorm(changed: Partial<typeof right>): () => Exports {
  const step = { ...right, ...changed };
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
    return [out, { x, x_hat, rms, gamma, eps }];
  }
  return () => ({ rms_norm_forward, rms_norm_backward: step.backward });
}

/** Lesson 11 with another dx. */
export function withDx(dx: typeof right.dx): () => Exports {
  return rmsnorm({
    backward: (dout, cache) => [
      dx(dout, cache),
      ...right.backward(dout, cache).slice(1),
    ],
  });
}

/** Lesson 11 with another dgamma, from dout * x_hat and dout. */
export function withDgamma(dgamma: typeof right.dgamma): () => Exports {
  return rmsnorm({
    backward: (dout, cache) => [
      right.dx(dout, cache),
      dgamma(dout.mul(cache.x_hat), dout),
    ],
  });
}
