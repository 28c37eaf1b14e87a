/**
 * Training a model: minibatches, update rules, and what is measured on the way.
 *
 * @module
 */

import { describe, formatShape } from "../nd/errors.ts";
import { allocateLike, gatherRows, haveSameFormat } from "../nd/dtype.ts";
import { fromData, type NdArray } from "../nd/mod.ts";
import { isArrayLike } from "../nd/shape.ts";
import type { Data } from "../nd/types.ts";
import { checkArray, checkShape } from "./check.ts";
import { adam, rmsprop, sgd, sgd_momentum } from "./optim.ts";
import type {
  AdamConfig,
  RmspropConfig,
  SgdConfig,
  SgdMomentumConfig,
  UpdateRule,
} from "./optim.ts";

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

/** The update rules by name. */
export type UpdateRuleName = "sgd" | "sgd_momentum" | "rmsprop" | "adam";

/** A source of random positions; a `RandomState` is one. */
export interface RandomChoice {
  /**
   * Draws positions, any of which may come more than once.
   *
   * @param n How many positions there are to draw from: 0 to n - 1.
   * @param size How many to draw.
   */
  choice(n: number, size: number): ArrayLike<number>;
}

/** How a {@linkcode Solver} trains. */
export interface SolverOptions {
  /** How a parameter follows its gradient; "sgd" unless given. */
  update_rule?: UpdateRuleName;
  /** What the update rule takes; every parameter starts with a copy of it. */
  optim_config?: SgdConfig | SgdMomentumConfig | RmspropConfig | AdamConfig;
  /** What the learning rates are multiplied by after every epoch; 1 unless given. */
  lr_decay?: number;
  /** Inputs per step; 100 unless given. */
  batch_size?: number;
  /** How many epochs to train, each of `floor(N_train / batch_size)` steps; 10 unless given. */
  num_epochs?: number;
  /** On how many of the training inputs, drawn anew, to measure accuracy; 1000 unless given. */
  num_train_samples?: number;
  /** On how many of the validation inputs, drawn anew, to measure accuracy; all unless given. */
  num_val_samples?: number;
  /** Of how many steps one prints its loss, beginning with the first; 10 unless given. */
  print_every?: number;
  /** Whether to print at all; true unless given. */
  verbose?: boolean;
  /** Draws minibatches and samples; other ones each time unless given. */
  random?: RandomChoice;
  /** Takes each line of the log; `console.log` unless given. */
  print?: (line: string) => void;
}

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
  num_samples?: number;
  /** How many inputs to hand to the model at once; 100 unless given. */
  batch_size?: number;
}

