/** The contract of lesson 05: `layernorm_backward(dout, cache)`. */
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/05_layernorm_backward/probe.ts";
import { backwardContract } from "../support/backward_contract.ts";
import { contract } from "../support/contract.ts";
import { matrixLayer } from "../support/rows_and_columns.ts";
import type { Lesson04 } from "./04_layernorm_forward.ts";

/** What lesson 05 exports, and what it builds on. */
export interface Lesson05 extends Lesson04 {
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  layernorm_backward(dout: NdArray, cache: any): unknown;
}

export default contract<Lesson05>(
  "05_layernorm_backward",
  ({ layernorm_backward, layernorm_forward }, words) => {
    backwardContract(
      words,
      matrixLayer("features", {
        name: "layernorm_backward",
        forward: async (x, gamma, beta, { eps }) =>
          await layernorm_forward(x, gamma, beta, { eps }),
        backward: layernorm_backward,
      }),
    );
  },
  {
    probe,
    returns: { layernorm_forward: "out and cache" },
    zh: {
      "passes the gradient check of the notebook, cell 15":
        "通过 notebook 的 cell 15 的梯度检查",
      "gives a dx that sums to zero over the features of a row":
        "给出的 dx 在一行的各个特征上加起来是零",
    },
  },
);
