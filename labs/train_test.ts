import { assert, assertEquals } from "@std/assert";
import { RandomState } from "kit/nd/random.ts";
import { Solver } from "kit/nn/mod.ts";
import { get_synthetic_data } from "../data/synthetic.ts";
import type { FullyConnectedNet } from "../lessons/06_fc_net.ts";
import { batchSize } from "./batch_size.ts";
import { deepNet } from "./deep_net.ts";
import {
  type Experiment,
  type Settings,
  type Training,
  trainingsOf,
} from "./experiment.ts";
import { mean } from "./compare.ts";
import { solutions, tiny } from "./testing.ts";
import { planTrainings, train } from "./train.ts";
import { weightScale } from "./weight_scale.ts";

function dataFor({ train, dtype }: Settings) {
  return get_synthetic_data({
    num_training: train,
    num_validation: 10,
    num_test: 0,
    dtype,
  });
}

/** A cell of the notebook, as it was written: one stream for everything. */
class Cell {
  readonly losses: number[][] = [];
  readonly #random = new RandomState(tiny.seed);
  readonly #data = dataFor(tiny);

  net(
    hidden_dims: number[],
    weight_scale: number,
    normalization: Training["normalization"],
  ): FullyConnectedNet {
    return new solutions.FullyConnectedNet(hidden_dims, {
      normalization,
      weight_scale,
      dtype: tiny.dtype,
      random: this.#random,
    });
  }

  train(
    net: FullyConnectedNet,
    batch_size: number,
    learning_rate: number,
  ): void {
    const solver = new Solver(net, this.#data, {
      num_epochs: tiny.epochs,
      batch_size,
      update_rule: "adam",
      optim_config: { learning_rate },
      verbose: false,
      random: this.#random,
    });
    solver.train();
    this.losses.push(solver.loss_history);
  }
}

/** Three weight scales, or all of another experiment. */
function beginningOf(experiment: Experiment): Experiment {
  return { ...experiment, draws: (all) => experiment.draws(all).slice(0, 12) };
}

const cells = [
  [deepNet, (cell: Cell) => {
    const hidden_dims = [100, 100, 100, 100, 100];
    const bn_model = cell.net(hidden_dims, 2e-2, "batchnorm");
    const model = cell.net(hidden_dims, 2e-2, null);
    cell.train(bn_model, 50, 1e-3);
    cell.train(model, 50, 1e-3);
  }],
  [weightScale, (cell: Cell) => {
    const hidden_dims = [50, 50, 50, 50, 50, 50, 50, 50];
    for (
      const weight_scale of [
        1e-4,
        0.0001623776739188721,
        0.00026366508987303583,
      ]
    ) {
      const bn_model = cell.net(hidden_dims, weight_scale, "batchnorm");
      const model = cell.net(hidden_dims, weight_scale, null);
      cell.train(bn_model, 50, 1e-3);
      cell.train(model, 50, 1e-3);
    }
  }],
  [batchSize, (cell: Cell) => {
    const hidden_dims = [100, 100, 100, 100, 100];
    cell.train(cell.net(hidden_dims, 2e-2, null), 5, 10 ** -3.5);
    for (const b_size of [5, 10, 50]) {
      const bn_model = cell.net(hidden_dims, 2e-2, "batchnorm");
      cell.train(bn_model, b_size, 10 ** -3.5);
    }
  }],
] as const;
for (const [experiment, run] of cells) {
  Deno.test(`${experiment.name} gives the numbers of one stream, in any order`, () => {
    const cell = new Cell();
    run(cell);
    const plans = planTrainings(solutions, beginningOf(experiment), tiny);
    const losses = plans.toReversed().map((plan) =>
      train(solutions, plan, dataFor(tiny)).loss_history
    );
    assertEquals(losses.toReversed(), cell.losses);
  });
}

/** Trains a net by itself. */
function trainAlone(training: Training, settings: Settings) {
  const draws = () => [{ net: training }, { training }];
  const alone = { draws, print_every: 1000 };
  const [plan] = planTrainings(solutions, alone, settings);
  return train(solutions, plan!, dataFor(settings));
}

Deno.test("weight-scale: batch norm trains at every scale, the baseline collapses at both ends", () => {
  const settings: Settings = {
    ...tiny,
    dtype: "float32",
    train: 100,
    epochs: 12,
  };
  const trainings = trainingsOf(weightScale.draws(settings));
  const outcome = (scale: number, norm: boolean) => {
    const training = trainings.find((one) =>
      (one.normalization !== null) === norm && one.weight_scale >= scale
    )!;
    // Narrower nets than the notebook's, which take more and longer steps.
    const { train_acc_history, loss_history } = trainAlone({
      ...training,
      hidden_dims: training.hidden_dims.map(() => 30),
      batch_size: 20,
      learning_rate: 3e-3,
    }, settings);
    return {
      accuracy: Math.max(...train_acc_history),
      loss: mean(loss_history.slice(-10)),
    };
  };
  const chance = 0.1;
  const guessing = Math.log(10);
  for (const scale of [1e-4, 1e-2, 1]) {
    const { accuracy, loss } = outcome(scale, true);
    assert(accuracy >= 2 * chance, `batch norm, ${scale}: ${accuracy}`);
    // Where the notebook's plot ends.
    assert(loss < 3.5, `batch norm, ${scale}: loss ${loss}`);
  }
  const small = outcome(1e-4, false);
  assert(small.accuracy <= 1.2 * chance, `baseline, 1e-4: ${small.accuracy}`);
  assert(
    Math.abs(small.loss - guessing) < 0.01,
    `baseline, 1e-4: loss ${small.loss}`,
  );
  const good = outcome(0.08, false);
  assert(good.accuracy >= 2 * chance, `baseline, 0.08: ${good.accuracy}`);
  assert(good.loss < guessing, `baseline, 0.08: loss ${good.loss}`);
  const large = outcome(1, false);
  assert(large.loss > 1000, `baseline, 1: loss ${large.loss}`);
});

Deno.test("batch-size: accuracy rises with the batch for batch norm, hardly changes for layer norm", () => {
  const accuracies = (
    normalization: Settings["normalization"],
    batches: number[],
  ) => {
    const settings: Settings = {
      ...tiny,
      dtype: "float32",
      train: 200,
      epochs: 6,
      normalization,
    };
    const trainings = trainingsOf(batchSize.draws(settings)).filter((one) =>
      one.normalization !== null && batches.includes(one.batch_size)
    );
    return trainings.map((training) => {
      const narrow = {
        ...training,
        hidden_dims: training.hidden_dims.map(() => 50),
        learning_rate: 6e-4,
      };
      // Of the last epochs, for one alone is noisy.
      return mean(trainAlone(narrow, settings).train_acc_history.slice(-3));
    });
  };
  const [five = NaN, ten = NaN, fifty = NaN] = accuracies("batchnorm", [
    ...[5, 10, 50],
  ]);
  const said = `batch norm: ${[five, ten, fifty]}`;
  assert(five < ten && ten < fifty, said);
  assert(fifty > 1.4 * five, said);
  const [few = NaN, many = NaN] = accuracies("layernorm", [5, 50]);
  const ratio = many / few;
  assert(ratio > 0.77 && ratio < 1.3, `layer norm: ${[few, many]}; ${said}`);
});
