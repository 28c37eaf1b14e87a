/**
 * Other ways to write lesson 08, batch norm for sequences.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../../solutions/02_batchnorm_backward.ts";
import type { RecurrentBatchNormParam } from "../../../solutions/08_recurrent_batchnorm.ts";
import type { Exports } from "../../support/trace.ts";
import { otherWays } from "../support/define.ts";
import { averages, type Gradients, KEEP, sizes } from "../support/pieces.ts";

type Forward = (
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: RecurrentBatchNormParam,
  lengths?: number[],
) => [NdArray, unknown];
// deno-lint-ignore no-explicit-any -- each has a cache of its own
type Backward = (dout: NdArray, cache: any) => Gradients;

interface Masked {
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  mask: NdArray;
  counts: NdArray;
}

/** All steps at once, by a mask. */
const masked: [Forward, Backward] = [
  (x, gamma, beta, bn_param, lengths) => {
    const [N, T, D] = sizes(x);
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    if (mode !== "train" && mode !== "test") throw new RangeError(mode);
    const ends = lengths ?? Array<number>(N).fill(T);
    const mask = nd.array(
      ends.map((end) => Array.from({ length: T }, (_, t) => [t < end ? 1 : 0])),
    );
    if (mode === "test") {
      const last = bn_param.running_mean!.shape[0]! - 1;
      const rows = Array.from({ length: T }, (_, t) => Math.min(t, last));
      const x_hat = x.sub(bn_param.running_mean!.take(rows))
        .div(bn_param.running_var!.take(rows).add(eps).sqrt());
      return [x_hat.mul(gamma).add(beta).mul(mask), null];
    }
    // Nobody reaches some steps: their sums are 0, whatever they are divided by.
    const counts = mask.sum(0, KEEP).maximum(1);
    const mean = x.mul(mask).sum(0, KEEP).div(counts);
    const centered = x.sub(mean).mul(mask);
    const variance = centered.square().sum(0, KEEP).div(counts);
    const std = variance.add(eps).sqrt();
    const x_hat = centered.div(std);
    const S = Math.max(...ends);
    const mix = (old: NdArray | undefined, now: NdArray) => {
      const before = nd.zeros([Math.max(S, old?.shape[0] ?? 0), D]);
      if (old) before.data.set(old.data);
      const moved = before.rows(0, S).mul(momentum)
        .add(now.reshape([T, D]).rows(0, S).mul(1 - momentum));
      before.data.set(moved.data);
      return before;
    };
    bn_param.running_mean = mix(bn_param.running_mean, mean);
    bn_param.running_var = mix(bn_param.running_var, variance);
    const cache: Masked = { x_hat, std, gamma, mask, counts };
    return [x_hat.mul(gamma).add(beta).mul(mask), cache];
  },
  (dout, { x_hat, std, gamma, mask, counts }: Masked) => {
    const g = dout.mul(mask);
    const mean = (values: NdArray) => values.sum(0, KEEP).div(counts);
    const dx = g.sub(mean(g)).sub(x_hat.mul(mean(g.mul(x_hat))))
      .mul(gamma).div(std).mul(mask);
    return [dx, g.mul(x_hat).sum([0, 1]), g.sum([0, 1])];
  },
];

/** Number by number, with plain arrays for the statistics. */
const loops: [Forward, Backward] = [
  (x, gamma, beta, bn_param, lengths) => {
    const [N, T, D] = sizes(x);
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    if (!["train", "test"].includes(mode)) {
      throw new RangeError(`mode is ${mode}`);
    }
    const ends = lengths ? [...lengths] : Array<number>(N).fill(T);
    const out = nd.zeros([N, T, D]);
    const x_hat = nd.zeros([N, T, D]);
    const stds: number[][] = [];
    const rows = (running?: NdArray) =>
      (running?.toArray() ?? []) as number[][];
    const means = rows(bn_param.running_mean);
    const variances = rows(bn_param.running_var);
    for (let t = 0; t < Math.max(...ends); t++) {
      stds[t] = [];
      const who = ends.flatMap((end, i) => t < end ? [i] : []);
      const row = mode === "test" ? Math.min(t, means.length - 1) : t;
      for (let j = 0; j < D; j++) {
        let mean = means[row]?.[j] ?? 0;
        let variance = variances[row]?.[j] ?? 0;
        if (mode === "train") {
          const values = who.map((i) => x.at(i, t, j));
          const m = values.reduce((a, b) => a + b) / values.length;
          const v = values.reduce((a, b) => a + (b - m) ** 2, 0) /
            values.length;
          (means[t] ??= [])[j] = mean * momentum + m * (1 - momentum);
          (variances[t] ??= [])[j] = variance * momentum +
            v * (1 - momentum);
          [mean, variance] = [m, v];
        }
        stds[t]![j] = Math.sqrt(variance + eps);
        for (const i of who) {
          const h = (x.at(i, t, j) - mean) / stds[t]![j]!;
          x_hat.set(h, i, t, j);
          out.set(gamma.at(j) * h + beta.at(j), i, t, j);
        }
      }
    }
    if (mode === "train") {
      bn_param.running_mean = nd.array(means);
      bn_param.running_var = nd.array(variances);
    }
    return [out, [x_hat, stds, gamma, ends]];
  },
  (
    dout,
    [x_hat, stds, gamma, ends]: [NdArray, number[][], NdArray, number[]],
  ) => {
    const [, , D] = sizes(dout);
    const dx = nd.zeros(dout.shape);
    const [dgamma, dbeta] = [nd.zeros([D]), nd.zeros([D])];
    stds.forEach((std, t) => {
      const who = ends.flatMap((end, i) => t < end ? [i] : []);
      for (let j = 0; j < D; j++) {
        let [sum, slope] = [0, 0];
        for (const i of who) {
          sum += dout.at(i, t, j);
          slope += dout.at(i, t, j) * x_hat.at(i, t, j);
        }
        dbeta.data[j]! += sum;
        dgamma.data[j]! += slope;
        for (const i of who) {
          const rest = dout.at(i, t, j) -
            (sum + x_hat.at(i, t, j) * slope) / who.length;
          dx.set(rest * gamma.at(j) / std[j]!, i, t, j);
        }
      }
    });
    return [dx, dgamma, dbeta];
  },
];

