import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, fromData, full, type NdArray, ones, zeros } from "./mod.ts";
import {
  arrays,
  assertClose,
  dataOf,
  epsilonOf,
  largeArrays,
  product,
  rounding,
} from "./testing.ts";
import type { Axis, DType } from "./types.ts";

type Reduction = "sum" | "mean" | "var" | "std" | "max" | "min";
const REDUCTIONS: Reduction[] = ["sum", "mean", "var", "std", "max", "min"];

/** A matrix of some thousand values. */
function dataMatrix(rows: number, columns: number): NdArray {
  return fromData(dataOf("float64", rows * columns, 7), [rows, columns]);
}

/** An array and distinct axes of it, some counted from the end, in any order. */
function arraysWithAxes(): fc.Arbitrary<[x: NdArray, axes: number[]]> {
  const cases = fc.oneof(
    { weight: 3, arbitrary: arrays() },
    { weight: 1, arbitrary: largeArrays },
  );
  return cases.chain((x) => {
    const all = x.shape.map((_, axis) => axis);
    const axes = fc.tuple(
      fc.shuffledSubarray(all),
      fc.array(fc.boolean(), { minLength: x.ndim, maxLength: x.ndim }),
    ).map(([chosen, isNegative]) =>
      chosen.map((axis) => isNegative[axis] ? axis - x.ndim : axis)
    );
    return fc.tuple(fc.constant(x), axes);
  });
}

/** Collects the values that each position of the result is made of. */
function groups(x: NdArray, axes: readonly number[]): number[][] {
  const isKept = (axis: number) =>
    !axes.includes(axis) && !axes.includes(axis - x.ndim);
  const kept = x.shape.filter((_, axis) => isKept(axis));
  const found = Array.from({ length: product(kept) }, (): number[] => []);
  x.data.forEach((value, at) => {
    let position = 0;
    for (let axis = x.ndim - 1, step = 1; axis >= 0; axis--) {
      const length = x.shape[axis]!;
      if (isKept(axis)) {
        position += at % length * step;
        step *= length;
      }
      at = Math.floor(at / length);
    }
    found[position]!.push(value);
  });
  return found;
}

const total = (values: number[]) => values.reduce((a, b) => a + b, 0);
const average = (values: number[]) => total(values) / values.length;
const spread = (values: number[]) => {
  const centre = average(values);
  return average(values.map((value) => (value - centre) ** 2));
};
const DEFINITIONS: Record<Reduction, (values: number[]) => number> = {
  sum: total,
  mean: average,
  var: spread,
  std: (values) => Math.sqrt(spread(values)),
  max: (values) => values.reduce((a, b) => Math.max(a, b), -Infinity),
  min: (values) => values.reduce((a, b) => Math.min(a, b), Infinity),
};

/** The shape of the result, by definition. */
function shapeOf(x: NdArray, axes: readonly number[], keepdims: boolean) {
  const reduced = axes.map((axis) => axis < 0 ? axis + x.ndim : axis);
  const isReduced = (axis: number) => reduced.includes(axis);
  return keepdims
    ? x.shape.map((length, axis) => isReduced(axis) ? 1 : length)
    : x.shape.filter((_, axis) => !isReduced(axis));
}

/**
 * How far two ways of adding may differ: a rounding error of float64 for each value, relative to the
 * largest number on the way, and one of the result's format. Squares enter twice.
 */
function errorOf(name: Reduction, values: readonly number[], dtype: DType) {
  if (name === "max" || name === "min") return 0;
  const largest = values.filter(Number.isFinite)
    .reduce((a, b) => Math.max(a, Math.abs(b)), 1);
  const error = ((values.length + 8) * epsilonOf() + epsilonOf(dtype)) *
    largest;
  if (name === "sum") return error * values.length;
  if (name === "mean") return error;
  // The root of a variance near 0 magnifies its error: sqrt(v + d) - sqrt(v) <= sqrt(d).
  return name === "var" ? 4 * error * largest : Math.sqrt(4 * error * largest);
}

