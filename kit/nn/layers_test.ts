import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, type NdArray, zeros } from "../nd/mod.ts";
import {
  affine_backward,
  affine_forward,
  relu_backward,
  relu_forward,
} from "./mod.ts";
import {
  arrayFrom,
  arrays,
  arraysOf,
  assertNear,
  centredGradient,
  dtypes,
  length,
  values,
} from "./testing.ts";

interface Affine {
  x: NdArray;
  w: NdArray;
  b: NdArray;
  dout: NdArray;
}

/** An affine layer with N inputs of one to three axes, and an upstream gradient. */
const affineLayers: fc.Arbitrary<Affine> = fc.tuple(
  length,
  fc.array(length, { minLength: 1, maxLength: 3 }),
  length,
  dtypes.map((dtype) => fc.constant(dtype)),
).chain(([N, input, M, dtype]) =>
  fc.record({
    x: arraysOf([N, ...input], values, dtype),
    w: arraysOf([input.reduce((a, b) => a * b), M], values, dtype),
    b: arraysOf([M], values, dtype),
    dout: arraysOf([N, M], values, dtype),
  })
);

/** The layer in plain loops, as the definition has it. */
function affineByDefinition({ x, w, b }: Affine): number[] {
  const [D, M] = w.shape as [number, number];
  const out: number[] = [];
  for (let i = 0; i < x.shape[0]!; i++) {
    for (let j = 0; j < M; j++) {
      let total = b.data[j]!;
      for (let p = 0; p < D; p++) {
        total += x.data[i * D + p]! * w.data[p * M + j]!;
      }
      out.push(total);
    }
  }
  return out;
}

const weighted = (out: readonly number[], dout: NdArray) =>
  out.reduce((total, value, i) => total + value * dout.data[i]!, 0);

describe("affine_forward()", () => {
  it("is x · w + b on inputs flattened to vectors", () => {
    fc.assert(fc.property(affineLayers, (layer) => {
      const [out] = affine_forward(layer.x, layer.w, layer.b);
      assertNear(out, affineByDefinition(layer));
      assertEquals(out.shape, layer.dout.shape);
    }));
  });

  it("takes a minibatch of nothing", () => {
    const [out, cache] = affine_forward(
      zeros([0, 3]),
      zeros([3, 2]),
      zeros([2]),
    );
    assertEquals(out.shape, [0, 2]);
    const [dx, dw, db] = affine_backward(out, cache);
    assertEquals(dx.shape, [0, 3]);
    assertEquals(dw.toArray(), [[0, 0], [0, 0], [0, 0]]);
    assertEquals(db.toArray(), [0, 0]);
  });

  it("refuses shapes that do not fit together", () => {
    const message = (...args: [NdArray, NdArray, NdArray]) =>
      assertThrows(() => affine_forward(...args), TypeError).message;
    const start = "Cannot apply an affine layer: expected ";
    assertEquals(
      message(zeros([2, 3]), zeros([4, 5]), zeros([5])),
      start +
        "x of shape (N, …) with 4 values for each of N inputs, got (2, 3)",
    );
    assertEquals(
      message(zeros([2, 4]), zeros([4]), zeros([5])),
      start + "w of shape (D, M), got (4,)",
    );
    assertEquals(
      message(zeros([2, 4]), zeros([4, 5]), zeros([1])),
      start + "b of shape (5,), got (1,)",
    );
    assertEquals(
      message(zeros([]), zeros([1, 5]), zeros([5])),
      start + "x of shape (N, …) with 1 values for each of N inputs, got ()",
    );
    assertEquals(
      message(undefined as unknown as NdArray, zeros([4, 5]), zeros([5])),
      start + "x to be an NdArray, got undefined",
    );
    assertEquals(
      message(zeros([2, 4]), 3 as unknown as NdArray, zeros([5])),
      start + "w to be an NdArray, got 3",
    );
    assertEquals(
      message(zeros([2, 4]), zeros([4, 5]), 0 as unknown as NdArray),
      start + "b to be an NdArray, got 0",
    );
  });
});

