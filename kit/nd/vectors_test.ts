import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { full, type NdArray, zeros } from "./mod.ts";
import { dtypes, epsilonOf, smallestOf } from "./testing.ts";
import type { DType } from "./types.ts";

/** Lengths around what the kernels take at a time: 2 or 4 values, 128, 2048, 4096. */
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 20 }),
  fc.constantFrom(100, 255, 257, 1023, 2047, 4099, 2048, 2049, 8193, 20_001),
);

/** Shapes of more values than the loops in JavaScript are left with. */
const shapes: fc.Arbitrary<[number, number]> = fc.tuple(lengths, lengths)
  .filter(([rows, columns]) => {
    const size = rows * columns;
    return size >= 256 && size < 100_000;
  });

/** Numbers that arithmetic treats apart, at some places. */
const specials = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity, 0, -0)),
  { maxLength: 4 },
);

type Specials = [at: number, value: number][];

/** An array by a generator of its own: so many values from fast-check take too long. */
function arrayOf(
  shape: readonly number[],
  dtype: DType,
  seed: number,
  special: Specials = [],
): NdArray {
  const x = zeros(shape, dtype);
  let state = seed >>> 0;
  for (let i = 0; i < x.size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    x.data[i] = state / 2 ** 30 - 2;
  }
  for (const [at, value] of special) x.data[at % x.size] = value;
  return x;
}

type Operation = (x: number, y: number) => number;

const binary: Record<"add" | "sub" | "mul" | "div" | "maximum", Operation> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: (x, y) => Math.max(x, y),
};

const unary: Record<"neg" | "sqrt" | "square", (x: number) => number> = {
  neg: (x) => -x,
  sqrt: (x) => Math.sqrt(x),
  square: (x) => x * x,
};

/** Fails at the first value that isn't the very same; NaN is NaN, and 0 isn't -0. */
function assertSame(
  actual: NdArray,
  expected: (row: number, column: number) => number,
): void {
  const [rows, columns] = actual.shape;
  const round = actual.dtype === "float32" ? Math.fround : Number;
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const wanted = round(expected(i, j));
      const value = actual.data[i * columns + j];
      if (Object.is(value, wanted)) continue;
      assertEquals(value, wanted, `at [${i}, ${j}] of ${actual.shape}`);
    }
  }
}

/** How the second operand is shaped against a first of (N, D). */
const partners: Record<string, (N: number, D: number) => number[]> = {
  "the same shape": (N, D) => [N, D],
  "a row": (_, D) => [D],
  "a column": (N) => [N, 1],
  "one value": () => [1, 1],
};

describe("arithmetic of many values", () => {
  for (const [name, operation] of Object.entries(binary)) {
    const method = name as keyof typeof binary;
    for (const [words, partner] of Object.entries(partners)) {
      it(`${name} of ${words} is exact, on either side`, () => {
        fc.assert(
          fc.property(shapes, dtypes, fc.nat(), specials, (
            [N, D],
            dtype,
            seed,
            special,
          ) => {
            const x = arrayOf([N, D], dtype, seed, special);
            const shape = partner(N, D);
            const y = arrayOf(shape, dtype, seed + 1, special);
            const [height, width] = shape.length === 1 ? [1, ...shape] : shape;
            const of = (i: number, j: number) =>
              y.data[(height === 1 ? 0 : i * width) + (width === 1 ? 0 : j)];
            assertSame(
              x[method](y),
              (i, j) => operation(x.data[i * D + j], of(i, j)),
            );
            assertSame(
              y[method](x),
              (i, j) => operation(of(i, j), x.data[i * D + j]),
            );
          }),
          { numRuns: 15 },
        );
      });
    }

    it(`${name} of a number is exact`, () => {
      fc.assert(
        fc.property(shapes, dtypes, fc.double(), specials, (
          [N, D],
          dtype,
          y,
          special,
        ) => {
          const x = arrayOf([N, D], dtype, N, special);
          // A number takes the array's precision first.
          const number = dtype === "float32" ? Math.fround(y) : y;
          assertSame(
            x[method](y),
            (i, j) => operation(x.data[i * D + j], number),
          );
        }),
        { numRuns: 15 },
      );
    });
  }

  for (const [name, operation] of Object.entries(unary)) {
    it(`${name} is exact`, () => {
      fc.assert(
        fc.property(shapes, dtypes, specials, ([N, D], dtype, special) => {
          const x = arrayOf([N, D], dtype, D, special);
          assertSame(
            x[name as keyof typeof unary](),
            (i, j) => operation(x.data[i * D + j]),
          );
        }),
        { numRuns: 15 },
      );
    });
  }

  it("exp is a unit in the last place off at most, down to 0 and up to Infinity", () => {
    const scales = fc.constantFrom(1e-9, 0.1, 1, 30, 60, 500);
    fc.assert(
      fc.property(shapes, dtypes, fc.nat(), scales, specials, (
        [N, D],
        dtype,
        seed,
        scale,
        special,
      ) => {
        const x = arrayOf([N, D], dtype, seed).mul(scale);
        for (const [at, value] of special) x.data[at % x.size] = value;
        const y = x.exp();
        const round = dtype === "float32" ? Math.fround : Number;
        for (let i = 0; i < x.size; i++) {
          const wanted = round(Math.exp(x.data[i]));
          if (Object.is(y.data[i], wanted)) continue;
          const unit = epsilonOf(dtype) * Math.max(wanted, smallestOf(dtype));
          const isNear = Math.abs(y.data[i] - wanted) <= unit;
          assert(isNear, `exp(${x.data[i]}) is ${wanted}, not ${y.data[i]}`);
        }
      }),
      { numRuns: 60 },
    );
  });
});

