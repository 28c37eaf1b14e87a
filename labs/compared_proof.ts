/**
 * The labs that aren't the notebook's, run on the reference with nets of four
 * units a layer: not named as a test, because it needs the map that points
 * `kata/` to `solutions/`. `tools/lab_proof_test.ts` runs it.
 *
 * @module
 */
import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { get_synthetic_data } from "../data/synthetic.ts";
import {
  type Experiment,
  type Result,
  type Training,
  trainingsOf,
} from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { inference } from "./inference.ts";
import { learningRate } from "./learning_rate.ts";
import { regularization } from "./regularization.ts";
import { tiny } from "./testing.ts";
import { planStreams, train } from "./train.ts";

const settings = { ...tiny, epochs: 2, train: 100 };
const data = get_synthetic_data({
  num_training: settings.train,
  num_validation: 200,
  num_test: 0,
  dtype: settings.dtype,
});

function runNarrow(experiment: Experiment): Result[] {
  const draws = experiment.draws(settings).map((draw) => {
    if ("anew" in draw) return draw;
    const training = "net" in draw ? draw.net : draw.training;
    const hidden_dims = training.hidden_dims.map(() => 4);
    const narrow = { ...training, hidden_dims };
    return "net" in draw ? { net: narrow } : { training: narrow };
  });
  const streams = planStreams(draws, settings);
  return trainingsOf(draws).map((training) =>
    train(
      training,
      settings,
      1000,
      streams.get(training.id)!,
      data,
      () => {},
    )
  );
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
    const streams = planStreams(experiment.draws(settings), settings);
    const byWidths = new Map<string, string>();
    for (const { id, hidden_dims } of trainingsOf(experiment.draws(settings))) {
      const widths = String(hidden_dims);
      const stream = JSON.stringify(streams.get(id));
      assertEquals(stream, byWidths.get(widths) ?? stream, id);
      byWidths.set(widths, stream);
    }
  });
}

Deno.test("regularization drops values of two of its four nets", () => {
  const [neither, , dropout] = runNarrow(regularization);
  // The same weights and batches, and a loss that differs from the first step on.
  assertNotEquals(neither.loss_history[0], dropout.loss_history[0]);
});

Deno.test("learning-rate trains by plain gradient descent", () => {
  const [training] = trainingsOf(learningRate.draws(settings));
  const streams = planStreams(learningRate.draws(settings), settings);
  const losses = (update_rule: Training["update_rule"]) =>
    train(
      { ...training, hidden_dims: [4], update_rule },
      settings,
      1000,
      streams.get(training.id)!,
      data,
      () => {},
    ).loss_history;
  assertEquals(training.update_rule, "sgd");
  // The same net and batch; the ways part with the first update.
  const [sgd, adam] = [losses("sgd"), losses(undefined)];
  assertEquals(sgd[0], adam[0]);
  assertNotEquals(sgd[1], adam[1]);
});

Deno.test("inference looks at the net that the running averages belong to", () => {
  const [training] = trainingsOf(inference.draws(settings));
  const streams = planStreams(inference.draws(settings), settings);
  const result = train(
    // So high that the last parameters aren't the best.
    { ...training, hidden_dims: [10, 10], learning_rate: 0.3 },
    { ...settings, epochs: 6 },
    1000,
    streams.get(training.id)!,
    data,
    () => {},
  );
  const { val_acc_history, statistics } = result;
  const last = val_acc_history.at(-1);
  assertNotEquals(last, Math.max(...val_acc_history));
  for (const { running } of statistics!) assertEquals(running, last);
  // All 200 validation images at once, in either.
  const [one, , , , , whole, more] = statistics!;
  assertEquals(whole.batch, more.batch);
  assertEquals(one.batch_classes, 1);
});
