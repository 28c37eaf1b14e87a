/**
 * NumPy's random numbers, bit for bit.
 *
 * @module
 */

import { random } from "numpy-ts/core";
import { describe } from "./errors.ts";
import { NdArray } from "./ndarray.ts";
import { checkShape, isArrayLike, sizeOf } from "./shape.ts";

/** Everything a {@linkcode RandomState} remembers, as plain data. */
export interface RandomStateData {
  /** The 624 words of the Mersenne Twister. */
  readonly key: readonly number[];
  /** How many of them are used up. */
  readonly position: number;
  /** A normal number drawn but not handed out yet: they come in pairs. */
  readonly spareNormal: number | null;
}

/**
 * NumPy's `np.random.RandomState`: the Mersenne Twister MT19937 and the legacy algorithms on top of
 * it, so that a seed gives the very numbers that it gives in NumPy.
 *
 * Every instance is a stream of its own.
 *
 * @example
 * ```ts
 * import { RandomState } from "kit/nd/random.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const random = new RandomState(231);
 * assertEquals(random.randn(2, 2).shape, [2, 2]);
 * ```
 */
export class RandomState {
  #state: RandomStateData;

  /**
   * Starts a stream.
   *
   * @param seed Whole number from 0 to 2**32 - 1; another one each time when none is given.
   * @throws {RangeError} If the seed is no such number.
   */
  constructor(seed: number = Math.floor(Math.random() * 2 ** 32)) {
    this.#state = startState(seed);
  }

  /**
   * Starts the stream anew.
   *
   * @param seed Whole number from 0 to 2**32 - 1.
   * @throws {RangeError} If the seed is no such number.
   */
  seed(seed: number): void {
    this.#state = startState(seed);
  }

  /** Draws one number from the standard normal distribution. */
  randn(): number;
  /**
   * Draws an array from the standard normal distribution.
   *
   * @param shape Lengths of the axes.
   * @returns A float64 array of that shape.
   * @throws {TypeError} If a length is not a whole number from 0.
   */
  randn(...shape: [number, ...number[]]): NdArray;
  /** Draws a number or an array, whichever the number of lengths asks for. */
  randn(...shape: number[]): number | NdArray;
  randn(...shape: number[]): number | NdArray {
    const checked = checkShape("draw normal numbers", shape);
    const data = this.#normals(sizeOf(checked));
    return shape.length === 0 ? data[0]! : new NdArray(data, checked);
  }

  /**
   * Draws one whole number, each equally likely.
   *
   * @param low Smallest number; without `high`, the numbers are those from 0 to `low - 1`.
   * @param high One more than the largest number.
   * @throws {RangeError} If there is no number to draw, or a bound is not a 32-bit integer.
   */
  randint(low: number, high?: number): number;
  /**
   * Draws several whole numbers, each equally likely.
   *
   * @param low Smallest number; without `high`, the numbers are those from 0 to `low - 1`.
   * @param high One more than the largest number.
   * @param size How many to draw.
   * @throws {RangeError} If there is no number to draw, or a bound or the size is out of range.
   *
   * @example
   * ```ts
   * import { RandomState } from "kit/nd/random.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const drawn = new RandomState(0).randint(0, 10, 5);
   * assertEquals([...drawn], [5, 0, 3, 3, 7]);
   * ```
   */
  randint(low: number, high: number | undefined, size: number): Int32Array;
  randint(low: number, high?: number, size?: number): number | Int32Array {
    const [from, to] = high === undefined ? [0, low] : [low, high];
    checkInterval(from, to);
    const drawn = this.#integers(size ?? 1, from, to);
    return size === undefined ? drawn[0]! : drawn;
  }

  /**
   * Draws one number from a collection, each position equally likely.
   *
   * @param from The whole numbers to draw from, or n for those from 0 to n - 1.
   * @throws {RangeError} If there are none to draw from, or they are not 32-bit integers.
   */
  choice(from: number | ArrayLike<number>): number;
  /**
   * Draws several numbers from a collection, each position equally likely.
   *
   * @param from The whole numbers to draw from, or n for those from 0 to n - 1.
   * @param size How many to draw.
   * @param options `replace: false` draws no position twice.
   * @throws {RangeError} If there are too few to draw from, or they are not 32-bit integers.
   *
   * @example
   * ```ts
   * import { RandomState } from "kit/nd/random.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const chosen = new RandomState(0).choice(5, 5, { replace: false });
   * assertEquals([...chosen], [2, 0, 1, 3, 4]);
   * ```
   */
  choice(
    from: number | ArrayLike<number>,
    size: number,
    options?: ChoiceOptions,
  ): Int32Array;
  choice(
    from: number | ArrayLike<number>,
    size?: number,
    { replace = true }: ChoiceOptions = {},
  ): number | Int32Array {
    const values = typeof from === "number" ? undefined : checkValues(from);
    const n = values?.length ?? checkCount("choose", from);
    const count = checkCount("choose", size ?? 1);
    if (count > n && !(replace && n > 0)) {
      throw new RangeError(
        `Cannot choose: expected at most ${n} numbers, got ${count}`,
      );
    }
    // An empty choice from nothing is the one case without an interval to draw from.
    const positions = replace && n > 0
      ? this.#integers(count, 0, n)
      : this.permutation(n).slice(0, count);
    const chosen = values === undefined
      ? positions
      : positions.map((position) => values[position]!);
    return size === undefined ? chosen[0]! : chosen;
  }