/** The values that each position of a reduction is made of. */
function partsOf(x: NdArray, axis: 0 | 1 | undefined): number[][] {
  const [rows, columns] = x.shape;
  const at = (i: number, j: number) => x.data[i * columns + j];
  if (axis === undefined) return [[...x.data]];
  return axis === 0
    ? Array.from(
      { length: columns },
      (_, j) => Array.from({ length: rows }, (_, i) => at(i, j)),
    )
    : Array.from(
      { length: rows },
      (_, i) => Array.from({ length: columns }, (_, j) => at(i, j)),
    );
}

/** Adds up with what each rounding lost (Neumaier), so that hardly any error is left. */
function exactSum(values: readonly number[]): number {
  let total = 0;
  let lost = 0;
  for (const value of values) {
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value)
      ? total - next + value
      : value - next + total;
    total = next;
  }
  return total + lost;
}

const axes = fc.constantFrom<0 | 1 | undefined>(0, 1, undefined);

function reduced(
  x: NdArray,
  name: "sum" | "mean" | "var" | "max" | "min",
  axis: 0 | 1 | undefined,
): number[] {
  return axis === undefined ? [x[name]()] : [...x[name](axis).data];
}

describe("reductions of many values", () => {
  it("sums and means are within the error of their roundings", () => {
    fc.assert(
      fc.property(
        shapes,
        dtypes,
        axes,
        fc.nat(),
        (shape, dtype, axis, seed) => {
          const x = arrayOf(shape, dtype, seed);
          const sums = reduced(x, "sum", axis);
          const means = reduced(x, "mean", axis);
          partsOf(x, axis).forEach((values, p) => {
            const sum = exactSum(values);
            const size = exactSum(values.map(Math.abs));
            const error = values.length * 2 ** -52 * size +
              epsilonOf(dtype) * Math.abs(sum);
            assert(Math.abs(sums[p] - sum) <= error, `sum ${p} of ${shape}`);
            const distance = Math.abs(means[p] - sum / values.length);
            assert(distance <= 2 * error / values.length, `mean ${p}`);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it("variances are within the error of their roundings, far from zero too", () => {
    fc.assert(
      fc.property(shapes, axes, fc.constantFrom(0, 1e3), (shape, axis, far) => {
        const x = arrayOf(shape, "float64", 7).add(far);
        const variances = reduced(x, "var", axis);
        partsOf(x, axis).forEach((values, p) => {
          const N = values.length;
          const mean = exactSum(values) / N;
          const variance = exactSum(values.map((v) => (v - mean) ** 2)) / N;
          // The mean's own error comes in squared; each deviation's is that of the values.
          const error = (N + 8) * 2 ** -52 * (variance + (far + 2) * 4);
          assert(
            Math.abs(variances[p] - variance) <= error,
            `${p} of ${shape}`,
          );
        });
      }),
      { numRuns: 40 },
    );
  });

  it("largest and smallest values are exact, with NaN and infinities", () => {
    fc.assert(
      fc.property(shapes, dtypes, axes, specials, (
        shape,
        dtype,
        axis,
        special,
      ) => {
        const x = arrayOf(shape, dtype, 11, special);
        for (const name of ["max", "min"] as const) {
          const expected = partsOf(x, axis).map((values) =>
            values.reduce((a, b) => Math[name](a, b))
          );
          assertEquals(reduced(x, name, axis), expected);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("a sum has NaN and infinities where they belong", () => {
    fc.assert(
      fc.property(shapes, axes, specials, (shape, axis, special) => {
        const x = arrayOf(shape, "float64", 13, special);
        const sums = reduced(x, "sum", axis);
        partsOf(x, axis).forEach((values, p) => {
          const sum = values.reduce((a, b) => a + b, 0);
          if (!Number.isFinite(sum)) assertEquals(sums[p], sum);
          else assert(Number.isFinite(sums[p]));
        });
      }),
      { numRuns: 40 },
    );
  });

  it("a long sum is added up in parts: one after another would lose digits", () => {
    const n = 2 ** 20;
    const sum = full([n], 0.1).sum();
    // 16 additions to each of a block's sums, 7 for a block, 13 halvings.
    assert(Math.abs(sum - n * 0.1) <= 36 * 2 ** -53 * n * 0.1);
  });
});
