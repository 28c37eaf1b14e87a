import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import {
  batchnorm_forward,
  type BatchNormCache,
  type BatchNormParam,
} from "./01_batchnorm_forward.ts";
import { batchnorm_backward_alt } from "./03_batchnorm_backward_alt.ts";

/** The settings and the memory of one layer. */
export interface RecurrentBatchNormParam {
  mode: "train" | "test";
  eps?: number;
  momentum?: number;
  running_mean?: NdArray;
  running_var?: NdArray;
}

/** What the forward pass leaves for the backward pass. */
export interface RecurrentBatchNormCache {
  steps: BatchNormCache[];
  lengths: number[];
}

/** See `lessons/08_recurrent_batchnorm.ts` for the contract. */
export function recurrent_batchnorm_init(
  D: number,
): [gamma: NdArray, beta: NdArray] {
  return [nd.full([D], 0.1), nd.zeros([D])];
}

/** See `lessons/08_recurrent_batchnorm.ts` for the contract. */
export function recurrent_batchnorm_forward(
  x: NdArray,
  gamma: NdArray,
  beta: NdArray,
  bn_param: RecurrentBatchNormParam,
  lengths: number[] = Array(x.shape[0]).fill(x.shape[1]),
): [out: NdArray, cache: RecurrentBatchNormCache | null] {
  const { mode, running_mean, running_var } = bn_param;
  const trained = running_mean?.shape[0] ?? 0;
  const out = nd.zeros(x.shape, x.dtype);
  const params: BatchNormParam[] = [];
  const steps: BatchNormCache[] = [];
  for (let t = 0; t < Math.max(...lengths); t++) {
    const row = mode === "test" ? Math.min(t, trained - 1) : t;
    const param = {
      ...bn_param,
      running_mean: rowOf(running_mean, row),
      running_var: rowOf(running_var, row),
    } as BatchNormParam;
    const [part, cache] = batchnorm_forward(
      pick(x, t, lengths),
      gamma,
      beta,
      param,
    );
    put(part, out, t, lengths);
    params.push(param);
    if (cache) steps.push(cache);
  }
  if (mode === "test") return [out, null];

  bn_param.running_mean = rowsOf(
    params.map(({ running_mean }) => running_mean!),
    running_mean,
  );
  bn_param.running_var = rowsOf(
    params.map(({ running_var }) => running_var!),
    running_var,
  );
  return [out, { steps, lengths: [...lengths] }];
}

/** See `lessons/08_recurrent_batchnorm.ts` for the contract. */
export function recurrent_batchnorm_backward(
  dout: NdArray,
  { steps, lengths }: RecurrentBatchNormCache,
): [dx: NdArray, dgamma: NdArray, dbeta: NdArray] {
  const D = dout.shape[2]!;
  const dx = nd.zeros(dout.shape, dout.dtype);
  let dgamma = nd.zeros([D], dout.dtype);
  let dbeta = nd.zeros([D], dout.dtype);
  for (const [t, cache] of steps.entries()) {
    const [part, dgamma_t, dbeta_t] = batchnorm_backward_alt(
      pick(dout, t, lengths),
      cache,
    );
    put(part, dx, t, lengths);
    dgamma = dgamma.add(dgamma_t);
    dbeta = dbeta.add(dbeta_t);
  }
  return [dx, dgamma, dbeta];
}

/** The sequences that reach step t. */
function reaching(t: number, lengths: readonly number[]): number[] {
  return [...lengths.keys()].filter((i) => t < lengths[i]!);
}

/** Step t of the sequences that reach it: one row each. */
function pick(x: NdArray, t: number, lengths: readonly number[]): NdArray {
  const [N, T, D] = x.shape as [number, number, number];
  const rows = reaching(t, lengths).map((i) => i * T + t);
  return x.reshape([N * T, D]).take(rows);
}

/** Puts such rows where they came from. */
function put(
  rows: NdArray,
  x: NdArray,
  t: number,
  lengths: readonly number[],
): void {
  const [, T, D] = x.shape as [number, number, number];
  for (const [k, i] of reaching(t, lengths).entries()) {
    x.data.set(rows.rows(k, k + 1).data, (i * T + t) * D);
  }
}

/** The running average of one step, if there is one. */
function rowOf(running: NdArray | undefined, t: number): NdArray | undefined {
  if (running === undefined || t >= running.shape[0]!) return undefined;
  return running.rows(t, t + 1).reshape([-1]);
}

/** The running averages of these steps, then the old ones of later steps. */
function rowsOf(steps: readonly NdArray[], old: NdArray | undefined): NdArray {
  const { size: D, dtype } = steps[0]!;
  const S = Math.max(steps.length, old?.shape[0] ?? 0);
  const rows = nd.zeros([S, D], dtype);
  if (old) rows.data.set(old.data);
  for (const [t, { data }] of steps.entries()) rows.data.set(data, t * D);
  return rows;
}
