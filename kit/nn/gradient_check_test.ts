import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, type NdArray, zeros } from "../nd/mod.ts";
import {
  eval_numerical_gradient,
  eval_numerical_gradient_array,
  rel_error,
} from "./mod.ts";
import { arrays, assertNear, values } from "./testing.ts";

describe("rel_error()", () => {
  it("is the largest |x - y| / (|x| + |y|)", () => {
    assertEquals(rel_error(array([1, 3]), array([1, 1])), 0.5);
    assertEquals(rel_error(array([[1, -1]]), array([[1, 1]])), 1);
    assertEquals(rel_error(3, 1), 0.5);
  });

  it("divides by 1e-8 at least, so that noise around 0 is small", () => {
    assertEquals(rel_error(array([1e-10]), array([0])), 1e-10 / 1e-8);
    assertEquals(rel_error(0, 0), 0);
  });

  it("is NaN if a difference is, wherever it stands", () => {
    assertEquals(rel_error(array([NaN, 1]), array([1, 1])), NaN);
    assertEquals(rel_error(array([1, 1]), array([1, NaN])), NaN);
    assertEquals(rel_error(array([NaN, 1]), array([NaN, 5])), NaN);
  });

  it("is 0 for no values", () => {
    assertEquals(rel_error(zeros([0]), zeros([0])), 0);
  });

  it("refuses different shapes, also ones that broadcast", () => {
    const message = (x: unknown, y: unknown) =>
      assertThrows(() => rel_error(x as number, y as number), TypeError)
        .message;
    assertEquals(
      message(zeros([2, 3]), zeros([3])),
      "Cannot compare: expected y of shape (2, 3), got (3,)",
    );
    assertEquals(
      message(undefined, 1),
      "Cannot compare: expected x to be an NdArray, got undefined",
    );
    assertEquals(
      message(1, [1]),
      "Cannot compare: expected y to be an NdArray, got a plain array",
    );
  });
});

describe("eval_numerical_gradient()", () => {
  it("measures the gradient of a cubic", () => {
    const float64 = arrays(values).map((x) => x.astype("float64"));
    fc.assert(fc.property(float64, (x) => {
      const cubes = (x: NdArray) => {
        let total = 0;
        for (const value of x.data) total += value ** 3;
        return total;
      };
      const dx = eval_numerical_gradient(cubes, x, { h: 1e-4 });
      assertNear(dx, Array.from(x.data, (value) => 3 * value ** 2));
      assertEquals(dx.shape, x.shape);
    }));
  });

  it("steps by h to either side", () => {
    const seen: number[] = [];
    const f = ({ data }: NdArray) => {
      seen.push(...data);
      return data[0]!;
    };
    eval_numerical_gradient(f, array([1, 2]), { h: 0.5 });
    assertEquals(seen, [1.5, 2, 0.5, 2, 1, 2.5, 1, 1.5]);
    seen.length = 0;
    eval_numerical_gradient(f, array([0]));
    assertEquals(seen, [1e-5, -1e-5]);
  });

  it("restores x exactly, also if f throws", () => {
    fc.assert(fc.property(arrays(), fc.nat(10), (x, failing) => {
      const before = [...x.data];
      let calls = 0;
      const f = () => {
        if (calls++ === failing) throw new Error("f failed");
        return 0;
      };
      if (failing < 2 * x.size) {
        assertThrows(() => eval_numerical_gradient(f, x), Error, "f failed");
      } else {
        eval_numerical_gradient(f, x);
      }
      assertEquals([...x.data], before);
    }));
  });

  it("refuses what is not an array", () => {
    const error = assertThrows(
      () => eval_numerical_gradient(() => 0, 1 as unknown as NdArray),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot measure a gradient: expected x to be an NdArray, got 1",
    );
  });
});

describe("eval_numerical_gradient_array()", () => {
  it("weights each output by the upstream gradient", () => {
    const x = array([[1, 2], [3, 4]]);
    const df = array([10, 100]);
    // The sums of the rows of x²: the gradient is 2x times the row's weight.
    const dx = eval_numerical_gradient_array((x) => x.square().sum(1), x, df);
    assertNear(dx, [20, 40, 600, 800]);
  });

  it("is not misled by an f that returns memory it changes later", () => {
    const x = array([1, 2]);
    const dx = eval_numerical_gradient_array((x) => x, x, array([3, 4]));
    assertNear(dx, [3, 4]);
  });

  it("restores x exactly, also if f throws", () => {
    const x = array([0.1, 0.2]);
    const f = (): NdArray => {
      throw new Error("f failed");
    };
    assertThrows(
      () => eval_numerical_gradient_array(f, x, x),
      Error,
      "f failed",
    );
    assertEquals(x.toArray(), [0.1, 0.2]);
    eval_numerical_gradient_array((x) => x.exp(), x, x.copy());
    assertEquals(x.toArray(), [0.1, 0.2]);
  });

  it("refuses an upstream gradient of another shape than f's", () => {
    const x = zeros([2]);
    const error = assertThrows(
      () => eval_numerical_gradient_array((x) => x, x, zeros([3])),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot measure a gradient: expected f(x) of shape (3,), got (2,)",
    );
    assert(
      assertThrows(
        () => eval_numerical_gradient_array(() => 1 as never, x, x),
        TypeError,
      ).message.endsWith("expected f(x) to be an NdArray, got 1"),
    );
  });
});
