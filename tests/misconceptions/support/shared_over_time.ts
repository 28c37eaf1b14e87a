/** Lesson 08 with statistics that go over time: the whole of it at once. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { RecurrentBatchNormParam } from "kata/08_recurrent_batchnorm.ts";
import type { Exports } from "../../support/catalogue.ts";
import { right } from "./recurrent_batchnorm.ts";

interface Cache {
  x_hat: NdArray;
  std: NdArray;
  gamma: NdArray;
  mask: NdArray;
  axes: number[];
}

/** Means over the steps of each sequence, or over the batch as well. */
export function sharedOverTime(
  over: "time" | "batch and time",
): () => Exports {
  const axes = over === "time" ? [1] : [0, 1];

  function recurrent_batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: RecurrentBatchNormParam,
    given?: number[],
  ): [NdArray, Cache | null] {
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    const [N, T, D] = x.shape;
    if (mode !== "train" && mode !== "test") throw new RangeError(mode);
    const mask = maskOf(right.lengths(given, [N, T]), T);
    const batch = meanOf(x, mask, axes);
    const variance = meanOf(x.sub(batch).square(), mask, axes);
    const row = (running: NdArray | undefined) =>
      (running ?? nd.zeros([1, D])).mean(0, { keepdims: true });
    const means = [row(bn_param.running_mean), row(bn_param.running_var)];
    const [mean, v] = mode === "test" ? means : [batch, variance];
    const std = v.add(eps).sqrt();
    const x_hat = x.sub(mean).div(std);
    const out = x_hat.mul(gamma).add(beta).mul(mask);
    if (mode === "test") return [out, null];
    const mix = (old: NdArray, now: NdArray) =>
      old.mul(momentum).add(now.mean([0, 1]).mul(1 - momentum));
    bn_param.running_mean = mix(means[0], batch);
    bn_param.running_var = mix(means[1], variance);
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

  return () => ({
    recurrent_batchnorm_init: right.init,
    recurrent_batchnorm_forward,
    recurrent_batchnorm_backward,
  });
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
  const keepdims = { keepdims: true };
  return x.mul(mask).sum(axes, keepdims).div(mask.sum(axes, keepdims));
}
