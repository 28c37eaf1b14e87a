import { assert, assertEquals, assertThrows } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import fc from "fast-check";
import { array, full, type NdArray, zeros } from "../nd/mod.ts";
import { RandomState } from "../nd/random.ts";
import {
  type AdamConfig,
  affine_backward,
  affine_forward,
  type Model,
  relu_backward,
  relu_forward,
  softmax_loss,
  Solver,
  type SolverData,
  type SolverOptions,
  type SolverStep,
  type UpdateRuleName,
} from "./mod.ts";
import { arrayFrom } from "./testing.ts";

type Params = Record<string, NdArray>;

/** affine → relu → affine → softmax */
class TwoLayerNet implements Model {
  params: { W1: NdArray; b1: NdArray; W2: NdArray; b2: NdArray };

  constructor(random: RandomState, D: number, H: number, C: number) {
    this.params = {
      W1: random.randn(D, H).mul(0.5),
      b1: zeros([H]),
      W2: random.randn(H, C).mul(0.5),
      b2: zeros([C]),
    };
  }

  loss(X: NdArray): NdArray;
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    const { params } = this;
    const [a, first] = affine_forward(X, params.W1, params.b1);
    const [h, relu] = relu_forward(a);
    const [scores, second] = affine_forward(h, params.W2, params.b2);
    if (y === undefined) return scores;
    const [loss, dscores] = softmax_loss(scores, y);
    const [dh, W2, b2] = affine_backward(dscores, second);
    const [, W1, b1] = affine_backward(relu_backward(dh, relu), first);
    return [loss, { W1, b1, W2, b2 }];
  }
}

describe("Solver, compared with the course's in NumPy", () => {
  // Made by the course's solver.py and adam (from optim.py), in NumPy 1.24.2, with a two-layer net,
  // the data, draws and options of trained() below, and np.random.seed(231) at the start.
  const LOG = [
    "(Iteration 1 / 24) loss: 1.500872",
    "(Epoch 0 / 6) train acc: 0.420000; val_acc: 0.343750",
    "(Epoch 1 / 6) train acc: 0.460000; val_acc: 0.359375",
    "(Iteration 8 / 24) loss: 1.060582",
    "(Epoch 2 / 6) train acc: 0.430000; val_acc: 0.375000",
    "(Epoch 3 / 6) train acc: 0.420000; val_acc: 0.273438",
    "(Iteration 15 / 24) loss: 1.185402",
    "(Epoch 4 / 6) train acc: 0.450000; val_acc: 0.265625",
    "(Epoch 5 / 6) train acc: 0.510000; val_acc: 0.273438",
    "(Iteration 22 / 24) loss: 1.071581",
    "(Epoch 6 / 6) train acc: 0.470000; val_acc: 0.359375",
  ];

  function trained() {
    const random = new RandomState(231);
    const log: string[] = [];
    const data = {
      X_train: random.randn(130, 5),
      y_train: random.randint(0, 3, 130),
      X_val: random.randn(256, 5),
      y_val: random.randint(0, 3, 256),
    };
    const net = new TwoLayerNet(random, 5, 8, 3);
    const solver = new Solver(net, data, {
      update_rule: "adam",
      optim_config: { learning_rate: 5e-2 },
      lr_decay: 0.9,
      batch_size: 32,
      num_epochs: 6,
      num_train_samples: 100,
      num_val_samples: 128,
      print_every: 7,
      random,
      print: (line) => log.push(line),
    });
    solver.train();
    return { solver, net, log, random };
  }

  it("prints the same log", () => {
    assertEquals(trained().log, LOG);
  });

  it("leaves the stream at the same place", () => {
    // What np.random.randint(1000000, size=3) returned after the training.
    const next = trained().random.randint(0, 1000000, 3);
    assertEquals([...next], [19866, 205247, 679036]);
  });

  it("ends with the same parameters, those of epoch 2", () => {
    const { solver, net } = trained();
    const { W1, W2 } = net.params;
    assertEquals(solver.best_val_acc, 0.375);
    // Sums in another order differ in the last digits, which Adam may amplify a little.
    assertNear(W1.at(0, 0), -0.6656974771084337, 1e-11);
    assertNear(W2.sum(), 0.9696836653605969, 1e-11);
    assertNear(
      solver.optim_configs.W1?.learning_rate ?? NaN,
      0.02657205000000001,
      1e-15,
    );
  });
});

function assertNear(actual: number, wanted: number, tolerance: number): void {
  assert(
    Math.abs(actual - wanted) <= tolerance,
    `expected ${wanted} up to ${tolerance}, got ${actual}`,
  );
}

