/**
 * The contract of lesson 11: `rms_norm_forward(x, gamma, rms_param)` and
 * `rms_norm_backward(dout, cache)`.
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import { probe } from "../catalogue/11_rms_norm/probe.ts";
import {
  factors,
  LARGE,
  type Matrix,
  oneOf,
  permute,
  withOrder,
  withUpstream,
} from "../support/arbitraries.ts";
import { backwardContract } from "../support/backward_contract.ts";
import {
  arraysOf,
  assertSharesNothing,
  assertUnchanged,
  outOf,
  rowsOf,
} from "../support/calls.ts";
import {
  assertClose,
  expectArray,
  expectTuple,
  RELATIVE,
} from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import { linesBackward, linesForward } from "../support/lines.ts";
import { shapeOf } from "../support/nested.ts";
import { momentsAbout, share } from "../support/oracles.ts";
import {
  type RmsBatch,
  rmsBatches,
  rmsExample,
  rmsLayer,
  rmsPlan,
} from "../support/rms_layer.ts";
import { say } from "../support/words.ts";

/** The options of lesson 11, as its stub declares them. */
interface RmsNormParam {
  eps?: number;
}

/** What lesson 11 exports. */
export interface Lesson11 {
  rms_norm_forward(
    x: nd.NdArray,
    gamma: nd.NdArray,
    rms_param: RmsNormParam,
  ): unknown;
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  rms_norm_backward(dout: nd.NdArray, cache: any): unknown;
}

/** What the rows should become. */
function expectedOf(input: RmsBatch) {
  return linesForward(input, rmsPlan);
}

