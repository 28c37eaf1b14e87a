/** The recipe of lesson 10: `spatial_groupnorm_forward()` and its way back, in steps. */
import type { NdArray, Shape } from "kit/nd/mod.ts";
import type { LayerNormParam } from "kata/04_layernorm_forward.ts";
import type { Exports } from "../../support/catalogue.ts";

/** What the recipe's forward pass leaves: `x_hat` has the shape of `x`. */
export interface Cache {
  x: NdArray;
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  G: number;
}

const KEEP = { keepdims: true };

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
    const [N, C, H, W] = x.shape;
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
  backward: (dout: NdArray, cache: Cache): NdArray[] => [
    dxOver([2, 3, 4])(dout, cache),
    dout.mul(cache.x_hat).sum([0, 2, 3]),
    dout.sum([0, 2, 3]),
  ],
};

/** The gradient with means over some axes of (N, G, C / G, H, W). */
export function dxOver(
  axes: number[],
): (dout: NdArray, cache: Cache) => NdArray {
  return (dout, { x_hat, std, gamma, G }) => {
    const g = right.groups(dout.mul(perChannel(gamma)), G);
    const h = right.groups(x_hat, G);
    const mean = (values: NdArray) => values.mean(axes, KEEP);
    return g.sub(mean(g)).sub(h.mul(mean(g.mul(h)))).div(std)
      .reshape(dout.shape);
  };
}

/** What makes lesson 10 with some steps changed. */
export function groupnorm(changed: Partial<typeof right>): () => Exports {
  const step = { ...right, ...changed };
  function spatial_groupnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    G: number,
    gn_param: LayerNormParam,
  ) {
    step.check(x.shape[1], G);
    const groups = step.groups(step.input(x, gamma), G);
    const mean = groups.mean(step.axes, KEEP);
    const std = step.std(
      step.variance(groups, step.axes),
      step.eps(gn_param),
    );
    const x_hat = step.ungroup(step.normalize(groups, mean, std), x.shape);
    const out = step.scale(x_hat, gamma, beta, G);
    return [out, { x, x_hat, std, gamma, G }];
  }
  return () => ({
    spatial_groupnorm_forward,
    spatial_groupnorm_backward: step.backward,
  });
}

/** Lesson 10 with another dx. */
export function withDx(dx: ReturnType<typeof dxOver>): () => Exports {
  return groupnorm({
    backward: (dout, cache) => [
      dx(dout, cache),
      ...right.backward(dout, cache).slice(1),
    ],
  });
}

/** Lesson 10 with other sums for dgamma and dbeta, from dout * x_hat and dout. */
export function withSums(
  sum: (terms: NdArray, cache: Cache) => NdArray,
): () => Exports {
  return groupnorm({
    backward: (dout, cache) => [
      right.backward(dout, cache)[0],
      sum(dout.mul(cache.x_hat), cache),
      sum(dout, cache),
    ],
  });
}
