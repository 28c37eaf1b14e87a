import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { array, fromData, ones, zeros } from "./mod.ts";
import type { DType, NestedArray } from "./mod.ts";

// Texts printed by NumPy 1.24: str(np.array(values, dtype)).
const PRINTED: [
  what: string,
  values: NestedArray,
  dtype: DType,
  text: string,
][] = [
  ["integers", [1, 2, 3], "float64", "[1. 2. 3.]"],
  ["fractions of different lengths", [1, 2.5], "float64", "[1.  2.5]"],
  [
    "more than 8 decimals",
    [[1.123456789, -2], [3, 400]],
    "float64",
    "[[  1.12345679  -2.        ]\n [  3.         400.        ]]",
  ],
  [
    "unequal sizes",
    [1.5, -2, 0.001],
    "float64",
    "[ 1.5e+00 -2.0e+00  1.0e-03]",
  ],
  ["large numbers", [1e8, 1], "float64", "[1.e+08 1.e+00]"],
  ["long exponents", [1e300, -1e-10], "float64", "[ 1.e+300 -1.e-010]"],
  [
    "many digits with an exponent",
    [1.123456789e-7, 1.5],
    "float64",
    "[1.12345679e-07 1.50000000e+00]",
  ],
  ["numbers not finite", [NaN, 1.5, -Infinity], "float64", "[ nan  1.5 -inf]"],
  ["nothing but NaN", [NaN, NaN], "float64", "[nan nan]"],
  ["minus zero", [-0, 1], "float64", "[-0.  1.]"],
  ["float32", [0.1, 0.2], "float32", "[0.1 0.2]"],
  [
    "float32 with an exponent",
    [1e-7, 3.3333333e-6],
    "float32",
    "[1.0000000e-07 3.3333333e-06]",
  ],
  [
    "float32 of more than 7 digits",
    [52348872, -44210484],
    "float32",
    "[ 52348872. -44210484.]",
  ],
  [
    "three axes",
    [[[1, 2], [3, 4]], [[5, 6], [7, 8]]],
    "float64",
    "[[[1. 2.]\n  [3. 4.]]\n\n [[5. 6.]\n  [7. 8.]]]",
  ],
];

describe("toString()", () => {
  for (const [what, values, dtype, text] of PRINTED) {
    it(`prints ${what} as NumPy does`, () => {
      assertEquals(array(values, dtype).toString(), text);
    });
  }

  it("prints no values, and a single one", () => {
    assertEquals(zeros([0, 3]).toString(), "[]");
    assertEquals(array(2.5).toString(), "2.5");
  });

  it("breaks long lines as NumPy does", () => {
    // str(np.arange(30) / 8)
    const eighths = array(Array.from({ length: 30 }, (_, i) => i)).div(8);
    assertEquals(
      `${eighths}`,
      "[0.    0.125 0.25  0.375 0.5   0.625 0.75  0.875 1.    1.125 1.25  1.375\n" +
        " 1.5   1.625 1.75  1.875 2.    2.125 2.25  2.375 2.5   2.625 2.75  2.875\n" +
        " 3.    3.125 3.25  3.375 3.5   3.625]",
    );
  });

  it("leaves room for brackets, and no spaces at the end of a line", () => {
    // str(np.ones((1, 1, 24)))
    assertEquals(
      ones([1, 1, 24]).toString(),
      `[[[${"1. ".repeat(22)}1.\n   1.]]]`,
    );
    // str(np.arange(18).reshape(1, 1, 18) + 0.25 * (np.arange(18) % 2))
    const values = Array.from({ length: 18 }, (_, i) => i + 0.25 * (i % 2));
    assertEquals(
      array([[values]]).toString(),
      "[[[ 0.    1.25  2.    3.25  4.    5.25  6.    7.25  8.    9.25 10.\n" +
        "   11.25 12.   13.25 14.   15.25 16.   17.25]]]",
    );
  });

  it("leaves out the middle of more than 1000 values as NumPy does", () => {
    const count = (n: number) => Float64Array.from({ length: n }, (_, i) => i);
    // str(np.arange(1001.))
    assertEquals(
      fromData(count(1001), [1001]).toString(),
      "[   0.    1.    2. ...  998.  999. 1000.]",
    );
    // str(np.arange(2000.).reshape(40, 50))
    assertEquals(
      fromData(count(2000), [40, 50]).toString(),
      "[[0.000e+00 1.000e+00 2.000e+00 ... 4.700e+01 4.800e+01 4.900e+01]\n" +
        " [5.000e+01 5.100e+01 5.200e+01 ... 9.700e+01 9.800e+01 9.900e+01]\n" +
        " [1.000e+02 1.010e+02 1.020e+02 ... 1.470e+02 1.480e+02 1.490e+02]\n" +
        " ...\n" +
        " [1.850e+03 1.851e+03 1.852e+03 ... 1.897e+03 1.898e+03 1.899e+03]\n" +
        " [1.900e+03 1.901e+03 1.902e+03 ... 1.947e+03 1.948e+03 1.949e+03]\n" +
        " [1.950e+03 1.951e+03 1.952e+03 ... 1.997e+03 1.998e+03 1.999e+03]]",
    );
    assertEquals(zeros([1000]).toString().includes("..."), false);
  });
});
