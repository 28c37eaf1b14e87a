/**
 * The fixed inputs on which known mistakes of lesson 10 are recognized: numbers
 * of samples, groups and channels in a group differ, and so do height and width.
 * A small square input beside them has numbers where others have an error.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import { EPS, images } from "../support/probe_inputs.ts";
import { type Exports, recordPasses, type Trace } from "../../support/trace.ts";

const gamma = (c: number) => nd.array([1.5, -0.75, 2, 1, -2, 0.5].slice(0, c));
const beta = (c: number) => nd.array([0.25, -1, 3, 0.5, 2, -4].slice(0, c));

const wide = [2, 6, 4, 3];
const square = [2, 2, 2, 2];

/** The probe of lesson 10. */
export async function probe(
  { spatial_groupnorm_forward: forward, spatial_groupnorm_backward: backward }:
    Exports,
): Promise<Trace> {
  const trace: Trace = {};
  const run = async (
    name: string,
    shape: number[],
    G: number,
    gn_param: Record<string, unknown>,
  ) => {
    const c = shape[1]!;
    const [x, dout] = [images(shape, 7), images(shape, 11)];
    await recordPasses(trace, name, {
      forward: (x) => forward(x, gamma(c), beta(c), G, gn_param),
      backward,
      x,
      other: images(shape, 3),
      dout,
      gradients: ["dx", "dgamma", "dbeta"],
      inputs: { x, dout },
    });
  };
  await run("two groups", wide, 2, { eps: EPS });
  await run("three groups", wide, 3, { eps: EPS });
  await run("square", square, 2, { eps: EPS });
  await run("one group", square, 1, { eps: EPS });
  await run("defaults", square, 1, {});
  await run("no eps", square, 1, { eps: 0 });
  await run("test", wide, 2, { eps: EPS, mode: "test" });
  await run("four groups", wide, 4, { eps: EPS });
  return trace;
}
