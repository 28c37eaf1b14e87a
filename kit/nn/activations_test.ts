import { assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, zeros } from "../nd/mod.ts";
import {
  sigmoid_backward,
  sigmoid_forward,
  tanh_backward,
  tanh_forward,
} from "./mod.ts";
import {
  arraysOf,
  assertNear,
  centredGradient,
  dtypes,
  length,
  values,
} from "./testing.ts";

/** An input of two axes and an upstream gradient. */
const layers = fc.tuple(
  length,
  length,
  dtypes.map((dtype) => fc.constant(dtype)),
).chain(([N, D, dtype]) =>
  fc.record({
    x: arraysOf([N, D], values, dtype),
    dout: arraysOf([N, D], values, dtype),
  })
);

const activations = [
  {
    name: "sigmoid",
    forward: sigmoid_forward,
    backward: sigmoid_backward,
    // Not as it is computed: by the tangent of half the argument.
    definition: (x: number) => (Math.tanh(x / 2) + 1) / 2,
    article: "a sigmoid",
    ends: [0, 1],
  },
  {
    name: "tanh",
    forward: tanh_forward,
    backward: tanh_backward,
    definition: (x: number) => 1 - 2 / (Math.exp(2 * x) + 1),
    article: "a tanh",
    ends: [-1, 1],
  },
];

for (
  const { name, forward, backward, definition, article, ends } of activations
) {
  describe(`${name}_forward()`, () => {
    it("agrees with the definition", () => {
      fc.assert(fc.property(layers, ({ x }) => {
        const [out] = forward(x);
        assertNear(out, Array.from(x.data, definition));
        assertEquals([out.shape, out.dtype], [x.shape, x.dtype]);
      }));
    });

    it("is finite however far from zero", () => {
      const [out, cache] = forward(array([-1e6, 1e6]));
      assertEquals(out.toArray(), ends);
      assertEquals(backward(array([1, 1]), cache).toArray(), [0, 0]);
    });

    it("leaves its input as it was", () => {
      const x = array([[1, -2]]);
      forward(x);
      assertEquals(x.toArray(), [[1, -2]]);
    });

    it("refuses what is no array", () => {
      assertEquals(
        assertThrows(() => forward(3 as never), TypeError).message,
        `Cannot apply ${article}: expected x to be an NdArray, got 3`,
      );
    });
  });

  describe(`${name}_backward()`, () => {
    it("agrees with centred differences", () => {
      fc.assert(fc.property(layers, ({ x, dout }) => {
        const [, cache] = forward(x);
        assertNear(
          backward(dout, cache),
          centredGradient(
            x,
            (at) =>
              Array.from(at.data, definition).reduce(
                (sum, value, i) => sum + value * dout.data[i]!,
                0,
              ),
          ),
        );
      }));
    });

    it("refuses a gradient of another shape", () => {
      const [, cache] = forward(zeros([2, 3]));
      assertEquals(
        assertThrows(() => backward(zeros([3]), cache), TypeError).message,
        `Cannot go back through ${article}: expected dout of shape (2, 3), ` +
          "got (3,)",
      );
    });
  });
}
