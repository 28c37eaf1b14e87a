import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { batchSize } from "./batch_size.ts";
import { deepNet } from "./deep_net.ts";
import { trainingsOf } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { figuresOf, idsOf, panelsOf, resultOf, tiny } from "./testing.ts";
import { weightScale } from "./weight_scale.ts";

/** NumPy 2.4: `np.logspace(-4, 0, num=20)`. */
// deno-fmt-ignore
const LOGSPACE = [
  0.0001, 0.0001623776739188721, 0.00026366508987303583,
  0.00042813323987193956, 0.0006951927961775605, 0.0011288378916846883,
  0.0018329807108324356, 0.002976351441631319, 0.004832930238571752,
  0.007847599703514606, 0.012742749857031334, 0.0206913808111479,
  0.03359818286283781, 0.05455594781168514, 0.08858667904100823,
  0.14384498882876628, 0.23357214690901212, 0.3792690190732246,
  0.615848211066026, 1.0,
];

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
  const [loss, accuracy] = figuresOf(deepNet)[0].panels;
  assertEquals(loss.series[1].points, [[0, 2.3], [1, 2.28], [2, 2.26]]);
  assertEquals(accuracy.series[0].points.map(([x]) => x), [0, 1, 2]);
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
    assertEquals(weight_scale, LOGSPACE[Math.floor(k / 2)]);
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
  const [val, train, loss] = figuresOf(weightScale)[0].panels;
  assert([val, train, loss].every(({ log }) => log), "logarithmic axes");
  assertEquals(loss.limits, [1.0, 3.5]);
  for (const { series } of [val, train, loss]) {
    for (const { points } of series) {
      assertEquals(points.map(([scale]) => scale).length, 20);
    }
  }
});

Deno.test("weight-scale shows the best accuracies and the mean of the last 100 losses", () => {
  const results = trainingsOf(weightScale.draws(tiny)).map((training) => ({
    ...resultOf(training),
    train_acc_history: [0.1, 0.4, 0.3],
    val_acc_history: [0.2, 0.1, 0.1],
    loss_history: [
      ...Array(50).fill(9),
      ...Array(50).fill(1),
      ...Array(50).fill(2),
    ],
  }));
  const [{ panels }] = weightScale.figures(results, tiny);
  assertEquals(
    panels.map(({ series }) => series[0].points[0][1]),
    [0.2, 0.4, 1.5],
  );
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
  const [{ series }] = figuresOf(batchSize)[0].panels;
  assertAlmostEquals(series[0].points[1][1], 0.12, 1e-12);
  assertAlmostEquals(series[3].points[1][1], 0.11, 1e-12);
});

Deno.test("figures say which data they show", () => {
  for (const experiment of experiments) {
    for (
      const [data, name] of [
        ["synthetic", "synthetic images"],
        ["cifar10", "CIFAR-10"],
      ] as const
    ) {
      const settings = { ...tiny, data };
      for (const { subtitle } of figuresOf(experiment, settings)) {
        assertEquals(
          subtitle,
          `${name}, 50 training samples, float64, seed 231`,
        );
      }
    }
  }
});