describe("reductions", () => {
  for (const name of REDUCTIONS) {
    const isExtreme = name === "max" || name === "min";

    it(`${name}() follows its definition along any axes and of everything, few values or many`, () => {
      fc.assert(
        fc.property(arraysWithAxes(), fc.boolean(), (pair, keepdims) => {
          const [x, axes] = pair;
          const members = groups(x, axes);
          fc.pre(!isExtreme || members.every((values) => values.length > 0));
          const actual = x[name](axes, { keepdims });
          assertEquals(actual.dtype, x.dtype);
          assertEquals(actual.shape, shapeOf(x, axes, keepdims));
          const round = rounding(x.dtype);
          members.forEach((values, p) =>
            assertClose(
              actual.data[p]!,
              { values: [round(DEFINITIONS[name](values))], shape: [] },
              () => errorOf(name, values, x.dtype),
            )
          );
          if (isExtreme && x.size === 0) return;
          const all = x.shape.map((_, axis) => axis);
          assertEquals(x[name](), x[name](all).at());
        }),
        // Reduced along all axes, an array is one group.
        { examples: [[[dataMatrix(300, 70), [0, 1]], false]] },
      );
    });
  }

  it("of no values are 0 for sum() and NaN for mean(), var() and std()", () => {
    const x = zeros([0, 2]);
    assertEquals(x.sum(0).toArray(), [0, 0]);
    assertEquals(x.mean(0).toArray(), [NaN, NaN]);
    assertEquals(x.var(0).toArray(), [NaN, NaN]);
    assertEquals(x.std(), NaN);
    assertEquals(x.sum(1).shape, [0]);
  });

  it("refuse the max() and min() of no values, unless none is asked for", () => {
    for (const name of ["max", "min"] as const) {
      const error = assertThrows(() => zeros([0, 2])[name](0), TypeError);
      assertEquals(
        error.message,
        `Cannot take the ${name} of no values: expected at least one along ` +
          "the reduced axes, got shape (0, 2)",
      );
      assertEquals(zeros([0, 2])[name](1).shape, [0]);
    }
  });

  it("max() and min() let NaN through wherever it stands", () => {
    const x = array([[NaN, 1, 2], [3, NaN, -1]]);
    assertEquals(x.max(0).toArray(), [NaN, NaN, 2]);
    assertEquals(x.min(1).toArray(), [NaN, NaN]);
    assertEquals(x.max(), NaN);
  });

  it("var() keeps its digits where the mean is large", () => {
    const offset = 1e8;
    const x = array([[offset + 1], [offset + 2], [offset + 3]]);
    assertEquals(x.var(0).toArray(), [2 / 3]);
  });

  it("var() of many values is within the error of its roundings, far from zero too", () => {
    const x = dataMatrix(2049, 20);
    for (const far of [0, 1e3]) {
      for (const axis of [0, 1]) {
        groups(x.add(far), [axis]).forEach((values, p) => {
          const wanted = spread(values.map((value) => value - far));
          // Each deviation's error is that of the values.
          const error = (values.length + 8) * epsilonOf() * 4 * (far + 2);
          const variance = x.add(far).var(axis).data[p]!;
          assert(Math.abs(variance - wanted) <= error, `${p} of ${far}`);
        });
      }
    }
  });

  it("a long sum is added up in parts: one after another would lose digits", () => {
    const n = 2 ** 20;
    const sum = full([n], 0.1).sum();
    // 16 additions to each of a block's sums, 7 for a block, 13 halvings.
    assert(Math.abs(sum - n * 0.1) <= 36 * 2 ** -53 * n * 0.1);
  });

  it("of float32 are added up in float64 and rounded once", () => {
    // 2**24 + 1 is not a float32: an accumulator in float32 would stay at 2**24.
    const x = array([2 ** 24, 1, 1], "float32");
    assertEquals(x.sum(), 2 ** 24 + 2);
    assertEquals(x.reshape([3, 1]).sum(0).toArray(), [2 ** 24 + 2]);
    assertEquals(array([0.1, 0.1, 0.1], "float32").mean(), Math.fround(0.1));
  });
});

describe("argmax()", () => {
  it("gives NumPy's positions along any axis", () => {
    fc.assert(fc.property(arraysWithAxes(), ([x, [axis]]) => {
      fc.pre(axis !== undefined && x.size > 0);
      const values = groups(x, [axis]).map((members) => {
        const nan = members.findIndex(Number.isNaN);
        return nan >= 0 ? nan : members.indexOf(Math.max(...members));
      });
      assertClose(x.argmax(axis), { values, shape: shapeOf(x, [axis], false) });
    }));
  });

  it("gives the first of several, and the first NaN", () => {
    assertEquals(array([1, 3, 3]).argmax(), 1);
    assertEquals(array([1, NaN, 9, NaN]).argmax(), 1);
    assertEquals(array([[1, 5], [7, 5]]).argmax(), 2);
    assertEquals(array([[1, 5], [7, 5]]).argmax(0).toArray(), [1, 0]);
    assertEquals(array([-Infinity, -Infinity]).argmax(), 0);
  });

  it("refuses to choose from nothing", () => {
    const error = assertThrows(() => zeros([0]).argmax(), TypeError);
    assertEquals(
      error.message,
      "Cannot take the argmax of no values: expected at least one along the " +
        "reduced axes, got shape (0,)",
    );
    assertThrows(() => zeros([0, 2]).argmax(0), TypeError);
    assertEquals(zeros([0, 2]).argmax(1).shape, [0]);
  });
});

describe("axes", () => {
  const x = ones([4, 5]);
  const message = (axis: unknown, type: typeof TypeError = RangeError) =>
    assertThrows(() => x.mean(axis as Axis), type).message;

  it("are refused outside of the valid range, which is named", () => {
    const wanted = "Cannot take the mean: expected an axis from -2 to 1 for " +
      "shape (4, 5), got ";
    assertEquals(message(2), wanted + "2");
    assertEquals(message(-3), wanted + "-3");
    assertEquals(message([0, 7]), wanted + "7");
    assertEquals(message(0.5), wanted + "0.5");
    assertEquals(message(NaN), wanted + "NaN");
  });

  it("are refused if there are none", () => {
    const error = assertThrows(() => array(1).sum(0), RangeError);
    assertEquals(
      error.message,
      "Cannot sum: expected no axis for shape (), got 0",
    );
  });

  it("are refused twice", () => {
    assertEquals(
      message([0, -2]),
      "Cannot take the mean: expected distinct axes of shape (4, 5), " +
        "got [0, -2]",
    );
  });

  it("are refused unless they are numbers", () => {
    const wanted = "Cannot take the mean: expected an axis number, got ";
    assertEquals(message(true, TypeError), wanted + "true");
    assertEquals(message("0", TypeError), wanted + '"0"');
    assertEquals(message(null, TypeError), wanted + "null");
    assertEquals(
      message({ keepdims: true }, TypeError),
      wanted + "a plain object",
    );
  });

  it("are followed by options, not by a bare boolean", () => {
    const error = assertThrows(() => x.sum(0, true as never), TypeError);
    assertEquals(
      error.message,
      "Cannot sum: expected options such as { keepdims: true }, got true",
    );
    assert(x.sum(0, {}).ndim === 1);
  });
});
