import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { array, full, ones, zeros } from "./mod.ts";
import type { NestedArray, Shape } from "./mod.ts";

const message = (attempt: () => unknown) =>
  assertThrows(attempt, TypeError).message;

describe("array()", () => {
  it("reads values in row-major order", () => {
    const x = array([[[1, 2], [3, 4], [5, 6]]]);
    assertEquals(x.shape, [1, 3, 2]);
    assertEquals([...x.data], [1, 2, 3, 4, 5, 6]);
    assertEquals(x.dtype, "float64");
  });

  it("reads a number, empty arrays and readonly arrays", () => {
    assertEquals(array(3).shape, []);
    assertEquals(array([]).shape, [0]);
    assertEquals(array([[], []]).shape, [2, 0]);
    const readonly = [[1], [2]] as const;
    assertEquals(array(readonly).shape, [2, 1]);
  });

  it("rounds to float32 if asked", () => {
    const x = array([0.1], "float32");
    assertEquals(x.dtype, "float32");
    assertEquals(x.at(0), Math.fround(0.1));
  });

  it("refuses ragged rows and says where", () => {
    const start = "Cannot make an array from rows that differ: expected ";
    assertEquals(
      message(() => array([[1, 2], [3]])),
      start + "2 values at [1], as in the first row, got 1",
    );
    assertEquals(
      message(() => array([[[1], [2]], [[3], [4, 5]]])),
      start + "1 values at [1][1], as in the first row, got 2",
    );
    assertEquals(
      message(() => array([[1], 2])),
      start + "1 values at [1], as in the first row, got 2",
    );
  });

  it("refuses what is not a number and says where", () => {
    const start = "Cannot make an array: expected a number";
    assertEquals(
      message(() => array([[1], [[2]]])),
      start + " at [1][0], got a plain array",
    );
    assertEquals(
      message(() => array([1, "2"] as NestedArray)),
      start + ' at [1], got "2"',
    );
    assertEquals(
      message(() => array([1, , 3] as NestedArray)),
      start + " at [1], got undefined",
    );
    assertEquals(
      message(() => array(undefined as unknown as NestedArray)),
      start + ", got undefined",
    );
    assertEquals(
      message(() => array(zeros([2]) as unknown as NestedArray)),
      start + ", got an NdArray",
    );
  });

  it("refuses another number format", () => {
    assertEquals(
      message(() => array([1], "int32" as never)),
      'Cannot make an array: expected dtype "float64" or "float32", ' +
        'got "int32"',
    );
  });
});

describe("zeros(), ones() and full()", () => {
  it("fill a shape", () => {
    assertEquals(zeros([2, 2]).toArray(), [[0, 0], [0, 0]]);
    assertEquals(ones([2], "float32").toArray(), [1, 1]);
    assertEquals(ones([2], "float32").dtype, "float32");
    assertEquals(full([], 7).at(), 7);
    assertEquals(full([2, 0], 7).size, 0);
    assertEquals(full([1], NaN).toArray(), [NaN]);
    assertEquals([...full([1], -0).data], [-0]);
  });

  it("refuse what is not a shape", () => {
    const start = "Cannot make an array: expected a shape ";
    assertEquals(
      message(() => zeros(3 as unknown as Shape)),
      start + "such as [2, 3], got 3 (write [3])",
    );
    assertEquals(
      message(() => ones("2" as unknown as Shape)),
      start + 'such as [2, 3], got "2"',
    );
    assertEquals(
      message(() => ones([2, -1])),
      start + "of whole numbers from 0, got -1 in [2, -1]",
    );
    assertEquals(
      message(() => ones([1.5])),
      start + "of whole numbers from 0, got 1.5 in [1.5]",
    );
  });

  it("refuse to fill with what is not a number", () => {
    assertEquals(
      message(() => full([2], "0" as never)),
      'Cannot make an array: expected a number to fill it with, got "0"',
    );
  });
});
