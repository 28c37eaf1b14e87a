/**
 * The contract of lesson 10: `spatial_groupnorm_forward(x, gamma, beta, G,
 * gn_param)` and `spatial_groupnorm_backward(dout, cache)`.
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import { probe } from "../catalogue/10_group_norm/probe.ts";
import {
  factors,
  LARGE,
  oneOf,
  permute,
  withOrder,
} from "../support/arbitraries.ts";
import { backwardContract } from "../support/backward_contract.ts";
import {
  arraysOf,
  assertRefusal,
  assertSharesNothing,
  assertUnchanged,
  outOf,
  rowsOf,
} from "../support/calls.ts";
import { assertClose, expectArray, RELATIVE } from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import { groupExample, groupLayer } from "../support/group_layer.ts";
import { type GroupBatch, groupBatches, groupPlan } from "../support/groups.ts";
import type { Images } from "../support/images.ts";
import { linesForward, linesOf, statisticsOf } from "../support/lines.ts";
import { fold, shapeOf } from "../support/nested.ts";
import { moments, share } from "../support/oracles.ts";
import { say } from "../support/words.ts";
import type { LayerNormParam } from "./04_layernorm_forward.ts";

/** What lesson 10 exports. */
export interface Lesson10 {
  spatial_groupnorm_forward(
    x: nd.NdArray,
    gamma: nd.NdArray,
    beta: nd.NdArray,
    G: number,
    gn_param: LayerNormParam,
  ): unknown;
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  spatial_groupnorm_backward(dout: nd.NdArray, cache: any): unknown;
}

/** What the groups should become. */
function expectedOf(input: GroupBatch) {
  return linesForward(input, groupPlan(input));
}

