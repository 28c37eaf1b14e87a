/**
 * The softmax loss.
 *
 * @module
 */

import { describe, formatShape, type NdArray } from "../nd/mod.ts";
import { checkArray } from "./check.ts";

/**
 * Computes the softmax loss (cross-entropy of softmax probabilities) and its gradient.
 *
 * @param x Scores of N inputs for C classes, shape (N, C).
 * @param y Label of each input, N whole numbers from 0 to C - 1.
 * @returns The mean over the inputs of -log of the right class's probability (in nats), and its
 * gradient `dx`, shape (N, C).
 * @throws {TypeError} If `x` is not 2-D, or there are not N labels.
 * @throws {RangeError} If a label is no class.
 *
 * @example Equal scores for C classes: the loss is log C
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { softmax_loss } from "kit/nn/mod.ts";
 * import { assertAlmostEquals, assertEquals } from "@std/assert";
 *
 * const [loss, dx] = softmax_loss(nd.zeros([1, 2]), [1]);
 * assertAlmostEquals(loss, Math.log(2));
 * assertEquals(dx.toArray(), [[0.5, -0.5]]);
 * ```
 */
export function softmax_loss(
  x: NdArray,
  y: ArrayLike<number>,
): [loss: number, dx: NdArray] {
  checkArray("compute the softmax loss", "x", x);
  const [N, C] = checkLabels(x, y);
  // Shifting all scores of an input changes no probability, and keeps exp from overflowing.
  const shifted = x.sub(x.max(1, { keepdims: true }));
  const logTotal = shifted.exp().sum(1, { keepdims: true }).log();
  const logProbabilities = shifted.sub(logTotal);
  const dx = logProbabilities.exp();
  let loss = 0;
  for (let i = 0; i < N; i++) {
    const right = i * C + y[i]!;
    loss -= logProbabilities.data[right]!;
    dx.data[right]! -= 1;
  }
  return [loss / N, dx.div(N)];
}

/** The numbers of inputs and classes, if every input has a label that is a class. */
function checkLabels(
  x: NdArray,
  y: ArrayLike<number>,
): [N: number, C: number] {
  const action = "compute the softmax loss";
  const [N, C] = x.shape;
  if (N === undefined || C === undefined || x.ndim !== 2) {
    throw new TypeError(
      `Cannot ${action}: expected scores of shape (N, C), ` +
        `got ${formatShape(x.shape)}`,
    );
  }
  if (y?.length !== N) {
    throw new TypeError(
      `Cannot ${action}: expected ${N} labels for scores of shape ` +
        `${formatShape(x.shape)}, got ${y?.length ?? describe(y)}`,
    );
  }
  for (let i = 0; i < N; i++) {
    const label = y[i]!;
    if (Number.isInteger(label) && label >= 0 && label < C) continue;
    throw new RangeError(
      `Cannot ${action}: expected labels from 0 to ${C - 1}, ` +
        `got ${describe(label)} at [${i}]`,
    );
  }
  return [N, C];
}
