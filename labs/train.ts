/**
 * Building and training one net.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState, type RandomStateData } from "kit/nd/random.ts";
import { Solver, type SolverData, type SolverStep } from "kit/nn/mod.ts";
import { FullyConnectedNet } from "kata/06_fc_net.ts";
import type {
  Draw,
  Result,
  Settings,
  Streams,
  Training,
} from "./experiment.ts";

/** A stream that goes on from a state. */
function streamFrom(state: RandomStateData): RandomState {
  const random = new RandomState(0);
  random.setState(state);
  return random;
}

function buildNet(
  training: Training,
  { dtype }: Settings,
  random: RandomState,
): FullyConnectedNet {
  const { hidden_dims, normalization, weight_scale } = training;
  return new FullyConnectedNet(hidden_dims, {
    normalization,
    weight_scale,
    dtype,
    random,
  });
}

function solverOptions(training: Training, settings: Settings) {
  return {
    num_epochs: settings.epochs,
    batch_size: training.batch_size,
    update_rule: "adam" as const,
    optim_config: { learning_rate: training.learning_rate },
  };
}

/** A net that learns nothing: for drawing what a solver draws. */
const idle = {
  params: {},
  loss(scores: NdArray, y?: ArrayLike<number>): never {
    return (y === undefined ? scores : [0, {}]) as never;
  },
};

/** Builds the net of a training and puts two images through it, to see whether it can. */
export function tryOut(training: Training, settings: Settings): void {
  const net = buildNet(training, settings, new RandomState(settings.seed));
  const X = nd.zeros([2, 3, 32, 32], settings.dtype);
  net.loss(X);
  net.loss(X, [0, 1]);
}

/**
 * Finds where the notebook's one stream stands at each net and each training,
 * so that they can run apart, in any order, with the same numbers.
 */
export function planStreams(
  draws: readonly Draw[],
  settings: Settings,
): Map<string, Streams> {
  const random = new RandomState(settings.seed);
  const nets = new Map<string, RandomStateData>();
  const streams = new Map<string, Streams>();
  // Ten columns, so that they can stand for scores.
  const X_train = nd.zeros([settings.train, 10], "float32");
  const y_train = new Int32Array(settings.train);
  const data = { X_train, y_train, X_val: X_train.rows(0, 1), y_val: [0] };
  for (const draw of draws) {
    const state = random.getState();
    if ("net" in draw) {
      nets.set(draw.net.id, state);
      buildNet(draw.net, settings, random);
    } else {
      const { training } = draw;
      streams.set(training.id, {
        net: nets.get(training.id)!,
        training: state,
      });
      new Solver(idle, data, {
        ...solverOptions(training, settings),
        random,
        verbose: false,
      }).train();
    }
  }
  return streams;
}

/**
 * Trains a net.
 *
 * @param onStep Is told of every step.
 */
export function train(
  training: Training,
  settings: Settings,
  print_every: number,
  streams: Streams,
  data: SolverData,
  onStep: (step: SolverStep) => void,
): Result {
  const start = performance.now();
  const net = buildNet(training, settings, streamFrom(streams.net));
  const log: string[] = [];
  const solver = new Solver(net, data, {
    ...solverOptions(training, settings),
    random: streamFrom(streams.training),
    print_every,
    print: (line) => log.push(line),
  });
  for (const step of solver.steps()) onStep(step);
  return {
    training,
    loss_history: solver.loss_history,
    train_acc_history: solver.train_acc_history,
    val_acc_history: solver.val_acc_history,
    log,
    seconds: (performance.now() - start) / 1000,
  };
}
