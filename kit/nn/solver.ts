/**
 * Training a model: minibatches, update rules, and what is measured on the way.
 *
 * @module
 */

import { fromData, type NdArray, zeros } from "../nd/mod.ts";
import { checkCounts, checkShape } from "./check.ts";
import {
  checkData,
  checkLabels,
  checkLossAndGrads,
  checkModel,
  checkScores,
  type Model,
  type SolverData,
} from "./model.ts";
import type { SgdConfig, UpdateRule } from "./optim.ts";
import {
  type AllOptions,
  readOptions,
  type SolverOptions,
  UPDATE_RULES,
} from "./solver_options.ts";

/** What one step of training did. */
export interface SolverStep {
  /** Which step this was, from 1. */
  readonly iteration: number;
  /** How many steps the whole training takes. */
  readonly num_iterations: number;
  /** How many epochs are over. */
  readonly epoch: number;
  /** Loss of the minibatch before the update. */
  readonly loss: number;
  /** Accuracy on training inputs from 0 to 1, if it was measured after this step. */
  readonly train_acc?: number;
  /** Accuracy on validation inputs from 0 to 1, if it was measured after this step. */
  readonly val_acc?: number;
}

/** On what to measure an accuracy. */
export interface AccuracyOptions {
  /** How many inputs to draw, if there are more; all of them, undrawn, unless given. */
  num_samples?: number | undefined;
  /** How many inputs to hand to the model at once; 100 unless given. */
  batch_size?: number | undefined;
}

/**
 * Trains a model by stochastic gradient descent, as the course's Solver does: the same options, the
 * same log, and the same random numbers in the same order.
 *
 * Every step draws a minibatch with replacement and updates each parameter by a rule of its own
 * memory. After the first step, the last one, and every epoch, the accuracies on training and
 * validation inputs are measured. When training is over, the model has the parameters that did best
 * on the validation inputs.
 *
 * To spare memory, the inputs of a minibatch, and after the first step the parameters, are where
 * those before them were: what is to be kept has to be copied.
 *
 * @example
 * ```ts
 * import * as nd from "kit/nd/mod.ts";
 * import { RandomState } from "kit/nd/random.ts";
 * import {
 *   affine_backward,
 *   affine_forward,
 *   softmax_loss,
 *   Solver,
 * } from "kit/nn/mod.ts";
 * import { assertEquals } from "@std/assert";
 *
 * type Params = { W: nd.NdArray; b: nd.NdArray };
 *
 * class Linear {
 *   params: Params = { W: nd.zeros([2, 2]), b: nd.zeros([2]) };
 *
 *   loss(X: nd.NdArray): nd.NdArray;
 *   loss(X: nd.NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
 *   loss(
 *     X: nd.NdArray,
 *     y?: ArrayLike<number>,
 *   ): nd.NdArray | [loss: number, grads: Params] {
 *     const [scores, cache] = affine_forward(X, this.params.W, this.params.b);
 *     if (y === undefined) return scores;
 *     const [loss, dscores] = softmax_loss(scores, y);
 *     const [, W, b] = affine_backward(dscores, cache);
 *     return [loss, { W, b }];
 *   }
 * }
 *
 * const X = nd.array([[1, 0], [0, 1], [2, 1], [1, 2]]);
 * const y = [0, 1, 0, 1];
 * const solver = new Solver(
 *   new Linear(),
 *   { X_train: X, y_train: y, X_val: X, y_val: y },
 *   { batch_size: 2, num_epochs: 20, verbose: false, random: new RandomState(0) },
 * );
 * solver.train();
 * assertEquals(solver.loss_history.length, 40);
 * assertEquals(solver.best_val_acc, 1);
 * ```
 */
export class Solver {
  /** What is trained. */
  readonly model: Model;
  /** Loss of every step's minibatch. */
  readonly loss_history: number[] = [];
  /** Accuracy on training inputs after the first step and after every epoch. */
  readonly train_acc_history: number[] = [];
  /** Accuracy on validation inputs after the first step and after every epoch. */
  readonly val_acc_history: number[] = [];
  /** What the update rule remembers of each parameter, by name. */
  readonly optim_configs: Record<string, SgdConfig> = {};
  /** How many epochs are over. */
  epoch = 0;
  /** Highest accuracy on validation inputs so far. */
  best_val_acc = 0;
  /** Copies of the parameters that had it; none before the first step. */
  best_params: Record<string, NdArray> = {};

  readonly #data: SolverData;
  readonly #options: AllOptions;
  readonly #update: UpdateRule;
  readonly #iterationsPerEpoch: number;
  #iteration = 0;
  /** Parameters that were made here, and may be overwritten. */
  readonly #made = new WeakSet<NdArray>();
  /** Memory for inputs that were drawn, which the next ones get, too. */
  #drawn: NdArray = zeros([0]);

