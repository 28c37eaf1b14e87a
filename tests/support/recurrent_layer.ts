/**
 * The layer of lesson 08 for the contract of the backward passes, and the worked
 * example of its guide.
 *
 * @module
 */
import type { Layer } from "./backward_contract.ts";
import {
  reorderSequences,
  type SequenceBatch,
  sequenceBatches,
  type Sequences,
  stepPlan,
} from "./sequences.ts";
import { say } from "./words.ts";

/**
 * Four sequences of one feature, with 2, 3, 1 and 3 steps, in an array of 4
 * steps whose padding is 100, worked out on paper. Eps is 3.
 *
 * Step 0 has all four, 1, 3, 1, 3: mean 2, variance 1, standard deviation 2,
 * x_hat -1/2 and 1/2. Step 1 has three of them, 0, 3, 6: mean 3, variance
 * 18 / 3 = 6, standard deviation 3, x_hat -1, 0 and 1. Step 2 has two, 5 and 7:
 * mean 6, variance 1, standard deviation 2, x_hat -1/2 and 1/2. Nobody reaches
 * step 3. Gamma is 2 and beta is 10.
 *
 * Backward, dx = gamma / std · (dout - mean(dout) - x_hat · mean(dout · x_hat)),
 * with the means of a step. At step 0, dout is 4 where the first sequence is: the
 * means are 1 and -1/2. At step 1 it is 3 there: 1 and -1. At step 2 it is 2
 * where the second sequence is: 1 and -1/2. Each step sums to zero.
 */
export const recurrentExample = {
  x: [
    [[1], [0], [100], [100]],
    [[3], [3], [5], [100]],
    [[1], [100], [100], [100]],
    [[3], [6], [7], [100]],
  ] as Sequences,
  lengths: [2, 3, 1, 3],
  gamma: [2],
  beta: [10],
  eps: 3,
  out: [
    [[9], [8], [0], [0]],
    [[11], [10], [9], [0]],
    [[9], [0], [0], [0]],
    [[11], [12], [11], [0]],
  ] as Sequences,
};

/** The layer that calls these functions. */
export function recurrentLayer(
  functions: Pick<
    Layer<Sequences, SequenceBatch>,
    "name" | "forward" | "backward"
  >,
): Layer<Sequences, SequenceBatch> {
  const { x, lengths, gamma, beta, eps } = recurrentExample;
  return {
    ...functions,
    summed: "a sum over batch and time",
    centred: {
      over: "the sequences that reach a step",
      sumOfDx: () => say("sum of dx over the sequences that reach a step"),
    },
    inputs: sequenceBatches,
    constant: (value, n, gamma) => ({
      x: Array.from({ length: n }, () => [
        gamma.map(() => value),
        gamma.map(() => value),
      ]),
      // The last one ends early, so that the others are fewer at step 1.
      lengths: Array.from({ length: n }, (_, i) => i === n - 1 ? 1 : 2),
      gamma,
      beta: gamma,
      eps: 1e-5,
    }),
    reordered: reorderSequences,
    plan: ({ lengths }) => stepPlan(lengths),
    three: { minN: 3, maxD: 2 },
    example: {
      input: {
        ...{ x, lengths, gamma, beta, eps },
        dout: [
          [[4], [3], [100], [100]],
          [[0], [0], [2], [100]],
          [[0], [100], [100], [100]],
          [[0], [0], [0], [100]],
        ],
      },
      dx: [
        [[11 / 4], [2 / 3], [0], [0]],
        [[-3 / 4], [-2 / 3], [3 / 4], [0]],
        [[-5 / 4], [0], [0], [0]],
        [[-3 / 4], [0], [-3 / 4], [0]],
      ],
      dgamma: [-6],
      dbeta: [9],
    },
  };
}
