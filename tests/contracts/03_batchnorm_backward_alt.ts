/** The contract of lesson 03: `batchnorm_backward_alt(dout, cache)`. */
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import { probe } from "../catalogue/03_batchnorm_backward_alt/probe.ts";
import { backwardContract } from "../support/backward_contract.ts";
import { assertNumber, expectArray, expectTuple } from "../support/close.ts";
import { contract } from "../support/contract.ts";
import { matrixLayer } from "../support/rows_and_columns.ts";
import { say } from "../support/words.ts";
import type { Lesson02 } from "./02_batchnorm_backward.ts";

/** What lesson 03 exports, and what it builds on. */
export interface Lesson03 extends Lesson02 {
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  batchnorm_backward_alt(dout: NdArray, cache: any): unknown;
}

export default contract<Lesson03>(
  "03_batchnorm_backward_alt",
  (
    { batchnorm_backward_alt, batchnorm_forward, batchnorm_backward },
    words,
  ) => {
    backwardContract(
      words,
      matrixLayer("batch", {
        name: "batchnorm_backward_alt",
        forward: async (x, gamma, beta, { eps }) =>
          await batchnorm_forward(x, gamma, beta, { mode: "train", eps }),
        backward: batchnorm_backward_alt,
      }),
    );

    words.group("batchnorm_backward_alt()", () => {
      words.example(
        "agrees with batchnorm_backward() on the data of the notebook, cell 6",
        async () => {
          const random = new RandomState(231);
          const [N, D] = [100, 500];
          const x = random.randn(N, D).mul(5).add(12);
          const gamma = random.randn(D);
          const beta = random.randn(D);
          const dout = random.randn(N, D);

          const [, cache] = expectTuple(
            await batchnorm_forward(x, gamma, beta, { mode: "train" }),
            "batchnorm_forward()",
            ["out", "cache"],
          );
          const names = ["dx", "dgamma", "dbeta"];
          const staged = expectTuple(
            await batchnorm_backward(dout, cache),
            "batchnorm_backward()",
            names,
          );
          const simplified = expectTuple(
            await batchnorm_backward_alt(dout, cache),
            "batchnorm_backward_alt()",
            names,
          );
          names.forEach((name, k) => {
            const shape = k === 0 ? [N, D] : [D];
            assertNumber(
              rel_error(
                expectArray(
                  staged[k],
                  say("{name} of batchnorm_backward()", { name }),
                  shape,
                ),
                expectArray(simplified[k], name, shape),
              ),
              0,
              say("relative difference of {name}", { name }),
              1e-8,
            );
          });
        },
        { slow: true },
      );
    });
  },
  {
    probe,
    returns: { batchnorm_forward: "out and cache" },
    zh: {
      "agrees with batchnorm_backward() on the data of the notebook, cell 6":
        "在 notebook 的 cell 6 的数据上与 batchnorm_backward() 一致",
    },
  },
);
