/**
 * The contract of lesson 07: `spatial_batchnorm_forward(x, gamma, beta,
 * bn_param)` and `spatial_batchnorm_backward(dout, cache)`.
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import { probe } from "../catalogue/07_spatial_batchnorm/probe.ts";
import {
  factors,
  LARGE,
  oneOf,
  permute,
  type Running,
  withOrder,
  withRunning,
} from "../support/arbitraries.ts";
import { backwardContract } from "../support/backward_contract.ts";
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
  assertClose,
  assertFinite,
  expectArray,
  RELATIVE,
} from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import {
  type Axis,
  channel,
  channelPlan,
  channelsFirst,
  channelsLast,
  type ImageBatch,
  imageBatches,
  type Images,
} from "../support/images.ts";
import { linesForward, linesOf, statisticsOf } from "../support/lines.ts";
import { fold, shapeOf } from "../support/nested.ts";
import { moments, share } from "../support/oracles.ts";
import { assertRunning, assertRunningKept } from "../support/running.ts";
import { spatialExample, spatialLayer } from "../support/spatial_layer.ts";
import { say } from "../support/words.ts";
import type { BatchNormParam, Lesson01 } from "./01_batchnorm_forward.ts";

/** What lesson 07 keeps between calls, as its stub declares it. */
interface SpatialBatchNormParam extends BatchNormParam {
  axis?: 1 | 3;
}

/** What lesson 07 exports, and what it builds on. */
export interface Lesson07 extends Lesson01 {
  spatial_batchnorm_forward(
    x: nd.NdArray,
    gamma: nd.NdArray,
    beta: nd.NdArray,
    bn_param: SpatialBatchNormParam,
  ): unknown;
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  spatial_batchnorm_backward(dout: nd.NdArray, cache: any): unknown;
}

/** Train mode, with running averages from earlier batches. */
function trainParam(input: ImageBatch & Running): SpatialBatchNormParam {
  return {
    mode: "train",
    axis: input.axis,
    eps: input.eps,
    momentum: input.momentum,
    running_mean: nd.array(input.running_mean),
    running_var: nd.array(input.running_var),
  };
}

/** Test mode, with running averages from training. */
function testParam(input: ImageBatch & Running): SpatialBatchNormParam {
  return { ...trainParam(input), mode: "test" };
}

/** What the channels should become in train mode. */
function trained(input: ImageBatch) {
  return linesForward(input, channelPlan(input.axis));
}

/** What the channels should become in test mode. */
function tested(input: ImageBatch & Running) {
  return linesForward(input, channelPlan(input.axis), (c) => ({
    mean: input.running_mean[Number(c)],
    variance: input.running_var[Number(c)],
  }));
}

/** Mean and variance of each channel, as the running averages take them. */
function batchOf({ x, axis, gamma }: ImageBatch) {
  const own = statisticsOf(x, channelPlan(axis));
  const channels = gamma.map((_, c) => own.get(String(c))!);
  return {
    mean: channels.map(({ mean }) => mean),
    variance: channels.map(({ variance }) => variance),
  };
}

