/** The contract of lesson 05: `layernorm_backward(dout, cache)`. */
import { layernorm_forward } from "kata/04_layernorm_forward.ts";
import { layernorm_backward } from "kata/05_layernorm_backward.ts";
import { backwardContract } from "./support/backward_contract.ts";
import { contract } from "./support/contract.ts";
import { backwardProbe } from "./support/probes.ts";
import { matrixLayer } from "./support/rows_and_columns.ts";

backwardContract(
  contract(
    "05_layernorm_backward",
    () => backwardProbe(layernorm_forward, layernorm_backward),
  ),
  matrixLayer("features", {
    name: "layernorm_backward",
    forward: async (x, gamma, beta, { eps }) =>
      await layernorm_forward(x, gamma, beta, { eps }),
    backward: layernorm_backward,
  }),
);