/** Scores X · W, and the mean over the inputs of their squared distance from one-hot labels. */
class LinearModel implements Model {
  params: { W: NdArray };

  constructor(W: NdArray) {
    this.params = { W };
  }

  loss(X: NdArray): NdArray;
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    const scores = X.dot(this.params.W);
    if (y === undefined) return scores;
    const difference = scores.copy();
    for (let i = 0; i < y.length; i++) {
      difference.set(difference.at(i, y[i]!) - 1, i, y[i]!);
    }
    const N = y.length;
    const W = X.T.dot(difference).mul(2 / N);
    return [difference.square().sum() / N, { W }];
  }
}

/** What decides a training of the linear model. */
interface Setting {
  seed: number;
  N: number;
  D: number;
  C: number;
  update_rule: UpdateRuleName;
  learning_rate: number;
  lr_decay: number;
  batch_size: number;
  num_epochs: number;
  num_train_samples: number;
  num_val_samples: number | undefined;
}

const settings: fc.Arbitrary<Setting> = fc.record({
  seed: fc.nat(1e6),
  N: fc.integer({ min: 1, max: 12 }),
  D: fc.integer({ min: 1, max: 4 }),
  C: fc.integer({ min: 2, max: 4 }),
  update_rule: fc.constantFrom("sgd", "sgd_momentum", "rmsprop", "adam"),
  learning_rate: fc.double({ min: 1e-3, max: 5e-2, noNaN: true }),
  lr_decay: fc.double({ min: 0.5, max: 1, noNaN: true }),
  batch_size: fc.integer({ min: 1, max: 15 }),
  num_epochs: fc.integer({ min: 1, max: 3 }),
  num_train_samples: fc.integer({ min: 1, max: 15 }),
  num_val_samples: fc.option(fc.integer({ min: 1, max: 15 }), {
    nil: undefined,
  }),
});

const N_VAL = 7;

function drawData(random: RandomState, { N, D, C }: Setting): SolverData {
  return {
    X_train: random.randn(N, D),
    y_train: random.randint(0, C, N),
    X_val: random.randn(N_VAL, D),
    y_val: random.randint(0, C, N_VAL),
  };
}

function trainLinear(setting: Setting) {
  const { seed, N: _, D, C, learning_rate, ...options } = setting;
  const random = new RandomState(seed);
  const data = drawData(random, setting);
  const W = random.randn(D, C);
  const solver = new Solver(new LinearModel(W), data, {
    ...options,
    optim_config: { learning_rate },
    verbose: false,
    random,
  });
  return { solver, data, W, random };
}

/** The whole training in plain loops, with draws of its own. */
function trainByDefinition(setting: Setting) {
  const { seed, N, D, C, batch_size, num_epochs } = setting;
  const random = new RandomState(seed);
  const data = drawData(random, setting);
  let W = [...random.randn(D, C).data];
  let best: number[] | undefined;
  let rate = setting.learning_rate;
  const first = W.map(() => 0);
  const second = W.map(() => 0);
  const losses: number[] = [];
  const train: number[] = [];
  const val: number[] = [];

  const scoresOf = ({ data }: NdArray, row: number) =>
    Array.from({ length: C }, (_, c) => {
      let score = 0;
      for (let d = 0; d < D; d++) score += data[row * D + d]! * W[d * C + c]!;
      return score;
    });

  const measure = (
    X: NdArray,
    y: ArrayLike<number>,
    samples: number | undefined,
  ) => {
    const all = Array.from({ length: y.length }, (_, i) => i);
    const rows = samples !== undefined && samples < all.length
      ? [...random.choice(all.length, samples)]
      : all;
    const right = rows.filter((row) => {
      const scores = scoresOf(X, row);
      return scores.indexOf(Math.max(...scores)) === y[row];
    });
    return right.length / rows.length;
  };

  const update = (g: number, i: number, t: number): number => {
    switch (setting.update_rule) {
      case "sgd":
        return -rate * g;
      case "sgd_momentum":
        return first[i] = 0.9 * first[i]! - rate * g;
      case "rmsprop":
        second[i] = 0.99 * second[i]! + 0.01 * g ** 2;
        return -rate * g / (second[i] ** 0.5 + 1e-8);
      case "adam":
        first[i] = 0.9 * first[i]! + 0.1 * g;
        second[i] = 0.999 * second[i]! + 0.001 * g ** 2;
        return -rate * first[i] / (1 - 0.9 ** t) /
          ((second[i] / (1 - 0.999 ** t)) ** 0.5 + 1e-8);
    }
  };

  const perEpoch = batch_size > N ? 1 : Math.floor(N / batch_size);
  for (let t = 1; t <= num_epochs * perEpoch; t++) {
    const gradient = W.map(() => 0);
    let loss = 0;
    for (const row of random.choice(N, batch_size)) {
      scoresOf(data.X_train, row).forEach((score, c) => {
        const off = score - (data.y_train[row] === c ? 1 : 0);
        loss += off ** 2 / batch_size;
        for (let d = 0; d < D; d++) {
          gradient[d * C + c]! += 2 * off * data.X_train.data[row * D + d]! /
            batch_size;
        }
      });
    }
    losses.push(loss);
    W = W.map((w, i) => w + update(gradient[i]!, i, t));
    if (t % perEpoch === 0) rate *= setting.lr_decay;
    if (t % perEpoch !== 0 && t !== 1) continue;
    const { X_train, y_train, X_val, y_val } = data;
    train.push(measure(X_train, y_train, setting.num_train_samples));
    val.push(measure(X_val, y_val, setting.num_val_samples));
    const accuracy = val.at(-1)!;
    if (val.every((other, i) => i === val.length - 1 || other < accuracy)) {
      best = W;
    }
  }
  return { W: best!, losses, train, val, rate, next: random.randint(2 ** 30) };
}

