/**
 * What the tests of this folder share: arrays to try, and NumPy's answers by way of numpy-ts.
 *
 * @module
 */

import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import * as np from "numpy-ts";
import { fromData, NdArray } from "./mod.ts";
import type { DType, Shape } from "./types.ts";

/** Lengths small enough that every combination of 0, 1 and more turns up. */
export const lengths: fc.Arbitrary<number> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.constant(1) },
  { weight: 8, arbitrary: fc.integer({ min: 2, max: 4 }) },
);

/** Shapes of 0 to 4 axes. */
export const shapes: fc.Arbitrary<number[]> = fc.array(lengths, {
  maxLength: 4,
});

/** Both number formats. */
export const dtypes: fc.Arbitrary<DType> = fc.constantFrom(
  "float64",
  "float32",
);

/** Numbers that can be added up without overflow; none so small that numpy-ts loses digits. */
export const finite: fc.Arbitrary<number> = fc.oneof(
  fc.double({ min: -1e3, max: 1e3, noNaN: true })
    .map((value) => Math.abs(value) < 1e-6 ? 0 : value),
  fc.integer({ min: -3, max: 3 }),
);

/** Numbers among which are the ones that arithmetic treats apart. */
export const special: fc.Arbitrary<number> = fc.oneof(
  { weight: 4, arbitrary: finite },
  {
    weight: 1,
    arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1, -1),
  },
);

/** Arrays of a given shape. */
export function arraysOf(
  shape: Shape,
  values: fc.Arbitrary<number> = special,
  formats: fc.Arbitrary<DType> = dtypes,
): fc.Arbitrary<NdArray> {
  const size = product(shape);
  return fc.tuple(
    fc.array(values, { minLength: size, maxLength: size }),
    formats,
  ).map(([data, dtype]) => arrayFrom(data, shape, dtype));
}

/** Arrays of any shape. */
export function arrays(
  values: fc.Arbitrary<number> = special,
): fc.Arbitrary<NdArray> {
  return shapes.chain((shape) => arraysOf(shape, values));
}

/** Pairs of arrays that broadcast against each other. */
export function broadcastPairs(): fc.Arbitrary<[NdArray, NdArray]> {
  return shapes.chain((shape) =>
    fc.tuple(broadcastableTo(shape), broadcastableTo(shape))
  );
}

/** Arrays whose shape is `shape` with leading axes left out and others of length 1. */
function broadcastableTo(shape: Shape): fc.Arbitrary<NdArray> {
  const ndim = shape.length;
  return fc.tuple(
    fc.oneof(fc.constant(0), fc.integer({ min: 0, max: ndim })),
    fc.array(fc.boolean(), { minLength: ndim, maxLength: ndim }),
  ).chain(([missing, isOne]) =>
    arraysOf(
      shape.map((length, axis) => isOne[axis] ? 1 : length).slice(missing),
    )
  );
}

/** Packs values without going through the code under test. */
export function arrayFrom(
  values: readonly number[],
  shape: Shape,
  dtype: DType = "float64",
): NdArray {
  const data = dtype === "float32"
    ? Float32Array.from(values)
    : Float64Array.from(values);
  return fromData(data, shape);
}

/** Plain multiplication, so that no expectation rests on the code under test. */
export function product(lengths: readonly number[]): number {
  let result = 1;
  for (const length of lengths) result *= length;
  return result;
}

/** A computation on numpy-ts's own arrays. */
export type Compute = (...inputs: np.NDArray[]) => unknown;

/** What numpy-ts answered. */
export interface Answer {
  /** The values in row-major order. */
  readonly values: number[];
  /** The shape; `[]` also for a plain number. */
  readonly shape: readonly number[];
}

/**
 * Asks numpy-ts.
 *
 * @param compute Computes with numpy-ts's own arrays.
 * @param inputs The arrays to hand over.
 */
