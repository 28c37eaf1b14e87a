/**
 * The layer of lesson 07 for the contract of the backward passes, and the worked
 * example of its guide.
 *
 * @module
 */
import { type Layer, reorderSamples } from "./backward_contract.ts";
import {
  channelPlan,
  type ImageBatch,
  imageBatches,
  type Images,
} from "./images.ts";
import { fold } from "./nested.ts";
import { say } from "./words.ts";

/**
 * Two samples of two channels, 2 by 2 pixels each, worked out on paper.
 *
 * Channel 0 holds 0, 2, 2, 4, 0, 0, 4, 4: mean 2, deviations -2, 0, 0, 2, -2,
 * -2, 2, 2, whose squares sum to 24, so variance 24 / 8 = 3. With eps 1 the
 * standard deviation is 2, and x_hat is -1, 0, 0, 1, -1, -1, 1, 1. Gamma 2 and
 * beta 1 make of it -1, 1, 1, 3, -1, -1, 3, 3.
 *
 * Channel 1 holds 1, 1, 5, 5, 9, 9, 5, 5: mean 5, deviations -4, -4, 0, 0, 4, 4,
 * 0, 0, variance 64 / 8 = 8, standard deviation 3, and x_hat is -4/3, 0 or 4/3.
 * Gamma 3 and beta -1 make of it -5, -1 or 3.
 *
 * Backward, dx = gamma / std · (dout - mean(dout) - x_hat · mean(dout · x_hat)).
 * In channel 0, dout is 8 where x_hat is -1 and 0 elsewhere: the means are 1 and
 * -1, gamma / std is 1, and dx is dout - 1 + x_hat. In channel 1, dout is 72
 * where x_hat is 4/3: the means are 9 and 12, gamma / std is 1, and dx is
 * dout - 9 - 12 · x_hat. Both sum to zero.
 */
export const spatialExample = {
  x: [
    [[[0, 2], [2, 4]], [[1, 1], [5, 5]]],
    [[[0, 0], [4, 4]], [[9, 9], [5, 5]]],
  ] as Images,
  gamma: [2, 3],
  beta: [1, -1],
  eps: 1,
  out: [
    [[[-1, 1], [1, 3]], [[-5, -5], [-1, -1]]],
    [[[-1, -1], [3, 3]], [[3, 3], [-1, -1]]],
  ] as Images,
};

/** The layer that calls these functions. */
export function spatialLayer(
  functions: Pick<Layer<Images, ImageBatch>, "name" | "forward" | "backward">,
): Layer<Images, ImageBatch> {
  const { x, gamma, beta, eps } = spatialExample;
  return {
    ...functions,
    summed: "a sum over batch, height and width",
    centred: {
      over: "the pixels of a channel",
      sumOfDx: () => say("sum of dx over the pixels of a channel"),
    },
    inputs: imageBatches,
    constant: (value, n, gamma) => {
      // One sample is one pixel, too.
      const shape = [n, gamma.length, n === 1 ? 1 : 2, 1];
      const size = shape.reduce((a, b) => a * b);
      const x = fold<Images>(Array(size).fill(value), shape);
      return { x, gamma, beta: gamma, eps: 1e-5, axis: 1 };
    },
    reordered: reorderSamples,
    plan: ({ axis }) => channelPlan(axis),
    three: { minN: 3, maxD: 2 },
    example: {
      input: {
        ...{ x, gamma, beta, eps, axis: 1 },
        dout: [
          [[[8, 0], [0, 0]], [[0, 0], [0, 0]]],
          [[[0, 0], [0, 0]], [[0, 72], [0, 0]]],
        ],
      },
      dx: [
        [[[6, -1], [-1, 0]], [[7, 7], [-9, -9]]],
        [[[-2, -2], [0, 0]], [[-25, 47], [-9, -9]]],
      ],
      dgamma: [-8, 96],
      dbeta: [8, 72],
    },
  };
}
