/** The recipe of lesson 04: `layernorm_forward()` in steps. */
import type { NdArray } from "kit/nd/mod.ts";
import type {
  LayerNormCache,
  LayerNormParam,
} from "../../../solutions/04_layernorm_forward.ts";
import { recipe } from "../support/define.ts";
import { KEEP, type Moments } from "../support/pieces.ts";

/** Settings as batch norm leaves them, running averages of rows among them. */
interface Leftovers extends LayerNormParam {
  mode?: string;
  running_mean?: NdArray;
  running_var?: NdArray;
}

/** The right steps, in the order of their use. */
export const right = {
  eps: (ln_param: LayerNormParam) => ln_param.eps ?? 1e-5,
  input: (x: NdArray, _gamma: NdArray) => x,
  mean: (x: NdArray) => x.mean(1, KEEP),
  variance: (x: NdArray) => x.var(1, KEEP),
  statistics: (moments: Moments, _ln_param: Leftovers) => moments,
  std: (variance: NdArray, eps: number) => variance.add(eps).sqrt(),
  normalize: (x: NdArray, mean: NdArray, std: NdArray) => x.sub(mean).div(std),
  scale: (x_hat: NdArray, gamma: NdArray, beta: NdArray) =>
    gamma.mul(x_hat).add(beta),
  cache: (cache: LayerNormCache, _out: NdArray): unknown => cache,
};

/** What makes the lesson with some steps changed. */
export const layernorm = recipe(right, (step) => {
  function layernorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    ln_param: Leftovers,
  ) {
    const eps = step.eps(ln_param);
    const input = step.input(x, gamma);
    const { mean, var: variance } = step.statistics({
      mean: step.mean(input),
      var: step.variance(input),
    }, ln_param);
    const std = step.std(variance, eps);
    const x_hat = step.normalize(input, mean, std);
    const out = step.scale(x_hat, gamma, beta);
    const cache = { x, mean, var: variance, std, x_hat, gamma, eps };
    return [out, step.cache(cache, out)];
  }
  return { layernorm_forward };
});
