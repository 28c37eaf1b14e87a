/**
 * The inputs of the course notebook's cells, drawn as there. The notebook's
 * recorded outputs are those of seed 231.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import type { Matrix } from "./arbitraries.ts";
import { assertClose } from "./close.ts";
import { moments } from "./oracles.ts";
import { say } from "./words.ts";

/** Half of the last printed digit, and rounding. */
const DIGITS = 0.5e-8 + 1e-12;

const D1 = 50;
const D2 = 60;
const D3 = 3;

/** The weights of the two-layer net of cells 3, 4 and 14. */
interface Weights {
  W1: NdArray;
  W2: NdArray;
}

/** Draws W1, shape (50, 60), and W2, shape (60, 3). */
function drawWeights(random: RandomState): Weights {
  return { W1: random.randn(D1, D2), W2: random.randn(D2, D3) };
}

/** Draws X, shape (N, 50), and gives max(0, X · W1) · W2, shape (N, 3). */
function drawActivations(
  random: RandomState,
  N: number,
  weights?: Weights,
): Matrix {
  const X = random.randn(N, D1);
  const { W1, W2 } = weights ?? drawWeights(random);
  return X.dot(W1).maximum(0).dot(W2).toArray() as Matrix;
}

/** The activations of cells 3 (200 samples) and 14 (4 samples). */
export function recordedActivations(N: number): Matrix {
  return drawActivations(new RandomState(231), N);
}

let batches: Matrix[] | undefined;

/** The activations of cell 4: 50 batches to train on, then one to test. */
export function recordedBatches(): Matrix[] {
  // Drawn once for all the submissions that one process grades.
  if (batches === undefined) {
    const random = new RandomState(231);
    const weights = drawWeights(random);
    batches = Array.from(
      { length: 51 },
      () => drawActivations(random, 200, weights),
    );
  }
  return batches;
}

/**
 * Asserts that numbers have the recorded means and standard deviations, to the
 * printed digit.
 *
 * @param lines The columns or rows that the notebook's statistics are of.
 * @param recorded What it printed.
 * @param about Says for which gamma and beta.
 */
export function assertRecorded(
  lines: Matrix,
  recorded: { means: number[]; stds: number[] },
  about: (what: string) => string = (what) => what,
): void {
  const statistics = lines.map(moments);
  assertClose(
    nd.array(statistics.map(([mean]) => mean)),
    recorded.means,
    about(say("means")),
    DIGITS,
  );
  assertClose(
    nd.array(statistics.map(([, variance]) => Math.sqrt(variance))),
    recorded.stds,
    about(say("standard deviations")),
    DIGITS,
  );
}

/** What cells 5 and 15 draw: a small batch and an upstream gradient. */
export interface GradientCheck {
  x: Matrix;
  gamma: number[];
  beta: number[];
  dout: Matrix;
}

/** Draws x = 5 · randn(N, D) + 12, gamma, beta and dout, in this order. */
export function recordedGradientCheck(
  random: RandomState,
  N: number,
  D: number,
): GradientCheck {
  return {
    x: random.randn(N, D).mul(5).add(12).toArray() as Matrix,
    gamma: random.randn(D).toArray() as number[],
    beta: random.randn(D).toArray() as number[],
    dout: random.randn(N, D).toArray() as Matrix,
  };
}