  /**
   * Prepares a training.
   *
   * @param model What to train.
   * @param data What to train and to validate it on.
   * @param options How to train.
   * @throws {TypeError} If the model or part of the data is missing, or there are not as many
   * labels as inputs.
   * @throws {RangeError} If an option is out of range or unknown, such as an update rule.
   */
  constructor(model: Model, data: SolverData, options: SolverOptions = {}) {
    checkModel(model);
    const N = checkData(data, "X_train", "y_train");
    checkData(data, "X_val", "y_val");
    this.model = model;
    this.#data = { ...data };
    this.#options = readOptions(options);
    this.#update = UPDATE_RULES[this.#options.update_rule];
    this.#iterationsPerEpoch = Math.max(
      Math.floor(N / this.#options.batch_size),
      1,
    );
    for (const name of Object.keys(model.params)) {
      this.optim_configs[name] = { ...this.#options.optim_config };
    }
  }

  /**
   * Trains to the end, from wherever {@linkcode steps} stopped.
   *
   * Called again, it trains for another `num_epochs` epochs, and forgets nothing, as the course's.
   *
   * @throws {TypeError} If the model does not return what it should.
   * @throws {RangeError} If `optim_config` holds what the update rule refuses.
   */
  train(): void {
    const steps = this.steps();
    while (!steps.next().done);
  }

  /**
   * Trains step by step, to show progress or to stop early.
   *
   * Random numbers are drawn and lines printed as in {@linkcode train}, which is the same loop.
   * Whoever leaves it early finds the parameters of the last step in the model and the best ones so
   * far in `best_params`; the next call of `steps` or `train` goes on where this one stopped. After
   * the last step, it begins another `num_epochs` epochs.
   *
   * @returns What each step did. When the last one arrives, the model has its best parameters.
   * @throws {TypeError} If the model does not return what it should.
   * @throws {RangeError} If `optim_config` holds what the update rule refuses.
   *
   * @example Stop when the model is good enough
   * ```ts
   * import type { Solver } from "kit/nn/mod.ts";
   *
   * function trainUntil(solver: Solver, accuracy: number): void {
   *   for (const { val_acc = 0 } of solver.steps()) {
   *     if (val_acc >= accuracy) break;
   *   }
   * }
   * ```
   */
  *steps(): Generator<SolverStep, void, void> {
    const num_iterations = this.#options.num_epochs * this.#iterationsPerEpoch;
    if (this.#iteration === num_iterations) this.#iteration = 0;
    while (this.#iteration < num_iterations) {
      yield this.#advance(num_iterations);
    }
  }

  /**
   * Measures how often the model's highest score is that of the right class.
   *
   * @param X Inputs, shape (N, …).
   * @param y Their labels, N of them.
   * @param options How many inputs to draw for it, and how many to hand to the model at once.
   * @returns The accuracy, from 0 to 1.
   * @throws {TypeError} If there are not as many labels as inputs, or the model does not return
   * scores of shape (N, C).
   * @throws {RangeError} If an option is out of range.
   */
  check_accuracy(
    X: NdArray,
    y: ArrayLike<number>,
    { num_samples, batch_size = 100 }: AccuracyOptions = {},
  ): number {
    const action = "check the accuracy";
    const all = checkLabels(action, ["X", X], ["y", y]);
    checkCounts(action, { num_samples, batch_size });
    const drawn = this.#drawSamples(all, num_samples);
    const N = drawn?.length ?? all;
    let right = 0;
    for (let from = 0; from < N; from += batch_size) {
      const to = Math.min(from + batch_size, N);
      // Drawn rows are copied batch by batch, because all at once may be many.
      const rows = drawn?.subarray(from, to);
      const batch = rows ? this.#gather(X, rows) : X.rows(from, to);
      const scores: unknown = this.model.loss(batch);
      const predicted = checkScores(action, scores, to - from).argmax(1).data;
      predicted.forEach((label, i) => {
        if (label === y[rows?.[i] ?? from + i]) right++;
      });
    }
    return right / N;
  }

  /** Copies rows to where those before them were. */
  #gather(X: NdArray, rows: ArrayLike<number>): NdArray {
    const [N, ...rest] = X.shape;
    const width = X.size / N!;
    const size = rows.length * width;
    if (this.#drawn.size < size || this.#drawn.dtype !== X.dtype) {
      this.#drawn = zeros([size], X.dtype);
    }
    const data = this.#drawn.data.subarray(0, size);
    for (let i = 0; i < rows.length; i++) {
      const from = rows[i]! * width;
      data.set(X.data.subarray(from, from + width), i * width);
    }
    return fromData(data, [rows.length, ...rest]);
  }

  /** Draws positions to measure on, unless all are wanted. */
  #drawSamples(N: number, num_samples = N): Int32Array | undefined {
    if (num_samples >= N) return undefined;
    return Int32Array.from(this.#options.random.choice(N, num_samples));
  }

  /** One iteration of the course's `train`, in its order. */
  #advance(num_iterations: number): SolverStep {
    const { lr_decay, num_epochs, print_every } = this.#options;
    const loss = this.#step();
    const iteration = ++this.#iteration;
    if ((iteration - 1) % print_every === 0) {
      const counted = `Iteration ${iteration} / ${num_iterations}`;
      this.#print(`(${counted}) loss: ${formatFixed(loss)}`);
    }

    const isEpochEnd = iteration % this.#iterationsPerEpoch === 0;
    if (isEpochEnd) {
      this.epoch++;
      for (const config of Object.values(this.optim_configs)) {
        // The update rule has written the default down if there was none.
        config.learning_rate! *= lr_decay;
      }
    }
    const done = { iteration, num_iterations, epoch: this.epoch, loss };
    if (iteration !== 1 && !isEpochEnd) return done;

    const accuracies = this.#checkAccuracies();
    const { train_acc, val_acc } = accuracies;
    const [train, val] = [train_acc, val_acc].map(formatFixed);
    const counted = `Epoch ${this.epoch} / ${num_epochs}`;
    this.#print(`(${counted}) train acc: ${train}; val_acc: ${val}`);
    this.#keepBest(val_acc);
    // The last iteration is always the end of an epoch.
    if (iteration === num_iterations) {
      this.model.params = copyParams(this.best_params);
    }
    return { ...done, ...accuracies };
  }