describe("Solver", () => {
  it("agrees with plain loops for every update rule", () => {
    fc.assert(fc.property(settings, (setting) => {
      const { solver, random } = trainLinear(setting);
      solver.train();
      const wanted = trainByDefinition(setting);
      // Up to 36 steps on values below 100, each rounded to 2**-46 of them a few times.
      const near = (actual: ArrayLike<number>, wanted: readonly number[]) => {
        assertEquals(actual.length, wanted.length);
        wanted.forEach((value, i) => assertNear(actual[i]!, value, 1e-9));
      };
      near(solver.loss_history, wanted.losses);
      near(solver.train_acc_history, wanted.train);
      near(solver.val_acc_history, wanted.val);
      near(solver.model.params.W!.data, wanted.W);
      assertNear(solver.optim_configs.W!.learning_rate!, wanted.rate, 1e-15);
      assertEquals(solver.best_val_acc, Math.max(...solver.val_acc_history));
      assertEquals(random.randint(2 ** 30), wanted.next);
    }));
  });

  it("leaves data, first parameters and optim_config alone", () => {
    const setting = fc.sample(settings, { numRuns: 1, seed: 1 })[0]!;
    const random = new RandomState(1);
    const data = drawData(random, setting);
    const W = random.randn(setting.D, setting.C);
    const optim_config = { learning_rate: 0.1 };
    const before = JSON.stringify([data, [...W.data]]);
    const solver = new Solver(new LinearModel(W), data, {
      optim_config,
      lr_decay: 0.5,
      num_epochs: 2,
      verbose: false,
      random,
    });
    assert(solver.optim_configs.W !== optim_config);
    solver.train();
    assertEquals(JSON.stringify([data, [...W.data]]), before);
    assertEquals(optim_config, { learning_rate: 0.1 });
  });

  it("leaves what it resumes from alone, and then keeps to its own memory", () => {
    const m = full([2, 2], 0.5);
    const optim_config = { m, v: full([2, 2], 0.25), t: 3 };
    const solver = new Solver(new LinearModel(zeros([2, 2])), {
      X_train: full([4, 2], 1),
      y_train: [0, 1, 0, 1],
      X_val: full([1, 2], 1),
      y_val: [0],
    }, { update_rule: "adam", optim_config, batch_size: 1, verbose: false });
    const states = Array.from(
      solver.steps(),
      () => solver.optim_configs.W,
    );
    const seen = new Set(states.map((state) => (state as AdamConfig).m));
    assertEquals(seen.size, 1);
    assert(!seen.has(m));
    assertEquals([...m.data], [0.5, 0.5, 0.5, 0.5]);
  });

  it("makes no more arrays than the first step needs", () => {
    const batches = new Set<unknown>();
    const params = new Set<NdArray>();
    const X = arrayFrom([10, 11, 12, 13, 14, 15], [6, 1]);
    const y = [0, 1, 2, 3, 4, 5];
    const { solver, model } = scripted(
      { onBatch: (X) => batches.add(X.data.buffer) },
      { batch_size: 4, num_epochs: 5 },
      { X_train: X, y_train: y, X_val: X, y_val: y },
    );
    const first = model.params.n;
    for (const { iteration, num_iterations } of solver.steps()) {
      if (iteration < num_iterations) params.add(model.params.n);
    }
    assertEquals([batches.size, params.size], [1, 1]);
    assert(!params.has(first) && !batches.has(X.data.buffer));
  });

  it("leaves parameters alone that somebody put in between two steps", () => {
    const { solver, model } = scripted({}, { num_epochs: 3 });
    const theirs = full([1], 7);
    for (const { iteration } of solver.steps()) {
      if (iteration === 2) model.params.n = theirs;
    }
    assertEquals(theirs.toArray(), [7]);
  });

  it("has the course's defaults", () => {
    const N = 1100;
    const trained: number[] = [];
    const checked: number[] = [];
    const model = new Scripted();
    model.onBatch = (X) => trained.push(...X.shape.slice(0, 1));
    model.onCheck = (X) => checked.push(...X.shape.slice(0, 1));
    const log: string[] = [];
    const solver = new Solver(model, allOnes(zeros([N, 1])), {
      print: (line) => log.push(line),
    });
    solver.train();
    // Ten epochs of eleven minibatches.
    assertEquals(trained, new Array(110).fill(100));
    // Each time 1000 of the training inputs and all validation inputs.
    assertEquals(checked, new Array(11 * (10 + 11)).fill(100));
    const iterations = log.filter((line) => line.startsWith("(Iteration"));
    assertEquals(iterations.length, 11);
    assertEquals(iterations[1], "(Iteration 11 / 110) loss: 0.000000");
    assertEquals(solver.optim_configs, { n: { learning_rate: 1e-2 } });
  });

  it("draws other minibatches each time without a random state", () => {
    const X = arrayFrom(Array.from({ length: 1000 }, (_, i) => i), [1000, 1]);
    const seen: number[] = [];
    const run = () => {
      const model = new Scripted();
      model.onBatch = (X) => seen.push(...X.data);
      new Solver(model, allOnes(X), { verbose: false, num_epochs: 1 }).train();
      return seen.splice(0);
    };
    const first = run();
    assertEquals(first.length, 1000);
    assert(first.every((row) => row >= 0 && row < 1000));
    // 1000 draws from 1000 rows hit 632 of them on average, with a deviation of 10.
    assert(new Set(first).size > 500);
    assert(first.join() !== run().join());
  });
});

