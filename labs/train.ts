/**
 * Building and training one net.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState, type RandomStateData } from "kit/nd/random.ts";
import { Solver, type SolverData, type SolverStep } from "kit/nn/mod.ts";
import type { FullyConnectedNet } from "../lessons/06_fc_net.ts";
import type { Experiment, Result, Settings, Training } from "./experiment.ts";
import type { Lessons } from "./lessons.ts";
import { lookInto, percentile } from "./look.ts";
import { LabNet } from "./net.ts";

/** A training and all that its numbers depend on, but for lessons and images. */
export interface Plan {
  training: Training;
  settings: Settings;
  print_every: number;
  /** Where the stream stands when the net is built. */
  net: RandomStateData;
  /** Where it stands when the training begins. */
  start: RandomStateData;
}

/** A stream that goes on from a state. */
function streamFrom(state: RandomStateData): RandomState {
  const random = new RandomState(0);
  random.setState(state);
  return random;
}

function buildNet(
  lessons: Lessons,
  training: Training,
  { dtype, seed }: Settings,
  random: RandomState,
): FullyConnectedNet | LabNet {
  const { hidden_dims, normalization, weight_scale, own } = training;
  const options = { normalization, weight_scale, dtype, random };
  if (own === undefined) {
    return new lessons.FullyConnectedNet(hidden_dims, options);
  }
  // Not the stream that weights and batches come from: they stay the same
  // with and without dropout.
  const masks = new RandomState((seed + 1) % 2 ** 32);
  return new LabNet(lessons, hidden_dims, { ...options, ...own, masks });
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
export function tryOut(
  lessons: Lessons,
  training: Training,
  settings: Settings,
): void {
  const random = new RandomState(settings.seed);
  const net = buildNet(lessons, training, settings, random);
  const X = nd.zeros([2, 3, 32, 32], settings.dtype);
  net.loss(X);
  net.loss(X, [0, 1]);
}

/**
 * Finds where the notebook's one stream stands at each net and each training of
 * an experiment, so that they can run apart, in any order, with the same numbers.
 */
export function planTrainings(
  lessons: Lessons,
  { draws, print_every }: Pick<Experiment, "draws" | "print_every">,
  settings: Settings,
): Plan[] {
  let random = new RandomState(settings.seed);
  const nets = new Map<string, RandomStateData>();
  const plans: Plan[] = [];
  // Ten columns, so that they can stand for scores.
  const X_train = nd.zeros([settings.train, 10], "float32");
  const y_train = new Int32Array(settings.train);
  const data = { X_train, y_train, X_val: X_train.rows(0, 1), y_val: [0] };
  for (const draw of draws(settings)) {
    const state = random.getState();
    if ("anew" in draw) {
      random = new RandomState(settings.seed);
    } else if ("net" in draw) {
      nets.set(draw.net.id, state);
      buildNet(lessons, draw.net, settings, random);
    } else {
      const { training } = draw;
      const net = nets.get(training.id)!;
      plans.push({ training, settings, print_every, net, start: state });
      const options = solverOptions(training, settings);
      new Solver(idle, data, { ...options, random, verbose: false }).train();
    }
  }
  return plans;
}

/**
 * Trains a net.
 *
 * @param onStep Is told of every step.
 */
export function train(
  lessons: Lessons,
  { training, settings, print_every, ...streams }: Plan,
  data: SolverData,
  onStep: (step: SolverStep) => void = () => {},
): Result {
  const start = performance.now();
  const net = buildNet(lessons, training, settings, streamFrom(streams.net));
  const log: string[] = [];
  const solver = new Solver(net, data, {
    ...solverOptions(training, settings),
    random: streamFrom(streams.start),
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
