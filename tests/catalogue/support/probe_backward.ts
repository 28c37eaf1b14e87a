/**
 * The probe that lessons 02, 03 and 05 share.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Callable, record, type Trace } from "../../support/trace.ts";
import { beta, dout, EPS, gamma, x } from "./probe_inputs.ts";

/** Records a backward pass after a forward pass, in train mode. */
export async function backwardProbe(
  forward: Callable,
  backward: Callable,
): Promise<Trace> {
  const trace: Trace = {};
  const names = ["dx", "dgamma", "dbeta"];
  const run = async (name: string, input: NdArray, upstream: NdArray) => {
    let cache: unknown;
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const param = { mode: "train", eps: EPS };
      [, cache] = await forward(input, gamma(), beta(), param);
      return await backward(upstream, cache);
    });
    await record(
      trace,
      names.map((part) => `${name} ${part}, second time`),
      async () => {
        const again = await backward(upstream.mul(2), cache);
        const copies = again.map((part: NdArray) => part.copy());
        // Whoever shares memory with dout changes it here.
        for (const { data } of await backward(upstream, cache)) data.fill(7);
        return copies;
      },
    );
    await record(
      trace,
      ["x", "dout"].map((part) => `${name} ${part} afterwards`),
      () => Promise.resolve([input, upstream]),
    );
  };
  await run("general", x(), dout());
  await run("small", x().mul(1e-2), dout());
  await run("constant dout", x(), nd.ones([4, 3]));
  await run("square", x().rows(0, 3), dout().rows(0, 3));
  await run("one row", x().rows(0, 1), dout().rows(0, 1));
  return trace;
}
