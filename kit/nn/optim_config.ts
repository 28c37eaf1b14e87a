/**
 * What update rules take besides a parameter and its gradient: numbers, and what they remember.
 *
 * @module
 */

import { describe, type NdArray, zeros } from "../nd/mod.ts";
import { checkArray, checkShape } from "./check.ts";

/** What a number of a config may be. */
interface Range {
  readonly words: string;
  readonly includes: (value: number) => boolean;
}

const FROM_0: Range = {
  words: "a number from 0",
  includes: (value) => value >= 0 && value < Infinity,
};

const SHARE: Range = {
  words: "a number from 0 to 1",
  includes: (value) => value >= 0 && value <= 1,
};

/** With a share of 1, the correction for starting from zero would divide by 0. */
const SHARE_BELOW_1: Range = {
  words: "a number from 0 to less than 1",
  includes: (value) => value >= 0 && value < 1,
};

const COUNT: Range = {
  words: "a whole number from 0",
  includes: (value) => Number.isSafeInteger(value) && value >= 0,
};

const RANGES = {
  learning_rate: FROM_0,
  momentum: SHARE,
  decay_rate: SHARE,
  epsilon: FROM_0,
  beta1: SHARE_BELOW_1,
  beta2: SHARE_BELOW_1,
  t: COUNT,
};

/** Reads the numbers of a config; what is not given is as in `defaults`. */
export function readNumbers<Key extends keyof typeof RANGES>(
  action: string,
  config: object,
  defaults: Readonly<Record<Key, number>>,
  states: readonly string[],
): Record<Key, number> {
  if (typeof config !== "object" || config === null) {
    throw new TypeError(
      `Cannot ${action}: expected config to be an object, ` +
        `got ${describe(config)}`,
    );
  }
  const keys = Object.keys(defaults) as Key[];
  const known: string[] = [...keys, ...states];
  for (const key of Object.keys(config)) {
    if (known.includes(key)) continue;
    throw new RangeError(
      `Cannot ${action}: expected a config of ${known.join(", ")}, ` +
        `got ${describe(key)}`,
    );
  }
  const values: { readonly [key in Key]?: unknown } = config;
  const numbers: Record<Key, number> = { ...defaults };
  for (const key of keys) {
    const value = values[key];
    if (value === undefined) continue;
    const { words, includes } = RANGES[key];
    if (typeof value !== "number" || !includes(value)) {
      throw new RangeError(
        `Cannot ${action}: expected ${key} to be ${words}, ` +
          `got ${describe(value)}`,
      );
    }
    numbers[key] = value;
  }
  return numbers;
}

/** Checks a parameter and its gradient. */
export function checkGradient(action: string, w: NdArray, dw: NdArray): void {
  checkArray(action, "w", w);
  checkShape(action, "dw", dw, w.shape);
}

/** Reads what a rule remembers: an array in the shape of `w`, zeros at the first step. */
export function readState(
  action: string,
  name: string,
  state: NdArray | undefined,
  w: NdArray,
): NdArray {
  if (state === undefined) return zeros(w.shape, w.dtype);
  checkShape(action, name, state, w.shape);
  return state;
}

/** What becomes of a state: itself, or a copy in the number format of `w`. */
export function nextState(state: NdArray, w: NdArray, reuse: boolean): NdArray {
  return reuse && state.dtype === w.dtype ? state : state.astype(w.dtype);
}
