/**
 * Other ways to write spatial_batchnorm_forward() and its way back.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray, Shape } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "../../../solutions/03_batchnorm_backward_alt.ts";
import type { SpatialBatchNormParam } from "../../../solutions/07_spatial_batchnorm.ts";
import type { Exports } from "../../support/trace.ts";
import { otherWays } from "../support/define.ts";
import { averages, type Gradients, KEEP, sizes } from "../support/pieces.ts";

type Forward = (
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: SpatialBatchNormParam,
) => [NdArray, unknown];
// deno-lint-ignore no-explicit-any -- each has a cache of its own
type Backward = (dout: NdArray, cache: any) => Gradients;

function checkAxis(axis: number): void {
  if (axis !== 1 && axis !== 3) throw new RangeError(`bad axis ${axis}`);
}

/** Both functions by lessons 01 and 02, with a way there and back. */
function byPixels(
  there: (x: NdArray, axis: number) => NdArray,
  back: (pixels: NdArray, shape: Shape, axis: number) => NdArray,
): [Forward, Backward] {
  return [
    (x, gamma, beta, bn_param) => {
      const axis = bn_param.axis ?? 1;
      checkAxis(axis);
      const [out, cache] = batchnorm_forward(
        there(x, axis),
        gamma,
        beta,
        bn_param,
      );
      return [back(out, x.shape, axis), [cache, axis]];
    },
    (dout, [cache, axis]: [BatchNormCache, number]) => {
      const [dx, dgamma, dbeta] = batchnorm_backward(there(dout, axis), cache);
      return [back(dx, dout.shape, axis), dgamma, dbeta];
    },
  ];
}

/** By a matrix with a row for each channel, transposed. */
const throughRows = byPixels(
  (x, axis) => {
    const C = x.shape[axis]!;
    const order = axis === 1 ? [1, 0, 2, 3] : [3, 0, 1, 2];
    return x.transpose(order).reshape([C, -1]).T;
  },
  (pixels, shape, axis) => {
    const [N, A, B, D] = sizes({ shape });
    return axis === 1
      ? pixels.T.reshape([A, N, B, D]).transpose([1, 0, 2, 3])
      : pixels.T.reshape([D, N, A, B]).transpose([1, 2, 3, 0]);
  },
);

/** Number by number. */
const byIndex = byPixels(
  (x, axis) => {
    const [N, A, B, D] = sizes(x);
    const C = x.shape[axis]!;
    const pixels = nd.zeros([x.size / C, C]);
    let row = 0;
    for (let n = 0; n < N; n++) {
      for (let i = 0; i < (axis === 1 ? B : A); i++) {
        for (let j = 0; j < (axis === 1 ? D : B); j++, row++) {
          for (let c = 0; c < C; c++) {
            const value = axis === 1 ? x.at(n, c, i, j) : x.at(n, i, j, c);
            pixels.set(value, row, c);
          }
        }
      }
    }
    return pixels;
  },
  (pixels, shape, axis) => {
    const [N, A, B, D] = sizes({ shape });
    const x = nd.zeros(shape);
    let row = 0;
    for (let n = 0; n < N; n++) {
      for (let i = 0; i < (axis === 1 ? B : A); i++) {
        for (let j = 0; j < (axis === 1 ? D : B); j++, row++) {
          for (let c = 0; c < shape[axis]!; c++) {
            if (axis === 1) x.set(pixels.at(row, c), n, c, i, j);
            else x.set(pixels.at(row, c), n, i, j, c);
          }
        }
      }
    }
    return x;
  },
);

interface FourAxes {
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  axes: number[];
}

/** Means over three axes, without any other lesson. */
const reductions: [Forward, Backward] = [
  (x, gamma, beta, bn_param) => {
    const { mode, eps = 1e-5, momentum = 0.9, axis = 1 } = bn_param;
    checkAxis(axis);
    const C = x.shape[axis]!;
    const axes = [0, 1, 2, 3].filter((one) => one !== axis);
    const wide = (values: NdArray) =>
      values.reshape(axis! === 1 ? [1, C, 1, 1] : [1, 1, 1, C]);
    const old_mean = bn_param.running_mean ?? nd.zeros([C]);
    const old_var = bn_param.running_var ?? nd.zeros([C]);
    let mean = old_mean;
    let variance = old_var;
    if (mode === "train") {
      mean = x.mean(axes);
      variance = x.var(axes);
      bn_param.running_mean = old_mean.mul(momentum)
        .add(mean.mul(1 - momentum));
      bn_param.running_var = old_var.mul(momentum)
        .add(variance.mul(1 - momentum));
    } else if (mode !== "test") {
      throw new RangeError(`unknown mode "${mode}"`);
    }
    const std = wide(variance.add(eps).sqrt());
    const x_hat = x.sub(wide(mean)).div(std);
    const cache: FourAxes = { x_hat, std, gamma: wide(gamma), axes };
    return [x_hat.mul(wide(gamma)).add(wide(beta)), cache];
  },
  (dout, { x_hat, std, gamma, axes }: FourAxes) => {
    const mean = (values: NdArray) => values.mean(axes, KEEP);
    const dx = dout.sub(mean(dout)).sub(x_hat.mul(mean(dout.mul(x_hat))))
      .mul(gamma).div(std);
    return [dx, dout.mul(x_hat).sum(axes), dout.sum(axes)];
  },
];

