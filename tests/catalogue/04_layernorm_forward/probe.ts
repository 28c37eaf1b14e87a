/**
 * The fixed inputs on which known mistakes of lesson 04 are recognized.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { look as lookHere } from "../../support/cache.ts";
import {
  type Exports,
  partOf,
  record,
  type Trace,
} from "../../support/trace.ts";
import {
  beta,
  dout,
  EPS,
  forwards,
  gamma,
  x,
} from "../support/probe_inputs.ts";

/** The probe of lesson 04. */
export async function probe(
  { layernorm_forward, look = lookHere }: Exports,
): Promise<Trace> {
  const trace: Trace = {};
  const input = nd.array([[1, 3, 5], [0, 6, 0]]);
  const begin = "step by step: ";
  const cached = ["mean", "var", "std", "x_hat"];
  trace[`${begin}x`] = partOf(input);
  await record(
    trace,
    [...cached, "out"].map((name) => begin + name),
    async () => {
      const [out, cache] = await layernorm_forward(
        input.copy(),
        nd.array([2, -1, 1]),
        nd.array([10, 1, 0]),
        { eps: 0.5 },
      );
      const fields = await look(cache, cached) ?? cached.map(() => undefined);
      return [...fields, out];
    },
  );
  const run = async (
    name: string,
    input: NdArray,
    ln_param: Record<string, unknown>,
  ) => {
    await record(trace, [`${name} out`], async () => {
      const [out] = await layernorm_forward(input, gamma(), beta(), ln_param);
      return [out];
    });
    await record(
      trace,
      [`${name} x afterwards`],
      () => Promise.resolve([input]),
    );
  };
  await run("general", x(), { eps: EPS });
  await run("defaults", x().mul(1e-2), {});
  await run("train", x(), { eps: EPS, mode: "train" });
  await run("test", x(), { eps: EPS, mode: "test" });
  await run("no eps", x().mul(1e-2), { eps: 0 });
  await run("square", x().rows(0, 3), { eps: EPS });
  const kept = { eps: EPS, mode: "train" };
  await run("kept train", x(), kept);
  await run(
    "kept test",
    x().add(dout()),
    Object.assign(kept, { mode: "test" }),
  );
  for (const { name, x, gamma, beta, eps } of forwards()) {
    await record(trace, [`${name} out`], async () => {
      const [out] = await layernorm_forward(x.T.copy(), gamma, beta, { eps });
      return [out];
    });
  }
  return trace;
}
