import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { batchSize } from "./batch_size.ts";
import { deepNet } from "./deep_net.ts";
import { trainingsOf } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { describeData } from "./panels.ts";
import { idsOf, panelsIn, panelsOf, tiny } from "./testing.ts";
import { weightScale } from "./weight_scale.ts";

const layernorm = { ...tiny, normalization: "layernorm" as const };

Deno.test("experiments have names and trainings of their own", () => {
  assertEquals(
    experiments.map(({ name }) => name),
    [
      ...["deep-net", "weight-scale", "batch-size"],
      ...["learning-rate", "activations", "depth", "regularization"],
      ...["inference", "distributions", "speed"],
    ],
  );
  for (const experiment of experiments) {
    const ids = trainingsOf(experiment.draws(tiny)).map(({ id }) => id);
    assertEquals(new Set(ids).size, ids.length);
    for (const id of ids) assert(/^[a-z0-9-]+$/.test(id), id);
  }
});

Deno.test("deep-net is cell 8 of the notebook", () => {
  const draws = deepNet.draws(tiny);
  assertEquals(idsOf(draws), [
    "net batchnorm",
    "net baseline",
    "training batchnorm",
    "training baseline",
  ]);
  const shared = {
    hidden_dims: [100, 100, 100, 100, 100],
    weight_scale: 0.02,
    batch_size: 50,
    learning_rate: 0.001,
  };
  assertEquals(
    trainingsOf(draws).map(({ id: _, label: __, ...rest }) => rest),
    [
      { ...shared, normalization: "batchnorm" },
      { ...shared, normalization: null },
    ],
  );
  assertEquals(deepNet.print_every, 20);
});

Deno.test("deep-net draws cell 9 of the notebook", () => {
  const names = ["with_norm", "baseline"];
  assertEquals(panelsOf(deepNet), [
    ["Training loss", "Iteration", "Loss", ...names],
    ["Training accuracy", "Epoch", "Accuracy", ...names],
    ["Validation accuracy", "Epoch", "Accuracy", ...names],
  ]);
  const [loss, accuracy] = panelsIn(deepNet).map(({ series }) => series);
  assertEquals(loss![1]!.points, [[0, 2.3], [1, 2.28], [2, 2.26]]);
  assertEquals(accuracy![0]!.points.map(([x]) => x), [0, 1, 2]);
});

Deno.test("weight-scale is cell 10 of the notebook", () => {
  const draws = weightScale.draws(tiny);
  assertEquals(draws.length, 80);
  assertEquals(idsOf(draws).slice(76), [
    "net scale-20-batchnorm",
    "net scale-20-baseline",
    "training scale-20-batchnorm",
    "training scale-20-baseline",
  ]);
  trainingsOf(draws).forEach((training, k) => {
    const { id: _, label: __, weight_scale, ...rest } = training;
    assertEquals(rest, {
      hidden_dims: [50, 50, 50, 50, 50, 50, 50, 50],
      normalization: k % 2 === 0 ? "batchnorm" : null,
      batch_size: 50,
      learning_rate: 0.001,
    });
    // NumPy's logspace, up to the last digits of a power.
    const power = 10 ** (-4 + 4 / 19 * Math.floor(k / 2));
    assertAlmostEquals(weight_scale / power, 1, 1e-15);
  });
});

Deno.test("weight-scale draws cell 11 of the notebook", () => {
  const x = "Weight initialization scale";
  const names = ["baseline", "batchnorm"];
  assertEquals(panelsOf(weightScale), [
    [`Best val accuracy vs weight initialization scale`, x, "Best val accuracy"]
      .concat(names),
    [
      `Best train accuracy vs weight initialization scale`,
      x,
      "Best training accuracy",
      ...names,
    ],
    [
      `Final training loss vs weight initialization scale`,
      x,
      "Final training loss",
      ...names,
    ],
  ]);
  const panels = panelsIn(weightScale, tiny, {
    train_acc_history: [0.1, 0.4, 0.3],
    val_acc_history: [0.2, 0.1, 0.1],
    loss_history: [9, 1, 2].flatMap((loss) => Array(50).fill(loss)),
  });
  assertEquals(panels.map(({ log }) => log), [true, true, true]);
  assertEquals(panels.at(-1)!.limits, [1.0, 3.5]);
  // The best accuracies, and the mean of the last 100 losses.
  for (const [k, { series }] of panels.entries()) {
    for (const { points } of series) {
      assertEquals(points.length, 20);
      assertEquals(points[0], [1e-4, [0.2, 0.4, 1.5][k]!]);
    }
  }
});

Deno.test("batch-size is cells 12 and 16 of the notebook", () => {
  const shared = {
    hidden_dims: [100, 100, 100, 100, 100],
    weight_scale: 0.02,
    // NumPy: 10 ** (-3.5)
    learning_rate: 0.00031622776601683794,
  };
  for (const settings of [tiny, layernorm]) {
    const { normalization } = settings;
    const draws = batchSize.draws(settings);
    const ids = [
      "baseline",
      `${normalization}-5`,
      `${normalization}-10`,
      `${normalization}-50`,
    ];
    assertEquals(
      idsOf(draws),
      ids.flatMap((id) => [`net ${id}`, `training ${id}`]),
    );
    assertEquals(
      trainingsOf(draws).map(({ id: _, label: __, ...rest }) => rest),
      [
        { ...shared, normalization: null, batch_size: 5 },
        { ...shared, normalization, batch_size: 5 },
        { ...shared, normalization, batch_size: 10 },
        { ...shared, normalization, batch_size: 50 },
      ],
    );
  }
});

Deno.test("batch-size draws the notebook's figures of both kinds", () => {
  const names = ["with_norm5", "with_norm10", "with_norm50", "baseline5"];
  for (
    const [settings, kind] of [
      [tiny, "(Batch Normalization)"],
      [layernorm, "(Layer Normalization)"],
    ] as const
  ) {
    assertEquals(panelsOf(batchSize, settings), [
      [`Training accuracy ${kind}`, "Epoch", "Accuracy", ...names],
      [`Validation accuracy ${kind}`, "Epoch", "Accuracy", ...names],
    ]);
  }
  // The baseline is trained first and drawn last.
  const shown = panelsIn(batchSize)[0]!.series
    .map(({ points }) => points[1]![1]);
  assertAlmostEquals(shown[0]!, 0.12, 1e-12);
  assertAlmostEquals(shown[3]!, 0.11, 1e-12);
});

Deno.test("describeData() says which data a figure shows", () => {
  const settings = "50 training samples, float64, seed 231";
  assertEquals(describeData(tiny), `synthetic images, ${settings}`);
  const real = describeData({ ...tiny, data: "cifar10" });
  assertEquals(real, `CIFAR-10, ${settings}`);
});
