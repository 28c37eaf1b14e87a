/**
 * What a solver trains, and what it learns from.
 *
 * @module
 */

import { describe, formatShape, type NdArray } from "../nd/mod.ts";
import { checkArray } from "./check.ts";

/** What a {@linkcode Solver} trains, such as the net of lesson 06. */
export interface Model {
  /** The parameters by name; the solver replaces them at every step. */
  params: Record<string, NdArray>;
  /**
   * Computes scores, as in use.
   *
   * @param X Inputs, shape (N, …).
   * @returns Scores of shape (N, C), the largest of a row for the predicted class.
   */
  loss(X: NdArray): NdArray;
  /**
   * Computes the loss of a minibatch, as in training.
   *
   * @param X Inputs, shape (N, …).
   * @param y Label of each input, N of them.
   * @returns The loss, and its gradient with respect to every parameter, by the parameter's name.
   */
  loss(
    X: NdArray,
    y: ArrayLike<number>,
  ): [loss: number, grads: Record<string, NdArray>];
}

/** What a {@linkcode Solver} learns from and what it measures accuracy on. */
export interface SolverData {
  /** Inputs to train on, shape (N_train, …). */
  X_train: NdArray;
  /** Their labels, N_train of them. */
  y_train: ArrayLike<number>;
  /** Inputs to validate on, shape (N_val, …). */
  X_val: NdArray;
  /** Their labels, N_val of them. */
  y_val: ArrayLike<number>;
}

/** Checks that there is something to train. */
export function checkModel(model: Model): void {
  const { params, loss } = model ?? {};
  const hasParams = typeof params === "object" && params !== null;
  if (hasParams && typeof loss === "function") return;
  throw new TypeError(
    `Cannot set up training: expected a model with params and loss(), ` +
      `got ${describe(model)}`,
  );
}

/** Checks what a training learns from, or measures on; returns how many inputs there are. */
export function checkData(
  data: SolverData,
  inputs: "X_train" | "X_val",
  labels: "y_train" | "y_val",
): number {
  if (typeof data !== "object" || data === null) {
    throw new TypeError(
      `Cannot set up training: expected data with X_train, y_train, X_val and ` +
        `y_val, got ${describe(data)}`,
    );
  }
  return checkLabels(
    "set up training",
    [`data.${inputs}`, data[inputs]],
    [`data.${labels}`, data[labels]],
  );
}

/** Checks that there are inputs and as many labels; returns how many. */
export function checkLabels(
  action: string,
  [nameX, X]: [name: string, X: NdArray],
  [nameY, y]: [name: string, y: ArrayLike<number>],
): number {
  checkArray(action, nameX, X);
  const [N = 0] = X.shape;
  if (N === 0) {
    throw new TypeError(
      `Cannot ${action}: expected ${nameX} of shape (N, …) with N from 1, ` +
        `got ${formatShape(X.shape)}`,
    );
  }
  // A text has a length, too.
  const count = typeof y === "object" ? y?.length : undefined;
  if (count === N) return N;
  throw new TypeError(
    `Cannot ${action}: expected ${nameY} to be an array of ${N} labels, ` +
      `one for each input, got ${count ?? describe(y)}`,
  );
}

/** Checks what a model returned in use. */
export function checkScores(
  action: string,
  scores: unknown,
  N: number,
): NdArray {
  checkArray(action, "loss(X)", scores);
  if (scores.ndim === 2 && scores.shape[0] === N) return scores;
  throw new TypeError(
    `Cannot ${action}: expected loss(X) to return scores of shape (${N}, C), ` +
      `got ${formatShape(scores.shape)}`,
  );
}

/** Checks what a model returned in training. */
export function checkLossAndGrads(
  returned: unknown,
): [loss: number, grads: Record<string, unknown>] {
  const [loss, grads] = Array.isArray(returned) ? returned : [];
  if (typeof loss === "number" && typeof grads === "object" && grads !== null) {
    return [loss, grads];
  }
  throw new TypeError(
    "Cannot train: expected loss(X, y) to return [loss, grads], " +
      `got ${describe(returned)}`,
  );
}
