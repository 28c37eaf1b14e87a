/** The contract of lesson 06: `class FullyConnectedNet`. */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import { probe } from "../catalogue/06_fc_net/probe.ts";
import { factors, type Matrix, matrix } from "../support/arbitraries.ts";
import { assertUnchanged, rowsOf } from "../support/calls.ts";
import {
  assertClose,
  assertFinite,
  assertNumber,
  expectArray,
  expectTuple,
  Mismatch,
} from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import { flatten, type Nested, shapeOf } from "../support/nested.ts";
import {
  numericalGradients,
  type PlainNet,
  type PlainParams,
  startAverages,
  testScores,
  trainStep,
} from "../support/net_oracle.ts";
import { say } from "../support/words.ts";

type Kind = PlainNet["normalization"];

/** What a net is built from, as the stub of lesson 06 declares it. */
interface NetOptions {
  input_dim?: number;
  num_classes?: number;
  normalization?: Kind;
  reg?: number;
  weight_scale?: number;
  dtype?: nd.DType;
  random?: RandomState;
}

/** A net of lesson 06. */
interface Net {
  params: Record<string, nd.NdArray>;
  loss(X: nd.NdArray, y?: ArrayLike<number>): unknown;
}

/** What lesson 06 exports. */
export interface Lesson06 {
  FullyConnectedNet: new (
    hidden_dims: readonly number[],
    options?: NetOptions,
  ) => Net;
}

const CLASSES = 3;

/** Hidden layers of different widths, two of them mostly. */
const widths = fc.constantFrom<number[]>(
  [3, 2],
  [2, 4],
  [4, 3, 2],
  [3],
  [3, 3],
)
  // A copy each time, so that a net that changes its list harms nobody else.
  .map((dims) => [...dims]);

const kinds = fc.constantFrom<Kind>("batchnorm", "layernorm", null);

/** What only batch norm remembers, few of the others' nets need to show. */
const mostlyBatchNorm = fc.constantFrom<Kind>(
  "batchnorm",
  "batchnorm",
  "batchnorm",
  "layernorm",
  null,
);

/** A net with parameters of every kind away from their initial values, and two batches. */
function nets(
  kind: fc.Arbitrary<Kind> = kinds,
  features: fc.Arbitrary<number> = fc.integer({ min: 2, max: 4 }),
): fc.Arbitrary<PlainNet & { X: Matrix; y: number[]; X2: Matrix }> {
  return fc.record({
    hidden_dims: widths,
    normalization: kind,
    reg: fc.constantFrom<number>(0.5, 0, 3.14),
    n: fc.integer({ min: 1, max: 5 }),
    input_dim: features,
  }).chain(({ hidden_dims, normalization, reg, n, input_dim }) => {
    const dims = [input_dim, ...hidden_dims, CLASSES];
    const params: { [name: string]: fc.Arbitrary<Matrix | number[]> } = {};
    for (let l = 1; l < dims.length; l++) {
      params[`W${l}`] = matrix(dims[l - 1], dims[l]);
      params[`b${l}`] = factors(dims[l]);
      if (normalization !== null && l < dims.length - 1) {
        params[`gamma${l}`] = factors(dims[l]);
        params[`beta${l}`] = factors(dims[l]);
      }
    }
    return fc.record({
      hidden_dims: fc.constant(hidden_dims),
      normalization: fc.constant(normalization),
      reg: fc.constant(reg),
      X: matrix(n, input_dim),
      y: fc.array(fc.integer({ min: 0, max: CLASSES - 1 }), {
        minLength: n,
        maxLength: n,
      }),
      X2: matrix(n + 1, input_dim),
      params: fc.record(params) as fc.Arbitrary<PlainParams>,
    });
  });
}

/** Replaces parameters, entry by entry, as a solver does. */
function assign(net: Net, params: PlainParams): void {
  for (const [name, value] of Object.entries(params)) {
    net.params[name] = nd.array(value);
  }
}

