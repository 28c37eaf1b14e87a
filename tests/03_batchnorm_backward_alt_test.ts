/** The contract of lesson 03: `batchnorm_backward_alt(dout, cache)`. */
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import { batchnorm_forward } from "kata/01_batchnorm_forward.ts";
import { batchnorm_backward } from "kata/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "kata/03_batchnorm_backward_alt.ts";
import { backwardContract } from "./support/backward_contract.ts";
import { assertNumber, expectArray, expectTuple } from "./support/close.ts";
import { contract } from "./support/contract.ts";
import { backwardProbe } from "./support/probes.ts";
import { matrixLayer } from "./support/rows_and_columns.ts";
import { say } from "./support/words.ts";

const words = contract(
  "03_batchnorm_backward_alt",
  () => backwardProbe(batchnorm_forward, batchnorm_backward_alt),
);

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
      ) as Awaited<ReturnType<typeof batchnorm_forward>>;
      const staged = await batchnorm_backward(dout, cache!);
      const simplified = expectTuple(
        await batchnorm_backward_alt(dout, cache!),
        "batchnorm_backward_alt()",
        ["dx", "dgamma", "dbeta"],
      );
      ["dx", "dgamma", "dbeta"].forEach((name, k) => {
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
  );
});
