import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertThrows,
} from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, type NdArray, zeros } from "../nd/mod.ts";
import { softmax_loss } from "./mod.ts";
import {
  arraysOf,
  assertNear,
  centredGradient,
  length,
  values,
} from "./testing.ts";

/** Scores (N, C) and N labels. */
const scored: fc.Arbitrary<[NdArray, number[]]> = fc.tuple(length, length)
  .chain(([N, C]) =>
    fc.tuple(
      arraysOf([N, C], values),
      fc.array(fc.nat(C - 1), { minLength: N, maxLength: N }),
    )
  );

/** The definition, without the shift that keeps it from overflowing. */
function lossByDefinition(x: NdArray, y: readonly number[]): number {
  const [N, C] = x.shape as [number, number];
  let loss = 0;
  for (let i = 0; i < N; i++) {
    let total = 0;
    for (let c = 0; c < C; c++) total += Math.exp(x.data[i * C + c]!);
    loss -= Math.log(Math.exp(x.data[i * C + y[i]!]!) / total);
  }
  return loss / N;
}

describe("softmax_loss()", () => {
  it("is the mean of -log of the probability of the right class", () => {
    fc.assert(fc.property(scored, ([x, y]) => {
      const [loss] = softmax_loss(x, y);
      // Scores up to 4 in size: a float32 loss is at most about 10, exact to 2**-23 of that.
      const tolerance = x.dtype === "float32" ? 1e-5 : 1e-12;
      assert(Math.abs(loss - lossByDefinition(x, y)) <= tolerance);
    }));
  });

  it("has a gradient that agrees with centred differences", () => {
    fc.assert(fc.property(scored, ([x, y]) => {
      const [, dx] = softmax_loss(x, y);
      assertNear(
        dx,
        centredGradient(x, (changed) => lossByDefinition(changed, y)),
      );
      assertEquals(dx.shape, x.shape);
      assertEquals(dx.dtype, x.dtype);
    }));
  });

  it("stays finite for scores whose exponentials are not", () => {
    const [loss, dx] = softmax_loss(array([[1e4, 0, -1e4]]), [1]);
    assertEquals(loss, 1e4);
    assertEquals(dx.toArray(), [[1, -1, 0]]);
  });

  it("takes typed arrays of labels and leaves its arguments alone", () => {
    const x = array([[1, 2], [3, 4]]);
    const y = Uint8Array.of(0, 1);
    const [loss] = softmax_loss(x, y);
    assertAlmostEquals(loss, lossByDefinition(x, [...y]));
    assertEquals(x.toArray(), [[1, 2], [3, 4]]);
    assertEquals([...y], [0, 1]);
  });

  it("refuses labels that are no class, and says where", () => {
    const x = zeros([2, 3]);
    for (const label of [3, -1, 0.5, NaN, undefined, "1"]) {
      const error = assertThrows(
        () => softmax_loss(x, [0, label as number]),
        RangeError,
      );
      const given = label === "1" ? '"1"' : label;
      assertEquals(
        error.message,
        "Cannot compute the softmax loss: expected labels from 0 to 2, " +
          `got ${given} at [1]`,
      );
    }
  });

  it("refuses scores and labels of the wrong shape", () => {
    const start = "Cannot compute the softmax loss: expected ";
    const message = (x: unknown, y: unknown) =>
      assertThrows(
        () => softmax_loss(x as NdArray, y as number[]),
        TypeError,
      ).message;
    assertEquals(
      message(zeros([3]), [0]),
      start + "scores of shape (N, C), got (3,)",
    );
    assertEquals(
      message(zeros([2, 3]), [0]),
      start + "2 labels for scores of shape (2, 3), got 1",
    );
    assertEquals(
      message(zeros([2, 3]), undefined),
      start + "2 labels for scores of shape (2, 3), got undefined",
    );
    assertEquals(
      message([[1]], [0]),
      start + "x to be an NdArray, got a plain array",
    );
  });
});
