/** The recipe of lesson 08: its initializer, its forward pass and its way back, in steps. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "../../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward_alt } from "../../../solutions/03_batchnorm_backward_alt.ts";
import type {
  RecurrentBatchNormCache,
  RecurrentBatchNormParam,
} from "../../../solutions/08_recurrent_batchnorm.ts";
import { recipe } from "../support/define.ts";
import { averages, type Gradients, sizes } from "../support/pieces.ts";

/** A running average before and after a batch: a row for each step. */
interface Rows {
  old: NdArray | undefined;
  /** The new rows of the steps that the batch reached, in order. */
  moved: NdArray[];
  /** The steps that `x` has room for. */
  T: number;
  momentum: number;
}

/** The right steps, in the order of their use. */
export const right = {
  init: (D: number): unknown => [nd.full([D], 0.1), nd.zeros([D])],
  x: (x: NdArray): NdArray => x,
  lengths: (given: number[] | undefined, [N, T]: readonly number[]) =>
    given ?? Array<number>(N!).fill(T!),
  /** How many steps are normalized. */
  steps: (lengths: readonly number[], _T: number) => Math.max(...lengths),
  /** Which sequences are normalized at step t. */
  reaching: (t: number, lengths: readonly number[]) =>
    [...lengths.keys()].filter((i) => t < lengths[i]!),
  /** The row of the running averages that step t reads. */
  row: (t: number, trained: number, mode: string) =>
    mode === "test" ? Math.min(t, trained - 1) : t,
  start: (_running: NdArray, _t: number): NdArray | undefined => undefined,
  forward: (
    rows: NdArray,
    gamma: NdArray,
    beta: NdArray,
    param: BatchNormParam,
    _t: number,
  ): [NdArray, BatchNormCache | null] =>
    batchnorm_forward(rows, gamma, beta, param),
  /** What `out` holds where there is padding. */
  padding: (x: NdArray, _gamma: NdArray, _beta: NdArray): NdArray =>
    nd.zeros(x.shape),
  keep({ old, moved }: Rows): NdArray {
    const D = moved[0]!.size;
    const S = Math.max(moved.length, old?.shape[0] ?? 0);
    const rows = nd.zeros([S, D]);
    if (old) rows.data.set(old.data);
    moved.forEach(({ data }, t) => rows.data.set(data, t * D));
    return rows;
  },
  write(bn_param: RecurrentBatchNormParam, mean: NdArray, variance: NdArray) {
    bn_param.running_mean = mean;
    bn_param.running_var = variance;
  },
  updates: (mode: string) => mode !== "test",
  cache: (cache: RecurrentBatchNormCache) => cache,
  backReaching: (t: number, lengths: readonly number[]) =>
    right.reaching(t, lengths),
  /** Which step's cache step t goes back by. */
  backStep: (t: number, _count: number) => t,
  backward: (
    rows: NdArray,
    cache: BatchNormCache,
    _sizes: { N: number; t: number },
  ): Gradients => batchnorm_backward_alt(rows, cache),
  /** What `dx` holds where there is padding. */
  backPadding: (dout: NdArray): NdArray => nd.zeros(dout.shape),
  sum: (parts: NdArray[], _dout: NdArray): NdArray =>
    parts.reduce((sum, part) => sum.add(part)),
  returned: (...gradients: Gradients): NdArray[] => gradients,
};

/** Step t of some sequences: one row each. */
export function pick(x: NdArray, t: number, which: number[]): NdArray {
  const [N, T, D] = sizes(x);
  return x.reshape([N * T, D]).take(which.map((i) => i * T + t));
}

function put(rows: NdArray, x: NdArray, t: number, which: number[]): void {
  const [, T, D] = sizes(x);
  which.forEach((i, k) =>
    x.data.set(rows.rows(k, k + 1).data, (i * T + t) * D)
  );
}

/** What makes lesson 08 with some steps changed. */
export const recurrent = recipe(right, (step) => {
  function recurrent_batchnorm_forward(
    given: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: RecurrentBatchNormParam,
    givenLengths?: number[],
  ) {
    const { running_mean, running_var, ...settings } = bn_param;
    const { mode, momentum = 0.9 } = settings;
    const x = step.x(given);
    const [N, T] = sizes(x);
    const lengths = step.lengths(givenLengths, [N, T]);
    const trained = running_mean?.shape[0] ?? 0;
    const rowOf = (running: NdArray | undefined, t: number) => {
      const row = step.row(t, trained, mode);
      if (running === undefined || row < 0) return undefined;
      return row < trained
        ? running.rows(row, row + 1).reshape([-1])
        : step.start(running, row);
    };
    const out = step.padding(x, gamma, beta);
    const means: NdArray[] = [];
    const variances: NdArray[] = [];
    const steps: BatchNormCache[] = [];
    for (let t = 0; t < step.steps(lengths, T); t++) {
      const which = step.reaching(t, lengths);
      const param: BatchNormParam = {
        ...settings,
        ...averages({
          running_mean: rowOf(running_mean, t),
          running_var: rowOf(running_var, t),
        }),
      };
      const [part, cache] = step.forward(
        pick(x, t, which),
        gamma,
        beta,
        param,
        t,
      );
      put(part, out, t, which);
      means.push(param.running_mean!);
      variances.push(param.running_var!);
      if (cache) steps.push(cache);
    }
    if (step.updates(mode)) {
      step.write(
        bn_param,
        step.keep({ old: running_mean, moved: means, T, momentum }),
        step.keep({ old: running_var, moved: variances, T, momentum }),
      );
    }
    const cache = { steps, lengths: [...lengths] };
    return [out, mode === "test" ? null : step.cache(cache)];
  }

  function recurrent_batchnorm_backward(
    dout: NdArray,
    { steps, lengths }: RecurrentBatchNormCache,
  ) {
    const dx = step.backPadding(dout);
    const dgammas: NdArray[] = [];
    const dbetas: NdArray[] = [];
    for (const t of steps.keys()) {
      const which = step.backReaching(t, lengths);
      const [part, dgamma, dbeta] = step.backward(
        pick(dout, t, which),
        steps[step.backStep(t, steps.length)]!,
        { N: dout.shape[0]!, t },
      );
      put(part, dx, t, which);
      dgammas.push(dgamma);
      dbetas.push(dbeta);
    }
    return step.returned(dx, step.sum(dgammas, dout), step.sum(dbetas, dout));
  }

  return {
    recurrent_batchnorm_init: (D: number) => step.init(D),
    recurrent_batchnorm_forward,
    recurrent_batchnorm_backward,
  };
});
