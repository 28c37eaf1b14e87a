import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, full, type NdArray, ones, zeros } from "./mod.ts";
import {
  arrayFrom,
  arrays,
  assertClose,
  broadcast,
  broadcastPairs,
  epsilonOf,
  largeArrays,
  largePairs,
  rounding,
  smallestOf,
  special,
} from "./testing.ts";
import type { NestedArray } from "./types.ts";

const BINARY = {
  add: (x: number, y: number) => x + y,
  sub: (x: number, y: number) => x - y,
  mul: (x: number, y: number) => x * y,
  div: (x: number, y: number) => x / y,
  maximum: (x: number, y: number) => Math.max(x, y),
  // As in C and NumPy; JavaScript has NaN for the first three.
  pow: (x: number, y: number) =>
    x === 1 || x === -1 && Math.abs(y) === Infinity
      ? 1
      : y === 2
      ? x * x
      : x ** y,
};
const binaryNames = Object.keys(BINARY) as (keyof typeof BINARY)[];

/** How much the result may be off: powers and exponentials as library functions are. */
const ULPS: Record<string, number> = { pow: 1, exp: 1, log: 1 };

function toleranceFor(name: string, { dtype }: NdArray) {
  const ulps = ULPS[name];
  if (ulps === undefined) return undefined;
  return (value: number) =>
    ulps * epsilonOf(dtype) * Math.max(Math.abs(value), smallestOf(dtype));
}

describe("arithmetic on two arrays", () => {
  for (const name of binaryNames) {
    it(`${name}() follows its definition for every broadcast pair, few values or many`, () => {
      const pairs = fc.oneof(
        { weight: 2, arbitrary: broadcastPairs() },
        { weight: 1, arbitrary: largePairs },
      );
      fc.assert(fc.property(pairs, fc.boolean(), ([x, y], isTurned) => {
        if (isTurned) [x, y] = [y, x];
        const actual = x[name](y);
        const areBothFloat32 = x.dtype === "float32" && y.dtype === "float32";
        assertEquals(actual.dtype, areBothFloat32 ? "float32" : "float64");
        const round = rounding(actual.dtype);
        assertClose(
          actual,
          broadcast((x, y) => round(BINARY[name](x, y)), x, y),
          toleranceFor(name, actual),
        );
      }));
    });
  }

  it("keeps the sign of zero and NaN as IEEE 754 asks", () => {
    const x = array([-0, 0, 0, Infinity]);
    const y = array([0, -0, 0, Infinity]);
    assertEquals([...x.mul(y).data], [-0, -0, 0, Infinity]);
    assertEquals([...x.div(y).data], [NaN, NaN, NaN, NaN]);
    assertEquals([...x.sub(y).data], [-0, 0, 0, NaN]);
  });

  it("maximum() is NaN wherever either operand is", () => {
    const x = array([NaN, 1, NaN, 2]);
    const y = array([1, NaN, NaN, 3]);
    assertEquals(x.maximum(y).toArray(), [NaN, NaN, NaN, 3]);
    assertEquals(x.maximum(0).toArray(), [NaN, 1, NaN, 2]);
  });

  it("leaves its operands alone and shares no memory with them", () => {
    fc.assert(fc.property(broadcastPairs(), ([x, y]) => {
      const [dataX, dataY] = [[...x.data], [...y.data]];
      x.add(y).data.fill(7);
      x.mul(3).data.fill(7);
      x.neg().data.fill(7);
      assertEquals([...x.data], dataX);
      assertEquals([...y.data], dataY);
    }));
  });

  it("takes any mixture of long and short axes", () => {
    const x = array([[[1], [2]], [[3], [4]]]);
    const y = array([[[10, 20, 30]], [[40, 50, 60]]]);
    assertEquals<NestedArray>(x.add(y).toArray(), [
      [[11, 21, 31], [12, 22, 32]],
      [[43, 53, 63], [44, 54, 64]],
    ]);
  });
});

