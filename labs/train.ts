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
import { lookInto, percentile } from "./look.ts";
import { LabNet } from "./net.ts";

/** A stream that goes on from a state. */
function streamFrom(state: RandomStateData): RandomState {
  const random = new RandomState(0);
  random.setState(state);
  return random;
}

function buildNet(
  training: Training,
  { dtype, seed }: Settings,
  random: RandomState,
): FullyConnectedNet | LabNet {
  const { hidden_dims, normalization, weight_scale, own } = training;
  const options = { normalization, weight_scale, dtype, random };
  if (own === undefined) return new FullyConnectedNet(hidden_dims, options);
  // Not the stream that weights and batches come from: they stay the same
  // with and without dropout.
  const masks = new RandomState((seed + 1) % 2 ** 32);
  return new LabNet(hidden_dims, { ...options, ...own, masks });
}

function solverOptions(training: Training, settings: Settings) {
  return {
    num_epochs: settings.epochs,
    batch_size: training.batch_size,
    update_rule: training.update_rule ?? "adam",
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
  let random = new RandomState(settings.seed);
  const nets = new Map<string, RandomStateData>();
  const streams = new Map<string, Streams>();
  // Ten columns, so that they can stand for scores.
  const X_train = nd.zeros([settings.train, 10], "float32");
  const y_train = new Int32Array(settings.train);
  const data = { X_train, y_train, X_val: X_train.rows(0, 1), y_val: [0] };
  for (const draw of draws) {
    if ("anew" in draw) {
      random = new RandomState(settings.seed);
      continue;
    }
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
  const look = lookInto(net, training, data);
  const times = { plain: [] as number[], measuring: [] as number[] };
  const steps = solver.steps();
  for (;;) {
    const before = performance.now();
    const { value: step, done } = steps.next();
    if (done) break;
    const isPlain = step.val_acc === undefined;
    times[isPlain ? "plain" : "measuring"].push(performance.now() - before);
    if (!isPlain) look.atEpoch(step.iteration);
    onStep(step);
  }
  const { plain, measuring } = times;
  const { loss_history, train_acc_history, val_acc_history } = solver;
  return {
    training,
    loss_history,
    train_acc_history,
    val_acc_history,
    log,
    seconds: (performance.now() - start) / 1000,
    step_seconds: percentile(plain.length > 0 ? plain : measuring, 50) / 1000,
    ...look.atEnd(),
  };
}