export default contract<Lesson10>(
  "10_group_norm",
  (
    { spatial_groupnorm_forward, spatial_groupnorm_backward },
    words,
  ) => {
    const { group, example, property } = words;

    /** Calls the lesson and gives its `out`. */
    async function forward(
      { x, gamma, beta, G }: Omit<GroupBatch, "eps">,
      gn_param: LayerNormParam,
    ): Promise<unknown> {
      const result = await spatial_groupnorm_forward(
        nd.array(x),
        nd.array(gamma),
        nd.array(beta),
        G,
        gn_param,
      );
      return outOf(result, "spatial_groupnorm_forward()", true);
    }

    group("spatial_groupnorm_forward()", () => {
      example("gives the worked example of the guide", async () => {
        const { eps, out } = groupExample;
        assertClose(await forward(groupExample, { eps }), out, "out", 1e-12);
      });

      property(
        "agrees with plain loops over the channels of a group, height and width",
        { input: groupBatches() },
        async ({ input }) => {
          const { out, magnitude } = expectedOf(input);
          assertClose(
            await forward(input, { eps: input.eps }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(groupBatches(LARGE)) }) },
      );

      property(
        "gives every group zero mean and variance var / (var + eps) before gamma and beta",
        { input: groupBatches() },
        async ({ input }) => {
          const { x, eps } = input;
          const plain = {
            ...input,
            gamma: input.gamma.map(() => 1),
            beta: input.beta.map(() => 0),
          };
          const out = rowsOf(await forward(plain, { eps }), "out", x);
          const actual = [...linesOf(out, groupPlan(input)).values()].map(
            moments,
          );
          const own = [...statisticsOf(x, groupPlan(input)).values()];
          assertClose(
            nd.array(actual.map(([mean]) => mean)),
            own.map(() => 0),
            say("mean of each group of out"),
            RELATIVE,
          );
          assertClose(
            nd.array(actual.map(([, v]) => v)),
            own.map(({ variance }) => variance / (variance + eps)),
            say("variance of each group of out"),
            4 * RELATIVE,
          );
        },
      );

      property(
        "treats each group of each image as if it were alone",
        { input: groupBatches({ maxN: 2 }) },
        async ({ input }) => {
          const { x, gamma, beta, G, eps } = input;
          const { out, magnitude } = expectedOf(input);
          const size = gamma.length / G;
          for (const i of x.keys()) {
            for (let g = 0; g < G; g++) {
              const cut = <T>(all: T[]) => all.slice(g * size, (g + 1) * size);
              const alone = {
                x: [cut(x[i])],
                gamma: cut(gamma),
                beta: cut(beta),
                G: 1,
              };
              assertClose(
                await forward(alone, { eps }),
                [cut(out[i])],
                say("out for group {g} of image {i} alone", { g, i }),
                share(RELATIVE, [cut(magnitude[i])]),
              );
            }
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(groupBatches({ minN: 2 })) },
        async ({ input }) => {
          const { x, order, eps } = input;
          const { out, magnitude } = expectedOf(input);
          assertClose(
            await forward({ ...input, x: permute(x, order) }, { eps }),
            permute(out, order),
            say("out for reordered x"),
            share(RELATIVE, permute(magnitude, order)),
          );
        },
      );

      property(
        "uses eps 1e-5 when none is given, whatever the mode and what came before",
        { first: groupBatches(), input: groupBatches({ eps: 1e-5 }) },
        async ({ first, input }) => {
          const { out, magnitude } = expectedOf(input);
          // What batch norm leaves in a parameter object must not matter here.
          const gn_param: LayerNormParam & { mode: string } = {
            eps: first.eps,
            mode: "train",
          };
          await forward(first, gn_param);
          delete gn_param.eps;
          for (const mode of ["train", "test", "eval"]) {
            gn_param.mode = mode;
            assertClose(
              await forward(input, gn_param),
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
        { input: groupBatches() },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const { eps, G } = input;
          const out = outOf(
            await spatial_groupnorm_forward(x[0], gamma[0], beta[0], G, {
              eps,
            }),
            "spatial_groupnorm_forward()",
            true,
          );
          assertUnchanged(inputs);
          assertSharesNothing(
            { out: expectArray(out, "out", shapeOf(input.x)) },
            inputs,
          );
        },
      );

      property(
        "stays finite for constant groups, one pixel and one channel",
        { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
        async ({ value, gamma }) => {
          for (
            const [n, c, G, h] of [[2, 2, 1, 2], [1, 2, 2, 1], [1, 1, 1, 1]]
          ) {
            const x = fold<Images>(Array(n * c * h).fill(value), [n, c, h, 1]);
            const beta = gamma.slice(0, c).map((g) => g + 1);
            const input = { x, gamma: gamma.slice(0, c), beta, G };
            // Nothing of a constant group is left but beta.
            assertClose(
              await forward(input, {}),
              x.map((maps) =>
                maps.map((map, k) => map.map((r) => r.map(() => beta[k])))
              ),
              say("out for constant x"),
              1e-6,
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "refuses a number of groups that doesn't divide the channels with a RangeError that says it",
        {
          input: groupBatches({ minD: 2 }),
          spare: fc.integer({ min: 1, max: 3 }),
        },
        async ({ input, spare }) => {
          // More groups than channels, or one less than all.
          const C = input.gamma.length;
          const G = C > 2 && spare === 1 ? C - 1 : C + spare;
          await assertRefusal(
            () => forward({ ...input, G }, { eps: input.eps }),
            String(G),
          );
        },
      );
    });

    backwardContract(
      words,
      groupLayer({
        name: "spatial_groupnorm_backward",
        forward: async (x, gamma, beta, { G, eps }) =>
          await spatial_groupnorm_forward(x, gamma, beta, G, { eps }),
        backward: spatial_groupnorm_backward,
      }),
    );
  },
  {
    probe,
    returns: { spatial_groupnorm_forward: "out and cache" },
    zh: {
      "agrees with plain loops over the channels of a group, height and width":
        "与遍历一组通道、高和宽的朴素循环一致",
      "gives every group zero mean and variance var / (var + eps) before gamma and beta":
        "在乘 gamma、加 beta 之前，让每一组的均值为零，方差为 var / (var + eps)",
      "treats each group of each image as if it were alone":
        "对待每张图像的每一组，就像只有它一组",
      "stays finite for constant groups, one pixel and one channel":
        "在一组全是同一个数、只有一个像素、只有一个通道时，结果仍是有限数",
      "refuses a number of groups that doesn't divide the channels with a RangeError that says it":
        "拒绝除不尽通道数的组数，抛出 RangeError，并写明这个组数",
      "gives a dx that sums to zero over the numbers of a group":
        "给出的 dx 在一组的所有数上加起来是零",
    },
  },
);
