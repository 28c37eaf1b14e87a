import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  layernorm_forward,
  type LayerNormCache,
  type LayerNormParam,
} from "./04_layernorm_forward.ts";
import { layernorm_backward } from "./05_layernorm_backward.ts";

/** What the forward pass leaves for the backward pass. */
export interface GroupNormCache {
  rows: LayerNormCache;
  gamma: NdArray;
}

/** See `lessons/10_group_norm.ts` for the contract. */
export function spatial_groupnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  G: number,
  gn_param: LayerNormParam,
): [out: NdArray, cache: GroupNormCache] {
  const [N, C, H, W] = x.shape as [number, number, number, number];
  if (C % G !== 0) {
    throw new RangeError(
      `Cannot normalize: expected ${C} channels in groups of one size, ` +
        `got ${G} groups`,
    );
  }
  const D = C / G * H * W;

  // A row of D numbers for each group of each image, whose scale comes later.
  const [x_hat, rows] = layernorm_forward(
    x.reshape([N * G, D]),
    nd.ones([D], x.dtype),
    nd.zeros([D], x.dtype),
    gn_param,
  );
  const out = x_hat.reshape(x.shape).mul(perChannel(gamma))
    .add(perChannel(beta));
  return [out, { rows, gamma }];
}

/** See `lessons/10_group_norm.ts` for the contract. */
export function spatial_groupnorm_backward(
  dout: NdArray,
  { rows, gamma }: GroupNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const x_hat = rows.x_hat.reshape(dout.shape);

  // gamma and beta belong to channels.
  const dbeta = dout.sum([0, 2, 3]);
  const dgamma = dout.mul(x_hat).sum([0, 2, 3]);

  // The statistics belong to groups of images.
  const dx_hat = dout.mul(perChannel(gamma));
  const [dx] = layernorm_backward(dx_hat.reshape(rows.x_hat.shape), rows);

  return [dx.reshape(dout.shape), dgamma, dbeta];
}

/** One value for each channel of images. */
function perChannel(values: NdArray): NdArray {
  return values.reshape([1, -1, 1, 1]);
}
