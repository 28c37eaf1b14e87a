/**
 * Caches of other kinds, each with the backward passes that understand it: a
 * cache is the lesson's own business.
 *
 * @module
 */
import type { NdArray } from "kit/nd/mod.ts";
import type { BatchNormCache } from "../../../solutions/01_batchnorm_forward.ts";
import type { LayerNormCache } from "../../../solutions/04_layernorm_forward.ts";
import type { Exports } from "../../support/trace.ts";
import { batchnorm } from "../01_batchnorm_forward/recipe.ts";
import { layernorm } from "../04_layernorm_forward/recipe.ts";
import { otherWays } from "../support/define.ts";
import { type Gradients, KEEP } from "../support/pieces.ts";

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
  const mean = (values: NdArray) => values.mean(axis, KEEP);
  const dx = dx_hat.sub(mean(dx_hat))
    .sub(x_hat.mul(mean(dx_hat.mul(x_hat)))).mul(inverse);
  return [dx, dout.mul(x_hat).sum(0), dout.sum(0)];
}

/**
 * Lessons 01 to 05 with a cache of another kind, which has what is promised and
 * goes back by what it has besides.
 *
 * @param pack Makes a cache. In test mode, `always` gets one too.
 * @param unpack Takes the way back with it.
 * @param always Whether test mode gives a cache as well.
 */
function withCache<Cache extends object>(
  pack: (kept: Kept, axis: 0 | 1) => Cache,
  unpack: (dout: NdArray, cache: Cache, axis: 0 | 1) => Gradients,
  { always = false } = {},
): Exports {
  const backward = (axis: 0 | 1) => (dout: NdArray, cache: Cache) =>
    unpack(dout, cache, axis);
  const kept = ({ x_hat, std, gamma }: BatchNormCache | LayerNormCache) => (
    { x_hat, inverse: std.pow(-1), gamma }
  );
  return {
    ...batchnorm({
      cache: (cache, mode) =>
        always || mode === "train"
          ? Object.assign(pack(kept(cache), AXES.batch), cache)
          : null,
    }),
    batchnorm_backward: backward(AXES.batch),
    batchnorm_backward_alt: backward(AXES.batch),
    ...layernorm({
      cache: (cache) => Object.assign(pack(kept(cache), AXES.layer), cache),
    }),
    layernorm_backward: backward(AXES.layer),
  };
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
export const variants = otherWays({
  "minimal-cache": [
    "goes back by x_hat, 1 / std and gamma",
    withCache((kept) => kept, gradients),
  ],
  "tuple-cache": [
    "a cache that is an array, as in Python",
    withCache(
      ({ x_hat, inverse, gamma }) => [x_hat, inverse, gamma],
      (dout, [x_hat, inverse, gamma], axis) =>
        gradients(
          dout,
          { x_hat: x_hat!, inverse: inverse!, gamma: gamma! },
          axis,
        ),
    ),
  ],
  "closure-cache": [
    "a cache with a function that goes back",
    withCache(
      (kept, axis) => ({
        back: (dout: NdArray) => gradients(dout, kept, axis),
      }),
      (dout, { back }) => back(dout),
    ),
  ],
  "class-instance-cache": [
    "a cache that is an instance of a class with private fields",
    withCache(
      (kept, axis) => new NormalizationStep(kept, axis),
      (dout, step) => step.backward(dout),
    ),
  ],
  "cache-in-test-mode": [
    "a cache in test mode too",
    withCache(
      (kept) => ({ ...kept, mode: "whichever" }),
      gradients,
      { always: true },
    ),
  ],
  "map-cache": [
    "a cache that is a Map, with copies of the arrays",
    withCache(
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
  ],
});