  /**
   * Shuffles the whole numbers from 0 to n - 1.
   *
   * @param n How many.
   * @throws {RangeError} If `n` is not a whole number from 0.
   */
  permutation(n: number): Int32Array {
    const count = checkCount("permute", n);
    return this.#draw(() => toInt32(random.permutation(count)));
  }

  /** Copies the state, as plain data that can be sent to another process. */
  getState(): RandomStateData {
    return { ...this.#state, key: [...this.#state.key] };
  }

  /**
   * Continues from a state that `getState` returned.
   *
   * @throws {TypeError} If it is no such state.
   *
   * @example
   * ```ts
   * import { RandomState } from "kit/nd/random.ts";
   * import { assertEquals } from "@std/assert";
   *
   * const first = new RandomState(1);
   * const second = new RandomState(2);
   * second.setState(first.getState());
   * assertEquals(second.randn(), first.randn());
   * ```
   */
  setState(state: RandomStateData): void {
    checkState(state);
    this.#state = { ...state, key: [...state.key] };
  }

  #integers(size: number, from: number, to: number): Int32Array {
    const count = checkCount("draw whole numbers", size);
    return this.#draw(() => toInt32(random.randint(from, to, [count])));
  }

  /**
   * Draws normal numbers without losing one.
   *
   * The algorithm makes them in pairs, and numpy-ts drops the second of a pair when its state is
   * set. So pairs are always completed, and this object keeps what is left over for the next time.
   */
  #normals(count: number): Float64Array {
    const normals = new Float64Array(count);
    if (count === 0) return normals;
    const spare = this.#state.spareNormal;
    const kept = spare === null ? 0 : 1;
    if (spare !== null) normals[0] = spare;
    const missing = count - kept;
    const drawn = this.#draw(() =>
      toFloat64(random.randn(missing + missing % 2))
    );
    normals.set(drawn.subarray(0, missing), kept);
    const spareNormal = missing % 2 === 1 ? drawn[missing]! : null;
    this.#state = { ...this.#state, spareNormal };
    return normals;
  }

  /** Lends this stream to numpy-ts, which has only one, for one call. */
  #draw<T>(call: () => T): T {
    const { key, position, spareNormal } = this.#state;
    random.set_state({ mt: key as number[], mti: position });
    const drawn = call();
    const { mt, mti } = random.get_state();
    this.#state = { key: mt, position: mti, spareNormal };
    return drawn;
  }
}

/** How to choose. */
export interface ChoiceOptions {
  /** Whether a position may be drawn more than once; true unless given. */
  replace?: boolean;
}

const WORDS = 624;

/** An array in numpy-ts's WebAssembly memory, which a draw returns whenever it is given a size. */
type Drawn = Exclude<ReturnType<typeof random.randn>, number>;

function toFloat64(drawn: Drawn | number): Float64Array {
  return copyOut(drawn, (data) => new Float64Array(data as Float64Array));
}

function toInt32(drawn: Drawn | number): Int32Array {
  // Whole numbers arrive as bigints or as floats.
  return copyOut(drawn, (data) => Int32Array.from(data, Number));
}

/** Copies an array out of the WebAssembly memory and frees it there. */
function copyOut<T>(
  drawn: Drawn | number,
  copy: (data: Drawn["data"]) => T,
): T {
  const array = drawn as Drawn;
  const values = copy(array.data);
  array.dispose();
  return values;
}

function startState(seed: number): RandomStateData {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(
      "Cannot seed: expected a whole number from 0 to 2**32 - 1, " +
        `got ${describe(seed)}`,
    );
  }
  random.seed(seed);
  const { mt, mti } = random.get_state();
  return { key: mt, position: mti, spareNormal: null };
}

function isInt32(value: unknown): value is number {
  return typeof value === "number" && (value | 0) === value;
}

function checkInterval(from: number, to: number): void {
  if (isInt32(from) && isInt32(to) && from < to) return;
  throw new RangeError(
    "Cannot draw whole numbers: expected 32-bit integers low < high, " +
      `got ${describe(from)} and ${describe(to)}`,
  );
}

function checkCount(action: string, count: unknown): number {
  if (isInt32(count) && count >= 0) return count;
  throw new RangeError(
    `Cannot ${action}: expected a whole number from 0, got ${describe(count)}`,
  );
}

function checkValues(values: ArrayLike<number>): Int32Array {
  if (!isArrayLike(values)) {
    throw new TypeError(
      "Cannot choose: expected a number or an array of numbers, " +
        `got ${describe(values)}`,
    );
  }
  const integers = Int32Array.from(values);
  for (let i = 0; i < integers.length; i++) {
    if (integers[i] === values[i]) continue;
    throw new RangeError(
      "Cannot choose: expected 32-bit integers to choose from, " +
        `got ${describe(values[i])}`,
    );
  }
  return integers;
}

function checkState(state: RandomStateData): void {
  const { key, position, spareNormal } = state ?? {};
  const isKey = Array.isArray(key) && key.length === WORDS &&
    key.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32);
  const isPosition = Number.isInteger(position) && position >= 0 &&
    position <= WORDS;
  const isSpare = spareNormal === null || typeof spareNormal === "number";
  if (isKey && isPosition && isSpare) return;
  throw new TypeError(
    "Cannot set the state: expected what getState returned, " +
      `got ${describe(state)}`,
  );
}
