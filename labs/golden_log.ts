/**
 * The recorded log of the course, on the real data: run by `deno task
 * test:data`, because it fetches CIFAR-10 and takes a minute.
 */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import { loadData, solverData } from "./data.ts";
import { deepNet } from "./deep_net.ts";
import type { Settings } from "./experiment.ts";
import { solutions } from "./testing.ts";
import { planTrainings, train } from "./train.ts";

const settings: Settings = {
  seed: 231,
  dtype: "float64",
  epochs: 10,
  train: 1000,
  data: "cifar10",
  normalization: "batchnorm",
};

/**
 * Seed 231, CIFAR-10 from the official files, the batch norm net: a run of the
 * notebook's cell 8 in NumPy 1.24.
 */
const BATCHNORM = [
  "(Iteration 1 / 200) loss: 2.340974",
  "(Epoch 0 / 10) train acc: 0.107000; val_acc: 0.115000",
  "(Epoch 1 / 10) train acc: 0.314000; val_acc: 0.266000",
  "(Iteration 21 / 200) loss: 2.039365",
  "(Epoch 2 / 10) train acc: 0.385000; val_acc: 0.279000",
  "(Iteration 41 / 200) loss: 2.041103",
  "(Epoch 3 / 10) train acc: 0.494000; val_acc: 0.308000",
  "(Iteration 61 / 200) loss: 1.753902",
  "(Epoch 4 / 10) train acc: 0.531000; val_acc: 0.307000",
  "(Iteration 81 / 200) loss: 1.246584",
  "(Epoch 5 / 10) train acc: 0.574000; val_acc: 0.313000",
  "(Iteration 101 / 200) loss: 1.320589",
  "(Epoch 6 / 10) train acc: 0.634000; val_acc: 0.338000",
  "(Iteration 121 / 200) loss: 1.157329",
  "(Epoch 7 / 10) train acc: 0.683000; val_acc: 0.323000",
  "(Iteration 141 / 200) loss: 1.135146",
  "(Epoch 8 / 10) train acc: 0.769000; val_acc: 0.327000",
  "(Iteration 161 / 200) loss: 0.694052",
  "(Epoch 9 / 10) train acc: 0.793000; val_acc: 0.335000",
  "(Iteration 181 / 200) loss: 0.951556",
  "(Epoch 10 / 10) train acc: 0.783000; val_acc: 0.326000",
];

/** The log of the batch norm net under some settings. */
async function batchnormLog(changed: Partial<Settings>): Promise<string[]> {
  const all = { ...settings, ...changed };
  const data = await loadData(all, undefined, console.error);
  const [plan] = planTrainings(solutions, deepNet, all);
  return train(solutions, plan!, solverData(data)).log;
}

Deno.test("deep-net in float64 prints the recorded log, digit for digit", async () => {
  assertEquals(await batchnormLog({}), BATCHNORM);
});

Deno.test("deep-net in float32 agrees for the first 60 iterations", async () => {
  const log = await batchnormLog({ dtype: "float32", epochs: 4 });
  // Up to and including "Iteration 61", which prints the loss before step 61.
  for (const [k, recorded] of BATCHNORM.slice(0, 8).entries()) {
    const numbers = (line: string) =>
      [...line.matchAll(/\d+\.\d+/g)].map(([text]) => Number(text));
    const line = log[k]!;
    assert(line.split(" ")[0] === recorded.split(" ")[0], line);
    const actual = numbers(line);
    for (const [i, expected] of numbers(recorded).entries()) {
      // Losses to a few units of the last digit printed; of a thousand images,
      // one or two may fall on the other side of a decision.
      const tolerance = recorded.includes("loss") ? 5e-6 : 0.0021;
      assertAlmostEquals(actual[i]!, expected, tolerance);
    }
  }
});
