/**
 * Update rules: how a parameter follows its gradient.
 *
 * Each takes a parameter `w`, the gradient `dw` of the loss with respect to it, and a config with
 * hyperparameters and what the rule remembers of earlier steps. It returns the next `w` and the
 * config for the next step. Nothing that is passed in is changed, unless what the config remembers
 * is given away for reuse.
 *
 * @module
 */

import { type NdArray, zeros } from "../nd/mod.ts";
import { adamFor, stepByAdam } from "./fast/adam.ts";
import {
  checkGradient,
  nextState,
  readNumbers,
  readState,
} from "./optim_config.ts";

/** What every update rule takes, and all that {@linkcode sgd} does. */
export interface SgdConfig {
  /** How far to go along the gradient, from 0; 1e-2 unless given, for {@linkcode adam} 1e-3. */
  learning_rate?: number;
}

/** What {@linkcode sgd_momentum} takes. */
export interface SgdMomentumConfig extends SgdConfig {
  /** Share of the velocity that a step keeps, from 0 to 1; 0.9 unless given. */
  momentum?: number;
  /** Moving average of the steps, in the shape of `w`; zeros unless given. */
  velocity?: NdArray;
}

/** What {@linkcode rmsprop} takes. */
export interface RmspropConfig extends SgdConfig {
  /** Share of the cache that a step keeps, from 0 to 1; 0.99 unless given. */
  decay_rate?: number;
  /** Keeps the divisor from being 0; 1e-8 unless given. */
  epsilon?: number;
  /** Moving average of the squared gradients, in the shape of `w`; zeros unless given. */
  cache?: NdArray;
}

/** What {@linkcode adam} takes; `m`, `v` and `t` all together or none of them. */
export interface AdamConfig extends SgdConfig {
  /** Share of `m` that a step keeps, from 0 to less than 1; 0.9 unless given. */
  beta1?: number;
  /** Share of `v` that a step keeps, from 0 to less than 1; 0.999 unless given. */
  beta2?: number;
  /** Keeps the divisor from being 0; 1e-8 unless given. */
  epsilon?: number;
  /** Moving average of the gradients, in the shape of `w`; zeros unless given. */
  m?: NdArray;
  /** Moving average of the squared gradients, in the shape of `w`; zeros unless given. */
  v?: NdArray;
  /** How many steps have been taken; 0 unless given. */
  t?: number;
}

/**
 * An update rule.
 *
 * @typeParam Config What it takes besides the parameter and its gradient.
 */
export type UpdateRule<Config extends SgdConfig = SgdConfig> = (
  w: NdArray,
  dw: NdArray,
  config?: Config,
  reuse?: boolean,
) => [next_w: NdArray, config: Required<Config>];

/**
 * Steps down the gradient: `w - learning_rate · dw`.
 *
 * @param w Parameter of any shape.
 * @param dw Its gradient, in the shape of `w`.
 * @param config The learning rate, 1e-2 unless given.
 * @param reuse Whether `w` may be overwritten, which spares memory; false unless given.
 * @returns The next `w`, in the shape and number format of `w`, and the config with all its values.
 * @throws {TypeError} If `dw` is not of the shape of `w`.
 * @throws {RangeError} If the config holds a value out of range or one that the rule does not know.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { sgd } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const [w] = sgd(nd.array([1, 2]), nd.array([4, -4]), { learning_rate: 0.25 });
 * assertEquals(w.toArray(), [0, 3]);
 * ```
 */
export function sgd(
  w: NdArray,
  dw: NdArray,
  config: SgdConfig = {},
  reuse = false,
): [next_w: NdArray, config: Required<SgdConfig>] {
  const action = "update by sgd";
  const numbers = readNumbers(action, config, { learning_rate: 1e-2 }, []);
  checkGradient(action, w, dw);

  const next_w = reuse ? w : zeros(w.shape, w.dtype);
  for (let i = 0; i < w.size; i++) {
    next_w.data[i] = w.data[i]! - numbers.learning_rate * dw.data[i]!;
  }
  return [next_w, numbers];
}

