/**
 * The contract of lesson 08: `recurrent_batchnorm_init(D)`,
 * `recurrent_batchnorm_forward(x, gamma, beta, bn_param, lengths)` and
 * `recurrent_batchnorm_backward(dout, cache)`.
 */
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/08_recurrent_batchnorm/probe.ts";
import { factors, LARGE, oneOf, withOrder } from "../support/arbitraries.ts";
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
  expectTuple,
  RELATIVE,
} from "../support/close.ts";
import { contract, FEW_RUNS } from "../support/contract.ts";
import { linesForward, linesOf } from "../support/lines.ts";
import { combine, shapeOf } from "../support/nested.ts";
import { moments, share, updated } from "../support/oracles.ts";
import {
  recurrentExample,
  recurrentLayer,
} from "../support/recurrent_layer.ts";
import { assertRunningKept } from "../support/running.ts";
import {
  averagesAt,
  reorderSequences,
  type SequenceBatch,
  sequenceBatches,
  type Sequences,
  type StepAverages,
  stepPlan,
  stepsOf,
  withStepAverages,
} from "../support/sequences.ts";
import { say } from "../support/words.ts";
import type { BatchNormParam } from "./01_batchnorm_forward.ts";

/** What lesson 08 keeps between calls: averages of shape (T, D). */
type RecurrentBatchNormParam = BatchNormParam;

/** What lesson 08 exports. */
export interface Lesson08 {
  recurrent_batchnorm_init(D: number): unknown;
  recurrent_batchnorm_forward(
    x: NdArray,
    gamma: NdArray,
    beta: NdArray,
    bn_param: RecurrentBatchNormParam,
    lengths?: number[],
  ): unknown;
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  recurrent_batchnorm_backward(dout: NdArray, cache: any): unknown;
}

type Trained = SequenceBatch & StepAverages & { momentum: number };

/** Train mode, with running averages from earlier batches. */
function trainParam(input: Trained): RecurrentBatchNormParam {
  return {
    mode: "train",
    eps: input.eps,
    momentum: input.momentum,
    running_mean: nd.array(input.running_mean),
    running_var: nd.array(input.running_var),
  };
}

/** Test mode, with running averages from training. */
function testParam(input: Trained): RecurrentBatchNormParam {
  return { ...trainParam(input), mode: "test" };
}

/** What the steps should become in train mode. */
function trained(input: SequenceBatch) {
  return linesForward(input, stepPlan(input.lengths));
}

/** What the steps should become in test mode. */
function tested(input: Trained) {
  return linesForward(input, stepPlan(input.lengths), averagesAt(input));
}

/** Asserts what the running averages are after batches in train mode. */
function assertAverages(
  bn_param: RecurrentBatchNormParam,
  batches: SequenceBatch[],
  momentum: number,
  before: StepAverages = { running_mean: [], running_var: [] },
): void {
  const mean = [...before.running_mean];
  const variance = [...before.running_var];
  // What they were computed from, as for lesson 01.
  const meanSize = mean.map((row) => row.map(Math.abs));
  const varianceSize = variance.map((row) => row.map(Math.abs));
  for (const batch of batches) {
    const zeros = batch.gamma.map(() => 0);
    for (const [t, step] of stepsOf(batch).entries()) {
      mean[t] = updated(mean[t] ?? zeros, step.mean, momentum);
      variance[t] = updated(variance[t] ?? zeros, step.variance, momentum);
      meanSize[t] = combine(
        (size, m, v) => size + Math.abs(m) + Math.sqrt(v),
        meanSize[t] ?? zeros,
        step.mean,
        step.variance,
      );
      varianceSize[t] = combine(
        (size, v) => size + v + batch.eps,
        varianceSize[t] ?? zeros,
        step.variance,
      );
    }
  }
  assertClose(
    bn_param.running_mean,
    mean,
    "running_mean",
    share(RELATIVE, meanSize),
  );
  assertClose(
    bn_param.running_var,
    variance,
    "running_var",
    share(RELATIVE, varianceSize),
  );
}

