/**
 * The fixed inputs on which known mistakes of lesson 11 are recognized: rows and
 * columns differ in number, no mean is zero, and eps can't hide.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Callable, recordPasses, type Trace } from "./trace.ts";

const x = (): NdArray =>
  nd.array([[1, -2, 0.5], [3, 0, 0.25], [-1, 5, 4], [0.5, 2, -3]]);
const dout = (): NdArray =>
  nd.array([[0.5, -1, 2], [1, 0.25, -0.5], [-2, 3, 1], [0.75, -0.5, 1.25]]);
const EPS = 0.3;

/** The probe of lesson 11. */
export async function rmsNormProbe(
  forward: Callable,
  backward: Callable,
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