/**
 * Steps with a velocity that remembers earlier gradients (Polyak 1964): the velocity becomes
 * `momentum · velocity - learning_rate · dw`, and is added to `w`.
 *
 * @param w Parameter of any shape.
 * @param dw Its gradient, in the shape of `w`.
 * @param config The learning rate, 1e-2 unless given, the momentum, 0.9 unless given, and the
 * velocity that the last step returned.
 * @param reuse Whether `w` and what `config` remembers may be overwritten, which spares memory; false
 * unless given.
 * @returns The next `w`, in the shape and number format of `w`, and the config for the next step.
 * @throws {TypeError} If `dw` or `velocity` is not of the shape of `w`.
 * @throws {RangeError} If the config holds a value out of range or one that the rule does not know.
 *
 * @example The same gradient twice: the second step is longer
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { sgd_momentum } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const dw = nd.array([-1]);
 * const [w1, config] = sgd_momentum(nd.array([0]), dw, {
 *   learning_rate: 1,
 *   momentum: 0.5,
 * });
 * const [w2] = sgd_momentum(w1, dw, config);
 * assertEquals([w1.at(0), w2.at(0)], [1, 2.5]);
 * ```
 */
export function sgd_momentum(
  w: NdArray,
  dw: NdArray,
  config: SgdMomentumConfig = {},
  reuse = false,
): [next_w: NdArray, config: Required<SgdMomentumConfig>] {
  const action = "update by sgd_momentum";
  const defaults = { learning_rate: 1e-2, momentum: 0.9 };
  const numbers = readNumbers(action, config, defaults, ["velocity"]);
  checkGradient(action, w, dw);
  const last = readState(action, "velocity", config.velocity, w);

  const { learning_rate, momentum } = numbers;
  const next_w = reuse ? w : zeros(w.shape, w.dtype);
  const velocity = nextState(last, w, reuse);
  for (let i = 0; i < w.size; i++) {
    velocity.data[i] = momentum * last.data[i]! - learning_rate * dw.data[i]!;
    next_w.data[i] = w.data[i]! + velocity.data[i]!;
  }
  return [next_w, { ...numbers, velocity }];
}

/**
 * Steps along the gradient divided by the root of its mean square (Tieleman & Hinton 2012): the
 * cache becomes `decay_rate · cache + (1 - decay_rate) · dw²`, and the next parameter is
 * `w - learning_rate · dw / (√cache + epsilon)`.
 *
 * @param w Parameter of any shape.
 * @param dw Its gradient, in the shape of `w`.
 * @param config The learning rate, 1e-2 unless given, the decay rate, 0.99 unless given, epsilon,
 * 1e-8 unless given, and the cache that the last step returned.
 * @param reuse Whether `w` and what `config` remembers may be overwritten, which spares memory; false
 * unless given.
 * @returns The next `w`, in the shape and number format of `w`, and the config for the next step.
 * @throws {TypeError} If `dw` or `cache` is not of the shape of `w`.
 * @throws {RangeError} If the config holds a value out of range or one that the rule does not know.
 *
 * @example However long the gradient, the first step is as long
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { rmsprop } from "kit/nn/mod.ts";
 * import { assertAlmostEquals } from "@std/assert";
 *
 * const [w] = rmsprop(nd.array([0, 0]), nd.array([-1, 1000]), {
 *   learning_rate: 1,
 * });
 * assertAlmostEquals(w.at(0), 10, 1e-5);
 * assertAlmostEquals(w.at(1), -10, 1e-5);
 * ```
 */
export function rmsprop(
  w: NdArray,
  dw: NdArray,
  config: RmspropConfig = {},
  reuse = false,
): [next_w: NdArray, config: Required<RmspropConfig>] {
  const action = "update by rmsprop";
  const defaults = { learning_rate: 1e-2, decay_rate: 0.99, epsilon: 1e-8 };
  const numbers = readNumbers(action, config, defaults, ["cache"]);
  checkGradient(action, w, dw);
  const last = readState(action, "cache", config.cache, w);

  const { learning_rate, decay_rate, epsilon } = numbers;
  const next_w = reuse ? w : zeros(w.shape, w.dtype);
  const cache = nextState(last, w, reuse);
  for (let i = 0; i < w.size; i++) {
    const g = dw.data[i]!;
    cache.data[i] = decay_rate * last.data[i]! + (1 - decay_rate) * (g * g);
    next_w.data[i] = w.data[i]! -
      learning_rate * g / (Math.sqrt(cache.data[i]!) + epsilon);
  }
  return [next_w, { ...numbers, cache }];
}

