import { assertAlmostEquals, assertEquals } from "@std/assert";
import { activations } from "./activations.ts";
import { depth } from "./depth.ts";
import { distributions } from "./distributions.ts";
import { trainingsOf } from "./experiment.ts";
import { inference } from "./inference.ts";
import { learningRate } from "./learning_rate.ts";
import { regularization } from "./regularization.ts";
import { speed } from "./speed.ts";
import { figuresOf, idsOf, panelsOf, resultOf, tiny } from "./testing.ts";

Deno.test("pairs differ in nothing but batch norm", () => {
  for (const experiment of [learningRate, activations, depth, speed]) {
    const trainings = trainingsOf(experiment.draws(tiny));
    for (let k = 0; k < trainings.length; k += 2) {
      const [norm, base] = trainings.slice(k, k + 2);
      assertEquals([norm.normalization, base.normalization], [
        "batchnorm",
        null,
      ]);
      const { id, label, normalization } = base;
      assertEquals({ ...norm, id, label, normalization }, base);
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
  const [{ series: [norm, base] }] = figuresOf(depth)[0].panels;
  assertEquals(norm.points[0][0], 2);
  assertEquals(base.points.at(-1)![0], 20);
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
    const trainings = trainingsOf(experiment.draws(tiny));
    const results = trainings.map((training) => ({
      ...resultOf(training),
      train_acc_history: [0.1, 0.4, 0.3],
      val_acc_history: [0.1, 0.2, 0.15],
    }));
    const [{ panels }] = experiment.figures(results, tiny);
    assertEquals(panels.map(({ series }) => series[1].points[0][1]), [
      0.3,
      0.2,
    ]);
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
  const [{ panels }] = figuresOf(regularization);
  const { series } = panels[2];
  assertEquals(series.map(({ label }) => label), [
    ...["neither", "batch norm", "dropout", "both"],
  ]);
  // The first net: 0.1, 0.11, 0.12 on training images, half as much more on others.
  const expected = [[10, 0], [11, 0.005], [12, 0.01]];
  series[0].points.forEach((point, k) =>
    point.forEach((value, axis) =>
      assertAlmostEquals(value, expected[k][axis], 1e-12)
    )
  );
});

Deno.test("inference draws both kinds of statistics over the batch size", () => {
  const kinds = ["running averages", "the batch's own statistics"];
  assertEquals(panelsOf(inference).map(([, ...rest]) => rest), [
    ["Images in a batch", "Validation accuracy", ...kinds],
    ["Images in a batch", "Classes", ...kinds],
  ]);
  const [accuracy, classes] = figuresOf(inference)[0].panels;
  assertEquals(accuracy.series[1].points, [[1, 0.1], [10, 0.25], [1000, 0.25]]);
  assertEquals(classes.series[0].points, [[1, 9], [10, 9], [1000, 9]]);
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
      panels[1].series.map(({ points }) => points),
      [[[1, -1], [3, -1]], [[1, 0], [3, 1]], [[1, 1], [3, 3]]],
    );
  }
});

Deno.test("speed draws accuracy over the time of steps", () => {
  const [, { series }] = figuresOf(speed)[0].panels;
  assertEquals(series.map(({ label }) => label), PAIR);
  // Three steps of 10 ms in two epochs.
  assertEquals(series[0].points.map(([x]) => x), [10, 15, 30]);
});