export default contract<Lesson07>(
  "07_spatial_batchnorm",
  (
    {
      spatial_batchnorm_forward,
      spatial_batchnorm_backward,
      batchnorm_forward,
    },
    words,
  ) => {
    const { group, example, property } = words;

    /** Calls the lesson and gives its `out`. */
    async function forward(
      x: Images,
      gamma: number[],
      beta: number[],
      bn_param: SpatialBatchNormParam,
    ): Promise<unknown> {
      const result = await spatial_batchnorm_forward(
        nd.array(x),
        nd.array(gamma),
        nd.array(beta),
        bn_param,
      );
      const training = bn_param.mode === "train";
      return outOf(result, "spatial_batchnorm_forward()", training);
    }

    group("spatial_batchnorm_forward() in train mode", () => {
      example(
        "gives the worked example of the guide, in both layouts",
        async () => {
          const { x, gamma, beta, eps, out } = spatialExample;
          for (const axis of [1, 3] as const) {
            const turned = axis === 1 ? (same: Images) => same : channelsLast;
            const bn_param: SpatialBatchNormParam = {
              mode: "train",
              axis,
              eps,
              momentum: 0.75,
            };
            const given = await forward(turned(x), gamma, beta, bn_param);
            assertClose(given, turned(out), "out", 1e-12);
            // A quarter of the means 2 and 5, and of the variances 3 and 8.
            assertClose(
              bn_param.running_mean,
              [0.5, 1.25],
              "running_mean",
              1e-12,
            );
            assertClose(bn_param.running_var, [0.75, 2], "running_var", 1e-12);
          }
        },
      );

      property(
        "agrees with plain loops over batch, height and width",
        { input: imageBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis } = input;
          const { out, magnitude } = trained(input);
          assertClose(
            await forward(x, gamma, beta, { mode: "train", eps, axis }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(imageBatches(LARGE)) }) },
      );

      property(
        "does to pixels what batchnorm_forward() does to samples",
        { input: imageBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis } = input;
          const last = axis === 1 ? channelsLast(x) : x;
          const pixels = last.flat(2);
          const own = { mode: "train" as const, eps };
          const result = await batchnorm_forward(
            nd.array(pixels),
            nd.array(gamma),
            nd.array(beta),
            own,
          );
          const expected = rowsOf(
            outOf(result, "batchnorm_forward()", true),
            say("out of batchnorm_forward()"),
            pixels,
          );
          const bn_param: SpatialBatchNormParam = { mode: "train", eps, axis };
          const out = rowsOf(
            await forward(x, gamma, beta, bn_param),
            "out",
            x,
          );
          const { magnitude } = trained(input);
          const toPixels = (images: Images) =>
            (axis === 1 ? channelsLast(images) : images).flat(2);
          assertClose(
            nd.array(toPixels(out)),
            expected,
            say("pixels of out"),
            share(RELATIVE, toPixels(magnitude)),
          );
          assertRunning(bn_param, [batchOf(input)], 0.9, eps);
        },
        { runs: FEW_RUNS },
      );

      property(
        "gives every channel mean beta and variance gamma² · var / (var + eps)",
        { input: imageBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis } = input;
          const out = rowsOf(
            await forward(x, gamma, beta, { mode: "train", eps, axis }),
            "out",
            x,
          );
          const lines = linesOf(out, channelPlan(axis));
          const actual = gamma.map((_, c) => moments(lines.get(String(c))!));
          const { variance } = batchOf(input);
          assertClose(
            nd.array(actual.map(([mean]) => mean)),
            beta,
            say("mean of each channel of out"),
            gamma.map((g, c) => RELATIVE * (Math.abs(g) + Math.abs(beta[c]))),
          );
          assertClose(
            nd.array(actual.map(([, v]) => v)),
            gamma.map((g, c) => g ** 2 * variance[c] / (variance[c] + eps)),
            say("variance of each channel of out"),
            gamma.map((g, c) => 4 * RELATIVE * (g ** 2 + beta[c] ** 2)),
          );
        },
      );

      property(
        "gives the same in both layouts",
        { input: imageBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis } = input;
          const [turn, other] = axis === 1
            ? [channelsLast, 3 as Axis]
            : [channelsFirst, 1 as Axis];
          const { out, magnitude } = trained(input);
          const param = { mode: "train" as const, eps, axis: other };
          assertClose(
            await forward(turn(x), gamma, beta, param),
            turn(out),
            say("out in the other layout"),
            share(RELATIVE, turn(magnitude)),
          );
        },
      );

      property(
        "treats each channel as if it were alone",
        { input: imageBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis } = input;
          const { out, magnitude } = trained(input);
          for (const c of gamma.keys()) {
            assertClose(
              await forward(channel(x, c, axis), [gamma[c]], [beta[c]], {
                mode: "train",
                eps,
                axis,
              }),
              channel(out, c, axis),
              say("out for channel {c} alone", { c }),
              share(RELATIVE, channel(magnitude, c, axis)),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(imageBatches({ minN: 2 })) },
        async ({ input }) => {
          const { x, gamma, beta, eps, axis, order } = input;
          const { out, magnitude } = trained(input);
          assertClose(
            await forward(permute(x, order), gamma, beta, {
              mode: "train",
              eps,
              axis,
            }),
            permute(out, order),
            say("out for reordered x"),
            share(RELATIVE, permute(magnitude, order)),
          );
        },
      );

      property(
        "moves the running averages of the channels towards the batch's",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          for (const momentum of [input.momentum, ...MOMENTUMS]) {
            const bn_param = trainParam({ ...input, momentum });
            await forward(x, gamma, beta, bn_param);
            assertRunning(bn_param, [batchOf(input)], momentum, eps, input);
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "starts the running averages from zeros and keeps them between calls",
        {
          first: imageBatches({ minD: 3, maxD: 3, eps: 0.1 }),
          second: imageBatches({ minD: 3, maxD: 3, eps: 0.1 }),
        },
        async ({ first, second }) => {
          const { gamma, beta, eps } = first;
          const momentum = 0.75;
          const bn_param: SpatialBatchNormParam = {
            mode: "train",
            eps,
            momentum,
          };
          const batches: ReturnType<typeof batchOf>[] = [];
          for (const input of [first, second]) {
            bn_param.axis = input.axis;
            await forward(input.x, gamma, beta, bn_param);
            batches.push(batchOf(input));
            assertRunning(bn_param, batches, momentum, eps);
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "uses momentum 0.9, eps 1e-5 and channels on axis 1 when none are given",
        { input: imageBatches({ eps: 1e-5 }) },
        async ({ input }) => {
          const { gamma, beta } = input;
          const x = input.axis === 1 ? input.x : channelsFirst(input.x);
          const first: ImageBatch = { ...input, x, axis: 1 };
          const bn_param: SpatialBatchNormParam = { mode: "train" };
          const { out, magnitude } = trained(first);
          assertClose(
            await forward(x, gamma, beta, bn_param),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
          assertRunning(bn_param, [batchOf(first)], 0.9, 1e-5);
        },
      );

      property(
        "leaves x, gamma and beta as they are and shares no memory with them",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const bn_param = trainParam(input);
          const out = outOf(
            await spatial_batchnorm_forward(x[0], gamma[0], beta[0], bn_param),
            "spatial_batchnorm_forward()",
            true,
          );
          assertUnchanged(inputs);
          assertSharesNothing({
            out: expectArray(out, "out", shapeOf(input.x)),
            running_mean: bn_param.running_mean!,
            running_var: bn_param.running_var!,
          }, inputs);
        },
      );

      property(
        "stays finite for constant channels, one pixel and one channel",
        { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
        async ({ value, gamma }) => {
          for (
            const [n, c, h, w] of [[2, 2, 1, 2], [1, 2, 1, 1], [1, 1, 2, 1]]
          ) {
            const x = nested([n, c, h, w], value);
            const bn_param: SpatialBatchNormParam = { mode: "train" };
            const beta = gamma.slice(0, c).map((g) => g + 1);
            const out = await forward(x, gamma.slice(0, c), beta, bn_param);
            // Nothing of a constant channel is left but beta.
            assertClose(
              out,
              x.map((maps) =>
                maps.map((map, k) => map.map((r) => r.map(() => beta[k])))
              ),
              say("out for constant x"),
              1e-6,
            );
            assertFinite(bn_param.running_var, "running_var", [c]);
          }
        },
        { runs: FEW_RUNS },
      );
    });

    group("spatial_batchnorm_forward() in test mode", () => {
      example(
        "gives the worked example of the guide, in both layouts",
        async () => {
          const { x, gamma, beta } = spatialExample;
          // By mean 3 and standard deviation 2, and by mean 5 and deviation 4.
          const out: Images = [
            [[[-2, 0], [0, 2]], [[-4, -4], [-1, -1]]],
            [[[-2, -2], [2, 2]], [[2, 2], [-1, -1]]],
          ];
          for (const axis of [1, 3] as const) {
            const turned = axis === 1 ? (same: Images) => same : channelsLast;
            const given = await forward(turned(x), gamma, beta, {
              mode: "test",
              axis,
              eps: 1,
              running_mean: nd.array([3, 5]),
              running_var: nd.array([3, 15]),
            });
            assertClose(given, turned(out), "out", 1e-12);
          }
        },
      );

      property(
        "normalizes by the running averages, whatever the batch",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const { out, magnitude } = tested(input);
          assertClose(
            await forward(input.x, input.gamma, input.beta, testParam(input)),
            out,
            "out",
            share(RELATIVE / 100, magnitude),
          );
        },
      );

      property(
        "gives each image the same result alone as in the batch",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const { out, magnitude } = tested(input);
          for (const [i, image] of x.entries()) {
            assertClose(
              await forward([image], gamma, beta, testParam(input)),
              [out[i]],
              say("out for image {i} alone", { i }),
              share(RELATIVE / 100, [magnitude[i]]),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves the running averages as they are",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const { x, gamma, beta } = input;
          const bn_param = testParam(input);
          await forward(x, gamma, beta, bn_param);
          assertRunningKept(bn_param, input);
        },
      );

      property(
        "leaves x, gamma and beta as they are and returns an array of its own",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const out = outOf(
            await spatial_batchnorm_forward(
              x[0],
              gamma[0],
              beta[0],
              testParam(input),
            ),
            "spatial_batchnorm_forward()",
            false,
          );
          assertUnchanged(inputs);
          assertSharesNothing(
            { out: expectArray(out, "out", shapeOf(input.x)) },
            inputs,
          );
        },
      );
    });

    group("spatial_batchnorm_forward()", () => {
      /** Asserts that a call is refused and leaves the running averages alone. */
      async function assertRefused(
        input: ImageBatch & Running,
        changed: Record<string, unknown>,
        given: string | undefined,
      ): Promise<void> {
        const { x, gamma, beta } = input;
        const bn_param = { ...trainParam(input), ...changed };
        await assertRefusal(() => forward(x, gamma, beta, bn_param), given);
        assertRunningKept(bn_param, input);
      }

      property(
        "refuses any other mode with a RangeError that says what it got",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          for (const mode of OTHER_MODES) {
            await assertRefused(input, { mode }, mode);
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "refuses any other axis with a RangeError that says what it got",
        { input: withRunning(imageBatches()) },
        async ({ input }) => {
          for (const axis of [0, 2, 4, -3]) {
            await assertRefused(input, { axis }, String(axis));
          }
        },
        { runs: FEW_RUNS },
      );
    });

    backwardContract(
      words,
      spatialLayer({
        name: "spatial_batchnorm_backward",
        forward: async (x, gamma, beta, { eps, axis }) =>
          await spatial_batchnorm_forward(x, gamma, beta, {
            mode: "train",
            eps,
            axis,
          }),
        backward: spatial_batchnorm_backward,
      }),
    );
  },
  {
    probe,
    returns: {
      batchnorm_forward: "out and cache",
      spatial_batchnorm_forward: "out and cache",
    },
    zh: {
      "gives the worked example of the guide, in both layouts":
        "在两种布局下都与指南里的手算示例一致",
      "agrees with plain loops over batch, height and width":
        "与遍历整批、高和宽的朴素循环一致",
      "does to pixels what batchnorm_forward() does to samples":
        "对像素做的，就是 batchnorm_forward() 对样本做的",
      "gives every channel mean beta and variance gamma² · var / (var + eps)":
        "让每个通道的均值为 beta，方差为 gamma² · var / (var + eps)",
      "gives the same in both layouts": "在两种布局下给出的结果相同",
      "treats each channel as if it were alone": "对待每个通道，就像只有它一个",
      "moves the running averages of the channels towards the batch's":
        "让各通道的滑动平均向这一批的统计量靠拢",
      "uses momentum 0.9, eps 1e-5 and channels on axis 1 when none are given":
        "在没有给出 momentum、eps 和 axis 时，用 0.9、1e-5，通道在轴 1",
      "leaves x, gamma and beta as they are and shares no memory with them":
        "不改动 x、gamma 和 beta，也不与它们共用内存",
      "stays finite for constant channels, one pixel and one channel":
        "在通道为常数、只有一个像素、只有一个通道时，结果仍是有限数",
      "gives each image the same result alone as in the batch":
        "对每张图像，单独给出的结果与放在批里时相同",
      "refuses any other axis with a RangeError that says what it got":
        "拒绝其他任何轴，抛出 RangeError，并说明收到的是什么",
      "gives a dx that sums to zero over the pixels of a channel":
        "给出的 dx 在一个通道的所有像素上加起来是零",
    },
  },
);

/** Images of a shape, all of one value. */
function nested(shape: number[], value: number): Images {
  const size = shape.reduce((a, b) => a * b, 1);
  return fold(Array(size).fill(value), shape);
}