/**
 * Steps along a moving average of the gradients, divided by the root of one of their squares, both
 * corrected for starting from zero (Kingma & Ba 2015, alg. 1).
 *
 * With `t` counted up first, `m` becomes `beta1 · m + (1 - beta1) · dw` and `v` becomes
 * `beta2 · v + (1 - beta2) · dw²`. Then `m_hat = m / (1 - beta1ᵗ)`, `v_hat = v / (1 - beta2ᵗ)`, and
 * the next parameter is `w - learning_rate · m_hat / (√v_hat + epsilon)`.
 *
 * @param w Parameter of any shape.
 * @param dw Its gradient, in the shape of `w`.
 * @param config The learning rate, 1e-3 unless given, beta1, 0.9 unless given, beta2, 0.999 unless
 * given, epsilon, 1e-8 unless given, and `m`, `v` and `t` that the last step returned.
 * @param reuse Whether `w` and what `config` remembers may be overwritten, which spares memory; false
 * unless given.
 * @returns The next `w`, in the shape and number format of `w`, and the config for the next step.
 * @throws {TypeError} If `dw`, `m` or `v` is not of the shape of `w`.
 * @throws {RangeError} If the config holds a value out of range or one that the rule does not know,
 * or only some of `m`, `v` and `t`.
 *
 * @example The first step is as long as the learning rate, whatever the gradient
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { adam } from "kit/nn/mod.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const [w, config] = adam(nd.array([0, 0]), nd.array([-1, 1000]));
 * assertAlmostEquals(w.at(0), 1e-3);
 * assertAlmostEquals(w.at(1), -1e-3);
 * assertEquals(config.t, 1);
 * ```
 */
export function adam(
  w: NdArray,
  dw: NdArray,
  config: AdamConfig = {},
  reuse = false,
): [next_w: NdArray, config: Required<AdamConfig>] {
  const action = "update by adam";
  const numbers = readNumbers(action, config, ADAM, ["m", "v"]);
  checkGradient(action, w, dw);
  checkResumable(action, config);
  const lastM = readState(action, "m", config.m, w);
  const lastV = readState(action, "v", config.v, w);

  const { learning_rate, beta1, beta2, epsilon } = numbers;
  const t = numbers.t + 1;
  const correctionM = 1 - beta1 ** t;
  const correctionV = 1 - beta2 ** t;
  const next_w = reuse ? w : w.copy();
  const m = nextState(lastM, w, reuse);
  const v = nextState(lastV, w, reuse);
  const kernel = adamFor(w.size);
  if (kernel) {
    const parts = { w: next_w.data, dw: dw.data, m: m.data, v: v.data };
    stepByAdam(kernel, parts, [
      learning_rate,
      beta1,
      beta2,
      epsilon,
      correctionM,
      correctionV,
    ]);
    return [next_w, { ...numbers, m, v, t }];
  }
  for (let i = 0; i < w.size; i++) {
    const g = dw.data[i]!;
    m.data[i] = beta1 * lastM.data[i]! + (1 - beta1) * g;
    v.data[i] = beta2 * lastV.data[i]! + (1 - beta2) * (g * g);
    const m_hat = m.data[i]! / correctionM;
    const v_hat = v.data[i]! / correctionV;
    next_w.data[i] = w.data[i]! -
      learning_rate * m_hat / (Math.sqrt(v_hat) + epsilon);
  }
  return [next_w, { ...numbers, m, v, t }];
}

const ADAM = {
  learning_rate: 1e-3,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  t: 0,
};

/** Averages without the number of steps behind them, or the other way round, make no sense. */
function checkResumable(action: string, { m, v, t }: AdamConfig): void {
  const given = Object.entries({ m, v, t })
    .filter(([, value]) => value !== undefined)
    .map(([key]) => key);
  const starts = m === undefined && v === undefined && !t;
  if (starts || given.length === 3) return;
  throw new RangeError(
    `Cannot ${action}: expected m, v and t together, ` +
      `got only ${given.join(" and ")}`,
  );
}