export default contract<Lesson08>(
  "08_recurrent_batchnorm",
  (
    {
      recurrent_batchnorm_init,
      recurrent_batchnorm_forward,
      recurrent_batchnorm_backward,
    },
    words,
  ) => {
    const { group, example, property } = words;

    /** Calls the lesson and gives its `out`. */
    async function forward(
      { x, gamma, beta, lengths }: Omit<SequenceBatch, "eps">,
      bn_param: RecurrentBatchNormParam,
    ): Promise<unknown> {
      const result = await recurrent_batchnorm_forward(
        nd.array(x),
        nd.array(gamma),
        nd.array(beta),
        bn_param,
        [...lengths],
      );
      const training = bn_param.mode === "train";
      return outOf(result, "recurrent_batchnorm_forward()", training);
    }

    group("recurrent_batchnorm_init()", () => {
      const call = async (D: number): Promise<[NdArray, NdArray]> => {
        const [gamma, beta] = expectTuple(
          await recurrent_batchnorm_init(D),
          "recurrent_batchnorm_init()",
          ["gamma", "beta"],
        );
        return [
          expectArray(gamma, "gamma", [D]),
          expectArray(beta, "beta", [D]),
        ];
      };

      property(
        "gives a gamma of 0.1 and a beta of 0 for each feature",
        { D: fc.integer({ min: 1, max: 8 }) },
        async ({ D }) => {
          const [gamma, beta] = await call(D);
          assertClose(gamma, Array(D).fill(0.1), "gamma", 1e-15);
          assertClose(beta, Array(D).fill(0), "beta", 0);
        },
      );

      property(
        "gives new arrays at every call",
        { D: fc.integer({ min: 1, max: 8 }) },
        async ({ D }) => {
          for (const array of await call(D)) array.data.fill(7);
          const [gamma, beta] = await call(D);
          gamma.data.fill(5);
          assertClose(beta, Array(D).fill(0), "beta", 0);
          const [again] = await call(D);
          assertClose(again, Array(D).fill(0.1), "gamma", 1e-15);
        },
      );
    });

    group("recurrent_batchnorm_forward() in train mode", () => {
      example("gives the worked example of the guide", async () => {
        const bn_param: RecurrentBatchNormParam = {
          mode: "train",
          eps: recurrentExample.eps,
          momentum: 0.75,
        };
        const out = await forward(recurrentExample, bn_param);
        assertClose(out, recurrentExample.out, "out", 1e-12);
        // A quarter of the means 2, 3, 6 and of the variances 1, 6, 1; three rows.
        assertClose(
          bn_param.running_mean,
          [[0.5], [0.75], [1.5]],
          "running_mean",
          1e-12,
        );
        assertClose(
          bn_param.running_var,
          [[0.25], [1.5], [0.25]],
          "running_var",
          1e-12,
        );
      });

      property(
        "agrees with plain loops over the sequences that reach each step",
        { input: sequenceBatches() },
        async ({ input }) => {
          const { out, magnitude } = trained(input);
          assertClose(
            await forward(input, { mode: "train", eps: input.eps }),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
        },
        { also: () => ({ input: oneOf(sequenceBatches(LARGE)) }) },
      );

      property(
        "takes all sequences for whole when no lengths are given",
        { input: sequenceBatches({}, { whole: true }) },
        async ({ input }) => {
          const { x, gamma, beta, eps } = input;
          const bn_param: RecurrentBatchNormParam = { mode: "train", eps };
          const result = await recurrent_batchnorm_forward(
            nd.array(x),
            nd.array(gamma),
            nd.array(beta),
            bn_param,
          );
          const { out, magnitude } = trained(input);
          assertClose(
            outOf(result, "recurrent_batchnorm_forward()", true),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
          assertAverages(bn_param, [input], 0.9);
        },
      );

      property(
        "gives every step mean beta and variance gamma² · var / (var + eps)",
        { input: sequenceBatches() },
        async ({ input }) => {
          const { x, gamma, beta, eps, lengths } = input;
          const out = rowsOf(
            await forward(input, { mode: "train", eps }),
            "out",
            x,
          );
          const lines = linesOf(out, stepPlan(lengths));
          const steps = stepsOf(input);
          const actual = steps.map((_, t) =>
            gamma.map((_, j) => moments(lines.get(`${t} ${j}`)!))
          );
          assertClose(
            nd.array(actual.map((row) => row.map(([mean]) => mean))),
            steps.map(() => beta),
            say("mean of each feature of out at each step"),
            steps.map(() =>
              gamma.map((g, j) => RELATIVE * (Math.abs(g) + Math.abs(beta[j])))
            ),
          );
          assertClose(
            nd.array(actual.map((row) => row.map(([, v]) => v))),
            steps.map(({ variance }) =>
              gamma.map((g, j) => g ** 2 * variance[j] / (variance[j] + eps))
            ),
            say("variance of each feature of out at each step"),
            steps.map(() =>
              gamma.map((g, j) => 4 * RELATIVE * (g ** 2 + beta[j] ** 2))
            ),
          );
        },
      );

      property(
        "treats each step as if it were alone",
        { input: sequenceBatches() },
        async ({ input }) => {
          const { x, eps, lengths } = input;
          const { out, magnitude } = trained(input);
          for (const t of stepsOf(input).keys()) {
            const reaching = [...x.keys()].filter((i) => t < lengths[i]);
            const step = (all: Sequences) => reaching.map((i) => [all[i][t]]);
            const alone = {
              ...input,
              x: step(x),
              lengths: reaching.map(() => 1),
            };
            assertClose(
              await forward(alone, { mode: "train", eps }),
              step(out),
              say("out for step {t} alone", { t }),
              share(RELATIVE, step(magnitude)),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "doesn't look at the padding, and gives zero there",
        {
          input: sequenceBatches({ minN: 2 }),
          value: fc.constantFrom(0, 1e3, -7),
        },
        async ({ input, value }) => {
          const { x, eps, lengths } = input;
          const other = x.map((sequence, i) =>
            sequence.map((features, t) =>
              t < lengths[i] ? features : features.map(() => value)
            )
          );
          const { out, magnitude } = trained(input);
          const bn_param: RecurrentBatchNormParam = { mode: "train", eps };
          assertClose(
            await forward({ ...input, x: other }, bn_param),
            out,
            say("out for other padding"),
            share(RELATIVE, magnitude),
          );
          assertAverages(bn_param, [input], 0.9);
        },
      );

      property(
        "follows the order of the batch",
        { input: withOrder(sequenceBatches({ minN: 2 })) },
        async ({ input }) => {
          const { eps, order } = input;
          const { out, magnitude } = trained(input);
          const moved = <T>(rows: T[]) => order.map((i) => rows[i]);
          assertClose(
            await forward(reorderSequences(input, order), {
              mode: "train",
              eps,
            }),
            moved(out),
            say("out for reordered x"),
            share(RELATIVE, moved(magnitude)),
          );
        },
      );

      property(
        "moves the running averages of the steps that were reached, and only those",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          for (const momentum of [input.momentum, ...MOMENTUMS]) {
            const bn_param = trainParam({ ...input, momentum });
            await forward(input, bn_param);
            assertAverages(bn_param, [input], momentum, input);
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "starts each step's averages from zeros and keeps them between calls",
        {
          first: sequenceBatches({ minD: 2, maxD: 2, eps: 0.1 }),
          second: sequenceBatches({ minD: 2, maxD: 2, eps: 0.1 }),
          third: sequenceBatches({ minD: 2, maxD: 2, eps: 0.1 }),
        },
        async ({ first, second, third }) => {
          const momentum = 0.75;
          const bn_param: RecurrentBatchNormParam = {
            mode: "train",
            eps: first.eps,
            momentum,
          };
          const batches: SequenceBatch[] = [];
          for (const input of [first, second, third]) {
            await forward(input, bn_param);
            batches.push(input);
            assertAverages(bn_param, batches, momentum);
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "uses momentum 0.9 and eps 1e-5 when none are given",
        { input: sequenceBatches({ eps: 1e-5 }) },
        async ({ input }) => {
          const bn_param: RecurrentBatchNormParam = { mode: "train" };
          const { out, magnitude } = trained(input);
          assertClose(
            await forward(input, bn_param),
            out,
            "out",
            share(RELATIVE, magnitude),
          );
          assertAverages(bn_param, [input], 0.9);
        },
      );

      property(
        "leaves x, gamma, beta and lengths as they are and shares no memory with them",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const bn_param = trainParam(input);
          const lengths = [...input.lengths];
          const result = await recurrent_batchnorm_forward(
            x[0],
            gamma[0],
            beta[0],
            bn_param,
            lengths,
          );
          const out = outOf(result, "recurrent_batchnorm_forward()", true);
          assertUnchanged(inputs);
          assertClose(
            nd.array(lengths),
            input.lengths,
            say("lengths afterwards"),
            0,
          );
          assertSharesNothing({
            out: expectArray(out, "out", shapeOf(input.x)),
            running_mean: bn_param.running_mean!,
            running_var: bn_param.running_var!,
          }, inputs);
        },
      );

      property(
        "stays finite for constant features, one sequence and one feature",
        { value: fc.integer({ min: -3, max: 3 }), gamma: factors(2) },
        async ({ value, gamma }) => {
          for (
            const [lengths, d] of [[[2, 1, 2], 2], [[1], 2], [[2], 1]] as const
          ) {
            const x = lengths.map(() => [0, 1].map(() => Array(d).fill(value)));
            const bn_param: RecurrentBatchNormParam = { mode: "train" };
            const beta = gamma.slice(0, d).map((g) => g + 1);
            const out = await forward(
              { x, gamma: gamma.slice(0, d), beta, lengths: [...lengths] },
              bn_param,
            );
            // Nothing of a constant feature is left but beta.
            assertClose(
              out,
              lengths.map((length) =>
                [0, 1].map((t) => beta.map((b) => t < length ? b : 0))
              ),
              say("out for constant x"),
              1e-6,
            );
            const steps = Math.max(...lengths);
            assertFinite(bn_param.running_var, "running_var", [steps, d]);
          }
        },
        { runs: FEW_RUNS },
      );
    });

    group("recurrent_batchnorm_forward() in test mode", () => {
      example("gives the worked example of the guide", async () => {
        // By mean 2 and standard deviation 2, then twice by 4 and 3; gamma 2.
        const out = await forward(
          { x: [[[4], [1], [7]]], gamma: [2], beta: [10], lengths: [3] },
          {
            mode: "test",
            eps: 3,
            running_mean: nd.array([[2], [4]]),
            running_var: nd.array([[1], [6]]),
          },
        );
        assertClose(out, [[[12], [8], [12]]], "out", 1e-12);
      });

      property(
        "normalizes each step by its running averages, and those beyond by the last",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          const { out, magnitude } = tested(input);
          assertClose(
            await forward(input, testParam(input)),
            out,
            "out",
            share(RELATIVE / 100, magnitude),
          );
        },
      );

      property(
        "gives each sequence the same result alone as in the batch",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          const { out, magnitude } = tested(input);
          for (const i of input.x.keys()) {
            assertClose(
              await forward(reorderSequences(input, [i]), testParam(input)),
              [out[i]],
              say("out for sequence {i} alone", { i }),
              share(RELATIVE / 100, [magnitude[i]]),
            );
          }
        },
        { runs: FEW_RUNS },
      );

      property(
        "leaves the running averages as they are",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          const bn_param = testParam(input);
          await forward(input, bn_param);
          assertRunningKept(bn_param, input);
        },
      );

      property(
        "leaves x, gamma and beta as they are and returns an array of its own",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          const inputs = arraysOf(input);
          const { x, gamma, beta } = inputs;
          const result = await recurrent_batchnorm_forward(
            x[0],
            gamma[0],
            beta[0],
            testParam(input),
            [...input.lengths],
          );
          const out = outOf(result, "recurrent_batchnorm_forward()", false);
          assertUnchanged(inputs);
          assertSharesNothing(
            { out: expectArray(out, "out", shapeOf(input.x)) },
            inputs,
          );
        },
      );
    });

    group("recurrent_batchnorm_forward()", () => {
      property(
        "refuses any other mode with a RangeError that says what it got",
        { input: withStepAverages(sequenceBatches()) },
        async ({ input }) => {
          for (const mode of OTHER_MODES) {
            const bn_param = { ...trainParam(input), mode: mode as "train" };
            await assertRefusal(() => forward(input, bn_param), mode);
            assertRunningKept(bn_param, input);
          }
        },
        { runs: FEW_RUNS },
      );
    });

    backwardContract(
      words,
      recurrentLayer({
        name: "recurrent_batchnorm_backward",
        forward: async (x, gamma, beta, { eps, lengths }) =>
          await recurrent_batchnorm_forward(
            x,
            gamma,
            beta,
            { mode: "train", eps },
            [...lengths],
          ),
        backward: recurrent_batchnorm_backward,
      }),
    );
  },
  {
    probe,
    returns: { recurrent_batchnorm_forward: "out and cache" },
    zh: {
      "gives a gamma of 0.1 and a beta of 0 for each feature":
        "给每个特征的 gamma 是 0.1，beta 是 0",
      "gives new arrays at every call": "每次调用都给出新的数组",
      "agrees with plain loops over the sequences that reach each step":
        "与遍历走到每一步的各条序列的朴素循环一致",
      "takes all sequences for whole when no lengths are given":
        "在没有给出 lengths 时，把所有序列都当成完整的",
      "gives every step mean beta and variance gamma² · var / (var + eps)":
        "让每一步的均值为 beta，方差为 gamma² · var / (var + eps)",
      "treats each step as if it were alone": "对待每一步，就像只有它一个",
      "doesn't look at the padding, and gives zero there":
        "不看填充的内容，在那里给出零",
      "moves the running averages of the steps that were reached, and only those":
        "只更新走到了的那些步的滑动平均",
      "starts each step's averages from zeros and keeps them between calls":
        "让每一步的滑动平均从零开始，并在两次调用之间保留下来",
      "leaves x, gamma, beta and lengths as they are and shares no memory with them":
        "不改动 x、gamma、beta 和 lengths，也不与它们共用内存",
      "stays finite for constant features, one sequence and one feature":
        "在特征为常数、只有一条序列、只有一个特征时，结果仍是有限数",
      "normalizes each step by its running averages, and those beyond by the last":
        "按每一步自己的滑动平均做归一化，超出的步用最后一步的",
      "gives each sequence the same result alone as in the batch":
        "对每条序列，单独给出的结果与放在批里时相同",
      "gives the dgamma of plain loops, a sum over batch and time":
        "给出的 dgamma 与朴素循环一致，是整批和所有时间步上的和",
      "gives the dbeta of plain loops, a sum over batch and time":
        "给出的 dbeta 与朴素循环一致，是整批和所有时间步上的和",
      "gives a dx that sums to zero over the sequences that reach a step":
        "给出的 dx 在走到某一步的所有序列上加起来是零",
    },
  },
);
