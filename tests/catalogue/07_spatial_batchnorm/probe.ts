/**
 * The fixed inputs on which known mistakes of lesson 07 are recognized: height
 * and width differ, and so do the numbers of samples and of channels. A small
 * square input beside them has numbers where others have an error.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";
import { EPS, images } from "../support/probe_inputs.ts";

const gamma = (c: number) => nd.array([1.5, -0.75, 2].slice(0, c));
const beta = (c: number) => nd.array([0.25, -1, 3].slice(0, c));

const first = [2, 3, 4, 2];
const last = [2, 4, 2, 3];
const square = [2, 2, 2, 2];

/** The probe of lesson 07. */
export async function probe(
  { spatial_batchnorm_forward: forward, spatial_batchnorm_backward: backward }:
    Exports,
): Promise<Trace> {
  const trace: Trace = {};
  const run = async (
    name: string,
    x: NdArray,
    bn_param: Record<string, unknown>,
  ) => {
    const c = x.shape[bn_param.axis === 3 ? 3 : 1]!;
    const names = ["out", "running_mean", "running_var"];
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const [out] = await forward(x, gamma(c), beta(c), bn_param);
      return [out, bn_param.running_mean, bn_param.running_var];
    });
    await record(trace, [`${name} x afterwards`], () => Promise.resolve([x]));
  };
  const train = { mode: "train", eps: EPS, momentum: 0.7 };
  const grown = { ...train, axis: 1 };
  await run("first", images(first, 7), grown);
  await run("first again", images(first, 5), grown);
  await run("first test", images(first, 11), { ...grown, mode: "test" });
  await run("last", images(last, 7), { ...train, axis: 3 });
  await run("square", images(square, 7), { ...train, axis: 1 });
  await run("square last", images(square, 7), { ...train, axis: 3 });
  await run("defaults", images(first, 5).mul(1e-2), { mode: "train" });
  await run("square defaults", images(square, 5), { mode: "train" });
  await run("axis 2", images(square, 3), { ...train, axis: 2 });
  await run("unknown mode", images(square, 3), { ...train, mode: "eval" });

  const back = async (name: string, shape: number[], axis: number) => {
    const x = images(shape, 7);
    const dout = images(shape, 11);
    const c = shape[axis]!;
    const names = ["dx", "dgamma", "dbeta"];
    let cache: unknown;
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const param = { mode: "train", eps: EPS, axis };
      [, cache] = await forward(x, gamma(c), beta(c), param);
      return await backward(dout, cache);
    });
    await record(
      trace,
      names.map((part) => `${name} ${part}, second time`),
      async () => {
        const param = { mode: "train", eps: EPS, axis };
        await forward(images(shape, 3), gamma(c), beta(c), param);
        return await backward(dout.mul(2), cache);
      },
    );
    await record(
      trace,
      ["x", "dout"].map((part) => `${name} ${part} afterwards`),
      () => Promise.resolve([x, dout]),
    );
  };
  await back("backward first", first, 1);
  await back("backward last", last, 3);
  await back("backward square", square, 1);
  await back("backward square last", square, 3);
  return trace;
}
