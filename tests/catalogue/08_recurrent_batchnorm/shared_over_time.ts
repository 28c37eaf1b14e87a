/** Lesson 08 with statistics that go over time: the whole of it at once. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { RecurrentBatchNormParam } from "../../../solutions/08_recurrent_batchnorm.ts";
import { right } from "./recipe.ts";
import type { Exports } from "../../support/trace.ts";
import { KEEP, sizes } from "../support/pieces.ts";

interface Cache {
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  mask: NdArray;
  axes: number[];
}

/** Means over the steps of each sequence, or over the batch as well. */
export function sharedOverTime(axes: number[]): Exports {
  function recurrent_batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: RecurrentBatchNormParam,
    given?: number[],
  ): [NdArray, Cache | null] {
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    const [N, T, D] = sizes(x);
    if (mode !== "train" && mode !== "test") throw new RangeError(mode);
    const mask = maskOf(right.lengths(given, [N, T]), T);
    const batch = meanOf(x, mask, axes);
    const variance = meanOf(x.sub(batch).square(), mask, axes);
    const row = (running: NdArray | undefined) =>
      (running ?? nd.zeros([1, D])).mean(0, KEEP);
    const old_mean = row(bn_param.running_mean);
    const old_var = row(bn_param.running_var);
    const std = (mode === "test" ? old_var : variance).add(eps).sqrt();
    const x_hat = x.sub(mode === "test" ? old_mean : batch).div(std);
    const out = x_hat.mul(gamma).add(beta).mul(mask);
    if (mode === "test") return [out, null];
    const mix = (old: NdArray, now: NdArray) =>
      old.mul(momentum).add(now.mean([0, 1]).mul(1 - momentum));
    bn_param.running_mean = mix(old_mean, batch);
    bn_param.running_var = mix(old_var, variance);
    return [out, { x_hat, std, gamma, mask, axes }];
  }

  function recurrent_batchnorm_backward(
    dout: NdArray,
    { x_hat, std, gamma, mask, axes }: Cache,
  ) {
    const g = dout.mul(mask);
    const dx = g.sub(meanOf(g, mask, axes))
      .sub(x_hat.mul(meanOf(g.mul(x_hat), mask, axes)))
      .mul(gamma).div(std).mul(mask);
    return [dx, g.mul(x_hat).sum([0, 1]), g.sum([0, 1])];
  }

  return {
    recurrent_batchnorm_init: right.init,
    recurrent_batchnorm_forward,
    recurrent_batchnorm_backward,
  };
}

/** One where a sequence is still running, zero where there is padding. */
function maskOf(lengths: readonly number[], T: number): NdArray {
  return nd.array(
    lengths.map((length) =>
      Array.from({ length: T }, (_, t) => [t < length ? 1 : 0])
    ),
  );
}

function meanOf(x: NdArray, mask: NdArray, axes: number[]): NdArray {
  return x.mul(mask).sum(axes, KEEP).div(mask.sum(axes, KEEP));
}