export default contract<Lesson11>(
  "11_rms_norm",
  ({ rms_norm_forward, rms_norm_backward }, words) => {
    const { group, example, property } = words;

    /** Calls the lesson and gives its `out`. */
    async function forward(
      x: Matrix,
      gamma: number[],
      rms_param: RmsNormParam,
    ): Promise<unknown> {
      const result = await rms_norm_forward(
        nd.array(x),
        nd.array(gamma),
        rms_param,
      );
      return outOf(result, "rms_norm_forward()", true);
    }

    group("rms_norm_forward()", () => {
      example("gives the worked example of the guide", async () => {
        const { x, gamma, eps, out } = rmsExample;
        assertClose(await forward(x, gamma, { eps }), out, "out", 1e-12);
      });

      property(
        "agrees with plain loops over the features of a row",
        { input: rmsBatches() },
        async ({ input }) => {
          const { x, gamma, eps } = input;
          const { out, magnitude } = expectedOf(input);
          assertClose(
            await forward(x, gamma, { eps }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(rmsBatches(LARGE)) }) },
      );

      property(
        "gives every row the mean square ms / (ms + eps) before gamma",
        { input: rmsBatches() },
        async ({ input }) => {
          const { x, eps } = input;
          const ones = input.gamma.map(() => 1);
          const squares = (rows: Matrix) =>
            rows.map((row) => momentsAbout(0, row)[1]);
          const out = rowsOf(await forward(x, ones, { eps }), "out", x);
          assertClose(
            nd.array(squares(out)),
            squares(x).map((ms) => ms / (ms + eps)),
            say("mean square of each row of out"),
            4 * RELATIVE,
          );
        },
      );

      property(
        "doesn't notice that a row was multiplied, but for its sign",
        {
          input: rmsBatches(),
          factor: fc.constantFrom(-4, 4, 1 / 4, 64, -64),
        },
        async ({ input, factor }) => {
          const { x, gamma, eps } = input;
          const { out, magnitude } = expectedOf(input);
          const longer = x.map((row) => row.map((value) => factor * value));
          const sign = Math.sign(factor);
          assertClose(
            await forward(longer, gamma, { eps: factor ** 2 * eps }),
            out.map((row) => row.map((value) => sign * value)),
            say("out for x times {factor}", { factor }),
            share(RELATIVE, magnitude),
          );
        },
      );

      property(
        "treats each row as if it were alone",
        { input: rmsBatches() },
        async ({ input }) => {
          const { x, gamma, eps } = input;
          const { out, magnitude } = expectedOf(input);
          for (const [i, row] of x.entries()) {
            assertClose(
              await forward([row], gamma, { eps }),
              [out[i]],
              say("out for row {i} alone", { i }),
              share(RELATIVE, [magnitude[i]]),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(rmsBatches({ minN: 2 })) },
        async ({ input }) => {
          const { x, gamma, order, eps } = input;
          const { out, magnitude } = expectedOf(input);
          assertClose(
            await forward(permute(x, order), gamma, { eps }),
            permute(out, order),
            say("out for reordered x"),
            share(RELATIVE, permute(magnitude, order)),
          );
        },
      );

      property(
        "uses eps 1e-5 when none is given, whatever the mode and what came before",
        { first: rmsBatches(), input: rmsBatches({ eps: 1e-5 }) },
        async ({ first, input }) => {
          const { x, gamma } = input;
          const { out, magnitude } = expectedOf(input);
          // What batch norm leaves in a parameter object must not matter here.
          const rms_param: RmsNormParam & { mode: string } = {
            eps: first.eps,
            mode: "train",
          };
          await forward(first.x, first.gamma, rms_param);
          delete rms_param.eps;
          for (const mode of ["train", "test", "eval"]) {
            rms_param.mode = mode;
            assertClose(
              await forward(x, gamma, rms_param),
              out,
              say('out with a leftover mode "{mode}"', { mode }),
              share(RELATIVE, magnitude),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves x and gamma as they are and returns an array of its own",
        { input: rmsBatches() },
        async ({ input }) => {
          const { x, gamma } = arraysOf(input);
          const { eps } = input;
          const out = outOf(
            await rms_norm_forward(x[0], gamma[0], { eps }),
            "rms_norm_forward()",
            true,
          );
          assertUnchanged({ x, gamma });
          assertSharesNothing(
            { out: expectArray(out, "out", shapeOf(input.x)) },
            { x, gamma },
          );
        },
      );

      property(
        "gives zero for rows of zeros, and the sign of one feature alone",
        { gamma: factors(2), value: fc.integer({ min: 1, max: 9 }) },
        async ({ gamma, value }) => {
          for (const d of [1, 2]) {
            const scale = gamma.slice(0, d);
            assertClose(
              await forward([scale.map(() => 0)], scale, {}),
              [scale.map(() => 0)],
              say("out for zeros"),
              0,
            );
          }
          const [g] = gamma;
          assertClose(
            await forward([[value], [-value]], [g], {}),
            [[g], [-g]],
            say("out for one feature"),
            // sqrt(1 + 1e-5) is not quite 1.
            5e-6 * Math.abs(g) + RELATIVE,
          );
        },
        { runs: FEW_RUNS },
      );
    });

    const layer = rmsLayer({
      name: "rms_norm_backward",
      forward: async (x, gamma, _beta, { eps }) =>
        await rms_norm_forward(x, gamma, { eps }),
      backward: rms_norm_backward,
    });
    backwardContract(words, layer);

    group("rms_norm_backward()", () => {
      property(
        "gives a dx that leaves along a row only what eps lets through",
        { input: withUpstream(rmsBatches()) },
        async ({ input }) => {
          const { x, gamma, eps } = input;
          const result = await rms_norm_forward(nd.array(x), nd.array(gamma), {
            eps,
          });
          const [, cache] = expectTuple(result, say("the forward pass"), [
            "out",
            "cache",
          ]);
          const gradients = await rms_norm_backward(
            nd.array(input.dout),
            cache,
          );
          const [dx] = expectTuple(gradients, "rms_norm_backward()", [
            "dx",
            "dgamma",
          ]);
          const actual = rowsOf(dx, "dx", x);
          const { magnitude } = linesBackward(input, rmsPlan);
          const dot = (a: readonly number[], b: readonly number[]) =>
            a.reduce((sum, value, j) => sum + value * b[j], 0);
          const { out } = linesForward(
            { x, gamma: gamma.map(() => 1), eps },
            rmsPlan,
          );
          // Multiplying a row by 1 + t changes its x_hat by t · x_hat · eps / (ms + eps).
          const expected = x.map((row, i) => {
            const [, ms] = momentsAbout(0, row);
            const g = input.dout[i].map((value, j) => value * gamma[j]);
            return dot(g, out[i]) * eps / (ms + eps);
          });
          assertClose(
            nd.array(actual.map((row, i) => dot(row, x[i]))),
            expected,
            say("dx times x, summed over a row"),
            x.map((row, i) =>
              RELATIVE * row.length *
              dot(magnitude.dx[i], row.map(Math.abs))
            ),
          );
        },
      );
    });
  },
  {
    probe,
    returns: { rms_norm_forward: "out and cache" },
    zh: {
      "agrees with plain loops over the features of a row":
        "与遍历一行各个特征的朴素循环一致",
      "gives every row the mean square ms / (ms + eps) before gamma":
        "在乘 gamma 之前，让每一行的均方为 ms / (ms + eps)",
      "doesn't notice that a row was multiplied, but for its sign":
        "不受整行倍乘的影响，只有正负号会变",
      "leaves x and gamma as they are and returns an array of its own":
        "不改动 x 和 gamma，返回的是独立的数组",
      "gives zero for rows of zeros, and the sign of one feature alone":
        "对全零的行给出零，只有一个特征时只留下正负号",
      "gives a dx that leaves along a row only what eps lets through":
        "给出的 dx 沿着一行的方向，只剩下 eps 放过的那一点",
    },
  },
);
