/** The recipe of lesson 07: `spatial_batchnorm_forward()` and its way back, in steps. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray, Shape } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward_alt } from "../../../solutions/03_batchnorm_backward_alt.ts";
import type { SpatialBatchNormParam as Param } from "../../../solutions/07_spatial_batchnorm.ts";
import { recipe } from "../support/define.ts";
import { type Gradients, KEEP, sizes } from "../support/pieces.ts";

/** The axis that counts the channels. */
type Axis = 1 | 3;

/** The way to a row for each pixel, and the way back. */
const toPixels = (x: NdArray, axis: Axis): NdArray =>
  (axis === 1 ? x.transpose([0, 2, 3, 1]) : x).reshape([-1, x.shape[axis]!]);
const fromPixels = (pixels: NdArray, shape: Shape, axis: Axis): NdArray => {
  if (axis === 3) return pixels.reshape(shape);
  const [N, C, H, W] = sizes({ shape });
  return pixels.reshape([N, H, W, C]).transpose([0, 3, 1, 2]);
};

/** The right steps, in the order of their use. */
export const right = {
  axis(bn_param: Param): Axis {
    const { axis = 1 } = bn_param;
    if (axis === 1 || axis === 3) return axis;
    throw new RangeError(`Expected axis 1 or 3, got ${axis}`);
  },
  toPixels,
  /** What `batchnorm_forward` gets for its `bn_param`. */
  settings: (bn_param: Param): Param => bn_param,
  forward: (
    pixels: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: Param,
    _images: { shape: Shape; axis: Axis },
  ) => batchnorm_forward(pixels, gamma, beta, bn_param),
  /** Keeps the running averages. */
  keep: (_bn_param: Param, _settings: Param) => {},
  fromPixels,
  backAxis: (axis: Axis): Axis => axis,
  backToPixels: toPixels,
  backward: (
    dout: NdArray,
    pixels: BatchNormCache,
    _images: { shape: Shape; axis: Axis },
  ): Gradients => batchnorm_backward_alt(dout, pixels),
  backFromPixels: fromPixels,
};

/** What makes lesson 07 with some steps changed. */
export const spatial = recipe(right, (step) => {
  function spatial_batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: Param,
  ) {
    const axis = step.axis(bn_param);
    const { shape } = x;
    const settings = step.settings(bn_param);
    const [out, pixels] = step.forward(
      step.toPixels(x, axis),
      gamma,
      beta,
      settings,
      { shape, axis },
    );
    step.keep(bn_param, settings);
    return [step.fromPixels(out, shape, axis), pixels && { pixels, axis }];
  }
  function spatial_batchnorm_backward(
    dout: NdArray,
    cache: { pixels: BatchNormCache; axis: Axis },
  ) {
    const axis = step.backAxis(cache.axis);
    const { shape } = dout;
    const [dx, ...rest] = step.backward(
      step.backToPixels(dout, axis),
      cache.pixels,
      { shape, axis },
    );
    return [step.backFromPixels(dx!, shape, axis), ...rest];
  }
  return { spatial_batchnorm_forward, spatial_batchnorm_backward };
});

/**
 * Train mode and test mode with statistics of other groups: over some axes of
 * images (N, H, W, C).
 */
export function over(axes: number[]): typeof right.forward {
  return (pixels, gamma, beta, bn_param, { shape, axis }) => {
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    if (mode === "test") {
      return right.forward(pixels, gamma, beta, bn_param, { shape, axis });
    }
    if (mode !== "train") throw new RangeError(`Unknown mode ${mode}`);
    const C = gamma.size;
    const x = pixels.reshape(channelsLast(shape, axis));
    const mean = x.mean(axes, KEEP);
    const variance = x.var(axes, KEEP);
    const std = variance.add(eps).sqrt();
    const x_hat = x.sub(mean).div(std);
    for (
      const [name, now] of [["running_mean", mean], [
        "running_var",
        variance,
      ]] as const
    ) {
      const old = bn_param[name] ?? nd.zeros([C]);
      bn_param[name] = old.mul(momentum)
        .add(now.mean([0, 1, 2]).mul(nd.ones([C])).mul(1 - momentum));
    }
    const flat = (values: NdArray) =>
      values.mul(nd.ones(x.shape)).reshape([-1, C]);
    const out = x_hat.mul(gamma).add(beta).reshape([-1, C]);
    return [out, {
      x: pixels,
      mean: flat(mean),
      var: flat(variance),
      std: flat(std),
      x_hat: flat(x_hat),
      gamma,
      eps,
    }];
  };
}

/** The way back with means over some axes of images (N, H, W, C). */
export function backOver(axes: number[]): typeof right.backward {
  return (dout, { x_hat, gamma, std }, { shape, axis }) => {
    const images = (flat: NdArray) => flat.reshape(channelsLast(shape, axis));
    const [g, h] = [images(dout), images(x_hat)];
    const mean = (values: NdArray) => values.mean(axes, KEEP);
    const dx = g.sub(mean(g)).sub(h.mul(mean(g.mul(h)))).mul(gamma.div(std));
    return [dx.reshape(dout.shape), dout.mul(x_hat).sum(0), dout.sum(0)];
  };
}

function channelsLast(shape: Shape, axis: Axis): number[] {
  const [N, A, B, C] = sizes({ shape });
  return axis === 3 ? [N, A, B, C] : [N, B, C, A];
}
