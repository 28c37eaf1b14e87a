import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import * as np from "numpy-ts";
import { array, full, NdArray, ones, zeros } from "./mod.ts";
import {
  arrayFrom,
  arrays,
  askBroadcast,
  askElementwise,
  assertClose,
  broadcastPairs,
  epsilonOf,
  smallestOf,
  special,
} from "./testing.ts";
import type { NestedArray } from "./types.ts";

type Exact = "add" | "sub" | "mul" | "div" | "maximum";
const EXACT: Record<Exact, (x: np.NDArray, y: np.NDArray) => unknown> = {
  add: np.add,
  sub: np.subtract,
  mul: np.multiply,
  div: np.divide,
  maximum: np.maximum,
};

const JS: Record<Exact, (x: number, y: number) => number> = {
  add: (x, y) => x + y,
  sub: (x, y) => x - y,
  mul: (x, y) => x * y,
  div: (x, y) => x / y,
  maximum: (x, y) => Math.max(x, y),
};

/** numpy-ts follows JavaScript where NumPy follows C: 1 ** NaN and (-1) ** Infinity are 1. */
function power(x: np.NDArray, y: np.NDArray): unknown {
  const result = np.power(x, y);
  for (let i = 0; i < x.size; i++) {
    const [base, exponent] = [x.iget(i), y.iget(i)].map(Number);
    const isOne = base === 1 || base === -1 && Math.abs(exponent) === Infinity;
    if (isOne) result.iset(i, 1);
  }
  return result;
}

describe("arithmetic on two arrays", () => {
  for (const name of Object.keys(EXACT) as Exact[]) {
    it(`${name}() gives NumPy's values and shape for every broadcast pair`, () => {
      fc.assert(fc.property(broadcastPairs(), ([x, y]) => {
        const actual = x[name](y);
        assertClose(actual, askBroadcast(EXACT[name], x, y));
        const areBothFloat32 = x.dtype === "float32" && y.dtype === "float32";
        assertEquals(actual.dtype, areBothFloat32 ? "float32" : "float64");
      }));
    });
  }

  it("pow() gives NumPy's values and shape for every broadcast pair", () => {
    fc.assert(fc.property(broadcastPairs(), ([x, y]) => {
      // A power is a logarithm and an exponential, each off by a few units in the last place, and
      // the exponential magnifies the error of the logarithm by the exponent, at most 745 in size.
      const tolerance = 1e3 * epsilonOf(x.dtype, y.dtype);
      const smallest = smallestOf(x.dtype, y.dtype);
      assertClose(
        x.pow(y),
        askBroadcast(power, x, y),
        (value) => tolerance * Math.abs(value) + smallest,
      );
    }));
  });

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
    fc.assert(
      fc.property(
        arrays(),
        special,
        fc.constantFrom(...Object.keys(JS) as Exact[]),
        (x, y, name) => {
          const isFloat32 = x.dtype === "float32";
          const round = isFloat32 ? Math.fround : (value: number) => value;
          const values = Array.from(
            x.data,
            (value) => round(JS[name](value, round(y))),
          );
          const actual = x[name](y);
          assertClose(actual, { values, shape: x.shape });
          assertEquals(actual.dtype, x.dtype);
        },
      ),
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
  type Unary = "neg" | "exp" | "log" | "sqrt" | "square";
  const UNARY: Record<Unary, [(x: np.NDArray) => unknown, ulps: number]> = {
    neg: [np.negative, 0],
    exp: [np.exp, 4],
    log: [np.log, 4],
    sqrt: [np.sqrt, 0],
    square: [np.square, 0],
  };
  for (const name of Object.keys(UNARY) as Unary[]) {
    it(`${name}() gives NumPy's values`, () => {
      fc.assert(fc.property(arrays(), (x) => {
        const [oracle, ulps] = UNARY[name];
        const actual = x[name]();
        const tolerance = ulps * epsilonOf(x.dtype);
        const smallest = ulps * smallestOf(x.dtype);
        assertClose(
          actual,
          askElementwise(oracle, x),
          (value) => tolerance * Math.abs(value) + smallest,
        );
        assertEquals(actual.dtype, x.dtype);
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
