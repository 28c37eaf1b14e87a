// The oracles judge the lessons, so they are judged here: by numbers worked out
// by hand, and their gradients by centred differences.
import fc from "fast-check";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import {
  columnBatches,
  type Matrix,
  rowBatches,
  withUpstream,
} from "./arbitraries.ts";
import {
  batchForward,
  batchForwardTest,
  centredDifferences,
  layerForward,
  moments,
  normBackward,
  updated,
} from "./oracles.ts";
import { fold, shapeOf } from "./nested.ts";
import {
  numericalGradients,
  type PlainNet,
  startAverages,
  testScores,
  trainStep,
} from "./net_oracle.ts";

function assertNear(actual: number[] | Matrix, expected: number[] | Matrix) {
  const [a, b] = [actual.flat(), expected.flat()];
  assertEquals(a.length, b.length);
  a.forEach((value, i) => assertAlmostEquals(value, b[i]!, 1e-12));
}

Deno.test("moments() divides by n", () => {
  assertEquals(moments([1, 2, 3, 6]), [3, 3.5]);
});

Deno.test("batchForward() normalizes columns, layerForward() rows", () => {
  const x = [[0, 10], [2, 30]];
  const input = { x, gamma: [1, 2], beta: [5, 0], eps: 0 };
  assertNear(batchForward(input).out, [[4, -2], [6, 2]]);
  assertNear(layerForward(input).out, [[4, 2], [4, 2]]);
});

Deno.test("batchForwardTest() uses the running averages", () => {
  const { out } = batchForwardTest({
    x: [[3]],
    gamma: [2],
    beta: [1],
    eps: 0.75,
    momentum: 0.9,
    running_mean: [1],
    running_var: [0.25],
  });
  assertNear(out, [[5]]);
});

Deno.test("updated() keeps the share that momentum says", () => {
  assertNear(updated([10, 0], [20, 1], 0.75), [12.5, 0.25]);
});

for (const over of ["batch", "features"] as const) {
  Deno.test(`normBackward() over the ${over} agrees with centred differences`, () => {
    const [batches, forward] = over === "batch"
      ? [columnBatches, batchForward]
      : [rowBatches, layerForward];
    fc.assert(
      fc.property(
        withUpstream(batches({ eps: 0.1, tame: true })),
        (input) => {
          const exact = normBackward(over, input);
          const numeric = centredDifferences(
            (x, gamma, beta) =>
              forward({
                ...input,
                x: fold(x, shapeOf(input.x)),
                gamma: [...gamma],
                beta: [...beta],
              }).out.flat(),
            input,
          );
          for (const name of ["dx", "dgamma", "dbeta"] as const) {
            const [a, b] = [exact[name].flat(), numeric[name].flat()];
            assertEquals(a.length, b.length);
            a.forEach((value, i) => assertAlmostEquals(value, b[i]!, 1e-5));
          }
        },
      ),
      { seed: 1 },
    );
  });
}

const net: PlainNet = {
  hidden_dims: [2, 3],
  normalization: null,
  reg: 0.3,
  params: {
    W1: [[1, -0.5], [0.25, 2]],
    b1: [0.1, -0.2],
    W2: [[0.5, 1, -1], [1.5, -0.75, 0.25]],
    b2: [0.3, 0.4, 0.5],
    W3: [[1, -1], [0.5, 0.75], [-0.25, 2]],
    b3: [0.05, -0.15],
    gamma1: [1.2, 0.8],
    beta1: [0.3, 0.4],
    gamma2: [0.9, -1.1, 0.7],
    beta2: [0.2, 0.5, -0.6],
  },
};
const X = [[1, 2], [-1, 0.5], [0.75, -2], [3, 1]];
const y = [0, 1, 1, 0];

for (const normalization of ["batchnorm", "layernorm", null] as const) {
  Deno.test(`trainStep() with ${normalization} agrees with centred differences`, () => {
    const params = Object.fromEntries(
      Object.entries(net.params).filter(([name]) =>
        normalization !== null || !/gamma|beta/.test(name)
      ),
    );
    const plain = { ...net, normalization, params };
    const { grads, margin } = trainStep(plain, X, y);
    assert(margin > 1e-3, "too close to a kink");
    const numeric = numericalGradients(plain, X, y);
    assertEquals(Object.keys(grads).sort(), Object.keys(numeric).sort());
    for (const [name, value] of Object.entries(numeric)) {
      const [a, b] = [grads[name]!.flat(), value.flat()];
      assertEquals(a.length, b.length);
      a.forEach((g, i) => assertAlmostEquals(g, b[i]!, 1e-6));
    }
  });
}

Deno.test("trainStep() and testScores() give the net of the guide of lesson 06", () => {
  const guide: PlainNet = {
    hidden_dims: [2],
    normalization: "batchnorm",
    reg: 0.4,
    params: {
      W1: [[1, 0], [0, 1]],
      b1: [0, 0],
      gamma1: [1, 1],
      beta1: [0, 0],
      W2: [[1, -1], [0, 0.5]],
      b2: [0, 0],
    },
  };
  const running = startAverages(guide);
  const { loss } = trainStep(
    guide,
    [[1, 0], [2, 0], [3, 6]],
    [0, 1, 1],
    running,
  );
  assertAlmostEquals(loss, 1.9467, 1e-4);
  const scores = testScores(guide, [[1, 1]], running)[0]!;
  assertAlmostEquals(scores[0]!, 3.0982, 1e-4);
  assertAlmostEquals(scores[1]!, -2.6509, 1e-4);
});
