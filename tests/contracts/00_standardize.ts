/** The contract of lesson 00: `standardize(x)`. */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/00_standardize/probe.ts";
import {
  columnBatches,
  LARGE,
  type Matrix,
  oneOf,
  transposed,
} from "../support/arbitraries.ts";
import { assertUnchanged, rowsOf } from "../support/calls.ts";
import { assertClose, RELATIVE } from "../support/close.ts";
import { contract } from "../support/contract.ts";
import { batchForward, moments } from "../support/oracles.ts";
import { say } from "../support/words.ts";

/** What lesson 00 exports. */
export interface Lesson00 {
  standardize(x: NdArray): unknown;
}

const EPS = 1e-5;

/** Batches as lesson 00 takes them: no gamma, no beta, eps fixed. */
const data = columnBatches({ eps: EPS }).map(({ x }) => x);

/** What the lesson should give. */
function oracle(x: Matrix): Matrix {
  const ones = x[0].map(() => 1);
  return batchForward({ x, gamma: ones, beta: x[0].map(() => 0), eps: EPS })
    .out;
}

export default contract<Lesson00>(
  "00_standardize",
  ({ standardize }, { group, example, property }) => {
    group("standardize()", () => {
      example("gives the worked example of the guide", async () => {
        const out = await standardize(nd.array([[1, 10], [2, 10], [3, 10]]));
        const z = 1 / Math.sqrt(2 / 3 + EPS);
        assertClose(out, [[-z, 0], [0, 0], [z, 0]], "out", 1e-12);
      });

      property(
        "agrees with plain loops",
        { x: data },
        async ({ x }) => {
          assertClose(
            await standardize(nd.array(x)),
            oracle(x),
            "out",
            RELATIVE,
          );
        },
        { also: () => ({ x: oneOf(columnBatches({ ...LARGE, eps: EPS })).x }) },
      );

      property("gives every feature zero mean", { x: data }, async ({ x }) => {
        const columns = transposed(
          rowsOf(await standardize(nd.array(x)), "out", x),
        );
        const means = columns.map((column) => moments(column)[0]);
        assertClose(
          nd.array(means),
          means.map(() => 0),
          say("mean of each feature"),
          RELATIVE,
        );
      });

      property(
        "gives every feature unit variance, up to var / (var + eps)",
        { x: data },
        async ({ x }) => {
          const columns = transposed(
            rowsOf(await standardize(nd.array(x)), "out", x),
          );
          const variances = columns.map((column) => moments(column)[1]);
          const expected = transposed(x).map((column) => {
            const [, variance] = moments(column);
            return variance / (variance + EPS);
          });
          assertClose(
            nd.array(variances),
            expected,
            say("variance of each feature"),
            RELATIVE,
          );
        },
      );

      property(
        "leaves its input, and its earlier results, as they are",
        { x: data, other: data },
        async ({ x, other }) => {
          const input = nd.array(x);
          const first = await standardize(input);
          assertUnchanged({ x: [input, x] });
          const before = rowsOf(first, "out", x);
          await standardize(
            nd.array(x.map((row) => row.map((v) => 2 * v + 1))),
          );
          await standardize(nd.array(other));
          assertClose(first, before, say("the first of three results"), 0);
        },
      );
    });
  },
  {
    probe,
    zh: {
      "gives every feature zero mean": "让每个特征的均值为零",
      "gives every feature unit variance, up to var / (var + eps)":
        "让每个特征的方差为 1，准确地说是 var / (var + eps)",
      "leaves its input, and its earlier results, as they are":
        "不改动输入，也不改动以前的结果",
    },
  },
);
