/** The contract of lesson 04: `layernorm_forward(x, gamma, beta, ln_param)`. */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/04_layernorm_forward/probe.ts";
import {
  factors,
  LARGE,
  type Matrix,
  oneOf,
  permute,
  rowBatches,
  withOrder,
} from "../support/arbitraries.ts";
import {
  arraysOf,
  assertSharesNothing,
  assertUnchanged,
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
import { assertRecorded, recordedActivations } from "../support/notebook.ts";
import { layerForward, moments, share } from "../support/oracles.ts";
import { say } from "../support/words.ts";

/** The options of lesson 04, as its stub declares them. */
export interface LayerNormParam {
  eps?: number;
}

/** What lesson 04 exports. */
export interface Lesson04 {
  layernorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    ln_param: LayerNormParam,
  ): unknown;
  look?: Look;
}

export default contract<Lesson04>(
  "04_layernorm_forward",
  (
    { layernorm_forward, look = lookHere },
    { group, example, property },
  ) => {
    /** Calls the lesson and gives its `out`. */
    async function forward(
      x: Matrix,
      gamma: number[],
      beta: number[],
      ln_param: LayerNormParam,
    ): Promise<unknown> {
      const result = await layernorm_forward(
        nd.array(x),
        nd.array(gamma),
        nd.array(beta),
        ln_param,
      );
      return outOf(result, "layernorm_forward()", true);
    }

    group("layernorm_forward()", () => {
      example("gives the worked example of the guide", async () => {
        const out = await forward(
          [[1, 2, 3], [0, 0, 6]],
          [1, 2, 3],
          [0, 10, 20],
          { eps: 0 },
        );
        const a = Math.sqrt(1.5);
        const b = Math.sqrt(0.5);
        assertClose(
          out,
          [[-a, 10, 20 + 3 * a], [-b, 10 - 2 * b, 20 + 6 * b]],
          "out",
          1e-12,
        );
      });

      example(
        "gives the recorded numbers of the notebook, cell 14",
        async () => {
          const a = recordedActivations(4);
          assertRecorded(a, {
            means: [-59.06673243, -47.60782686, -43.31137368, -26.40991744],
            stds: [10.07429373, 28.39478981, 35.28360729, 4.01831507],
          }, (what) => say("{what} before layer normalization", { what }));
          const rows = async (gamma: number, beta: number) => {
            const [g, b] = [Array(3).fill(gamma), Array(3).fill(beta)];
            return rowsOf(await forward(a, g, b, {}), "out", a);
          };
          assertRecorded(await rows(1, 0), {
            means: [0, 0, 0, 0],
            stds: [0.99999995, 0.99999999, 1, 0.99999969],
          }, (what) => say("{what} with gamma 1, beta 0", { what }));
          assertRecorded(await rows(3, 5), {
            means: [5, 5, 5, 5],
            stds: [2.99999985, 2.99999998, 2.99999999, 2.99999907],
          }, (what) => say("{what} with gamma 3, beta 5", { what }));
        },
      );

      property(
        "looks at its arrays anew in every call",
        { input: rowBatches() },
        async ({ input }) => {
          const x = nd.array(input.x);
          const [gamma, beta] = [nd.array(input.gamma), nd.array(input.beta)];
          const { eps } = input;
          await layernorm_forward(x, gamma, beta, { eps });
          for (const { data } of [x, beta]) {
            data.forEach((value, i) => data[i] = -2 * value);
          }
          const { out, magnitude } = layerForward({
            ...input,
            x: input.x.map((row) => row.map((value) => -2 * value)),
            beta: input.beta.map((value) => -2 * value),
          });
          assertClose(
            outOf(
              await layernorm_forward(x, gamma, beta, { eps }),
              "layernorm_forward()",
              true,
            ),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
      );

      property(
        "leaves a cache with x, mean, var, std, x_hat, gamma and eps",
        { input: rowBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const [, cache] = expectTuple(
            await layernorm_forward(
              nd.array(x),
              nd.array(gamma),
              nd.array(beta),
              { eps },
            ),
            "layernorm_forward()",
            ["out", "cache"],
          );
          await assertCache(
            cache,
            look,
            statisticsIn(
              input,
              layerForward(input),
              x,
              (v) => v.map((n) => [n]),
            ),
          );
        },
      );

      property(
        "agrees with plain loops",
        { input: rowBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const { out, magnitude } = layerForward(input);
          assertClose(
            await forward(x, gamma, beta, { eps }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(rowBatches(LARGE)) }) },
      );

      property(
        "gives every row zero mean and variance var / (var + eps) before gamma and beta",
        { input: rowBatches() },
        async ({ input }) => {
          const { x, gamma, eps } = input;
          const ones = gamma.map(() => 1);
          const zeros = gamma.map(() => 0);
          const out = await forward(x, ones, zeros, { eps });
          const actual = rowsOf(out, "out", x).map(moments);
          const { variance } = layerForward(input);
          assertClose(
            nd.array(actual.map(([mean]) => mean)),
            x.map(() => 0),
            say("mean of each row of out"),
            RELATIVE,
          );
          assertClose(
            nd.array(actual.map(([, v]) => v)),
            variance.map((v) => v / (v + eps)),
            say("variance of each row of out"),
            4 * RELATIVE,
          );
        },
      );

      property(
        "doesn't notice a shift of a whole row",
        { input: rowBatches(), shift: fc.integer({ min: -4, max: 4 }) },
        async ({ input, shift }) => {
          const { x, gamma, beta, eps } = input;
          const shifted = x.map((row, i) =>
            row.map((value) => value + shift * i)
          );
          const { out, magnitude } = layerForward(input);
          assertClose(
            await forward(shifted, gamma, beta, { eps }),
            out,
            say("out for shifted x"),
            // The shift takes means thousands of standard deviations away from zero.
            share(100 * RELATIVE, magnitude),
          );
        },
      );

      property(
        "treats each row as if it were alone",
        { input: rowBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const { out, magnitude } = layerForward(input);
          for (const [i, row] of x.entries()) {
            assertClose(
              await forward([row], gamma, beta, { eps }),
              [out[i]],
              say("out for row {i} alone", { i }),
              share(RELATIVE, [magnitude[i]]),
            );
          }
        },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(rowBatches()) },
        async ({ input }) => {
          const { x, gamma, beta, eps, order } = input;
          const { out, magnitude } = layerForward(input);
          assertClose(
            await forward(permute(x, order), gamma, beta, { eps }),
            permute(out, order),
            say("out for reordered x"),
            share(RELATIVE, permute(magnitude, order)),
          );
        },
      );

      property(
        "uses eps 1e-5 when none is given",
        { input: rowBatches({ eps: 1e-5 }) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const { out, magnitude } = layerForward(input);
          // An eps of another call must not be remembered.
          await forward(x, gamma, beta, { eps: 1 });
          assertClose(
            await forward(x, gamma, beta, {}),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
      );

      property(
        "does the same in train and in test mode, whatever came before",
        { first: rowBatches(), input: rowBatches({ minD: 2 }) },
        async ({ first, input }) => {
          const { x, gamma, beta, eps } = input;
          const { out, magnitude } = layerForward(input);
          // What batch norm leaves in a parameter object must not matter here.
          const ln_param = { eps: first.eps, mode: "train", momentum: 0.5 };
          await forward(first.x, first.gamma, first.beta, ln_param);
          Object.assign(ln_param, { eps });
          for (const mode of ["train", "test", "eval"]) {
            ln_param.mode = mode;
            assertClose(
              await forward(x, gamma, beta, ln_param),
              out,
              say('out with a leftover mode "{mode}"', { mode }),
              share(RELATIVE, magnitude),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves x, gamma and beta as they are and returns an array of its own",
        { input: rowBatches() },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const out = outOf(
            await layernorm_forward(x[0], gamma[0], beta[0], {
              eps: input.eps,
            }),
            "layernorm_forward()",
            true,
          );
          assertUnchanged(inputs);
          const shape = [input.x.length, input.gamma.length];
          assertSharesNothing({ out: expectArray(out, "out", shape) }, inputs);
        },
      );

      property(
        "stays finite for constant rows, one sample and one feature",
        { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
        async ({ value, gamma }) => {
          for (const [n, d] of [[4, 2], [1, 2], [3, 1], [1, 1]]) {
            const x = Array.from({ length: n }, () => Array(d).fill(value));
            const beta = gamma.slice(0, d).map((g) => g + 1);
            const out = await forward(x, gamma.slice(0, d), beta, {});
            assertFinite(out, "out", [n, d]);
            // Nothing of a constant row is left but beta.
            assertClose(
              out,
              x.map(() => beta),
              say("out for constant x"),
              1e-6,
            );
          }
        },
        { runs: FEW_RUNS },
      );
    });
  },
  {
    probe,
    returns: { layernorm_forward: "out and cache" },
    zh: {
      "gives the recorded numbers of the notebook, cell 14":
        "重现 notebook 的 cell 14 记录的数值",
      "gives every row zero mean and variance var / (var + eps) before gamma and beta":
        "在用 gamma 和 beta 之前，让每一行的均值为零，方差为 var / (var + eps)",
      "doesn't notice a shift of a whole row": "不受整行平移的影响",
      "uses eps 1e-5 when none is given": "在没有给出 eps 时，用 1e-5",
      "does the same in train and in test mode, whatever came before":
        "在训练和测试模式下做的一样，不管之前发生过什么",
      "stays finite for constant rows, one sample and one feature":
        "在一行为常数、只有一个样本、只有一个特征时，结果仍是有限数",
    },
  },
);