/** Loss and gradients of the student's net. */
async function step(
  net: Net,
  X: Matrix,
  y: number[],
): Promise<[loss: unknown, grads: Record<string, unknown>]> {
  const result = await net.loss(nd.array(X), y);
  const [loss, grads] = expectTuple(result, "loss(X, y)", ["loss", "grads"]);
  if (typeof grads !== "object" || grads === null) {
    throw new Mismatch(
      "grads",
      say("grads: expected an object, got {grads}", { grads: String(grads) }),
    );
  }
  return [loss, grads as Record<string, unknown>];
}

/** Scores of the student's net. */
async function scoresOf(net: Net, X: Matrix): Promise<unknown> {
  return await net.loss(nd.array(X));
}

/**
 * Features that a ReLU has silenced have no variance, and dividing by
 * sqrt(eps), 3e-3, makes their rounding 300 times larger in every layer.
 */
const TOLERANCE = 1e-8;

function largest(plain: Nested): number {
  return Math.max(1, ...flatten(plain).map(Math.abs));
}

function assertNames(
  actual: Record<string, unknown>,
  expected: PlainParams,
  what: string,
): void {
  const list = (record: object) => Object.keys(record).sort().join(", ");
  if (list(actual) === list(expected)) return;
  throw new Mismatch(
    what,
    say("{what}: expected the names {expected}; got {actual}", {
      what,
      expected: list(expected),
      actual: list(actual),
    }),
  );
}

function assertTypes(
  arrays: Record<string, unknown>,
  where: string,
  dtype: nd.DType,
): void {
  for (const [name, value] of Object.entries(arrays)) {
    const actual = value instanceof nd.NdArray ? value.dtype : typeof value;
    if (actual === dtype) continue;
    const what = `${where}.${name}`;
    throw new Mismatch(what, wrongType(what, dtype, actual));
  }
}

function wrongType(what: string, dtype: nd.DType, actual: string): string {
  return say("{what}: expected {dtype}, got {actual}", { what, dtype, actual });
}

function assertGrads(
  grads: Record<string, unknown>,
  expected: PlainParams,
): void {
  assertNames(grads, expected, "grads");
  // A bias before a batch norm has gradient zero, left over from terms as large
  // as those of its layer's weights: the scale is that of all gradients.
  const scale = Math.max(...Object.values(expected).map(largest));
  for (const [name, value] of Object.entries(expected)) {
    assertClose(grads[name], value, `grads.${name}`, TOLERANCE * scale);
  }
}

/** Skips a case in which rounding decides whether a ReLU lets a value pass. */
function awayFromKinks(margin: number): void {
  fc.pre(margin > 1e-6);
}