/** The numbers of a channel by their positions in the flat data. */
function positions(shape: Shape, axis: number): number[][] {
  const inner = shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const size = shape.reduce((a, b) => a * b, 1);
  const all: number[][] = Array.from({ length: shape[axis]! }, () => []);
  for (let k = 0; k < size; k++) {
    all[Math.floor(k / inner) % shape[axis]!]!.push(k);
  }
  return all;
}

/** One channel after the other on lesson 01, each with a memory of its own. */
const byChannel: [Forward, Backward] = [
  (x, gamma, beta, bn_param) => {
    const axis = bn_param.axis ?? 1;
    checkAxis(axis);
    const C = x.shape[axis]!;
    const out = nd.zeros(x.shape);
    const before = [bn_param.running_mean, bn_param.running_var];
    const [means, variances] = [nd.zeros([C]), nd.zeros([C])];
    const caches = positions(x.shape, axis).map((places, c) => {
      const param = {
        ...bn_param,
        ...averages({
          running_mean: before[0]?.rows(c, c + 1),
          running_var: before[1]?.rows(c, c + 1),
        }),
      };
      const [column, cache] = batchnorm_forward(
        nd.array(places.map((k) => [x.data[k]!])),
        gamma.rows(c, c + 1),
        beta.rows(c, c + 1),
        param,
      );
      places.forEach((k, row) => out.data[k] = column.data[row]!);
      if (bn_param.mode === "train") {
        means.set(param.running_mean!.at(0), c);
        variances.set(param.running_var!.at(0), c);
      }
      return cache;
    });
    if (bn_param.mode === "train") {
      bn_param.running_mean = means;
      bn_param.running_var = variances;
    }
    return [out, { caches, axis }];
  },
  (dout, { caches, axis }: { caches: BatchNormCache[]; axis: number }) => {
    const dx = nd.zeros(dout.shape);
    const C = caches.length;
    const [dgamma, dbeta] = [nd.zeros([C]), nd.zeros([C])];
    positions(dout.shape, axis).forEach((places, c) => {
      const column = nd.array(places.map((k) => [dout.data[k]!]));
      const [dcolumn, g, b] = batchnorm_backward_alt(column, caches[c]!);
      places.forEach((k, row) => dx.data[k] = dcolumn.data[row]!);
      dgamma.set(g.at(0), c);
      dbeta.set(b.at(0), c);
    });
    return [dx, dgamma, dbeta];
  },
];

/** Turns channels first into channels last and calls itself. */
const forwardLast: Forward = (x, gamma, beta, bn_param) => {
  const { axis = 1, ...settings } = bn_param;
  if (axis === 3) {
    const C = x.shape[3]!;
    const flat = x.reshape([x.size / C, C]);
    const [out, cache] = batchnorm_forward(flat, gamma, beta, bn_param);
    const back = (dout: NdArray): Gradients => {
      const [dx, ...rest] = batchnorm_backward_alt(
        dout.reshape([-1, C]),
        cache!,
      );
      return [dx.reshape(x.shape), ...rest];
    };
    return [out.reshape(x.shape), back];
  }
  checkAxis(axis);
  const inner: SpatialBatchNormParam = { ...settings, axis: 3 };
  const [out, back] = forwardLast(
    x.transpose([0, 2, 3, 1]),
    gamma,
    beta,
    inner,
  ) as [NdArray, (dout: NdArray) => Gradients];
  const { running_mean, running_var } = inner;
  Object.assign(bn_param, averages({ running_mean, running_var }));
  return [
    out.transpose([0, 3, 1, 2]),
    (dout: NdArray): Gradients => {
      const [dx, ...rest] = back(dout.transpose([0, 2, 3, 1]));
      return [dx.transpose([0, 3, 1, 2]), ...rest];
    },
  ];
};

function lesson(
  [spatial_batchnorm_forward, spatial_batchnorm_backward]: [Forward, Backward],
): Exports {
  return { spatial_batchnorm_forward, spatial_batchnorm_backward };
}

/** The variants of lesson 07. */
export const variants = otherWays({
  "spatial-through-rows": [
    "a row for each channel, transposed, and lesson 02 for the way back",
    lesson(throughRows),
  ],
  "spatial-by-index": [
    "every number by its index, to a matrix and back",
    lesson(byIndex),
  ],
  "spatial-reductions": [
    "means over three axes, without any other lesson",
    lesson(reductions),
  ],
  "spatial-by-channel": [
    "lesson 01 for one channel after the other",
    lesson(byChannel),
  ],
  "spatial-by-recursion": [
    "channels first by way of channels last; the cache is the way back",
    lesson([forwardLast, (dout, back) => back(dout)]),
  ],
  "spatial-cache-in-test-mode": [
    "means over three axes, in a cache that only one class can read",
    lesson([
      (x, gamma, beta, bn_param) => {
        const [out, cache] = reductions[0](x, gamma, beta, bn_param);
        return [out, new Kept(cache as FourAxes)];
      },
      (dout, kept: Kept) => kept.backward(dout),
    ]),
  ],
});

/** A cache that knows the way back. */
class Kept {
  readonly #cache: FourAxes;

  constructor(cache: FourAxes) {
    this.#cache = cache;
  }

  backward(dout: NdArray): Gradients {
    return reductions[1](dout, this.#cache);
  }
}
