/**
 * What an experiment is made of.
 *
 * @module
 */
import type { DType } from "kit/nd/mod.ts";
import type { Text } from "../lib/language.ts";
import type { Figure } from "./figure.ts";

/** What stands after the normalization of a hidden layer. */
export type Activation = "relu" | "sigmoid" | "tanh";

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
  learning_rate: number;
  /** Default "adam", as in the notebook. */
  update_rule?: "adam" | "sgd";
  /** For the labs' own net: given, the net isn't lesson 06's. */
  own?: {
    activation?: Activation;
    /** Share of the outputs of hidden layers that dropout keeps. */
    keep?: number;
    /** What is looked at besides losses and accuracies. */
    look?: "statistics" | "percentiles";
  };
}

/**
 * A draw from the one random stream of the notebook's cell, or `anew`: that
 * stream starts again from its seed.
 */
export type Draw = { net: Training } | { training: Training } | { anew: true };

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
  /**
   * How long a step took, in seconds: the median of those that end no epoch,
   * for the others measure accuracies, too; of all if each ends one.
   */
  step_seconds: number;
  /** After training, if asked for: what the choice of statistics does. */
  statistics?: StatisticsPoint[];
  /** While it trained, if asked for: what went into the activation functions. */
  percentiles?: PercentilesPoint[];
}

/** Validation accuracy where images come in batches of a certain size. */
export interface StatisticsPoint {
  batch_size: number;
  /** By the running averages, and by the statistics of each batch itself. */
  running: number;
  batch: number;
  /** How many of the ten classes were predicted at all, in either way. */
  running_classes: number;
  batch_classes: number;
}

/** Of each hidden layer, percentiles of what went into its activation functions. */
export interface PercentilesPoint {
  /** Steps done. */
  step: number;
  /** The percentiles of the first units, by layer and unit. */
  layers: Percentiles[][];
}

/** The 15th, 50th and 85th percentile of a unit's inputs over many images. */
export type Percentiles = [low: number, median: number, high: number];

/** An experiment. */
export interface Experiment {
  name: string;
  title: string;
  /** What its plot answers. */
  question: string;
  /** Which steps print their loss: the notebook's `print_every`. */
  print_every: number;
  /**
   * Nets and trainings in the order in which the notebook's cell draws for
   * them, or {@linkcode compared}. Each net comes before its training.
   */
  draws: (settings: Settings) => Draw[];
  /** Its figures: the notebook's, where it has them. */
  figures: (results: readonly Result[], settings: Settings) => Figure[];
  /**
   * One sentence that says what these results show. The experiments of the
   * notebook have none: they are its questions to the student.
   */
  finding?: (results: readonly Result[], settings: Settings) => Text;
}

/** The trainings of an experiment, in order. */
export function trainingsOf(draws: readonly Draw[]): Training[] {
  return draws.flatMap((draw) => "training" in draw ? [draw.training] : []);
}

/**
 * Draws for trainings that are to be compared: each begins with the same
 * numbers, so that nets of the same widths start from the same weights and see
 * the same batches.
 */
export function compared(trainings: readonly Training[]): Draw[] {
  return trainings.flatMap((
    training,
  ): Draw[] => [{ anew: true }, { net: training }, { training }]);
}
