/**
 * What an experiment is made of.
 *
 * @module
 */
import type { DType } from "kit/nd/mod.ts";
import type { RandomStateData } from "kit/nd/random.ts";
import type { Figure } from "./figure.ts";

/** One net and how it is trained. */
export interface Training {
  /** Its name in files and logs, unique within the experiment. */
  id: string;
  /** Its name for people, such as "with batch norm". */
  label: string;
  /** Widths of the hidden layers. */
  hidden_dims: number[];
  normalization: "batchnorm" | "layernorm" | null;
  /** Standard deviation of the initial weights. */
  weight_scale: number;
  /** Samples per step. */
  batch_size: number;
  /** Adam's learning rate. */
  learning_rate: number;
}

/** A draw from the one random stream of the notebook's cell. */
export type Draw = { net: Training } | { training: Training };

/** What can be set for a run. */
export interface Settings {
  seed: number;
  dtype: DType;
  epochs: number;
  /** Training samples. */
  train: number;
  data: "cifar10" | "synthetic";
  normalization: "batchnorm" | "layernorm";
}

/** What a training left. */
export interface Result {
  training: Training;
  /** Loss of every step's batch. */
  loss_history: number[];
  /** Accuracies, from 0 to 1, after the first step and after every epoch. */
  train_acc_history: number[];
  val_acc_history: number[];
  /** The lines that the solver printed. */
  log: string[];
  /** How long it took, in seconds. */
  seconds: number;
}

/** An experiment of the notebook. */
export interface Experiment {
  name: string;
  title: string;
  /** What its plot answers. */
  question: string;
  /** Which steps print their loss: the notebook's `print_every`. */
  print_every: number;
  /**
   * Nets and trainings in the order in which the notebook's cell draws for
   * them. Each net comes before its training.
   */
  draws: (settings: Settings) => Draw[];
  /** The notebook's figures. */
  figures: (results: readonly Result[], settings: Settings) => Figure[];
}

/** Where the stream stands when a net is built, and when its training begins. */
export interface Streams {
  net: RandomStateData;
  training: RandomStateData;
}

/** The trainings of an experiment, in order. */
export function trainingsOf(draws: readonly Draw[]): Training[] {
  return draws.flatMap((draw) => "training" in draw ? [draw.training] : []);
}