const UPDATE_RULES: Record<UpdateRuleName, UpdateRule> = {
  sgd,
  sgd_momentum,
  rmsprop,
  adam,
};

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
 * type Params = Record<string, nd.NdArray>;
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
  #drawn: Data = new Float64Array();

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
    checkData(data, "X_train", "y_train");
    checkData(data, "X_val", "y_val");
    this.model = model;
    this.#data = { ...data };
    this.#options = readOptions(options);
    this.#update = UPDATE_RULES[this.#options.update_rule];
    this.#iterationsPerEpoch = Math.max(
      Math.floor(data.X_train.shape[0] / this.#options.batch_size),
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
    checkLabels(action, ["X", X], ["y", y]);
    checkCounts(action, { num_samples, batch_size });
    const drawn = this.#drawSamples(X.shape[0], num_samples);
    const N = drawn?.length ?? X.shape[0];
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
    const width = X.size / N;
    const size = rows.length * width;
    if (this.#drawn.length < size || !haveSameFormat(this.#drawn, X.data)) {
      this.#drawn = allocateLike(X.data, size);
    }
    const data = this.#drawn.subarray(0, size);
    gatherRows(X.data, rows, width, data);
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
    const drawn = random.choice(X_train.shape[0], batch_size);
    const y_batch = Array.from(drawn, (row) => y_train[row]);
    const X_batch = this.#gather(X_train, drawn);
    const returned: unknown = this.model.loss(X_batch, y_batch);
    const [loss, grads] = checkLossAndGrads(returned);
    this.loss_history.push(loss);
    for (const [name, w] of Object.entries(this.model.params)) {
      checkShape("train", `the gradient of ${name}`, grads[name], w.shape);
      const config = this.optim_configs[name];
      const [next_w, next_config] = this.#update(
        w,
        grads[name],
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

const SET_UP = "set up training";

function checkModel(model: Model): void {
  const { params, loss } = model ?? {};
  const hasParams = typeof params === "object" && params !== null;
  if (hasParams && typeof loss === "function") return;
  throw new TypeError(
    `Cannot ${SET_UP}: expected a model with params and loss(), ` +
      `got ${describe(model)}`,
  );
}

function checkData(
  data: SolverData,
  inputs: "X_train" | "X_val",
  labels: "y_train" | "y_val",
): void {
  if (typeof data !== "object" || data === null) {
    throw new TypeError(
      `Cannot ${SET_UP}: expected data with X_train, y_train, X_val and ` +
        `y_val, got ${describe(data)}`,
    );
  }
  checkLabels(
    SET_UP,
    [`data.${inputs}`, data[inputs]],
    [`data.${labels}`, data[labels]],
  );
}

/** Checks that there are inputs and as many labels. */
function checkLabels(
  action: string,
  [nameX, X]: [name: string, X: NdArray],
  [nameY, y]: [name: string, y: ArrayLike<number>],
): void {
  checkArray(action, nameX, X);
  if (X.ndim === 0 || X.shape[0] === 0) {
    throw new TypeError(
      `Cannot ${action}: expected ${nameX} of shape (N, …) with N from 1, ` +
        `got ${formatShape(X.shape)}`,
    );
  }
  const [N] = X.shape;
  if (isArrayLike(y) && y.length === N) return;
  const given = isArrayLike(y) ? `${y.length}` : describe(y);
  throw new TypeError(
    `Cannot ${action}: expected ${nameY} to be an array of ${N} labels, ` +
      `one for each input, got ${given}`,
  );
}

function checkScores(action: string, scores: unknown, N: number): NdArray {
  checkArray(action, "loss(X)", scores);
  const array = scores as NdArray;
  if (array.ndim === 2 && array.shape[0] === N) return array;
  throw new TypeError(
    `Cannot ${action}: expected loss(X) to return scores of shape (${N}, C), ` +
      `got ${formatShape(array.shape)}`,
  );
}

function checkLossAndGrads(
  returned: unknown,
): [loss: number, grads: Record<string, NdArray>] {
  const [loss, grads] = Array.isArray(returned) ? returned : [];
  if (typeof loss === "number" && typeof grads === "object" && grads !== null) {
    return [loss, grads];
  }
  throw new TypeError(
    "Cannot train: expected loss(X, y) to return [loss, grads], " +
      `got ${describe(returned)}`,
  );
}

/** Options with everything filled in that has a default. */
type AllOptions =
  & Required<Omit<SolverOptions, "num_val_samples">>
  & Pick<SolverOptions, "num_val_samples">;

function readOptions({
  update_rule = "sgd",
  optim_config = {},
  lr_decay = 1,
  batch_size = 100,
  num_epochs = 10,
  num_train_samples = 1000,
  num_val_samples,
  print_every = 10,
  verbose = true,
  random = UNSEEDED,
  print = console.log,
  ...unknown
}: SolverOptions): AllOptions {
  for (const name of Object.keys(unknown)) {
    throw new RangeError(
      `Cannot ${SET_UP}: expected options that exist, got ${describe(name)}`,
    );
  }
  checkUpdateRule(update_rule);
  checkIs("optim_config", optim_config, "object");
  if (!(Number.isFinite(lr_decay) && lr_decay >= 0)) {
    throw new RangeError(
      `Cannot ${SET_UP}: expected lr_decay to be a number from 0, ` +
        `got ${describe(lr_decay)}`,
    );
  }
  const counts = { batch_size, num_epochs, num_train_samples, print_every };
  checkCounts(SET_UP, { ...counts, num_val_samples });
  if (typeof random?.choice !== "function") {
    throw new TypeError(
      `Cannot ${SET_UP}: expected random to be a RandomState or another ` +
        `object with choice(), got ${describe(random)}`,
    );
  }
  checkIs("print", print, "function");
  return {
    ...counts,
    update_rule,
    optim_config,
    lr_decay,
    num_val_samples,
    verbose,
    random,
    print,
  };
}

/**
 * Stands in for a `RandomState` where nobody asked for a certain one: loading that takes twenty
 * times as long as loading all the rest.
 */
const UNSEEDED: RandomChoice = {
  choice: (n, size) =>
    Int32Array.from({ length: size }, () => Math.floor(Math.random() * n)),
};

function checkUpdateRule(name: string): void {
  if (Object.hasOwn(UPDATE_RULES, name)) return;
  const names = Object.keys(UPDATE_RULES).map((rule) => `"${rule}"`).join(", ");
  throw new RangeError(
    `Cannot ${SET_UP}: expected update_rule to be one of ${names}, ` +
      `got ${describe(name)}`,
  );
}

function checkIs(
  name: string,
  value: unknown,
  type: "function" | "object",
): void {
  if (typeof value === type && value !== null) return;
  throw new TypeError(
    `Cannot ${SET_UP}: expected ${name} to be ` +
      `${type === "object" ? "an object" : "a function"}, ` +
      `got ${describe(value)}`,
  );
}

function checkCounts(
  action: string,
  counts: Record<string, number | undefined>,
): void {
  for (const [name, count] of Object.entries(counts)) {
    if (count === undefined) continue;
    if (Number.isSafeInteger(count) && count >= 1) continue;
    throw new RangeError(
      `Cannot ${action}: expected ${name} to be a whole number from 1, ` +
        `got ${describe(count)}`,
    );
  }
}
