/** The contract of lesson 01: `batchnorm_forward(x, gamma, beta, bn_param)`. */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/01_batchnorm_forward/probe.ts";
import {
  type Batch,
  columnBatches,
  factors,
  LARGE,
  type Matrix,
  oneOf,
  permute,
  type Running,
  transposed,
  withOrder,
  withRunning,
} from "../support/arbitraries.ts";
import {
  arraysOf,
  assertRefusal,
  assertSharesNothing,
  assertUnchanged,
  MOMENTUMS,
  OTHER_MODES,
  outOf,
  rowsOf,
} from "../support/calls.ts";
import {
  assertCache,
  type Look,
  look as lookHere,
  statisticsIn,
} from "../support/cache.ts";
import {
  assertClose,
  assertFinite,
  expectArray,
  expectTuple,
  RELATIVE,
} from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import {
  assertRecorded,
  recordedActivations,
  recordedBatches,
} from "../support/notebook.ts";
import {
  batchForward,
  batchForwardTest,
  type Forward,
  moments,
  share,
} from "../support/oracles.ts";
import { assertRunning, assertRunningKept } from "../support/running.ts";
import { say } from "../support/words.ts";

/** What lesson 01 keeps between calls, as its stub declares it. */
export interface BatchNormParam {
  mode: "train" | "test";
  eps?: number;
  momentum?: number;
  running_mean?: NdArray;
  running_var?: NdArray;
}

/** What lesson 01 exports. */
export interface Lesson01 {
  batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: BatchNormParam,
  ): unknown;
  look?: Look;
}

/** Train mode, with running averages from earlier batches. */
function trainParam(input: Batch & Running): BatchNormParam {
  return {
    mode: "train",
    eps: input.eps,
    momentum: input.momentum,
    running_mean: nd.array(input.running_mean),
    running_var: nd.array(input.running_var),
  };
}

/** Test mode, with running averages from training. */
function testParam(input: Batch & Running): BatchNormParam {
  return { ...trainParam(input), mode: "test" };
}

