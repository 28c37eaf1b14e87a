/** The contract of lesson 02: `batchnorm_backward(dout, cache)`. */
import type { NdArray } from "kit/nd/mod.ts";
import { probe } from "../catalogue/02_batchnorm_backward/probe.ts";
import { backwardContract } from "../support/backward_contract.ts";
import { contract } from "../support/contract.ts";
import { matrixLayer } from "../support/rows_and_columns.ts";
import type { Lesson01 } from "./01_batchnorm_forward.ts";

/** What lesson 02 exports, and what it builds on. */
export interface Lesson02 extends Lesson01 {
  // deno-lint-ignore no-explicit-any -- the cache is the lesson's own business
  batchnorm_backward(dout: NdArray, cache: any): unknown;
}

export default contract<Lesson02>(
  "02_batchnorm_backward",
  ({ batchnorm_backward, batchnorm_forward }, words) => {
    backwardContract(
      words,
      matrixLayer("batch", {
        name: "batchnorm_backward",
        forward: async (x, gamma, beta, { eps }) =>
          await batchnorm_forward(x, gamma, beta, { mode: "train", eps }),
        backward: batchnorm_backward,
      }),
    );
  },
  { probe, returns: { batchnorm_forward: "out and cache" } },
);
