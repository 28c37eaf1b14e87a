/** The contract of lesson 02: `batchnorm_backward(dout, cache)`. */
import { batchnorm_forward } from "kata/01_batchnorm_forward.ts";
import { batchnorm_backward } from "kata/02_batchnorm_backward.ts";
import { backwardContract } from "./support/backward_contract.ts";
import { contract } from "./support/contract.ts";
import { backwardProbe } from "./support/probes.ts";
import { matrixLayer } from "./support/rows_and_columns.ts";

backwardContract(
  contract(
    "02_batchnorm_backward",
    () => backwardProbe(batchnorm_forward, batchnorm_backward),
  ),
  matrixLayer("batch", {
    name: "batchnorm_backward",
    forward: async (x, gamma, beta, { eps }) =>
      await batchnorm_forward(x, gamma, beta, { mode: "train", eps }),
    backward: batchnorm_backward,
  }),
);