  /** Updates all parameters once, by the gradients of one minibatch. */
  #step(): number {
    const { X_train, y_train } = this.#data;
    const { batch_size, random } = this.#options;
    const drawn = random.choice(y_train.length, batch_size);
    const y_batch = Array.from(drawn, (row) => y_train[row]!);
    const X_batch = this.#gather(X_train, drawn);
    const returned: unknown = this.model.loss(X_batch, y_batch);
    const [loss, grads] = checkLossAndGrads(returned);
    this.loss_history.push(loss);
    for (const [name, w] of Object.entries(this.model.params)) {
      const dw = grads[name];
      checkShape("train", `the gradient of ${name}`, dw, w.shape);
      const config = this.optim_configs[name];
      const [next_w, next_config] = this.#update(
        w,
        dw,
        config,
        // What the first step starts from is the caller's.
        this.#made.has(w),
      );
      this.#made.add(next_w);
      this.model.params[name] = next_w;
      this.optim_configs[name] = next_config;
    }
    return loss;
  }

  #checkAccuracies(): { train_acc: number; val_acc: number } {
    const { X_train, y_train, X_val, y_val } = this.#data;
    const { num_train_samples, num_val_samples } = this.#options;
    const train_acc = this.check_accuracy(X_train, y_train, {
      num_samples: num_train_samples,
    });
    const val_acc = this.check_accuracy(X_val, y_val, {
      num_samples: num_val_samples,
    });
    this.train_acc_history.push(train_acc);
    this.val_acc_history.push(val_acc);
    return { train_acc, val_acc };
  }

  /** The first parameters are the best so far even if they got nothing right. */
  #keepBest(val_acc: number): void {
    const isFirst = this.val_acc_history.length === 1;
    if (!isFirst && !(val_acc > this.best_val_acc)) return;
    this.best_val_acc = val_acc;
    this.best_params = copyParams(this.model.params);
  }

  #print(line: string): void {
    if (this.#options.verbose) this.#options.print(line);
  }
}

function copyParams(params: Record<string, NdArray>): Record<string, NdArray> {
  return Object.fromEntries(
    Object.entries(params).map(([name, w]) => [name, w.copy()]),
  );
}

/** Writes a number as C's and Python's `%f`: six decimals, halfway cases to the even digit. */
function formatFixed(value: number): string {
  if (!Number.isFinite(value)) {
    return String(value).toLowerCase().replace("infinity", "inf");
  }
  // From here on `toFixed` takes to exponents.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000000`;
  // Odd multiples of 1/128, such as accuracies on 128 inputs, end in 5 at the seventh decimal.
  const isHalfway = Math.abs(value * 128) % 2 === 1;
  const below = value.toFixed(7).slice(0, -1);
  return isHalfway && /[02468]$/.test(below) ? below : value.toFixed(6);
}