export function ask(
  compute: Compute,
  ...inputs: NdArray[]
): Answer {
  const copies = inputs.map((x) => {
    const flat = np.array([...x.data], x.dtype);
    return np.reshape(flat, [...x.shape]);
  });
  const result = compute(...copies);
  const answer = typeof result === "number"
    ? { values: [result], shape: [] }
    : read(result as np.NDArray);
  // numpy-ts keeps arrays in a fixed WebAssembly memory until they are disposed of.
  for (const copy of copies) copy.dispose();
  return answer;
}

function read(result: np.NDArray): Answer {
  const answer = {
    values: Array.from(result.data, Number),
    shape: [...result.shape],
  };
  result.dispose();
  return answer;
}

// From 32 values on, numpy-ts 1.7 takes a path that loses NaN in exp and maximum.
const RELIABLE_SIZE = 16;

/** Asks numpy-ts for a function of the values at the same place in one array or several. */
export function askElementwise(
  compute: Compute,
  ...inputs: NdArray[]
): Answer {
  const { size, shape } = inputs[0];
  const values: number[] = [];
  for (let from = 0; from < size; from += RELIABLE_SIZE) {
    const parts = inputs.map(({ data, dtype }) => {
      const part = [...data.subarray(from, from + RELIABLE_SIZE)];
      return arrayFrom(part, [part.length], dtype);
    });
    values.push(...ask(compute, ...parts).values);
  }
  return { values, shape };
}

/**
 * Asks numpy-ts about two arrays that are broadcast against each other.
 *
 * They are broadcast here, by the definition: numpy-ts 1.7 gives a wrong shape to two arrays of one
 * value with different numbers of axes.
 */
export function askBroadcast(
  compute: Compute,
  x: NdArray,
  y: NdArray,
): Answer {
  const ndim = Math.max(x.ndim, y.ndim);
  const [shapeX, shapeY] = [x, y].map(({ shape }) => [
    ...new Array<number>(ndim - shape.length).fill(1),
    ...shape,
  ]);
  const shape = shapeX.map((length, axis) =>
    length === 1 ? shapeY[axis] : length
  );
  const whole = [repeat(x, shapeX), repeat(y, shapeY)];
  return { ...askElementwise(compute, ...whole), shape };

  function repeat({ data, dtype }: NdArray, from: Shape): NdArray {
    const values = positions(shape).map((index) => {
      let at = 0;
      index.forEach((i, axis) => {
        at = at * from[axis] + (from[axis] === 1 ? 0 : i);
      });
      return data[at];
    });
    return arrayFrom(values, [values.length], dtype);
  }
}

/** All indices of a shape, in row-major order. */
export function positions(shape: Shape): number[][] {
  let all: number[][] = [[]];
  for (const length of shape) {
    const steps = Array.from({ length }, (_, i) => i);
    all = all.flatMap((index) => steps.map((i) => [...index, i]));
  }
  return all;
}

/**
 * Compares values with expected ones; NaN equals NaN.
 *
 * @param tolerance Largest allowed difference of each finite value.
 */
export function assertClose(
  actual: NdArray | number,
  expected: Answer,
  tolerance: (value: number) => number = () => 0,
): void {
  const values = typeof actual === "number" ? [actual] : [...actual.data];
  assertEquals(typeof actual === "number" ? [] : actual.shape, expected.shape);
  assertEquals(values.length, expected.values.length);
  values.forEach((value, i) => {
    const wanted = expected.values[i];
    const isSame = Object.is(value, wanted) || value === wanted ||
      Math.abs(value - wanted) <= tolerance(wanted);
    assert(isSame, `expected ${wanted} at position ${i}, got ${value}`);
  });
}

/** Distance between neighbouring numbers around 1. */
export function epsilonOf(...dtypes: DType[]): number {
  return dtypes.includes("float32") ? 2 ** -23 : 2 ** -52;
}

/** Smallest number with full precision; the ones below have fewer digits. */
export function smallestOf(...dtypes: DType[]): number {
  return dtypes.includes("float32") ? 2 ** -126 : 2 ** -1022;
}
