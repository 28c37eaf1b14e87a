/**
 * The layer of lesson 10 for the contract of the backward passes, and the worked
 * example of its guide.
 *
 * @module
 */
import { type Layer, reorderSamples } from "./backward_contract.ts";
import { type GroupBatch, groupBatches, groupPlan } from "./groups.ts";
import type { Images } from "./images.ts";
import { fold } from "./nested.ts";
import { say } from "./words.ts";

/**
 * Two images of four channels in two groups, one row of two pixels each, worked
 * out on paper. Eps is 3.
 *
 * Image 0: group 0 holds 1, 3, 1, 3: mean 2, variance 1, standard deviation
 * sqrt(1 + 3) = 2, x_hat -1/2 and 1/2. Group 1 holds 0, 4, 6, 6: mean 4,
 * variance (16 + 0 + 4 + 4) / 4 = 6, standard deviation 3, x_hat -4/3, 0, 2/3
 * and 2/3. Image 1: group 0 holds 11, 13, 13, 11: mean 12, variance 1, x_hat
 * -1/2, 1/2, 1/2 and -1/2. Group 1 holds 0, 4, 6, 10: mean 5, variance
 * (25 + 1 + 1 + 25) / 4 = 13, standard deviation 4, x_hat -5/4, -1/4, 1/4 and
 * 5/4. Gamma is 2, 4, 3, 6 and beta 1, 0, 10, 0.
 *
 * Backward, dx = (g - mean(g) - x_hat · mean(g · x_hat)) / std, where g is
 * dout · gamma and the means are of a group. In image 0, group 0, g is 8 where
 * x_hat is -1/2: the means are 2 and -1. In its group 1, g is 36 where x_hat is
 * 2/3: 9 and 6. In image 1, group 0, g is 4 where x_hat is 1/2: 1 and 1/2. Its
 * group 1 gets nothing. Each group sums to zero.
 */
export const groupExample = {
  x: [
    [[[1, 3]], [[1, 3]], [[0, 4]], [[6, 6]]],
    [[[11, 13]], [[13, 11]], [[0, 4]], [[6, 10]]],
  ] as Images,
  gamma: [2, 4, 3, 6],
  beta: [1, 0, 10, 0],
  G: 2,
  eps: 3,
  out: [
    [[[0, 2]], [[-2, 2]], [[6, 10]], [[4, 4]]],
    [[[0, 2]], [[2, -2]], [[6.25, 9.25]], [[1.5, 7.5]]],
  ] as Images,
};

/** The layer that calls these functions. */
export function groupLayer(
  functions: Pick<Layer<Images, GroupBatch>, "name" | "forward" | "backward">,
): Layer<Images, GroupBatch> {
  const { x, gamma, beta, G, eps } = groupExample;
  return {
    ...functions,
    summed: "a sum over batch, height and width",
    centred: {
      over: "the numbers of a group",
      sumOfDx: () => say("sum of dx over the numbers of a group"),
    },
    inputs: groupBatches,
    constant: (value, n, gamma) => {
      // One sample is one pixel, too.
      const shape = [n, gamma.length, n === 1 ? 1 : 2, 1];
      const size = shape.reduce((a, b) => a * b);
      const x = fold<Images>(Array(size).fill(value), shape);
      return { x, gamma, beta: gamma, eps: 1e-5, G: gamma.length };
    },
    reordered: reorderSamples,
    plan: groupPlan,
    three: { minD: 3, maxN: 2 },
    example: {
      input: {
        ...{ x, gamma, beta, eps, G },
        dout: [
          [[[4, 0]], [[0, 0]], [[0, 0]], [[6, 0]]],
          [[[0, 2]], [[0, 0]], [[0, 0]], [[0, 0]]],
        ],
      },
      dx: [
        [[[11 / 4, -3 / 4]], [[-5 / 4, -3 / 4]], [[-1 / 3, -3]], [[
          23 / 3,
          -13 / 3,
        ]]],
        [[[-3 / 8, 11 / 8]], [[-5 / 8, -3 / 8]], [[0, 0]], [[0, 0]]],
      ],
      dgamma: [-1, 0, 0, 4],
      dbeta: [6, 0, 0, 6],
    },
  };
}