export default contract<Lesson06>(
  "06_fc_net",
  ({ FullyConnectedNet }, { group, example, property }) => {
    /** The student's net, with the parameters given to it as a solver does. */
    async function build(
      input: PlainNet & { X: Matrix },
      options: NetOptions = { reg: input.reg },
    ): Promise<Net> {
      const net = await new FullyConnectedNet(input.hidden_dims, {
        input_dim: input.X[0].length,
        num_classes: CLASSES,
        normalization: input.normalization,
        dtype: "float64",
        random: new RandomState(0),
        ...options,
      });
      assign(net, input.params);
      return net;
    }

    group("new FullyConnectedNet()", () => {
      property(
        "names and shapes its parameters layer by layer, all of one type",
        { hidden_dims: widths, normalization: kinds },
        async ({ hidden_dims, normalization }) => {
          const expected = initialParams([5, ...hidden_dims, 4], normalization);
          for (const dtype of ["float32", "float64"] as const) {
            const net = await new FullyConnectedNet(hidden_dims, {
              input_dim: 5,
              num_classes: 4,
              normalization,
              dtype,
              random: new RandomState(0),
            });
            const params = await net.params;
            assertNames(params, expected, "params");
            for (const [name, value] of Object.entries(expected)) {
              expectArray(params[name], `params.${name}`, shapeOf(value));
            }
            assertTypes(params, "params", dtype);
          }
        },
      );

      property(
        "draws the weights in order, scaled, and starts the rest from zeros and ones",
        {
          hidden_dims: widths,
          normalization: kinds,
          seed: fc.integer({ min: 0, max: 1000 }),
          weight_scale: fc.constantFrom(1, 0.02, 1e-4, 0),
        },
        async ({ hidden_dims, normalization, seed, weight_scale }) => {
          const net = await new FullyConnectedNet(hidden_dims, {
            input_dim: 5,
            num_classes: 4,
            normalization,
            weight_scale,
            dtype: "float64",
            random: new RandomState(seed),
          });
          const expected = initialParams(
            [5, ...hidden_dims, 4],
            normalization,
            new RandomState(seed),
            weight_scale,
          );
          const params = await net.params;
          for (const [name, value] of Object.entries(expected)) {
            assertClose(params[name], value, `params.${name}`, 1e-14);
          }
        },
      );

      example("makes nets for CIFAR-10 in float32 by default", async () => {
        const net = await new FullyConnectedNet([4], {
          random: new RandomState(1),
        });
        const params = await net.params;
        assertNames(params, initialParams([1, 1, 1], null), "params");
        const W1 = expectArray(params.W1, "params.W1", [3072, 4]);
        expectArray(params.W2, "params.W2", [4, 10]);
        const drawn = new RandomState(1).randn(3072, 4).mul(1e-2);
        // Half a unit in the last place of a float32 number below 0.0625.
        assertClose(W1, drawn.toArray() as Matrix, "params.W1", 2 ** -28);
        for (const [name, { dtype }] of Object.entries(params)) {
          if (dtype === "float32") continue;
          const what = `params.${name}`;
          throw new Mismatch(name, wrongType(what, "float32", dtype));
        }
      }, { slow: true });

      example(
        "draws other weights for every net when no stream is given",
        async () => {
          const [one, two] = [
            await new FullyConnectedNet([2], { input_dim: 3 }),
            await new FullyConnectedNet([2], { input_dim: 3 }),
          ];
          const W = expectArray((await one.params).W1, "params.W1", [3, 2]);
          const other = expectArray((await two.params).W1, "params.W1", [3, 2]);
          if (W.data.some((value, i) => value !== other.data[i])) return;
          throw new Mismatch(
            "params.W1",
            say("params.W1 is the same in two nets"),
          );
        },
      );

      example("computes in the type it is given", async () => {
        // Normalization has a contract of its own, which leaves the type open.
        for (const dtype of ["float32", "float64"] as const) {
          const net = await new FullyConnectedNet([3, 2], {
            input_dim: 2,
            num_classes: 3,
            reg: 0.5,
            dtype,
            random: new RandomState(2),
          });
          const X = [[1, 2], [0.5, -1], [-2, 0.25]];
          const [, grads] = await step(net, X, [0, 2, 1]);
          assertTypes(await net.params, "params", dtype);
          assertTypes(grads, "grads", dtype);
          assertTypes({ scores: await scoresOf(net, X) }, "loss(X)", dtype);
        }
      });

      property(
        "trains and scores in float32 with every normalization",
        { input: nets() },
        async ({ input }) => {
          const net = await new FullyConnectedNet(input.hidden_dims, {
            input_dim: input.X[0].length,
            num_classes: CLASSES,
            normalization: input.normalization,
            random: new RandomState(3),
          });
          const params = await net.params;
          const [loss, grads] = await step(net, input.X, input.y);
          // Weights of 1e-2 leave all classes nearly alike.
          assertNumber(
            loss,
            Math.log(CLASSES),
            say("loss of small weights"),
            0.5,
          );
          for (const [name, value] of Object.entries(params)) {
            assertFinite(grads[name], `grads.${name}`, value.shape);
          }
          const shape = [input.X2.length, CLASSES];
          assertFinite(await scoresOf(net, input.X2), "scores", shape);
        },
        { runs: 20 },
      );
    });

    group("FullyConnectedNet.loss(X, y)", () => {
      example(
        "gives the recorded losses and passes the gradient check of the notebook, cell 7",
        async () => {
          const random = new RandomState(231);
          const X = random.randn(2, 15).toArray() as Matrix;
          const y = [...random.randint(0, 10, 2)];
          for (
            const [reg, recorded] of [
              [0, 2.2611955101340957],
              [3.14, 6.996533220108303],
            ]
          ) {
            const net = await new FullyConnectedNet([20, 30], {
              input_dim: 15,
              num_classes: 10,
              normalization: "batchnorm",
              reg,
              weight_scale: 5e-2,
              dtype: "float64",
              random,
            });
            const [loss, grads] = await step(net, X, y);
            assertNumber(
              loss,
              recorded,
              say("loss with reg {reg}", { reg }),
              1e-12,
            );
            const numeric = numericalGradients(
              {
                hidden_dims: [20, 30],
                normalization: "batchnorm",
                reg,
                params: plainParams(await net.params),
              },
              X,
              y,
            );
            for (const [name, value] of Object.entries(numeric)) {
              assertNotebookError(name, grads[name], value);
            }
          }
        },
        { slow: true },
      );

      for (const kind of ["batchnorm", "layernorm", null] as const) {
        const title = kind === null ? "without normalization" : `with ${kind}`;
        property(
          `gives the loss of plain loops ${title}`,
          { input: nets(fc.constant(kind)) },
          async ({ input }) => {
            const { X, y } = input;
            const expected = trainStep(input, X, y);
            const [loss] = await step(await build(input), X, y);
            assertNumber(
              loss,
              expected.loss,
              "loss",
              TOLERANCE * Math.max(1, Math.abs(expected.loss)),
            );
          },
        );

        property(
          `gives the gradients of plain loops ${title}`,
          { input: nets(fc.constant(kind)) },
          async ({ input }) => {
            const { X, y } = input;
            const { grads: expected, margin } = trainStep(input, X, y);
            awayFromKinks(margin);
            const [, grads] = await step(await build(input), X, y);
            assertGrads(grads, expected);
          },
        );
      }

      property(
        "penalizes the weights of all layers, and nothing else, by half their squares",
        { input: nets() },
        async ({ input }) => {
          const { X, y, params } = input;
          // Without a strength there is no penalty.
          const [plain] = await step(await build(input, {}), X, y);
          const [loss] = await step(await build(input, { reg: 2 }), X, y);
          let squares = 0;
          for (const [name, value] of Object.entries(params)) {
            if (!name.startsWith("W")) continue;
            for (const w of value.flat()) squares += w ** 2;
          }
          assertNumber(
            (loss as number) - (plain as number),
            squares,
            say("penalty with reg 2"),
            TOLERANCE * Math.max(1, squares),
          );
        },
        { runs: FEW_RUNS },
      );

      property(
        "starts from the current parameters, and from nothing else, in every call",
        { input: nets() },
        async ({ input }) => {
          const { X, y } = input;
          const net = await build(input);
          await step(net, X, y);
          const moved = Object.fromEntries(
            Object.entries(input.params).map(([name, value]) => [
              name,
              Array.isArray(value[0])
                ? (value as Matrix).map((row) => row.map((v) => v / 2))
                : (value as number[]).map((v) => v / 2),
            ]),
          );
          assign(net, moved);
          const expected = trainStep({ ...input, params: moved }, X, y);
          awayFromKinks(expected.margin);
          const [loss, grads] = await step(net, X, y);
          assertNumber(
            loss,
            expected.loss,
            say("loss after a change of the parameters"),
            TOLERANCE * Math.max(1, Math.abs(expected.loss)),
          );
          assertGrads(grads, expected.grads);
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves X and the parameters as they are",
        { input: nets() },
        async ({ input }) => {
          const net = await build(input);
          const X = nd.array(input.X);
          // Labels as a stream draws them.
          await net.loss(X, Int32Array.from(input.y));
          assertUnchanged({ X: [X, input.X] });
          await net.loss(X);
          assertUnchanged({ X: [X, input.X] });
          const params = await net.params;
          for (const [name, value] of Object.entries(input.params)) {
            assertClose(
              params[name],
              value,
              say("params.{name} afterwards", { name }),
              0,
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "takes images, flattening each",
        { input: nets(kinds, fc.constant(12)) },
        async ({ input }) => {
          const { X, y } = input;
          const images = nd.array(X).reshape([X.length, 3, 2, 2]);
          const net = await build(input);
          const running = startAverages(input);
          const expected = trainStep(input, X, y, running);
          const [loss] = expectTuple(
            await net.loss(images, y),
            "loss(X, y)",
            ["loss", "grads"],
          );
          assertNumber(
            loss,
            expected.loss,
            "loss",
            TOLERANCE * Math.max(1, Math.abs(expected.loss)),
          );
          const scores = testScores(input, X, running);
          assertClose(
            await net.loss(images),
            scores,
            "scores",
            TOLERANCE * largest(scores),
          );
        },
        { runs: FEW_RUNS },
      );
    });

    group("FullyConnectedNet.loss(X)", () => {
      property(
        "gives scores by the running averages of the batches trained on",
        { input: nets(mostlyBatchNorm) },
        async ({ input }) => {
          const { X, y, X2 } = input;
          const net = await build(input);
          const running = startAverages(input);
          for (let batch = 1; batch <= 2; batch++) {
            const scaled = X.map((row) => row.map((value) => value * batch));
            await step(net, scaled, y);
            trainStep(input, scaled, y, running);
          }
          const expected = testScores(input, X2, running);
          assertClose(
            await scoresOf(net, X2),
            expected,
            say("scores of another batch"),
            TOLERANCE * largest(expected),
          );
        },
        { runs: FEW_RUNS },
      );

      property(
        "gives each sample the same scores alone as in a batch",
        { input: nets(mostlyBatchNorm) },
        async ({ input }) => {
          const { X, y, X2 } = input;
          const net = await build(input);
          await step(net, X, y);
          const together = rowsOf(
            await scoresOf(net, X2),
            "scores",
            X2.map(() => Array(CLASSES).fill(0)),
          );
          for (const [i, sample] of X2.entries()) {
            assertClose(
              await scoresOf(net, [sample]),
              [together[i]],
              say("scores of sample {i} alone", { i }),
              TOLERANCE * largest(together),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves training as it was: the next step and its averages are the same",
        { input: nets(mostlyBatchNorm) },
        async ({ input }) => {
          const { X, y, X2 } = input;
          const net = await build(input);
          const running = startAverages(input);
          await step(net, X, y);
          trainStep(input, X, y, running);
          await scoresOf(net, X2);

          const { loss: expected } = trainStep(input, X, y, running);
          const [loss] = await step(net, X, y);
          assertNumber(
            loss,
            expected,
            say("loss after scores were asked for"),
            TOLERANCE * Math.max(1, Math.abs(expected)),
          );
          const scores = testScores(input, X2, running);
          assertClose(
            await scoresOf(net, X2),
            scores,
            say("scores after that"),
            TOLERANCE * largest(scores),
          );
        },
        { runs: FEW_RUNS },
      );

      property(
        "keeps the running averages of two nets apart",
        { input: nets(mostlyBatchNorm) },
        async ({ input }) => {
          const { X, y, X2 } = input;
          const net = await build(input);
          const other = await build(input);
          const running = startAverages(input);
          await step(net, X, y);
          trainStep(input, X, y, running);
          await step(other, X2, [...y, 0]);
          const expected = testScores(input, X2, running);
          assertClose(
            await scoresOf(net, X2),
            expected,
            say("scores of the first net"),
            TOLERANCE * largest(expected),
          );
        },
        { runs: FEW_RUNS },
      );
    });
  },
  {
    probe,
    returns: { FullyConnectedNet: "net" },
    zh: {
      "names and shapes its parameters layer by layer, all of one type":
        "逐层给参数取好名字、定好形状，类型全都相同",
      "draws the weights in order, scaled, and starts the rest from zeros and ones":
        "按顺序抽取权重并缩放，其余参数的初值是 0 和 1",
      "makes nets for CIFAR-10 in float32 by default":
        "默认给 CIFAR-10 造 float32 的网络",
      "draws other weights for every net when no stream is given":
        "在没有给出随机流时，给每个网络抽取不同的权重",
      "computes in the type it is given": "用给定的类型计算",
      "trains and scores in float32 with every normalization":
        "不管用哪种归一化，都能以 float32 训练和求得分",
      "gives the recorded losses and passes the gradient check of the notebook, cell 7":
        "重现 notebook 的 cell 7 记录的损失，并通过那里的梯度检查",
      "gives the loss of plain loops with batchnorm":
        "在用 batchnorm 时给出的损失与朴素循环一致",
      "gives the gradients of plain loops with batchnorm":
        "在用 batchnorm 时给出的梯度与朴素循环一致",
      "gives the loss of plain loops with layernorm":
        "在用 layernorm 时给出的损失与朴素循环一致",
      "gives the gradients of plain loops with layernorm":
        "在用 layernorm 时给出的梯度与朴素循环一致",
      "gives the loss of plain loops without normalization":
        "在不用归一化时给出的损失与朴素循环一致",
      "gives the gradients of plain loops without normalization":
        "在不用归一化时给出的梯度与朴素循环一致",
      "penalizes the weights of all layers, and nothing else, by half their squares":
        "的正则项取所有层权重的平方和的一半，不含别的",
      "starts from the current parameters, and from nothing else, in every call":
        "每次调用都从当前的参数出发，不用别的",
      "leaves X and the parameters as they are": "不改动 X 和参数",
      "takes images, flattening each": "接受图像，把每张都展平",
      "gives scores by the running averages of the batches trained on":
        "按训练过的各批的滑动平均给出得分",
      "gives each sample the same scores alone as in a batch":
        "对每个样本，单独给出的得分与放在批里时相同",
      "leaves training as it was: the next step and its averages are the same":
        "不影响训练：下一步和它的滑动平均都和原来一样",
      "keeps the running averages of two nets apart":
        "不会把两个网络的滑动平均混在一起",
    },
  },
);

/** The parameters of a fresh net; zeros for the weights without a stream. */
function initialParams(
  dims: number[],
  normalization: Kind,
  random?: RandomState,
  weight_scale = 1,
): PlainParams {
  const params: PlainParams = {};
  for (let l = 1; l < dims.length; l++) {
    const [rows, columns] = [dims[l - 1], dims[l]];
    params[`W${l}`] = Array.from(
      { length: rows },
      () => Array(columns).fill(0),
    );
    if (random) {
      const drawn = random.randn(rows, columns).toArray() as Matrix;
      params[`W${l}`] = drawn.map((row) => row.map((w) => w * weight_scale));
    }
    params[`b${l}`] = Array(columns).fill(0);
    if (normalization !== null && l < dims.length - 1) {
      params[`gamma${l}`] = Array(columns).fill(1);
      params[`beta${l}`] = Array(columns).fill(0);
    }
  }
  return params;
}

function plainParams(params: Record<string, nd.NdArray>): PlainParams {
  return Object.fromEntries(
    Object.entries(params).map((
      [name, value],
    ) => [name, value.toArray() as Matrix | number[]]),
  );
}

/**
 * Checks a gradient by the notebook's measure. It tells students to expect
 * errors "between 1e-4~1e-10 for W", "1e-08~1e-10 for b" and "1e-08~1e-09 for
 * beta and gammas", and prints 1.12e-4 and 6.98e-8 itself: these are orders of
 * magnitude. With two samples, most of dL/dW is a difference of nearly equal
 * numbers, and the numerical gradient of it is mostly rounding.
 */
function assertNotebookError(
  name: string,
  grad: unknown,
  numeric: Matrix | number[],
): void {
  if (name === "b1" || name === "b2") {
    // A batch norm follows and subtracts the bias again: the gradient is zero,
    // and a relative error would compare rounding with rounding.
    assertClose(grad, numeric.map(() => 0), `grads.${name}`, 1e-12);
    return;
  }
  const actual = expectArray(grad, `grads.${name}`, shapeOf(numeric));
  assertNumber(
    rel_error(actual, nd.array(numeric)),
    0,
    say("relative error of {what}", { what: `grads.${name}` }),
    name.startsWith("W") ? 9.99e-4 : 9.99e-8,
  );
}
