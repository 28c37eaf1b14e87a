// The oracle of lessons with arrays of other shapes is judged as the others are:
// by numbers worked out on paper, and by centred differences.
import fc from "fast-check";
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { withUpstream } from "./arbitraries.ts";
import {
  channel,
  channelPlan,
  channelsFirst,
  channelsLast,
  imageBatches,
  type Images,
} from "./images.ts";
import {
  flatForward,
  linesBackward,
  linesForward,
  linesOf,
  type Plan,
} from "./lines.ts";
import { groupExample, groupLayer } from "./group_layer.ts";
import { groupPlan } from "./groups.ts";
import { flatten, type Nested } from "./nested.ts";
import { centredDifferences } from "./oracles.ts";
import { recurrentExample, recurrentLayer } from "./recurrent_layer.ts";
import { rmsExample, rmsLayer, rmsPlan } from "./rms_layer.ts";
import {
  averagesAt,
  reorderSequences,
  sequenceBatches,
  stepPlan,
  stepsOf,
} from "./sequences.ts";
import { spatialExample, spatialLayer } from "./spatial_layer.ts";

function assertNear(actual: Nested, expected: Nested, tolerance = 1e-12) {
  const [a, b] = [flatten(actual), flatten(expected)];
  assertEquals(a.length, b.length);
  a.forEach((value, i) => assertAlmostEquals(value, b[i]!, tolerance));
}

/** Two samples, three channels, one row of two pixels. */
const first: Images = [[[[1, 2]], [[3, 4]], [[5, 6]]], [[[7, 8]], [[9, 10]], [[
  11,
  12,
]]]];
const last: Images = [[[[1, 3, 5], [2, 4, 6]]], [[[7, 9, 11], [8, 10, 12]]]];

Deno.test("channelsLast() and channelsFirst() go there and back", () => {
  assertEquals(channelsLast(first), last);
  assertEquals(channelsFirst(last), first);
  assertEquals(channel(first, 1, 1), [[[[3, 4]]], [[[9, 10]]]]);
  assertEquals(channel(last, 1, 3), [[[[3], [4]]], [[[9], [10]]]]);
});

Deno.test("channelPlan() brings the pixels of a channel together", () => {
  for (const [x, axis] of [[first, 1], [last, 3]] as const) {
    assertEquals(
      [...linesOf(x, channelPlan(axis))],
      [["0", [1, 2, 7, 8]], ["1", [3, 4, 9, 10]], ["2", [5, 6, 11, 12]]],
    );
  }
});

Deno.test("linesForward() and linesBackward() give the guide of lesson 07", () => {
  const layer = spatialLayer({
    name: "",
    forward: () => Promise.resolve(),
    backward: () => {},
  });
  const { out } = linesForward(spatialExample, channelPlan(1));
  assertNear(out, spatialExample.out);
  const { input, dx, dgamma, dbeta } = layer.example;
  const given = linesBackward(input, channelPlan(1));
  assertNear(given.dx, dx);
  assertNear([given.dgamma, given.dbeta], [dgamma!, dbeta!]);
});

Deno.test("linesForward() and linesBackward() give the guide of lesson 08", () => {
  const layer = recurrentLayer({
    name: "",
    forward: () => Promise.resolve(),
    backward: () => {},
  });
  const plan = stepPlan(recurrentExample.lengths);
  assertNear(linesForward(recurrentExample, plan).out, recurrentExample.out);
  const { input, dx, dgamma, dbeta } = layer.example;
  const given = linesBackward(input, plan);
  assertNear(given.dx, dx);
  assertNear([given.dgamma, given.dbeta], [dgamma!, dbeta!]);
});

Deno.test("linesForward() and linesBackward() give the guide of lesson 10", () => {
  const layer = groupLayer({
    name: "",
    forward: () => Promise.resolve(),
    backward: () => {},
  });
  const plan = groupPlan(groupExample);
  assertEquals([...linesOf(groupExample.x, plan)], [
    ["0 0", [1, 3, 1, 3]],
    ["0 1", [0, 4, 6, 6]],
    ["1 0", [11, 13, 13, 11]],
    ["1 1", [0, 4, 6, 10]],
  ]);
  assertNear(linesForward(groupExample, plan).out, groupExample.out);
  const { input, dx, dgamma, dbeta } = layer.example;
  const given = linesBackward(input, plan);
  assertNear(given.dx, dx);
  assertNear([given.dgamma, given.dbeta], [dgamma!, dbeta!]);
});

Deno.test("linesForward() and linesBackward() give the guide of lesson 11", () => {
  const layer = rmsLayer({
    name: "",
    forward: () => Promise.resolve(),
    backward: () => {},
  });
  assertNear(linesForward(rmsExample, rmsPlan).out, rmsExample.out);
  const { input, dx, dgamma } = layer.example;
  const given = linesBackward(input, rmsPlan);
  assertNear(given.dx, dx);
  assertNear(given.dgamma, dgamma!);
});