describe("affine_backward()", () => {
  it("agrees with centred differences of the definition", () => {
    fc.assert(fc.property(affineLayers, (layer) => {
      const [out, cache] = affine_forward(layer.x, layer.w, layer.b);
      const [dx, dw, db] = affine_backward(layer.dout, cache);
      const measure = (name: "x" | "w" | "b") =>
        centredGradient(layer[name], (changed) => {
          const out = affineByDefinition({ ...layer, [name]: changed });
          return weighted(out, layer.dout);
        });
      assertNear(dx, measure("x"));
      assertNear(dw, measure("w"));
      assertNear(db, measure("b"));
      assertEquals(dx.shape, layer.x.shape);
      assertEquals(dw.shape, layer.w.shape);
      assertEquals(db.shape, layer.b.shape);
      const formats = [out, dx, dw, db].map(({ dtype }) => dtype);
      assertEquals(formats, new Array(4).fill(layer.x.dtype));
    }));
  });

  it("refuses an upstream gradient of another shape", () => {
    const [, cache] = affine_forward(zeros([2, 3]), zeros([3, 4]), zeros([4]));
    const error = assertThrows(
      () => affine_backward(zeros([4]), cache),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot go back through an affine layer: " +
        "expected dout of shape (2, 4), got (4,)",
    );
  });

  it("leaves its arguments alone and shares no memory with them", () => {
    fc.assert(fc.property(affineLayers, (layer) => {
      const all = [layer.x, layer.w, layer.b, layer.dout];
      const before = all.map(({ data }) => [...data]);
      const [out, cache] = affine_forward(layer.x, layer.w, layer.b);
      const results = [out, ...affine_backward(layer.dout, cache)];
      for (const result of results) result.data.fill(NaN);
      assertEquals(all.map(({ data }) => [...data]), before);
    }));
  });
});

describe("relu_forward()", () => {
  it("keeps what is positive and NaN, and makes the rest 0", () => {
    fc.assert(fc.property(arrays(), (x) => {
      const [out] = relu_forward(x);
      const expected = Array.from(
        x.data,
        (value) => value > 0 || Number.isNaN(value) ? value : 0,
      );
      assertEquals([...out.data], expected);
      assertEquals(out.shape, x.shape);
      assertEquals(out.dtype, x.dtype);
    }));
  });

  it("refuses what is not an array", () => {
    const error = assertThrows(
      () => relu_forward([1] as unknown as NdArray),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot apply a ReLU: expected x to be an NdArray, got a plain array",
    );
  });
});

describe("relu_backward()", () => {
  it("lets the gradient through where the input was positive", () => {
    fc.assert(fc.property(arrays(), (x) => {
      const dout = arrayFrom([...x.data].map((_, i) => i + 1), x.shape);
      const [, cache] = relu_forward(x);
      const dx = relu_backward(dout, cache);
      const expected = Array.from(x.data, (value, i) => value > 0 ? i + 1 : 0);
      assertEquals([...dx.data], expected);
      assertEquals(dx.shape, x.shape);
      assert(dx.data !== dout.data);
    }));
  });

  it("leaves its arguments alone", () => {
    const x = array([-1, 2]);
    const dout = array([3, 4]);
    relu_backward(dout, relu_forward(x)[1]);
    assertEquals([x.toArray(), dout.toArray()], [[-1, 2], [3, 4]]);
  });

  it("refuses an upstream gradient of another shape", () => {
    const [, cache] = relu_forward(zeros([2, 3]));
    const error = assertThrows(
      () => relu_backward(zeros([3]), cache),
      TypeError,
    );
    assertEquals(
      error.message,
      "Cannot go back through a ReLU: expected dout of shape (2, 3), got (3,)",
    );
  });
});
