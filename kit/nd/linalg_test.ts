import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, matmul, type NdArray, zeros } from "./mod.ts";
import {
  type Answer,
  arraysOf,
  assertClose,
  epsilonOf,
  lengths,
  lengthsOf,
} from "./testing.ts";

/** Factors of shapes (m, k) and (k, n), with lengths of 0 and 1 among them. */
function factors(): fc.Arbitrary<[NdArray, NdArray]> {
  return fc.tuple(lengths, lengths, lengths).chain(([m, k, n]) =>
    fc.tuple(arraysOf([m, k]), arraysOf([k, n]))
  );
}

/** The definition of the product, value by value. */
function definition(x: NdArray, y: NdArray): Answer {
  const [m, k] = lengthsOf(x);
  const [, n] = lengthsOf(y);
  const values: number[] = [];
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let total = 0;
      for (let p = 0; p < k; p++) {
        total += x.data[i * k + p]! * y.data[p * n + j]!;
      }
      values.push(total);
    }
  }
  return { values, shape: [m, n] };
}

/** A rounding error for every product and sum, relative to the largest product. */
function tolerance(x: NdArray, y: NdArray): () => number {
  const sizeOf = ({ data }: NdArray) =>
    Math.max(1, ...[...data].map(Math.abs).filter(Number.isFinite));
  const k = x.shape.at(-1)!;
  const error = 2 * (k + 1) * epsilonOf(x.dtype, y.dtype) * sizeOf(x) *
    sizeOf(y);
  return () => error;
}

/** The transpose by definition. */
function flip(x: NdArray): NdArray {
  const [rows, columns] = lengthsOf(x);
  const result = zeros([columns, rows], x.dtype);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      result.data[j * rows + i] = x.data[i * columns + j]!;
    }
  }
  return result;
}

describe("dot()", () => {
  it("follows the definition of the matrix product, with NaN and infinities", () => {
    fc.assert(fc.property(factors(), ([x, y]) => {
      const actual = x.dot(y);
      assertClose(actual, definition(x, y), tolerance(x, y));
      const areBothFloat32 = x.dtype === "float32" && y.dtype === "float32";
      assertEquals(actual.dtype, areBothFloat32 ? "float32" : "float64");
    }));
  });

  it("takes vectors on either side", () => {
    fc.assert(fc.property(factors(), ([x, y]) => {
      const [m, k] = lengthsOf(x);
      const [, n] = lengthsOf(y);
      fc.pre(m > 0 && n > 0);
      const whole = definition(x, y).values;
      const row = x.rows(0, 1).reshape([k]);
      const column = flip(y).rows(0, 1).reshape([k]);
      assertClose(
        row.dot(y),
        { values: whole.slice(0, n), shape: [n] },
        tolerance(x, y),
      );
      const firstColumn = whole.filter((_, i) => i % n === 0);
      assertClose(
        x.dot(column),
        { values: firstColumn, shape: [m] },
        tolerance(x, y),
      );
      assertClose(
        row.dot(column),
        { values: whole.slice(0, 1), shape: [] },
        tolerance(x, y),
      );
    }));
  });

  it("does not skip zeros: 0 times infinity is NaN", () => {
    const x = array([[0, 1]]);
    assertEquals(x.dot(array([[Infinity], [1]])).toArray(), [[NaN]]);
  });

  it("of float32 vectors is added up in float64 and rounded once", () => {
    const x = array([2 ** 24, 1, 1], "float32");
    const ones = array([1, 1, 1], "float32");
    assertEquals(x.dot(ones).at(), 2 ** 24 + 2);
  });

  const message = (attempt: () => unknown) =>
    assertThrows(attempt, TypeError).message;

  it("refuses inner dimensions that differ, and says which transpose fits", () => {
    const start = "Cannot multiply matrices of shape ";
    assertEquals(
      message(() => zeros([2, 3]).dot(zeros([4, 5]))),
      start + "(2, 3) and (4, 5): inner dimensions 3 and 4 differ",
    );
    assertEquals(
      message(() => zeros([2, 3]).dot(zeros([4, 3]))),
      start + "(2, 3) and (4, 3): inner dimensions 3 and 4 differ; " +
        "the second transposed (.T) has shape (3, 4), which fits",
    );
    assertEquals(
      message(() => zeros([2, 3]).dot(zeros([2, 4]))),
      start + "(2, 3) and (2, 4): inner dimensions 3 and 2 differ; " +
        "the first transposed (.T) has shape (3, 2), which fits",
    );
    assertEquals(
      message(() => zeros([2, 3]).dot(zeros([2, 3]))),
      start + "(2, 3) and (2, 3): inner dimensions 3 and 2 differ; " +
        "the second transposed (.T) has shape (3, 2), " +
        "or the first transposed (.T) has shape (3, 2), which fits",
    );
    assertEquals(
      message(() => zeros([3]).dot(zeros([4, 3]))),
      start + "(3,) and (4, 3): inner dimensions 3 and 4 differ; " +
        "the second transposed (.T) has shape (3, 4), which fits",
    );
  });

  it("refuses more than two axes, and none", () => {
    assertEquals(
      message(() => zeros([2, 3, 4]).dot(zeros([4, 5]))),
      "Cannot multiply matrices: expected 1-D or 2-D arrays, " +
        "got shapes (2, 3, 4) and (4, 5)",
    );
    assertThrows(() => zeros([2]).dot(zeros([])), TypeError);
  });

  it("refuses what is not an array", () => {
    assertEquals(
      message(() => zeros([2]).dot(3 as unknown as NdArray)),
      "Cannot dot: expected an NdArray, got 3",
    );
    assertEquals(
      message(() => zeros([2]).dot([1, 2] as unknown as NdArray)),
      "Cannot dot: expected an NdArray, got a plain array " +
        "(write nd.array([...]))",
    );
  });
});

describe("matmul()", () => {
  it("multiplies by transposes as if they had been copied", () => {
    fc.assert(
      fc.property(
        factors(),
        fc.boolean(),
        fc.boolean(),
        ([x, y], transposeA, transposeB) => {
          const a = transposeA ? flip(x) : x;
          const b = transposeB ? flip(y) : y;
          assertClose(
            matmul(a, b, { transposeA, transposeB }),
            definition(x, y),
            tolerance(x, y),
          );
        },
      ),
    );
  });

  it("refuses inner dimensions that differ after transposing", () => {
    const attempt = () =>
      matmul(zeros([2, 3]), zeros([2, 4]), { transposeB: true });
    assertEquals(
      assertThrows(attempt, TypeError).message,
      "Cannot multiply matrices of shape (2, 3) and (4, 2): " +
        "inner dimensions 3 and 4 differ",
    );
  });

  it("refuses vectors and what is not an array", () => {
    assertEquals(
      assertThrows(() => matmul(zeros([2]), zeros([2, 3])), TypeError).message,
      "Cannot multiply matrices: expected two 2-D arrays, " +
        "got shapes (2,) and (2, 3)",
    );
    assertEquals(
      assertThrows(
        () => matmul(zeros([2, 2]), undefined as unknown as NdArray),
        TypeError,
      ).message,
      "Cannot matmul: expected an NdArray, got undefined",
    );
  });
});
