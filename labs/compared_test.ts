import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertNotEquals,
} from "@std/assert";
import { get_synthetic_data } from "../data/synthetic.ts";
import { activations } from "./activations.ts";
import { depth } from "./depth.ts";
import { distributions } from "./distributions.ts";
import {
  compared,
  type Experiment,
  type Result,
  type Training,
  trainingsOf,
} from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { inference } from "./inference.ts";
import { learningRate } from "./learning_rate.ts";
import { regularization } from "./regularization.ts";
import { speed } from "./speed.ts";
import {
  figuresOf,
  idsOf,
  panelsIn,
  panelsOf,
  solutions,
  tiny,
} from "./testing.ts";
import { type Plan, planTrainings, train } from "./train.ts";

Deno.test("pairs differ in nothing but batch norm", () => {
  for (const experiment of [learningRate, activations, depth, speed]) {
    const trainings = trainingsOf(experiment.draws(tiny));
    const same = trainings.map((one) => ({ ...one, id: "", label: "" }));
    for (const [k, base] of same.entries()) {
      if (k % 2 === 0) continue;
      assertEquals(base.normalization, null);
      assertEquals(same[k - 1], { ...base, normalization: "batchnorm" });
    }
  }
});

Deno.test("compared nets each begin with the numbers after the seed", () => {
  assertEquals(idsOf(speed.draws(tiny)), [
    ...["anew", "net batchnorm", "training batchnorm"],
    ...["anew", "net baseline", "training baseline"],
  ]);
});

Deno.test("depth counts the last layer, too", () => {
  const depths = trainingsOf(depth.draws(tiny)).map(({ hidden_dims }) =>
    hidden_dims.length + 1
  );
  assertEquals([Math.min(...depths), Math.max(...depths)], [2, 20]);
  for (const { points } of panelsIn(depth)[0]!.series) {
    assertEquals([points[0]![0], points.at(-1)![0]], [2, 20]);
  }
});

const PAIR = ["with batch norm", "without batch norm"];

Deno.test("learning-rate and depth draw the last training and the best validation accuracy", () => {
  for (
    const [experiment, over, x] of [
      [learningRate, "learning rate", "Learning rate"],
      [depth, "depth", "Layers"],
    ] as const
  ) {
    const [train, val] = ["Last training accuracy", "Best validation accuracy"];
    assertEquals(panelsOf(experiment), [
      [`${train} vs ${over}`, x, train, ...PAIR],
      [`${val} vs ${over}`, x, val, ...PAIR],
    ]);
    const panels = panelsIn(experiment, tiny, {
      train_acc_history: [0.1, 0.4, 0.3],
      val_acc_history: [0.1, 0.2, 0.15],
    });
    const shown = panels.map(({ series }) => series[1]!.points[0]![1]);
    assertEquals(shown, [0.3, 0.2]);
  }
});

Deno.test("activations draws a panel for each function", () => {
  assertEquals(
    panelsOf(activations),
    ["sigmoid", "tanh", "ReLU"].map((name) => [
      `Validation accuracy: ${name}`,
      ...["Epoch", "Accuracy"],
      ...PAIR,
    ]),
  );
});

Deno.test("regularization draws the gap over training accuracy", () => {
  const { series } = panelsIn(regularization)[2]!;
  assertEquals(series.map(({ label }) => label), [
    ...["neither", "batch norm", "dropout", "both"],
  ]);
  // The first net: 0.1, 0.11, 0.12 on training images, half as much more on others.
  const shown = series[0]!.points.flat();
  for (const [k, expected] of [10, 0, 11, 0.005, 12, 0.01].entries()) {
    assertAlmostEquals(shown[k]!, expected, 1e-12);
  }
});

Deno.test("inference draws both kinds of statistics over the batch size", () => {
  const kinds = ["running averages", "the batch's own statistics"];
  assertEquals(panelsOf(inference).map(([, ...rest]) => rest), [
    ["Images in a batch", "Validation accuracy", ...kinds],
    ["Images in a batch", "Classes", ...kinds],
  ]);
  const points = panelsIn(inference)
    .map(({ series }) => series.map(({ points }) => points));
  assertEquals(points[0]![1], [[1, 0.1], [10, 0.25], [1000, 0.25]]);
  assertEquals(points[1]![0], [[1, 9], [10, 9], [1000, 9]]);
});

