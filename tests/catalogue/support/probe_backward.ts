/**
 * The probe that lessons 02, 03 and 05 share.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Callable, record, type Trace } from "../../support/trace.ts";
import {
  beta,
  dout,
  EPS,
  gamma,
  spreadOne,
  upstream,
  x,
} from "./probe_inputs.ts";

/**
 * Records a backward pass after a forward pass, in train mode.
 *
 * @param along The axis that mean and variance are taken along.
 */
export async function backwardProbe(
  forward: Callable,
  backward: Callable,
  along: 0 | 1 = 0,
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

  // Steps left out: gamma is 1, the spread is 1, eps is 0, terms of dx are 0.
  const turned = (a: NdArray) => along === 0 ? a : a.T;
  const one = nd.ones([4]);
  const scale = nd.array([1.5, -0.75, 2, 0.5]);
  const spread = turned(nd.array([[1.5, 0.5, 2, 3]]));
  const { both, direct, byMean, byVariance } = upstream;
  const alone = (
    name: string,
    dx_hat: NdArray,
    gamma: NdArray,
    stretch: NdArray | number,
    eps: number,
  ) =>
    record(trace, [`${name} dx`], async () => {
      const param = { mode: "train", eps };
      const input = turned(spreadOne()).mul(stretch);
      const [, cache] = await forward(input, gamma, nd.zeros([4]), param);
      const [dx] = await backward(turned(dx_hat).div(gamma), cache);
      return [dx];
    });
  await alone("terms", both(), one, 1, 0);
  await alone("mean term", byMean(), one, 1, 0);
  await alone("variance term", byVariance(), one, 1, 0);
  await alone("gamma", direct(), scale, 1, 0);
  await alone("spread", direct(), one, spread, 0);
  await alone("eps", direct(), one, spread, EPS);
  await alone("terms and eps", both(), one, spread, EPS);
  await alone("terms and gamma", both(), scale, 1, 0);
  await alone("terms and spread", both(), one, spread, 0);
  return trace;
}
