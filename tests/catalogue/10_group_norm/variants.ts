/**
 * Other ways to write spatial_groupnorm_forward() and its way back.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  layernorm_forward,
  type LayerNormCache,
  type LayerNormParam,
} from "../../../solutions/04_layernorm_forward.ts";
import { layernorm_backward } from "../../../solutions/05_layernorm_backward.ts";
import { otherWays } from "../support/define.ts";
import { type Gradients, KEEP, sizes } from "../support/pieces.ts";

function checkGroups(C: number, G: number): void {
  if (C % G !== 0) throw new RangeError(`${C} channels, ${G} groups`);
}

/** With five axes, and the means written out. */
const fiveAxes = {
  spatial_groupnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    G: number,
    { eps = 1e-5 }: LayerNormParam,
  ) {
    const [N, C, H, W] = sizes(x);
    checkGroups(C, G);
    const groups = x.reshape([N, G, C / G, H, W]);
    const mean = groups.mean([2, 3, 4], KEEP);
    const variance = groups.sub(mean).square().mean([2, 3, 4], KEEP);
    const inverse = variance.add(eps).pow(-0.5);
    const x_hat = groups.sub(mean).mul(inverse);
    const scale = gamma.reshape([1, G, C / G, 1, 1]);
    const shift = beta.reshape([1, G, C / G, 1, 1]);
    const out = x_hat.mul(scale).add(shift).reshape(x.shape);
    return [out, [x_hat, inverse, scale]];
  },
  spatial_groupnorm_backward(
    dout: NdArray,
    [x_hat, inverse, scale]: [NdArray, NdArray, NdArray],
  ): Gradients {
    const upstream = dout.reshape(x_hat.shape);
    const g = upstream.mul(scale);
    const M = x_hat.shape.slice(2).reduce((a, b) => a * b, 1);
    const dx = inverse.div(M).mul(
      g.mul(M).sub(g.sum([2, 3, 4], KEEP))
        .sub(x_hat.mul(g.mul(x_hat).sum([2, 3, 4], KEEP))),
    );
    return [
      dx.reshape(dout.shape),
      upstream.mul(x_hat).sum([0, 3, 4]).reshape([-1]),
      upstream.sum([0, 3, 4]).reshape([-1]),
    ];
  },
};

/** Layer norm, with gamma and beta repeated for a row of one group after another. */
const groupByGroup = {
  spatial_groupnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    G: number,
    gn_param: LayerNormParam,
  ) {
    const [N, C, H, W] = sizes(x);
    checkGroups(C, G);
    const size = C / G;
    const parts = Array.from({ length: G }, (_, g) => {
      const rows = channels(x, g * size, size).reshape([N, size * H * W]);
      const repeated = (values: NdArray) =>
        values.rows(g * size, (g + 1) * size).reshape([size, 1])
          .mul(nd.ones([1, H * W])).reshape([-1]);
      return layernorm_forward(rows, repeated(gamma), repeated(beta), gn_param);
    });
    const out = joined(parts.map(([out]) => out.reshape([N, size, H, W])));
    return [out, parts.map(([, cache]) => cache)];
  },
  spatial_groupnorm_backward(
    dout: NdArray,
    caches: LayerNormCache[],
  ): Gradients {
    const [N, C, H, W] = sizes(dout);
    const size = C / caches.length;
    const parts = caches.map((cache, g) =>
      layernorm_backward(
        channels(dout, g * size, size).reshape([N, size * H * W]),
        cache,
      )
    );
    const summed = (k: 1 | 2) =>
      nd.array(
        parts.flatMap((part) =>
          part[k].reshape([size, H * W]).sum(1).toArray() as number[]
        ),
      );
    return [
      joined(parts.map(([dx]) => dx.reshape([N, size, H, W]))),
      summed(1),
      summed(2),
    ];
  },
};

/** Some channels of images. */
function channels(images: NdArray, from: number, count: number): NdArray {
  return images.transpose([1, 0, 2, 3]).rows(from, from + count)
    .transpose([1, 0, 2, 3]);
}

/** Channels after one another. */
function joined(parts: NdArray[]): NdArray {
  const first = parts.flatMap((part) =>
    part.transpose([1, 0, 2, 3]).toArray() as number[][][][]
  );
  return nd.array(first).transpose([1, 0, 2, 3]);
}

/** All variants of lesson 10. */
export const variants = otherWays({
  "group-five-axes": [
    "five axes, the inverse deviation and gamma in their shape",
    fiveAxes,
  ],
  "group-by-group": [
    "layer norm with gamma repeated, one group after another",
    groupByGroup,
  ],
});