Deno.test("distributions draws a figure a net and a panel a layer", () => {
  const figures = figuresOf(distributions);
  assertEquals(figures.map(({ title }) => title), [
    "What goes into a sigmoid, with batch norm",
    "What goes into a sigmoid, without batch norm",
  ]);
  for (const { panels } of figures) {
    assertEquals(panels.length, 2);
    assertEquals(
      panels[1]!.series.map(({ points }) => points),
      [[[1, -1], [3, -1]], [[1, 0], [3, 1]], [[1, 1], [3, 3]]],
    );
  }
});

Deno.test("speed draws accuracy over the time of steps", () => {
  const { series } = panelsIn(speed)[1]!;
  assertEquals(series.map(({ label }) => label), PAIR);
  // Three steps of 10 ms in two epochs.
  assertEquals(series[0]!.points.map(([x]) => x), [10, 15, 30]);
});

const settings = { ...tiny, epochs: 2, train: 100 };
const data = get_synthetic_data({
  num_training: settings.train,
  num_validation: 200,
  num_test: 0,
  dtype: settings.dtype,
});

function runNarrow(experiment: Experiment): Result[] {
  const narrow = (training: Training) => ({
    ...training,
    hidden_dims: training.hidden_dims.map(() => 4),
  });
  const draws = () =>
    compared(trainingsOf(experiment.draws(settings)).map(narrow));
  return planTrainings(solutions, { ...experiment, draws }, settings)
    .map((plan) => train(solutions, plan, data));
}

function firstPlan(experiment: Experiment): Plan {
  return planTrainings(solutions, experiment, settings)[0]!;
}

for (const experiment of experiments.filter(({ finding }) => finding)) {
  Deno.test(`${experiment.name} trains, draws and says what it found`, () => {
    const results = runNarrow(experiment);
    // Two steps an epoch.
    for (const { training, loss_history, step_seconds } of results) {
      assertEquals(loss_history.length, 4, training.id);
      assert(step_seconds > 0, training.id);
    }
    const { en, zh } = experiment.finding!(results, settings);
    for (const text of [en, zh]) {
      assert(!/NaN|Infinity|undefined|null/.test(text), text);
    }
    for (const { panels } of experiment.figures(results, settings)) {
      for (const { series, title } of panels) {
        for (const { label, points } of series) {
          const said = `${title}, ${label}: ${points}`;
          assert(points.length > 0, said);
          assert(points.flat().every(Number.isFinite), said);
        }
      }
    }
  });

  Deno.test(`${experiment.name} gives nets of the same widths the same weights and batches`, () => {
    const byWidths = new Map<string, string>();
    for (const plan of planTrainings(solutions, experiment, settings)) {
      const widths = String(plan.training.hidden_dims);
      const streams = JSON.stringify([plan.net, plan.start]);
      assertEquals(streams, byWidths.get(widths) ?? streams, plan.training.id);
      byWidths.set(widths, streams);
    }
  });
}

Deno.test("regularization drops values of two of its four nets", () => {
  const [neither, , dropout] = runNarrow(regularization);
  // The same weights and batches, and a loss that differs from the first step on.
  assertNotEquals(neither!.loss_history[0], dropout!.loss_history[0]);
});

Deno.test("learning-rate trains by plain gradient descent", () => {
  const plan = firstPlan(learningRate);
  const losses = (update_rule: "adam" | "sgd") => {
    const training = { ...plan.training, hidden_dims: [4], update_rule };
    return train(solutions, { ...plan, training }, data).loss_history;
  };
  assertEquals(plan.training.update_rule, "sgd");
  // The same net and batch; the ways part with the first update.
  const [sgd, adam] = [losses("sgd"), losses("adam")];
  assertEquals(sgd[0], adam[0]);
  assertNotEquals(sgd[1], adam[1]);
});

Deno.test("inference looks at the net that the running averages belong to", () => {
  const plan = firstPlan(inference);
  const { val_acc_history, statistics } = train(solutions, {
    ...plan,
    // So high that the last parameters aren't the best.
    training: { ...plan.training, hidden_dims: [10, 10], learning_rate: 0.3 },
    settings: { ...settings, epochs: 6 },
  }, data);
  const last = val_acc_history.at(-1);
  assertNotEquals(last, Math.max(...val_acc_history));
  for (const { running } of statistics!) assertEquals(running, last);
  // All 200 validation images at once, in either.
  const [one, , , , , whole, more] = statistics!;
  assertEquals(whole!.batch, more!.batch);
  assertEquals(one!.batch_classes, 1);
});
