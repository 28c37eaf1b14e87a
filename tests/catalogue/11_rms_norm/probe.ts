/**
 * The fixed inputs on which known mistakes of lesson 11 are recognized: rows and
 * columns differ in number, no mean is zero, and eps can't hide.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Exports, recordPasses, type Trace } from "../../support/trace.ts";
import { dout, EPS, x } from "../support/probe_inputs.ts";

/** The probe of lesson 11. */
export async function probe(
  { rms_norm_forward: forward, rms_norm_backward: backward }: Exports,
): Promise<Trace> {
  const trace: Trace = {};
  const run = async (
    name: string,
    input: NdArray,
    upstream: NdArray,
    rms_param: Record<string, unknown>,
  ) => {
    const gamma = nd.array([1.5, -0.75, 2]);
    await recordPasses(trace, name, {
      forward: (x) => forward(x, gamma, rms_param),
      backward,
      x: input,
      other: input.add(1),
      dout: upstream,
      gradients: ["dx", "dgamma", "third gradient"],
      inputs: { x: input, gamma, dout: upstream },
    });
  };
  await run("general", x(), dout(), { eps: EPS });
  await run("square", x().rows(0, 3), dout().rows(0, 3), { eps: EPS });
  await run("defaults", x().mul(1e-2), dout(), {});
  await run("no eps", x().mul(1e-2), dout(), { eps: 0 });
  await run("test", x(), dout(), { eps: EPS, mode: "test" });
  return trace;
}
