import type { NdArray, Shape } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "./01_batchnorm_forward.ts";
import { batchnorm_backward_alt } from "./03_batchnorm_backward_alt.ts";

/** The settings and the memory of one layer. */
export interface SpatialBatchNormParam extends BatchNormParam {
  axis?: 1 | 3;
}

/** What the forward pass leaves for the backward pass. */
export interface SpatialBatchNormCache {
  pixels: BatchNormCache;
  axis: 1 | 3;
}

/** See `lessons/07_spatial_batchnorm.ts` for the contract. */
export function spatial_batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: SpatialBatchNormParam,
): [out: NdArray, cache: SpatialBatchNormCache | null] {
  const { axis = 1 } = bn_param;
  if (axis !== 1 && axis !== 3) {
    throw new RangeError(
      `Cannot normalize: expected the channels on axis 1 or 3, got ${axis}`,
    );
  }
  const [out, pixels] = batchnorm_forward(
    toPixels(x, axis),
    gamma,
    beta,
    bn_param,
  );
  return [fromPixels(out, x.shape, axis), pixels && { pixels, axis }];
}

/** See `lessons/07_spatial_batchnorm.ts` for the contract. */
export function spatial_batchnorm_backward(
  dout: NdArray,
  { pixels, axis }: SpatialBatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const [dx, dgamma, dbeta] = batchnorm_backward_alt(
    toPixels(dout, axis),
    pixels,
  );
  return [fromPixels(dx, dout.shape, axis), dgamma, dbeta];
}

/** A row for each pixel, a column for each channel. */
function toPixels(x: NdArray, axis: 1 | 3): NdArray {
  const channelsLast = axis === 1 ? x.transpose([0, 2, 3, 1]) : x;
  return channelsLast.reshape([-1, x.shape[axis]!]);
}

/** Back to the shape of the images. */
function fromPixels(pixels: NdArray, shape: Shape, axis: 1 | 3): NdArray {
  if (axis === 3) return pixels.reshape(shape);
  const [N, C, H, W] = shape as [number, number, number, number];
  return pixels.reshape([N, H, W, C]).transpose([0, 3, 1, 2]);
}
