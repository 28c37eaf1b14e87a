/** The recipe of lesson 10: `spatial_groupnorm_forward()` and its way back, in steps. */
import type { NdArray, Shape } from "kit/nd/mod.ts";
import type { LayerNormParam } from "../../../solutions/04_layernorm_forward.ts";
import { recipe } from "../support/define.ts";
import { type Gradients, KEEP, sizes } from "../support/pieces.ts";

/** What the recipe's forward pass leaves: `x_hat` has the shape of `x`. */
export interface Cache {
  x: NdArray;
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  G: number;
}

/** One value for each channel of images. */
export const perChannel = (values: NdArray): NdArray =>
  values.reshape([1, -1, 1, 1]);

/** The right steps, in the order of their use. */
export const right = {
  check(C: number, G: number): void {
    if (C % G !== 0) throw new RangeError(`Expected groups, got ${G}`);
  },
  eps: (gn_param: LayerNormParam) => gn_param.eps ?? 1e-5,
  input: (x: NdArray, _gamma: NdArray) => x,
  /** To (N, G, C / G, H, W). */
  groups(x: NdArray, G: number): NdArray {
    const [N, C, H, W] = sizes(x);
    return x.reshape([N, G, C / G, H, W]);
  },
  /** What the statistics are taken over, there. */
  axes: [2, 3, 4],
  variance: (x: NdArray, axes: number[]) => x.var(axes, KEEP),
  std: (variance: NdArray, eps: number) => variance.add(eps).sqrt(),
  normalize: (x: NdArray, mean: NdArray, std: NdArray) => x.sub(mean).div(std),
  ungroup: (x_hat: NdArray, shape: Shape) => x_hat.reshape(shape),
  scale: (x_hat: NdArray, gamma: NdArray, beta: NdArray, _G: number) =>
    x_hat.mul(perChannel(gamma)).add(perChannel(beta)),
  cache: (cache: Cache) => cache,
  /** The cache that the way back uses. */
  used: (cache: Cache) => cache,
  /** By the gradient of x_hat. */
  dx: (g: NdArray, cache: Cache, _dout: NdArray) => dxOver([2, 3, 4])(g, cache),
  /** To dgamma by dout * x_hat, to dbeta by dout. */
  sum: (terms: NdArray, _cache: Cache) => terms.sum([0, 2, 3]),
  returned: (gradients: Gradients, _dout: NdArray, _cache: Cache): Gradients =>
    gradients,
};

/** The gradient with means over some axes of (N, G, C / G, H, W). */
export function dxOver(
  axes: number[],
): (dx_hat: NdArray, cache: Cache) => NdArray {
  return (dx_hat, { x_hat, std, G }) => {
    const g = right.groups(dx_hat, G);
    const h = right.groups(x_hat, G);
    const mean = (values: NdArray) => values.mean(axes, KEEP);
    return g.sub(mean(g)).sub(h.mul(mean(g.mul(h)))).div(std)
      .reshape(dx_hat.shape);
  };
}

/** What makes lesson 10 with some steps changed. */
export const groupnorm = recipe(right, (step) => {
  function spatial_groupnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    G: number,
    gn_param: LayerNormParam,
  ) {
    step.check(x.shape[1]!, G);
    const groups = step.groups(step.input(x, gamma), G);
    const mean = groups.mean(step.axes, KEEP);
    const std = step.std(step.variance(groups, step.axes), step.eps(gn_param));
    const x_hat = step.ungroup(step.normalize(groups, mean, std), x.shape);
    const out = step.scale(x_hat, gamma, beta, G);
    return [out, step.cache({ x, x_hat, std, gamma, G })];
  }
  function spatial_groupnorm_backward(dout: NdArray, given: Cache) {
    const cache = step.used(given);
    const dx = step.dx(dout.mul(perChannel(cache.gamma)), cache, dout);
    const dgamma = step.sum(dout.mul(cache.x_hat), cache);
    const dbeta = step.sum(dout, cache);
    return step.returned([dx, dgamma, dbeta], dout, cache);
  }
  return { spatial_groupnorm_forward, spatial_groupnorm_backward };
});
