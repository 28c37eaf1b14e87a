/**
 * How a solver trains.
 *
 * @module
 */

import { describe } from "../nd/mod.ts";
import { checkCounts } from "./check.ts";
import { adam, rmsprop, sgd, sgd_momentum } from "./optim.ts";
import type {
  AdamConfig,
  RmspropConfig,
  SgdConfig,
  SgdMomentumConfig,
  UpdateRule,
} from "./optim.ts";

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
  num_val_samples?: number | undefined;
  /** Of how many steps one prints its loss, beginning with the first; 10 unless given. */
  print_every?: number;
  /** Whether to print at all; true unless given. */
  verbose?: boolean;
  /** Draws minibatches and samples; other ones each time unless given. */
  random?: RandomChoice;
  /** Takes each line of the log; `console.log` unless given. */
  print?: (line: string) => void;
}

/** The update rules by their names. */
export const UPDATE_RULES: Record<UpdateRuleName, UpdateRule> = {
  sgd,
  sgd_momentum,
  rmsprop,
  adam,
};

const SET_UP = "set up training";

/** Options with everything filled in that has a default. */
export type AllOptions =
  & Required<Omit<SolverOptions, "num_val_samples">>
  & Pick<SolverOptions, "num_val_samples">;

/** Fills in the options of a training, and checks them. */
export function readOptions({
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
