/**
 * The layer of lesson 11 for the contract of the backward passes, and the worked
 * example of its guide.
 *
 * @module
 */
import type fc from "fast-check";
import { type Limits, type Matrix, rowBatches } from "./arbitraries.ts";
import { type Layer, reorderSamples } from "./backward_contract.ts";
import type { Place } from "./lines.ts";
import type { Scaled } from "./oracles.ts";

/** The input of RMS norm: there is no beta. */
export type RmsBatch = Omit<Scaled<Matrix>, "beta">;

/** Each row is normalized by its distance from zero. */
export function rmsPlan([i, j = 0]: readonly number[]): Place {
  return { line: String(i), feature: j, about: 0 };
}

/** Batches whose rows differ in magnitude, offset and spread. */
export function rmsBatches(limits: Limits = {}): fc.Arbitrary<RmsBatch> {
  return rowBatches(limits).map(({ x, gamma, eps }) => ({ x, gamma, eps }));
}

/**
 * Two rows of three features, worked out on paper. Eps is 1.
 *
 * Row 0 holds 1, 2, 2: mean square 9 / 3 = 3, root sqrt(3 + 1) = 2, x_hat 1/2,
 * 1 and 1. Row 1 holds 4, -2, 2: mean square 24 / 3 = 8, root 3, x_hat 4/3, -2/3
 * and 2/3. Gamma is 6, 3, -3.
 *
 * Backward, dx = (g - x_hat · mean(g · x_hat)) / rms, where g is dout · gamma.
 * In row 0, g is 12 where x_hat is 1/2: the mean is 12 · 1/2 / 3 = 2. In row 1,
 * g is -9 where x_hat is 2/3: the mean is -9 · 2/3 / 3 = -2.
 */
export const rmsExample = {
  x: [[1, 2, 2], [4, -2, 2]],
  gamma: [6, 3, -3],
  eps: 1,
  out: [[3, 3, -3], [8, -2, -2]],
};

/** The layer that calls these functions. */
export function rmsLayer(
  functions: Pick<Layer<Matrix, RmsBatch>, "name" | "forward" | "backward">,
): Layer<Matrix, RmsBatch> {
  const { x, gamma, eps } = rmsExample;
  return {
    ...functions,
    gradients: ["dx", "dgamma"],
    summed: "a sum over the batch",
    inputs: rmsBatches,
    constant: (value, n, gamma) => ({
      x: Array.from({ length: n }, () => gamma.map(() => value)),
      gamma,
      eps: 1e-5,
    }),
    reordered: reorderSamples,
    plan: () => rmsPlan,
    three: { minD: 3 },
    example: {
      input: { x, gamma, eps, dout: [[2, 0, 0], [0, 0, 3]] },
      dx: [[11 / 2, -1, -1], [8 / 9, -4 / 9, -23 / 9]],
      dgamma: [1, 0, 2],
    },
  };
}
