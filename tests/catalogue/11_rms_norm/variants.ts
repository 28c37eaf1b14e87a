/**
 * Other ways to write rms_norm_forward() and its way back.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { RmsNormParam } from "../../../solutions/11_rms_norm.ts";
import { otherWays } from "../support/define.ts";
import { KEEP } from "../support/pieces.ts";

/** By the length of a row and the root of D, with x itself in the cache. */
const byLength = {
  rms_norm_forward(x: NdArray, gamma: NdArray, { eps = 1e-5 }: RmsNormParam) {
    const D = x.shape[1]!;
    const length = x.mul(x).sum(1, KEEP).add(D * eps).sqrt();
    const inverse = nd.ones([x.shape[0]!, 1]).div(length).mul(Math.sqrt(D));
    return [x.mul(inverse).mul(gamma), [x.copy(), inverse, gamma.copy()]];
  },
  rms_norm_backward(
    dout: NdArray,
    [x, inverse, gamma]: [NdArray, NdArray, NdArray],
  ): [dx: NdArray, dgamma: NdArray] {
    const D = x.shape[1]!;
    const g = dout.mul(gamma);
    const along = g.mul(x).sum(1, KEEP).div(D);
    const dx = g.mul(inverse).sub(x.mul(along).mul(inverse.pow(3)));
    return [dx, dout.mul(x).mul(inverse).sum(0)];
  },
};

/** Plain loops, one row after another. */
const rowByRow = {
  rms_norm_forward(x: NdArray, gamma: NdArray, rms_param: RmsNormParam) {
    const eps = rms_param.eps ?? 1e-5;
    const rows = x.toArray() as number[][];
    const scale = gamma.toArray() as number[];
    const roots = rows.map((row) =>
      Math.sqrt(row.reduce((sum, v) => sum + v * v, 0) / row.length + eps)
    );
    const out = rows.map((row, i) =>
      row.map((v, j) => scale[j]! * v / roots[i]!)
    );
    return [nd.array(out), { rows, scale, roots }];
  },
  rms_norm_backward(
    dout: NdArray,
    { rows, scale, roots }: {
      rows: number[][];
      scale: number[];
      roots: number[];
    },
  ): [dx: NdArray, dgamma: NdArray] {
    const dgamma = scale.map(() => 0);
    const upstream = dout.toArray() as number[][];
    const dx = rows.map((row, i) => {
      const r = roots[i]!;
      let dr = 0;
      row.forEach((v, j) => {
        dgamma[j]! += upstream[i]![j]! * v / r;
        dr -= upstream[i]![j]! * scale[j]! * v / (r * r);
      });
      return row.map((v, j) =>
        upstream[i]![j]! * scale[j]! / r + dr * v / (row.length * r)
      );
    });
    return [nd.array(dx), nd.array(dgamma)];
  },
};

/** All variants of lesson 11. */
export const variants = otherWays({
  "rms-by-length": ["the length of a row, and x in the cache", byLength],
  "rms-row-by-row": ["plain loops, back in stages", rowByRow],
});
