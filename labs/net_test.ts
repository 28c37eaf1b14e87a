import { assert, assertEquals, assertNotEquals } from "@std/assert";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { eval_numerical_gradient } from "kit/nn/mod.ts";
import { LabNet, type LabNetOptions } from "./net.ts";
import { solutions } from "./testing.ts";

const HIDDEN = [5, 4];
const shared = { input_dim: 6, num_classes: 3, dtype: "float64" } as const;
const y = [0, 2, 1, 2, 0, 1, 1];
/** Seven inputs of six values. */
const X = new RandomState(1).randn(y.length, shared.input_dim);

function makeNet(options: LabNetOptions = {}): LabNet {
  const random = new RandomState(231);
  return new LabNet(solutions, HIDDEN, {
    ...shared,
    weight_scale: 0.7,
    random,
    ...options,
  });
}

/** Moves biases, gamma and beta away from 0 and 1, where mistakes hide and ReLU has its kink. */
function unsettle({ params }: LabNet): void {
  const random = new RandomState(2);
  for (const [name, param] of Object.entries(params)) {
    if (name.startsWith("W")) continue;
    params[name] = param.add(random.randn(param.size).mul(0.3));
  }
}

function largestDifference(x: NdArray, y: NdArray): number {
  assertEquals(x.shape, y.shape);
  return Math.max(...x.sub(y).data.map(Math.abs));
}

for (const normalization of ["batchnorm", "layernorm", null] as const) {
  const name = normalization ?? "no normalization";

  Deno.test(`LabNet with ${name} is lesson 06's net unless told otherwise`, () => {
    const own = makeNet({ normalization });
    const lessons = new solutions.FullyConnectedNet(HIDDEN, {
      ...shared,
      normalization,
      weight_scale: 0.7,
      random: new RandomState(231),
    });
    const [loss, grads] = own.loss(X, y);
    const [expected, expectedGrads] = lessons.loss(X, y);
    assertEquals(loss, expected);
    assertEquals(Object.keys(grads).sort(), Object.keys(expectedGrads).sort());
    for (const [key, grad] of Object.entries(expectedGrads)) {
      assertEquals(grads[key]!.toArray(), grad.toArray(), key);
    }
    // By what both remember of that one batch.
    assertEquals(own.loss(X).toArray(), lessons.loss(X).toArray());
  });

  for (const activation of ["relu", "sigmoid", "tanh"] as const) {
    for (const keep of normalization === "batchnorm" ? [1, 0.6] : [1]) {
      Deno.test(`LabNet's gradients agree with centred differences: ${name}, ${activation}, keep ${keep}`, () => {
        const masks = new RandomState(0);
        const net = makeNet({ normalization, activation, keep, masks });
        unsettle(net);
        const loss = () => {
          // The same values are dropped each time.
          masks.seed(5);
          return net.loss(X, y);
        };
        const [, grads] = loss();
        assertEquals(Object.keys(grads).sort(), Object.keys(net.params).sort());
        for (const [key, param] of Object.entries(net.params)) {
          const measured = eval_numerical_gradient(() => loss()[0], param);
          // The error of a difference is about h² = 1e-10 times a third
          // derivative, which normalization of seven samples makes large.
          const difference = largestDifference(grads[key]!, measured);
          assert(difference <= 1e-6, `${key}: ${difference}`);
        }
        assert(Math.max(...grads.W1!.data.map(Math.abs)) > 1e-3, "no gradient");
      });
    }
  }
}

Deno.test("LabNet drops values in train mode only", () => {
  const normalization = "batchnorm";
  const plain = makeNet({ normalization });
  const masks = new RandomState(1);
  const dropping = makeNet({ normalization, keep: 0.5, masks });
  assertNotEquals(dropping.loss(X, y)[0], plain.loss(X, y)[0]);
  const before = masks.getState();
  dropping.bn_params.forEach((bn_param, k) =>
    Object.assign(bn_param, plain.bn_params[k])
  );
  assertEquals(dropping.loss(X).toArray(), plain.loss(X).toArray());
  dropping.scoresByBatch(X);
  assertEquals(masks.getState(), before);
});

Deno.test("LabNet's scores by the batch are of that batch alone", () => {
  const net = makeNet({ normalization: "batchnorm" });
  net.loss(X.mul(3).add(1), y);
  const memory = structuredClone(
    net.bn_params.map(({ running_mean }) => running_mean!.toArray()),
  );
  const scores = net.scoresByBatch(X);
  // In test mode, what the net remembers of another batch would matter.
  assert(largestDifference(scores, net.loss(X)) > 1e-3);
  assertEquals(
    scores.toArray(),
    makeNet({ normalization: "batchnorm" }).scoresByBatch(X).toArray(),
  );
  assertEquals(
    net.bn_params.map(({ running_mean }) => running_mean!.toArray()),
    memory,
  );
  // Of one image nothing is left: it is its own mean.
  const [one, another] = [0, 1].map((row) =>
    net.scoresByBatch(X.rows(row, row + 1)).toArray()
  );
  assertEquals(one, another);
});

Deno.test("LabNet shows what goes into its activation functions", () => {
  const plain = makeNet({ activation: "tanh" });
  const [first, second] = plain.inputsOfActivations(X) as [NdArray, NdArray];
  const { W1, W2 } = plain.params as Record<"W1" | "W2", NdArray>;
  assert(largestDifference(first, X.dot(W1)) < 1e-12);
  const h = nd.fromData(first.data.map(Math.tanh), first.shape);
  assert(largestDifference(second, h.dot(W2)) < 1e-12);

  const normed = makeNet({ normalization: "batchnorm", activation: "sigmoid" });
  for (const inputs of normed.inputsOfActivations(X)) {
    assert(
      largestDifference(inputs.mean(0), nd.zeros([inputs.shape[1]!])) < 1e-12,
    );
    // Up to eps, 1e-5, beside variances that may be a tenth.
    assert(
      largestDifference(inputs.std(0), nd.ones([inputs.shape[1]!])) < 1e-3,
    );
  }
});
