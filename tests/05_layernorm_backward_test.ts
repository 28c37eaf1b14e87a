/** The contract of lesson 05: `layernorm_backward(dout, cache)`. */
import { layernorm_forward } from "kata/04_layernorm_forward.ts";
import { layernorm_backward } from "kata/05_layernorm_backward.ts";
import { backwardContract } from "./support/backward_contract.ts";
import { contract } from "./support/contract.ts";
import { layerForward } from "./support/oracles.ts";
import { backwardProbe } from "./support/probes.ts";

backwardContract(
  contract(
    "05_layernorm_backward",
    () => backwardProbe(layernorm_forward, layernorm_backward),
  ),
  {
    name: "layernorm_backward",
    over: "features",
    forward: async (x, gamma, beta, eps) =>
      await layernorm_forward(x, gamma, beta, { eps }),
    backward: layernorm_backward,
    oracle: layerForward,
  },
);