describe("arithmetic on an array and a number", () => {
  it("treats the number as an array of the same number format", () => {
    const cases = fc.oneof(
      { weight: 4, arbitrary: arrays() },
      { weight: 1, arbitrary: largeArrays },
    );
    const names = fc.constantFrom(...binaryNames);
    fc.assert(
      fc.property(cases, special, names, (x, y, name) => {
        const round = rounding(x.dtype);
        const values = Array.from(
          x.data,
          (value) => round(BINARY[name](value, round(y))),
        );
        const actual = x[name](y);
        assertEquals(actual.dtype, x.dtype);
        assertClose(
          actual,
          { values, shape: x.shape },
          toleranceFor(name, actual),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("rounds the number to float32 first, as NumPy does", () => {
    // np.array([0.1], np.float32) - 0.1 is 0 in NumPy, not 1.5e-9.
    assertEquals(array([0.1], "float32").sub(0.1).toArray(), [0]);
  });

  it("pow(2) is the exact square", () => {
    fc.assert(fc.property(arrays(), (x) => {
      assertEquals([...x.pow(2).data], [...x.mul(x).data]);
    }));
  });

  it("pow() of 1, and of -1 to infinity, is 1 as in C", () => {
    const x = arrayFrom([1, -1, -1, 2], [4]);
    assertEquals(x.pow(NaN).toArray(), [1, NaN, NaN, NaN]);
    assertEquals(x.pow(Infinity).toArray(), [1, 1, 1, Infinity]);
  });
});

describe("functions of one array", () => {
  const UNARY = {
    neg: (x: number) => -x,
    exp: Math.exp,
    log: Math.log,
    sqrt: Math.sqrt,
    square: (x: number) => x * x,
  };
  for (const name of Object.keys(UNARY) as (keyof typeof UNARY)[]) {
    it(`${name}() follows its definition, from the smallest numbers to the largest`, () => {
      const cases = fc.oneof(arrays(), largeArrays);
      const scales = fc.constantFrom(1e-9, 0.1, 1, 30, 60, 500);
      fc.assert(fc.property(cases, scales, (unscaled, scale) => {
        const x = unscaled.mul(scale);
        const round = rounding(x.dtype);
        const values = Array.from(x.data, (value) => round(UNARY[name](value)));
        const actual = x[name]();
        assertEquals(actual.dtype, x.dtype);
        assertClose(
          actual,
          { values, shape: x.shape },
          toleranceFor(name, actual),
        );
      }));
    });
  }
});

describe("an operand of the wrong type", () => {
  const x = ones([2]);
  const cases: [given: unknown, said: string][] = [
    [undefined, "undefined"],
    [null, "null"],
    ["1", '"1"'],
    [true, "true"],
    [[1, 2], "a plain array (write nd.array([...]))"],
    [Float64Array.of(1, 2), "a Float64Array"],
    [{}, "a plain object"],
    [() => 1, "a function"],
  ];
  for (const [given, said] of cases) {
    it(`is refused and named: ${said}`, () => {
      const error = assertThrows(() => x.add(given as number), TypeError);
      assertEquals(
        error.message,
        `Cannot add: expected an NdArray or a number, got ${said}`,
      );
    });
  }

  it("is refused by every operation under its own name", () => {
    const names = ["add", "sub", "mul", "div", "pow", "maximum"] as const;
    for (const name of names) {
      const error = assertThrows(
        () => x[name](undefined as unknown as NdArray),
        TypeError,
      );
      assert(error.message.startsWith(`Cannot ${name}: `), error.message);
    }
  });
});

describe("shapes that do not broadcast", () => {
  const message = (attempt: () => unknown) =>
    assertThrows(attempt, TypeError).message;

  it("are refused with a hint if there is one value per row", () => {
    assertEquals(
      message(() => zeros([4, 5]).sub(zeros([4]))),
      "Cannot subtract shape (4,) from shape (4, 5): trailing dimensions 4 " +
        "and 5 differ. For one value per row use shape (4, 1): " +
        "mean(1, { keepdims: true }).",
    );
    assertEquals(
      message(() => zeros([4]).sub(zeros([4, 5, 6]))),
      "Cannot subtract shape (4, 5, 6) from shape (4,): trailing dimensions " +
        "6 and 4 differ. For one value per row use shape (4, 1, 1): " +
        "mean([1, 2], { keepdims: true }).",
    );
  });

  it("are refused without that hint if it does not fit", () => {
    assertEquals(
      message(() => zeros([4, 5]).mul(zeros([3]))),
      "Cannot multiply shape (4, 5) by shape (3,): " +
        "trailing dimensions 5 and 3 differ",
    );
    assertEquals(
      message(() => zeros([4]).mul(zeros([5]))),
      "Cannot multiply shape (4,) by shape (5,): " +
        "trailing dimensions 4 and 5 differ",
    );
  });

  it("are refused with the axis if it is not the last", () => {
    assertEquals(
      message(() => zeros([4, 5]).add(zeros([3, 5]))),
      "Cannot add shape (3, 5) to shape (4, 5): dimensions 3 and 4 at axis " +
        "-2 differ (shapes are aligned at their last axes)",
    );
  });

  it("are refused with the verb of the operation", () => {
    const [x, y] = [full([2], 1), full([3], 1)];
    const said = [x.add, x.sub, x.mul, x.div, x.pow, x.maximum]
      .map((method) => message(() => method.call(x, y)).split(":")[0]);
    assertEquals(said, [
      "Cannot add shape (3,) to shape (2,)",
      "Cannot subtract shape (3,) from shape (2,)",
      "Cannot multiply shape (2,) by shape (3,)",
      "Cannot divide shape (2,) by shape (3,)",
      "Cannot raise shape (2,) to the power of shape (3,)",
      "Cannot take the maximum of shape (2,) and shape (3,)",
    ]);
  });
});