export default contract<Lesson01>(
  "01_batchnorm_forward",
  (
    { batchnorm_forward, look = lookHere },
    { group, example, property },
  ) => {
    /** Calls the lesson and gives its `out`. */
    async function forward(
      x: Matrix,
      gamma: number[],
      beta: number[],
      bn_param: BatchNormParam,
    ): Promise<unknown> {
      const result = await batchnorm_forward(
        nd.array(x),
        nd.array(gamma),
        nd.array(beta),
        bn_param,
      );
      return outOf(result, "batchnorm_forward()", bn_param.mode === "train");
    }

    group("batchnorm_forward() in train mode", () => {
      example("gives the worked example of the guide", async () => {
        const bn_param: BatchNormParam = {
          mode: "train",
          eps: 0,
          momentum: 0.9,
        };
        const out = await forward(
          [[1, 0], [2, 0], [3, 6]],
          [1, 2],
          [0, 10],
          bn_param,
        );
        const a = Math.sqrt(1.5);
        const b = Math.sqrt(2);
        assertClose(
          out,
          [[-a, 10 - b], [0, 10 - b], [a, 10 + 2 * b]],
          "out",
          1e-12,
        );
        assertClose(bn_param.running_mean, [0.2, 0.2], "running_mean", 1e-12);
        assertClose(bn_param.running_var, [0.2 / 3, 0.8], "running_var", 1e-12);
      });

      example(
        "gives the recorded numbers of the notebook, cell 3",
        async () => {
          const a = recordedActivations(200);
          assertRecorded(transposed(a), {
            means: [-2.3814598, -13.18038246, 1.91780462],
            stds: [27.18502186, 34.21455511, 37.68611762],
          }, (what) => say("{what} before batch normalization", { what }));
          const columns = async (gamma: number[], beta: number[]) => {
            const out = await forward(a, gamma, beta, { mode: "train" });
            return transposed(rowsOf(out, "out", a));
          };
          assertRecorded(await columns([1, 1, 1], [0, 0, 0]), {
            means: [0, 0, 0],
            stds: [0.99999999, 1, 1],
          }, (what) => say("{what} with gamma 1, beta 0", { what }));
          assertRecorded(
            await columns([1, 2, 3], [11, 12, 13]),
            {
              means: [11, 12, 13],
              stds: [0.99999999, 1.99999999, 2.99999999],
            },
            (what) =>
              say("{what} with gamma 1, 2, 3 and beta 11, 12, 13", { what }),
          );
        },
        { slow: true },
      );

      property(
        "leaves a cache with x, mean, var, std, x_hat, gamma and eps",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const [, cache] = expectTuple(
            await batchnorm_forward(
              nd.array(x),
              nd.array(gamma),
              nd.array(beta),
              trainParam(input),
            ),
            "batchnorm_forward()",
            ["out", "cache"],
          );
          await assertCache(
            cache,
            look,
            statisticsIn(input, batchForward(input), transposed(x), (v) => v),
          );
        },
      );

      property(
        "agrees with plain loops",
        { input: columnBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const { out, magnitude } = batchForward(input);
          assertClose(
            await forward(x, gamma, beta, { mode: "train", eps }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(columnBatches(LARGE)) }) },
      );

      property(
        "gives every feature mean beta and variance gamma² · var / (var + eps)",
        { input: columnBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const out = await forward(x, gamma, beta, { mode: "train", eps });
          const actual = transposed(rowsOf(out, "out", x)).map(moments);
          const { variance } = batchForward(input);
          assertClose(
            nd.array(actual.map(([mean]) => mean)),
            beta,
            say("mean of each feature of out"),
            gamma.map((g, j) => RELATIVE * (Math.abs(g) + Math.abs(beta[j]))),
          );
          assertClose(
            nd.array(actual.map(([, v]) => v)),
            gamma.map((g, j) => g ** 2 * variance[j] / (variance[j] + eps)),
            say("variance of each feature of out"),
            gamma.map((g, j) => 4 * RELATIVE * (g ** 2 + beta[j] ** 2)),
          );
        },
      );

      property(
        "doesn't notice a shift of all features",
        { input: columnBatches(), shift: fc.integer({ min: -4, max: 4 }) },
        async ({ input, shift }) => {
          const { x, gamma, beta, eps } = input;
          const shifted = x.map((row) => row.map((value) => value + shift));
          const { out, magnitude } = batchForward(input);
          assertClose(
            await forward(shifted, gamma, beta, { mode: "train", eps }),
            out,
            say("out for shifted x"),
            // The shift takes means up to 1,300 standard deviations away from zero.
            share(10 * RELATIVE, magnitude),
          );
        },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta, eps, order } = input;
          const { out, magnitude } = batchForward(input);
          assertClose(
            await forward(permute(x, order), gamma, beta, {
              mode: "train",
              eps,
            }),
            permute(out, order),
            say("out for reordered x"),
            share(RELATIVE, permute(magnitude, order)),
          );
        },
      );

      property(
        "treats each feature as if it were alone",
        { input: columnBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const { out, magnitude } = batchForward(input);
          for (const j of gamma.keys()) {
            const column = (matrix: Matrix) => matrix.map((row) => [row[j]]);
            assertClose(
              await forward(column(x), [gamma[j]], [beta[j]], {
                mode: "train",
                eps,
              }),
              column(out),
              say("out for feature {j} alone", { j }),
              share(RELATIVE, column(magnitude)),
            );
          }
        },
      );

      property(
        "moves the running averages towards the batch's",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          // Zero every time: it is easily taken for "none given".
          for (const momentum of [input.momentum, ...MOMENTUMS]) {
            const bn_param = trainParam({ ...input, momentum });
            await forward(x, gamma, beta, bn_param);
            assertRunning(
              bn_param,
              [batchForward(input)],
              momentum,
              eps,
              input,
            );
          }
        },
      );

      property(
        "starts the running averages from zeros and keeps them between calls",
        {
          first: columnBatches({ minD: 3, maxD: 3, eps: 0.1 }),
          second: columnBatches({ minD: 3, maxD: 3, eps: 0.1 }),
        },
        async ({ first, second }) => {
          const { gamma, beta, eps } = first;
          const momentum = 0.75;
          const bn_param: BatchNormParam = { mode: "train", eps, momentum };
          const batches: Forward[] = [];
          for (const { x } of [first, second]) {
            await forward(x, gamma, beta, bn_param);
            batches.push(batchForward({ ...first, x }));
            assertRunning(bn_param, batches, momentum, eps);
          }
        },
      );

      property(
        "uses momentum 0.9 and eps 1e-5 when none are given",
        { input: columnBatches({ eps: 1e-5 }) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const bn_param: BatchNormParam = { mode: "train" };
          const { out, magnitude, ...batch } = batchForward(input);
          assertClose(
            await forward(x, gamma, beta, bn_param),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
          assertRunning(bn_param, [batch], 0.9, 1e-5);
        },
      );

      property(
        "keeps the memory of two layers apart",
        { one: columnBatches(), other: columnBatches() },
        async ({ one, other }) => {
          const params: BatchNormParam[] = [{ mode: "train" }, {
            mode: "train",
          }];
          for (const [k, { x, gamma, beta }] of [one, other].entries()) {
            await forward(x, gamma, beta, params[k]);
          }
          assertRunning(params[0], [batchForward(one)], 0.9, one.eps);
        },
      );

      property(
        "leaves x, gamma and beta as they are",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          await batchnorm_forward(x[0], gamma[0], beta[0], trainParam(input));
          assertUnchanged(inputs);
        },
      );

      property(
        "returns and remembers arrays of their own",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const bn_param = trainParam(input);
          const out = outOf(
            await batchnorm_forward(x[0], gamma[0], beta[0], bn_param),
            "batchnorm_forward()",
            true,
          );
          assertSharesNothing({
            out: expectArray(out, "out", [input.x.length, input.gamma.length]),
            running_mean: bn_param.running_mean!,
            running_var: bn_param.running_var!,
          }, inputs);
        },
      );

      property(
        "stays finite for constant features, one sample and one feature",
        { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
        async ({ value, gamma }) => {
          for (const [n, d] of [[4, 2], [1, 2], [3, 1], [1, 1]]) {
            const x = Array.from({ length: n }, () => Array(d).fill(value));
            const bn_param: BatchNormParam = { mode: "train" };
            const beta = gamma.slice(0, d).map((g) => g + 1);
            const out = await forward(x, gamma.slice(0, d), beta, bn_param);
            assertFinite(out, "out", [n, d]);
            // Nothing of a constant feature is left but beta.
            assertClose(
              out,
              x.map(() => beta),
              say("out for constant x"),
              1e-6,
            );
            assertFinite(bn_param.running_var, "running_var", [d]);
          }
        },
        { runs: FEW_RUNS },
      );
    });

    group("batchnorm_forward()", () => {
      property(
        "looks at its arrays anew in every call",
        { input: columnBatches() },
        async ({ input }) => {
          const x = nd.array(input.x);
          const [gamma, beta] = [nd.array(input.gamma), nd.array(input.beta)];
          const call = () =>
            batchnorm_forward(x, gamma, beta, {
              mode: "train",
              eps: input.eps,
            });
          await call();
          for (const { data } of [x, beta]) {
            data.forEach((value, i) => data[i] = -2 * value);
          }
          const { out, magnitude } = batchForward({
            ...input,
            x: input.x.map((row) => row.map((value) => -2 * value)),
            beta: input.beta.map((value) => -2 * value),
          });
          assertClose(
            outOf(await call(), "batchnorm_forward()", true),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
      );
    });

    group("batchnorm_forward() in test mode", () => {
      example("gives the worked example of the guide", async () => {
        const out = await forward([[1, 0], [3, 8]], [1, 2], [0, 10], {
          mode: "test",
          eps: 0,
          running_mean: nd.array([2, 4]),
          running_var: nd.array([4, 16]),
        });
        assertClose(out, [[-0.5, 8], [0.5, 12]], "out", 1e-12);
      });

      example(
        "gives the recorded numbers of the notebook, cell 4",
        async () => {
          const bn_param: BatchNormParam = { mode: "train" };
          let out: unknown;
          for (const [k, batch] of recordedBatches().entries()) {
            if (k === 50) bn_param.mode = "test";
            out = await forward(batch, [1, 1, 1], [0, 0, 0], bn_param);
          }
          const tested = expectArray(out, "out", [200, 3]);

          assertRecorded(tested.T.toArray() as Matrix, {
            means: [-0.03927354, -0.04349152, -0.10452688],
            stds: [1.01531428, 1.01238373, 0.97819988],
          });
        },
        { slow: true },
      );

      property(
        "normalizes by the running averages, whatever the batch",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { out, magnitude } = batchForwardTest(input);
          assertClose(
            await forward(input.x, input.gamma, input.beta, testParam(input)),
            out,
            "out",
            share(RELATIVE / 100, magnitude),
          );
        },
        { also: () => ({ input: oneOf(withRunning(columnBatches(LARGE))) }) },
      );

      property(
        "uses zeros before there are running averages",
        { input: columnBatches() },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const eps = Math.max(input.eps, 0.1);
          const zeros = gamma.map(() => 0);
          const { out, magnitude } = batchForwardTest({
            ...{ x, gamma, beta, eps, momentum: 0 },
            running_mean: zeros,
            running_var: zeros,
          });
          assertClose(
            await forward(x, gamma, beta, { mode: "test", eps }),
            out,
            "out",
            share(RELATIVE / 100, magnitude),
          );
        },
      );

      property(
        "gives each row the same result alone as in the batch",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const { out, magnitude } = batchForwardTest(input);
          for (const [i, row] of x.entries()) {
            assertClose(
              await forward([row], gamma, beta, testParam(input)),
              [out[i]],
              say("out for row {i} alone", { i }),
              share(RELATIVE / 100, [magnitude[i]]),
            );
          }
        },
      );

      property(
        "leaves the running averages as they are",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const bn_param = testParam(input);
          await forward(x, gamma, beta, bn_param);
          assertRunningKept(bn_param, input);
        },
      );

      property(
        "leaves x, gamma and beta as they are and returns an array of its own",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const out = outOf(
            await batchnorm_forward(x[0], gamma[0], beta[0], testParam(input)),
            "batchnorm_forward()",
            false,
          );
          assertUnchanged(inputs);
          const shape = [input.x.length, input.gamma.length];
          assertSharesNothing({ out: expectArray(out, "out", shape) }, inputs);
        },
      );
    });

    group("batchnorm_forward()", () => {
      property(
        "refuses any other mode with a RangeError that says what it got",
        { input: withRunning(columnBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          for (const mode of OTHER_MODES) {
            const bn_param = { ...trainParam(input), mode: mode as "train" };
            await assertRefusal(() => forward(x, gamma, beta, bn_param), mode);
            assertRunningKept(bn_param, input);
          }
        },
        { runs: FEW_RUNS },
      );
    });
  },
  {
    probe,
    returns: { batchnorm_forward: "out and cache" },
    zh: {
      "gives the recorded numbers of the notebook, cell 3":
        "重现 notebook 的 cell 3 记录的数值",
      "gives every feature mean beta and variance gamma² · var / (var + eps)":
        "让每个特征的均值为 beta，方差为 gamma² · var / (var + eps)",
      "doesn't notice a shift of all features": "不受所有特征整体平移的影响",
      "treats each feature as if it were alone": "对待每个特征，就像只有它一个",
      "moves the running averages towards the batch's":
        "让滑动平均向这一批的统计量靠拢",
      "keeps the memory of two layers apart": "不会把两个层的滑动平均混在一起",
      "leaves x, gamma and beta as they are": "不改动 x、gamma 和 beta",
      "returns and remembers arrays of their own":
        "返回的和记住的都是独立的数组",
      "stays finite for constant features, one sample and one feature":
        "在特征为常数、只有一个样本、只有一个特征时，结果仍是有限数",
      "gives the recorded numbers of the notebook, cell 4":
        "重现 notebook 的 cell 4 记录的数值",
      "gives each row the same result alone as in the batch":
        "对每一行，单独给出的结果与放在批里时相同",
    },
  },
);