/**
 * A model whose only parameter counts its updates (by sgd with a learning rate of 1).
 *
 * After n updates its loss is `losses[n]`, and it is right (with the label 1) about inputs below
 * `below[n]`.
 */
class Scripted implements Model {
  params: { n: NdArray } = { n: zeros([1]) };
  losses: number[] = [];
  below: number[] = [];
  onBatch: (X: NdArray, y: ArrayLike<number>) => void = () => {};
  onCheck: (X: NdArray) => void = () => {};

  loss(X: NdArray): NdArray;
  loss(X: NdArray, y: ArrayLike<number>): [loss: number, grads: Params];
  loss(
    X: NdArray,
    y?: ArrayLike<number>,
  ): NdArray | [loss: number, grads: Params] {
    const n = this.params.n.at(0);
    if (y !== undefined) {
      this.onBatch(X, y);
      return [this.losses[n] ?? 0, { n: array([-1]) }];
    }
    this.onCheck(X);
    const limit = this.below[n] ?? 0;
    return array([...X.data].map((value) => [0.5, value < limit ? 1 : 0]));
  }
}

/** Inputs 0, 0.1, …, 0.9, so that `below` is the accuracy on them. */
const TENTHS = arrayFrom([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((i) => i / 10), [
  10,
  1,
]);

function allOnes(X: NdArray): SolverData {
  const y = new Uint8Array(X.shape[0]!).fill(1);
  return { X_train: X, y_train: y, X_val: X, y_val: y };
}

/** A scripted model in training: three epochs of two steps unless other options say so. */
function scripted(
  script: Partial<Scripted>,
  options: SolverOptions = {},
  data: SolverData = allOnes(TENTHS),
) {
  const log: string[] = [];
  const model = Object.assign(new Scripted(), script);
  const random = new RandomState(0);
  const solver = new Solver(model, data, {
    optim_config: { learning_rate: 1 },
    batch_size: 5,
    num_epochs: 3,
    print_every: 2,
    random,
    print: (line) => log.push(line),
    ...options,
  });
  return { solver, model, log, random };
}

describe("Solver.train()", () => {
  it("prints losses and accuracies in the course's words and order", () => {
    const { solver, log } = scripted({
      losses: [2.302585, 2, 1.5, 0, 1 / 3],
      below: [0, 0.1, 0.2, 0.3, 0.9, 0.5, 1],
    });
    solver.train();
    assertEquals(log, [
      "(Iteration 1 / 6) loss: 2.302585",
      "(Epoch 0 / 3) train acc: 0.100000; val_acc: 0.100000",
      "(Epoch 1 / 3) train acc: 0.200000; val_acc: 0.200000",
      "(Iteration 3 / 6) loss: 1.500000",
      "(Epoch 2 / 3) train acc: 0.900000; val_acc: 0.900000",
      "(Iteration 5 / 6) loss: 0.333333",
      "(Epoch 3 / 3) train acc: 1.000000; val_acc: 1.000000",
    ]);
    assertEquals(solver.loss_history, [2.302585, 2, 1.5, 0, 1 / 3, 0]);
    assertEquals(solver.val_acc_history, [0.1, 0.2, 0.9, 1]);
  });

  it("writes numbers as C does", () => {
    const lines = (loss: number) => {
      const { solver, log } = scripted({ losses: [loss] }, { num_epochs: 1 });
      solver.train();
      return log[0]?.split(": ")[1];
    };
    // Python's "%f" % x.
    assertEquals(lines(2 / 3), "0.666667");
    assertEquals(lines(1 / 128), "0.007812");
    assertEquals(lines(3 / 128), "0.023438");
    assertEquals(lines(1234 + 5 / 128), "1234.039062");
    assertEquals(lines(-1 / 128), "-0.007812");
    assertEquals(lines(0.1234565), "0.123456");
    assertEquals(lines(NaN), "nan");
    assertEquals(lines(Infinity), "inf");
    assertEquals(lines(-Infinity), "-inf");
    assertEquals(lines(4.5e27), "4499999999999999922355044352.000000");
    assertEquals(lines(-2.5e21), "-2500000000000000000000.000000");
    assertEquals(lines(999999999999.5), "999999999999.500000");
  });

  it("prints nothing if not verbose, and to the console unless told", () => {
    const quiet = scripted({}, { verbose: false });
    quiet.solver.train();
    assertEquals(quiet.log, []);
    assertEquals(quiet.solver.loss_history.length, 6);

    const { log } = console;
    const lines: unknown[] = [];
    console.log = (...line: unknown[]) => lines.push(...line);
    try {
      scripted({}, { print: undefined!, num_epochs: 1 }).solver.train();
    } finally {
      console.log = log;
    }
    assertEquals(lines.length, 3);
  });

  it("hands over inputs with their own labels", () => {
    const X = arrayFrom([10, 11, 12, 13, 14, 15], [6, 1]);
    const y = [0, 1, 2, 3, 4, 5];
    const data = { X_train: X, y_train: y, X_val: X, y_val: y };
    const random = new RandomState(5);
    const wanted = [[...random.choice(6, 4)], [...random.choice(6, 4)]];
    const seen: number[][] = [];
    const onBatch: Scripted["onBatch"] = (X, y) => {
      assertEquals(Array.from(X.data, (value) => value - 10), Array.from(y));
      seen.push(Array.from(y));
    };
    scripted({ onBatch }, {
      batch_size: 4,
      num_epochs: 2,
      random: new RandomState(5),
    }, data).solver.train();
    assertEquals(seen, wanted);
  });

  it("decays a learning rate that was not given", () => {
    const defaults = [
      ["sgd", 1e-2],
      ["sgd_momentum", 1e-2],
      ["rmsprop", 1e-2],
      ["adam", 1e-3],
    ] as const;
    for (const [update_rule, learning_rate] of defaults) {
      const { solver } = scripted({}, {
        update_rule,
        optim_config: undefined!,
        lr_decay: 0.5,
        num_epochs: 1,
      });
      solver.train();
      assertEquals(solver.optim_configs.n?.learning_rate, learning_rate / 2);
    }
  });

  it("ends with a copy of the parameters that did best first", () => {
    const { solver, model } = scripted({
      below: [0, 0.1, 0.4, 1, 0.7, 0, 0.7],
    });
    solver.train();
    // Measured after 1, 2, 4 and 6 updates.
    assertEquals(solver.val_acc_history, [0.1, 0.4, 0.7, 0.7]);
    assertEquals(solver.best_val_acc, 0.7);
    assertEquals(model.params.n.toArray(), [4]);
    model.params.n.data.fill(NaN);
    assertEquals(solver.best_params.n?.toArray(), [4]);
  });

  it("keeps the best parameters also from a model that changes them", () => {
    const { solver, model } = scripted({ below: [0, 0.1, 0.4] });
    for (const step of solver.steps()) {
      if (step.iteration === 2) model.params.n.data.fill(20);
    }
    assertEquals(model.params.n.toArray(), [2]);
  });

  it("chooses by the validation inputs", () => {
    const data = allOnes(TENTHS);
    const X_val = arrayFrom([0, 0, 0, 0.5, 0.5], [5, 1]);
    const { solver, log } = scripted({ below: [0, 0.5, 0.2, 0, 0.6] }, {}, {
      ...data,
      X_val,
      y_val: [0, 0, 0, 0, 0],
    });
    solver.train();
    assertEquals(
      log[1],
      "(Epoch 0 / 3) train acc: 0.500000; val_acc: 0.400000",
    );
    assertEquals(solver.train_acc_history, [0.5, 0.2, 0.6, 0]);
    assertEquals(solver.val_acc_history, [0.4, 0.4, 0, 1]);
    assertEquals(solver.model.params.n?.toArray(), [6]);
  });

  it("keeps the first measured parameters if none get anything right", () => {
    const { solver, model } = scripted({});
    solver.train();
    assertEquals(solver.best_val_acc, 0);
    assertEquals(model.params.n.toArray(), [1]);
  });

  it("trains for as many epochs again if called again", () => {
    const { solver, log } = scripted({ below: [0, 0.1, 0.2, 0.3, 0.4] });
    solver.train();
    log.length = 0;
    solver.train();
    assertEquals(solver.loss_history.length, 12);
    assertEquals(log.slice(0, 2), [
      "(Iteration 1 / 6) loss: 0.000000",
      "(Epoch 3 / 3) train acc: 0.000000; val_acc: 0.000000",
    ]);
    assertEquals(solver.epoch, 6);
    // The best of both, not the best of the second.
    assertEquals(solver.model.params.n?.toArray(), [4]);
  });

  it("refuses what a model should not return", () => {
    const message = (returned: unknown) => {
      const { solver, model } = scripted({});
      model.loss = () => returned as never;
      return assertThrows(() => solver.train(), TypeError).message;
    };
    const pair = "Cannot train: expected loss(X, y) to return [loss, grads], ";
    assertEquals(message(zeros([2, 3])), pair + "got an NdArray");
    assertEquals(message(undefined), pair + "got undefined");
    assertEquals(message([zeros([]), {}]), pair + "got a plain array");
    assertEquals(message([1, null]), pair + "got a plain array");
    assertEquals(
      message([1, {}]),
      "Cannot train: expected the gradient of n to be an NdArray, " +
        "got undefined",
    );
    assertEquals(
      message([1, { n: zeros([2]) }]),
      "Cannot train: expected the gradient of n of shape (1,), got (2,)",
    );
  });

  it("refuses what the update rule refuses", () => {
    const { solver } = scripted({}, { optim_config: { learning_rate: -1 } });
    assertEquals(
      assertThrows(() => solver.train(), RangeError).message,
      "Cannot update by sgd: expected learning_rate to be a number from 0, " +
        "got -1",
    );
  });
});

describe("Solver.steps()", () => {
  it("says what each step did", () => {
    const { solver } = scripted({
      losses: [5, 4, 3],
      below: [0, 0.1, 0.2, 0.3],
    }, { num_epochs: 1, batch_size: 3 });
    const common = { num_iterations: 3 };
    assertEquals([...solver.steps()], [
      {
        ...common,
        iteration: 1,
        epoch: 0,
        loss: 5,
        train_acc: 0.1,
        val_acc: 0.1,
      },
      { ...common, iteration: 2, epoch: 0, loss: 4 },
      {
        ...common,
        iteration: 3,
        epoch: 1,
        loss: 3,
        train_acc: 0.3,
        val_acc: 0.3,
      },
    ]);
  });

  it("goes on where it stopped, as if it had not", () => {
    fc.assert(fc.property(settings, fc.nat(12), (setting, stop) => {
      const whole = trainLinear(setting);
      whole.solver.train();
      const { solver, random } = trainLinear(setting);
      const seen: SolverStep[] = [];
      for (const step of solver.steps()) {
        seen.push(step);
        if (seen.length > stop) break;
      }
      const { iteration, num_iterations } = seen.at(-1)!;
      assertEquals(seen.map(({ loss }) => loss), solver.loss_history);
      if (iteration < num_iterations) solver.train();

      assertEquals(solver.loss_history, whole.solver.loss_history);
      assertEquals(solver.train_acc_history, whole.solver.train_acc_history);
      assertEquals(solver.val_acc_history, whole.solver.val_acc_history);
      assertEquals(
        solver.model.params.W?.toArray(),
        whole.solver.model.params.W?.toArray(),
      );
      assertEquals(random.getState(), whole.random.getState());
    }));
  });

  it("leaves the last parameters in the model when left early", () => {
    const { solver, model } = scripted({ below: [0, 0.5, 0.4] });
    for (const { iteration } of solver.steps()) {
      if (iteration === 3) break;
    }
    assertEquals(model.params.n.toArray(), [3]);
    assertEquals(solver.best_params.n?.toArray(), [1]);
    assertEquals(solver.loss_history.length, 3);
  });

  it("puts in the best parameters before its last step arrives", () => {
    const { solver, model } = scripted({ below: [0, 0.5, 0.4] });
    for (const { iteration, num_iterations } of solver.steps()) {
      if (iteration === num_iterations) break;
    }
    assertEquals(model.params.n.toArray(), [1]);
  });

  it("trains nothing before it is asked for a step", () => {
    const { solver, random } = scripted({});
    const before = random.getState();
    solver.steps();
    assertEquals(solver.loss_history, []);
    assertEquals(solver.best_params, {});
    assertEquals(random.getState(), before);
  });
});

describe("Solver.check_accuracy()", () => {
  it("is the share of inputs whose highest score is the label's", () => {
    const W = array([[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    const X = array([[1, 2, 3], [3, 2, 1], [1, 3, 2], [2, 2, 1]]);
    const y = [0, 0, 0, 0];
    const data = { X_train: X, y_train: y, X_val: X, y_val: y };
    const solver = new Solver(new LinearModel(W), data);
    assertEquals(solver.check_accuracy(X, [2, 0, 1, 0]), 1);
    assertEquals(solver.check_accuracy(X, [2, 0, 1, 0], { batch_size: 3 }), 1);
    assertEquals(solver.check_accuracy(X, Uint8Array.of(2, 0, 2, 1)), 0.5);
    assertEquals(solver.check_accuracy(X, [1, 1, 2, 2]), 0);
  });

  it("hands inputs over in batches, none of them empty", () => {
    const sizes: number[][] = [];
    const seen: number[] = [];
    const onCheck = (X: NdArray) => {
      sizes.push([...X.shape]);
      seen.push(...X.data);
    };
    const { solver } = scripted({ onCheck });
    const ones = new Uint8Array(10).fill(1);
    const batchesOf = (batch_size?: number) => {
      sizes.length = seen.length = 0;
      solver.check_accuracy(TENTHS, ones, { batch_size });
      assertEquals(seen, [...TENTHS.data]);
      return sizes.map(([rows]) => rows);
    };
    assertEquals(batchesOf(4), [4, 4, 2]);
    assertEquals(batchesOf(5), [5, 5]);
    assertEquals(batchesOf(11), [10]);
    assertEquals(batchesOf(), [10]);
    const many = zeros([250, 1]);
    sizes.length = 0;
    solver.check_accuracy(many, new Uint8Array(250));
    assertEquals(sizes, [[100, 1], [100, 1], [50, 1]]);
  });

  it("draws a sample only if there are more inputs", () => {
    const seen: number[] = [];
    const { solver, random } = scripted({
      onCheck: (X) => seen.push(...X.data),
      below: [0.5],
    });
    const before = random.getState();
    const y = new Uint8Array(10).fill(1);
    for (const num_samples of [undefined, 10, 11]) {
      assertEquals(solver.check_accuracy(TENTHS, y, { num_samples }), 0.5);
    }
    assertEquals(random.getState(), before);

    const same = new RandomState(0);
    same.setState(before);
    const wanted = Array.from(same.choice(10, 9), (row) => row / 10);
    seen.length = 0;
    const accuracy = solver.check_accuracy(TENTHS, y, {
      num_samples: 9,
      batch_size: 2,
    });
    assertEquals(seen, wanted);
    const right = wanted.filter((value) => value < 0.5);
    assertEquals(accuracy, right.length / 9);
    assertEquals(random.getState(), same.getState());
  });

  it("pairs a drawn input with its own label", () => {
    const model = new LinearModel(array([[1, 0], [0, 1]]));
    const X = array([[1, 0], [0, 1], [1, 0], [0, 1], [1, 0], [0, 1]]);
    const y = [0, 1, 0, 1, 0, 1];
    const data = { X_train: X, y_train: y, X_val: X, y_val: y };
    const solver = new Solver(model, data, { random: new RandomState(3) });
    const options = { num_samples: 5, batch_size: 2 };
    assertEquals(solver.check_accuracy(X, y, options), 1);
    assertEquals(solver.check_accuracy(X, [1, 0, 1, 0, 1, 0], options), 0);
  });

  it("refuses what is no data, no option, or no scores", () => {
    const { solver, model } = scripted({});
    const start = "Cannot check the accuracy: expected ";
    const message = (X: unknown, y: unknown, options?: object) =>
      assertThrows(
        () => solver.check_accuracy(X as NdArray, y as number[], options),
        Error,
      )
        .message;
    assertEquals(
      message(zeros([2, 1]), [1]),
      start + "y to be an array of 2 labels, one for each input, got 1",
    );
    assertEquals(
      message([1], [1]),
      start + "X to be an NdArray, got a plain array",
    );
    assertEquals(
      message(zeros([0, 1]), []),
      start + "X of shape (N, …) with N from 1, got (0, 1)",
    );
    assertEquals(
      message(zeros([2, 1]), [1, 1], { num_samples: 0 }),
      start + "num_samples to be a whole number from 1, got 0",
    );
    assertEquals(
      message(zeros([2, 1]), [1, 1], { batch_size: 1.5 }),
      start + "batch_size to be a whole number from 1, got 1.5",
    );
    model.loss = () => zeros([2]) as never;
    assertEquals(
      message(zeros([2, 1]), [1, 1]),
      start + "loss(X) to return scores of shape (2, C), got (2,)",
    );
    model.loss = () => zeros([3, 2]) as never;
    assertEquals(
      message(zeros([2, 1]), [1, 1]),
      start + "loss(X) to return scores of shape (2, C), got (3, 2)",
    );
    model.loss = () => [1, {}] as never;
    assertEquals(
      message(zeros([2, 1]), [1, 1]),
      start + "loss(X) to be an NdArray, got a plain array",
    );
  });
});

describe("new Solver()", () => {
  const start = "Cannot set up training: expected ";
  const data = allOnes(TENTHS);

  it("refuses a model that is none", () => {
    const message = (model: unknown) =>
      assertThrows(() => new Solver(model as Model, data), TypeError).message;
    const model = start + "a model with params and loss(), ";
    assertEquals(message(undefined), model + "got undefined");
    assertEquals(message({ params: {} }), model + "got a plain object");
    assertEquals(
      message({ params: null, loss() {} }),
      model + "got a plain object",
    );
    assertEquals(message(Scripted), model + "got a function");
  });

  it("refuses data that is missing, and labels that do not match", () => {
    const message = (data: unknown) =>
      assertThrows(
        () => new Solver(new Scripted(), data as SolverData),
        TypeError,
      ).message;
    assertEquals(
      message(undefined),
      start + "data with X_train, y_train, X_val and y_val, got undefined",
    );
    for (const name of ["X_train", "X_val"]) {
      assertEquals(
        message({ ...data, [name]: undefined }),
        `${start}data.${name} to be an NdArray, got undefined`,
      );
      assertEquals(
        message({ ...data, [name]: zeros([]) }),
        `${start}data.${name} of shape (N, …) with N from 1, got ()`,
      );
    }
    for (const name of ["y_train", "y_val"]) {
      const wanted =
        `${start}data.${name} to be an array of 10 labels, one for each ` +
        "input, got ";
      assertEquals(
        message({ ...data, [name]: undefined }),
        wanted + "undefined",
      );
      assertEquals(message({ ...data, [name]: [1, 1, 1] }), wanted + "3");
      assertEquals(
        message({ ...data, [name]: zeros([10]) }),
        wanted + "an NdArray",
      );
    }
  });

  it("refuses options out of range or unknown", () => {
    const message = (options: object) =>
      assertThrows(
        () => new Solver(new Scripted(), data, options),
        RangeError,
      ).message;
    const names = '"sgd", "sgd_momentum", "rmsprop", "adam"';
    for (
      const [name, given] of [["sdg", '"sdg"'], ["toString", '"toString"']]
    ) {
      assertEquals(
        message({ update_rule: name }),
        `${start}update_rule to be one of ${names}, got ${given}`,
      );
    }
    assertEquals(
      message({ learning_rate: 1 }),
      start + 'options that exist, got "learning_rate"',
    );
    const counts = [
      "batch_size",
      "num_epochs",
      "num_train_samples",
      "num_val_samples",
      "print_every",
    ];
    for (const name of counts) {
      for (const value of [0, -1, 1.5, NaN, Infinity, null]) {
        assertEquals(
          message({ [name]: value }),
          `${start}${name} to be a whole number from 1, got ${value}`,
        );
      }
    }
    for (const value of [-0.5, NaN, Infinity, null]) {
      assertEquals(
        message({ lr_decay: value }),
        `${start}lr_decay to be a number from 0, got ${value}`,
      );
    }
  });

  it("refuses options of the wrong type", () => {
    const message = (options: object) =>
      assertThrows(
        () => new Solver(new Scripted(), data, options),
        TypeError,
      ).message;
    assertEquals(
      message({ optim_config: 0.1 }),
      start + "optim_config to be an object, got 0.1",
    );
    assertEquals(
      message({ optim_config: null }),
      start + "optim_config to be an object, got null",
    );
    const random = start +
      "random to be a RandomState or another object with choice(), got ";
    assertEquals(message({ random: 231 }), random + "231");
    assertEquals(message({ random: null }), random + "null");
    assertEquals(
      message({ print: true }),
      start + "print to be a function, got true",
    );
  });
});
