import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { allocate } from "./dtype.ts";
import { type Kernel, multiplyTiles, startMatmul } from "./fast/matmul.ts";
import { PLAIN_SIMD, RELAXED_SIMD, WIDE_SIMD } from "./fast/matmul_wasm.ts";
import { matmul, multiplyPlainly } from "./matmul.ts";
import { dataOf as values, dtypes, epsilonOf } from "./testing.ts";
import type { Data, DType, MatmulLayout } from "./types.ts";

const kernels: Record<string, Kernel | undefined> = {
  "wide SIMD": startMatmul([WIDE_SIMD]),
  "relaxed SIMD": startMatmul([RELAXED_SIMD]),
  "plain SIMD": startMatmul([PLAIN_SIMD]),
};

type Multiply = (a: Data, b: Data, out: Data, layout: MatmulLayout) => void;

const ways: [name: string, multiply: Multiply][] = [
  ["plain loops", multiplyPlainly],
  ["what is chosen", matmul],
  ...Object.entries(kernels).filter(([, kernel]) => kernel)
    .map(([name, kernel]): [string, Multiply] => [
      name,
      (a, b, out, layout) => multiplyTiles(kernel!, a, b, out, layout),
    ]),
];

/** Lengths around what the kernel takes at a time: 5 rows, 4 to 16 columns, 256 or 512 steps. */
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 18 }),
  fc.constantFrom(23, 31, 64, 100, 129, 255, 257, 513),
);

const layouts: fc.Arbitrary<MatmulLayout> = fc.record({
  m: lengths,
  k: lengths,
  n: lengths,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
});

/** One value of the product and the sum of its terms' magnitudes, by the definition. */
function valueAt(
  a: Data,
  b: Data,
  { m, k, n, transposeA, transposeB }: MatmulLayout,
  i: number,
  j: number,
): { sum: number; size: number } {
  let sum = 0;
  let size = 0;
  for (let p = 0; p < k; p++) {
    const term = a[transposeA ? p * m + i : i * k + p]! *
      b[transposeB ? j * k + p : p * n + j]!;
    sum += term;
    size += Math.abs(term);
  }
  return { sum, size };
}

/** Compares with the definition, at all values or at as many as `most`. */
function check(
  multiply: Multiply,
  a: Data,
  b: Data,
  dtype: DType,
  layout: MatmulLayout,
  most = Infinity,
): void {
  const { m, k, n } = layout;
  // What stood there before has to go.
  const out = allocate("test", dtype, m * n).fill(NaN);
  multiply(a, b, out, layout);
  const step = Math.max(1, Math.floor(m * n / most));
  for (let at = 0; at < m * n; at += step) {
    const i = Math.floor(at / n);
    const { sum, size } = valueAt(a, b, layout, i, at - i * n);
    // A rounding error for every product and every sum, here and in the expectation.
    const error = k * (epsilonOf(dtype) + epsilonOf("float64")) * size;
    const isSame = Object.is(out[at], sum) || out[at] === sum ||
      Math.abs(out[at]! - sum) <= error;
    assert(
      isSame,
      `expected ${sum} at ${at} of ${JSON.stringify(layout)}, got ${out[at]}`,
    );
  }
}

for (const [name, multiply] of ways) {
  describe(`a product by ${name}`, () => {
    it("follows the definition, whatever the lengths", () => {
      fc.assert(
        fc.property(layouts, dtypes, fc.nat(), (layout, dtype, seed) => {
          const { m, k, n } = layout;
          const a = values(dtype, m * k, seed);
          const b = values(dtype, k * n, seed + 1);
          check(multiply, a, b, dtype, layout, 500);
        }),
        {
          numRuns: 60,
          // Panels that aren't full, of as many columns as there is room for.
          examples: [[
            { m: 1, k: 257, n: 257, transposeB: true },
            "float32",
            0,
          ]],
        },
      );
    });

    it("has NaN and infinities where they belong", () => {
      const special = fc.array(
        fc.tuple(fc.nat(), fc.constantFrom(NaN, Infinity, -Infinity, -0)),
        { maxLength: 3 },
      );
      fc.assert(
        fc.property(layouts, special, special, (layout, inA, inB) => {
          const { m, k, n } = layout;
          const a = values("float64", m * k, 1);
          const b = values("float64", k * n, 2);
          for (const [at, value] of inA) a[at % a.length] = value;
          for (const [at, value] of inB) b[at % b.length] = value;
          check(multiply, a, b, "float64", layout, 500);
        }),
        { numRuns: 60 },
      );
    });

    it("takes a float32 factor for a float64 product", () => {
      const layout = { m: 20, k: 30, n: 40 };
      const a = values("float32", 600, 3);
      const b = values("float64", 1200, 4);
      check(multiply, a, b, "float64", layout);
    });
  });
}

describe("multiplyTiles()", () => {
  const kernel = startMatmul()!;
  const multiply: Multiply = (a, b, out, layout) =>
    multiplyTiles(kernel, a, b, out, layout);

  for (
    const [m, k, n] of [
      [129, 3072, 200],
      [5000, 7, 300],
      [9, 5000, 130],
      [3, 2, 9000],
    ] as const
  ) {
    for (const transposed of [false, true]) {
      const how = transposed ? "transposed factors" : "factors";
      it(`multiplies ${how} of ${m}, ${k} and ${n} in several tiles`, () => {
        const layout = {
          m,
          k,
          n,
          transposeA: transposed,
          transposeB: transposed,
        };
        const a = values("float32", m * k, 5);
        const b = values("float32", k * n, 6);
        check(multiply, a, b, "float32", layout, 3000);
      });
    }
  }

  it("adds up millions of products, tile after tile", () => {
    const layout = { m: 2, k: 2 ** 21, n: 2 };
    const ones = new Float64Array(2 ** 22).fill(1);
    const out = new Float64Array(4);
    multiply(ones, ones, out, layout);
    assertEquals([...out], [2 ** 21, 2 ** 21, 2 ** 21, 2 ** 21]);
  });
});
