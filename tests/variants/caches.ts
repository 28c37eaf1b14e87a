/**
 * Caches of other kinds, each with the backward passes that understand it: a
 * cache is the lesson's own business.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormParam } from "kata/01_batchnorm_forward.ts";
import type { LayerNormParam } from "kata/04_layernorm_forward.ts";
import type { Variant } from "../support/catalogue.ts";
import { variant } from "./define.ts";

type Gradients = [dx: NdArray, dgamma: NdArray, dbeta: NdArray];

/** What every backward pass needs at least. */
interface Kept {
  x_hat: NdArray;
  inverse: NdArray;
  gamma: NdArray;
}

const AXES = { batch: 0, layer: 1 } as const;

/** The shared way back, over the batch or over the features. */
function gradients(
  dout: NdArray,
  { x_hat, inverse, gamma }: Kept,
  axis: 0 | 1,
): Gradients {
  const dx_hat = dout.mul(gamma);
  const mean = (values: NdArray) => values.mean(axis, { keepdims: true });
  const dx = dx_hat.sub(mean(dx_hat))
    .sub(x_hat.mul(mean(dx_hat.mul(x_hat)))).mul(inverse);
  return [dx, dout.mul(x_hat).sum(0), dout.sum(0)];
}

/** The shared forward pass. */
function normalize(x: NdArray, gamma: NdArray, eps: number, axis: 0 | 1) {
  const mean = x.mean(axis, { keepdims: true });
  const variance = x.var(axis, { keepdims: true });
  const inverse = variance.add(eps).pow(-0.5);
  return { x_hat: x.sub(mean).mul(inverse), inverse, gamma, mean, variance };
}

/**
 * Lessons 01 to 05 with a cache of another kind.
 *
 * @param id Name of the variant.
 * @param about What is different about it.
 * @param pack Makes a cache. In test mode, `always` gets one too.
 * @param unpack Takes the way back with it.
 * @param always Whether test mode gives a cache as well.
 */
function withCache<Cache>(
  id: string,
  about: string,
  pack: (kept: Kept, axis: 0 | 1) => Cache,
  unpack: (dout: NdArray, cache: Cache, axis: 0 | 1) => Gradients,
  { always = false } = {},
): Variant {
  function batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: BatchNormParam,
  ) {
    const { mode, eps = 1e-5, momentum = 0.9 } = bn_param;
    const D = x.shape[1];
    const old_mean = bn_param.running_mean ?? nd.zeros([D]);
    const old_var = bn_param.running_var ?? nd.zeros([D]);
    if (mode === "test") {
      const inverse = old_var.add(eps).pow(-0.5);
      const x_hat = x.sub(old_mean).mul(inverse);
      const kept = { x_hat, inverse, gamma };
      return [x_hat.mul(gamma).add(beta), always ? pack(kept, 0) : null];
    }
    if (mode !== "train") {
      throw new RangeError(`Cannot normalize in mode ${JSON.stringify(mode)}`);
    }
    const { mean, variance, ...kept } = normalize(x, gamma, eps, AXES.batch);
    const mix = (old: NdArray, now: NdArray) =>
      old.mul(momentum).add(now.mul(1 - momentum).reshape([D]));
    bn_param.running_mean = mix(old_mean, mean);
    bn_param.running_var = mix(old_var, variance);
    return [kept.x_hat.mul(gamma).add(beta), pack(kept, 0)];
  }

  function layernorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    { eps = 1e-5 }: LayerNormParam,
  ) {
    const { x_hat, inverse } = normalize(x, gamma, eps, AXES.layer);
    const cache = pack({ x_hat, inverse, gamma }, AXES.layer);
    return [x_hat.mul(gamma).add(beta), cache];
  }

  const backward = (axis: 0 | 1) => (dout: NdArray, cache: Cache) =>
    unpack(dout, cache, axis);
  return variant(id, about, {
    batchnorm_forward,
    batchnorm_backward: backward(AXES.batch),
    batchnorm_backward_alt: backward(AXES.batch),
    layernorm_forward,
    layernorm_backward: backward(AXES.layer),
  });
}

/** A cache that knows the way back. */
class NormalizationStep {
  readonly #kept: Kept;
  readonly #axis: 0 | 1;

  constructor(kept: Kept, axis: 0 | 1) {
    this.#kept = kept;
    this.#axis = axis;
  }

  backward(dout: NdArray): Gradients {
    return gradients(dout, this.#kept, this.#axis);
  }
}

/** The variants that bring a cache of their own. */
export const caches: Variant[] = [
  withCache(
    "minimal-cache",
    "a cache of x_hat, 1 / std and gamma",
    (kept) => kept,
    gradients,
  ),
  withCache(
    "tuple-cache",
    "a cache that is an array, as in Python",
    ({ x_hat, inverse, gamma }) => [x_hat, inverse, gamma] as const,
    (dout, [x_hat, inverse, gamma], axis) =>
      gradients(dout, { x_hat, inverse, gamma }, axis),
  ),
  withCache(
    "closure-cache",
    "a cache that is a function",
    (kept, axis) => (dout: NdArray) => gradients(dout, kept, axis),
    (dout, back) => back(dout),
  ),
  withCache(
    "class-instance-cache",
    "a cache that is an instance of a class with private fields",
    (kept, axis) => new NormalizationStep(kept, axis),
    (dout, step) => step.backward(dout),
  ),
  withCache(
    "cache-in-test-mode",
    "a cache in test mode too",
    (kept) => ({ ...kept, mode: "whichever" }),
    gradients,
    { always: true },
  ),
  withCache(
    "map-cache",
    "a cache that is a Map, with copies of the arrays",
    ({ x_hat, inverse, gamma }) =>
      new Map([
        ["x_hat", x_hat.copy()],
        ["inverse", inverse.copy()],
        ["gamma", gamma.reshape([1, -1]).copy()],
      ]),
    (dout, cache, axis) =>
      gradients(dout, {
        x_hat: cache.get("x_hat")!,
        inverse: cache.get("inverse")!,
        gamma: cache.get("gamma")!,
      }, axis),
  ),
];