Deno.test("stepPlan() brings the sequences that reach a step together", () => {
  const { x, lengths } = recurrentExample;
  assertEquals([...linesOf(x, stepPlan(lengths))], [
    ["0 0", [1, 3, 1, 3]],
    ["1 0", [0, 3, 6]],
    ["2 0", [5, 7]],
  ]);
  assertEquals(stepsOf(recurrentExample), [
    { mean: [2], variance: [1] },
    { mean: [3], variance: [6] },
    { mean: [6], variance: [1] },
  ]);
});

Deno.test("averagesAt() gives the row of a step, or the last", () => {
  const at = averagesAt({
    running_mean: [[1, 2], [3, 4]],
    running_var: [[5, 6], [7, 8]],
  });
  assertEquals(at("0 1"), { mean: 2, variance: 6 });
  assertEquals(at("1 0"), { mean: 3, variance: 7 });
  assertEquals(at("5 1"), { mean: 4, variance: 8 });
});

Deno.test("reorderSequences() takes the lengths along", () => {
  const { x, lengths } = reorderSequences(recurrentExample, [2, 0]);
  assertEquals(x, [recurrentExample.x[2], recurrentExample.x[0]]);
  assertEquals(lengths, [1, 2]);
});

Deno.test("sequenceBatches() has a line for every step, and padding elsewhere", () => {
  fc.assert(
    fc.property(
      sequenceBatches({ tame: true }),
      ({ x, lengths }) => {
        assertEquals(x.length, lengths.length);
        x.forEach((sequence, i) =>
          sequence.flat().forEach((value, k) => {
            const t = Math.floor(k / sequence[0]!.length);
            // Padding is whole but for rounding; a tame line is near 0.
            if (t >= lengths[i]!) {
              assert(Math.abs(value - Math.round(value)) < 1e-9);
            } else assert(Math.abs(value) < 20);
          })
        );
      },
    ),
    { seed: 1 },
  );
});

/** Two lines, a feature each, and padding in the last column. */
const padded: Plan = ([, j = 0]) =>
  j === 2 ? undefined : { line: `${j}`, feature: j };

Deno.test("linesForward() takes given statistics, and gives zero for padding", () => {
  const input = {
    x: [[1, 5, 100], [3, 7, -100]],
    gamma: [2, 3],
    beta: [1, 0],
    eps: 0,
  };
  assertNear(linesForward(input, padded).out, [[-1, -3, 0], [3, 3, 0]]);
  const given = () => ({ mean: 1, variance: 4 });
  assertNear(linesForward(input, padded, given).out, [[1, 6, 0], [3, 9, 0]]);
  const flat = flatForward(input, padded);
  assertNear(flat([1, 5, 100, 3, 7, -100], [2, 3], [1, 0]), [
    [-1, -3, 0],
    [3, 3, 0],
  ]);
});

Deno.test("linesBackward() gives zero for padding, whatever stands there", () => {
  const input = {
    x: [[1, 5, 100], [3, 7, -100]],
    gamma: [2, 3],
    beta: [1, 0],
    eps: 0,
    dout: [[1, 0, 50], [0, 2, -50]],
  };
  const { dx, dgamma, dbeta } = linesBackward(input, padded);
  // Of two numbers, nothing is left of dx.
  assertNear(dx, [[0, 0, 0], [0, 0, 0]]);
  assertNear([dgamma, dbeta], [[-1, 2], [1, 2]]);
});

Deno.test("linesBackward() agrees with centred differences for sequences", () => {
  fc.assert(
    fc.property(
      withUpstream(sequenceBatches({ eps: 0.1, tame: true })),
      (input) => {
        const plan = stepPlan(input.lengths);
        const exact = linesBackward(input, plan);
        const forward = flatForward(input, plan);
        const numeric = centredDifferences(forward, input);
        for (const name of ["dx", "dgamma", "dbeta"] as const) {
          assertNear(exact[name], numeric[name], 1e-5);
        }
      },
    ),
    { seed: 1 },
  );
});

Deno.test("linesBackward() agrees with centred differences for images", () => {
  fc.assert(
    fc.property(
      withUpstream(imageBatches({ eps: 0.1, tame: true })),
      (input) => {
        const plan = channelPlan(input.axis);
        const exact = linesBackward(input, plan);
        const forward = flatForward(input, plan);
        const numeric = centredDifferences(forward, input);
        for (const name of ["dx", "dgamma", "dbeta"] as const) {
          assertNear(exact[name], numeric[name], 1e-5);
        }
      },
    ),
    { seed: 1 },
  );
});