interface Packed {
  caches: BatchNormCache[];
  /** The sequences, the longest first, and how many reach each step. */
  order: number[];
  counts: number[];
}

/** Time first, the sequences by length, so that those still running come first. */
const packed: [Forward, Backward] = [
  (x, gamma, beta, bn_param, lengths) => {
    const [N, T] = sizes(x);
    const ends = lengths ?? Array<number>(N).fill(T);
    const order = [...ends.keys()].sort((a, b) => ends[b]! - ends[a]!);
    const counts = Array.from(
      { length: Math.max(...ends) },
      (_, t) => ends.filter((end) => t < end).length,
    );
    const param = { ...bn_param };
    const { running_mean: _, running_var: __, ...settings } = bn_param;
    const caches: BatchNormCache[] = [];
    const out = along(x, { order, counts }, (rows, t) => {
      const last = (param.running_mean?.shape[0] ?? 0) - 1;
      const from = param.mode === "test" ? Math.min(t, last) : t;
      const row = (name: "running_mean" | "running_var") =>
        from <= last
          ? param[name]?.rows(from, from + 1).reshape([-1])
          : undefined;
      const own: BatchNormParam = {
        ...settings,
        ...averages({
          running_mean: row("running_mean"),
          running_var: row("running_var"),
        }),
      };
      const [part, cache] = batchnorm_forward(rows, gamma, beta, own);
      if (own.mode === "train") {
        for (const name of ["running_mean", "running_var"] as const) {
          bn_param[name] = withRow(bn_param[name], t, own[name]!);
        }
      }
      if (cache) caches.push(cache);
      return part;
    });
    return [out, { caches, order, counts }];
  },
  (dout, { caches, ...plan }: Packed) => {
    const sums: NdArray[][] = [];
    const dx = along(dout, plan, (rows, t) => {
      const [part, ...rest] = batchnorm_backward(rows, caches[t]!);
      sums.push(rest);
      return part;
    });
    const total = (k: number) =>
      sums.map((pair) => pair[k]!).reduce((a, b) => a.add(b));
    return [dx, total(0), total(1)];
  },
];

/** Does something with the rows of each step, and puts what comes of it in place. */
function along(
  x: NdArray,
  { order, counts }: Pick<Packed, "order" | "counts">,
  each: (rows: NdArray, t: number) => NdArray,
): NdArray {
  const [N, T, D] = sizes(x);
  const steps = x.take(order).transpose([1, 0, 2]);
  const result = nd.zeros([T, N, D]);
  counts.forEach((count, t) => {
    const rows = steps.rows(t, t + 1).reshape([N, D]).rows(0, count);
    result.data.set(each(rows, t).data, t * N * D);
  });
  const place = order.map((_, i) => order.indexOf(i));
  return result.transpose([1, 0, 2]).take(place);
}

/** Running averages with one row replaced, or added. */
function withRow(
  running: NdArray | undefined,
  t: number,
  row: NdArray,
): NdArray {
  const rows = (running?.toArray() ?? []) as number[][];
  rows[t] = row.toArray() as number[];
  return nd.array(rows);
}

function lesson(
  recurrent_batchnorm_init: (D: number) => unknown,
  [recurrent_batchnorm_forward, recurrent_batchnorm_backward]: [
    Forward,
    Backward,
  ],
): Exports {
  return {
    recurrent_batchnorm_init,
    recurrent_batchnorm_forward,
    recurrent_batchnorm_backward,
  };
}

/** The variants of lesson 08. */
export const variants = otherWays({
  "recurrent-masked": [
    "all steps at once, by a mask, without any other lesson",
    lesson((D) => [nd.ones([D]).div(10), nd.zeros([D])], masked),
  ],
  "recurrent-loops": [
    "number by number; a cache in test mode too, as an array",
    lesson(
      (D) => [nd.array(Array(D).fill(0.1)), nd.array(Array(D).fill(0))],
      loops,
    ),
  ],
  "recurrent-packed": [
    "time first, the longest sequence first, on lessons 01 and 02",
    lesson((D) => [nd.zeros([D]).add(0.1), nd.ones([D]).mul(0)], packed),
  ],
  "recurrent-closure-cache": [
    "a cache that is a function, made of the mask",
    lesson((D) => [nd.full([D], 1e-1), nd.full([D], 0)], [
      (x, gamma, beta, bn_param, lengths) => {
        const [out, cache] = masked[0](x, gamma, beta, bn_param, lengths);
        return [out, cache && ((dout: NdArray) => masked[1](dout, cache))];
      },
      (dout, back) => back(dout),
    ]),
  ],
});
