/**
 * The fixed inputs on which known mistakes of lesson 08 are recognized: lengths
 * in no order, padding that isn't zero, and a step that no sequence reaches.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";
import { EPS } from "../support/probe_inputs.ts";

/** Numbers that follow no line: multiples of a step, back and forth. */
function sequences(shape: number[], step: number): NdArray {
  const size = shape.reduce((a, b) => a * b);
  const data = Float64Array.from(
    { length: size },
    (_, k) => (k * step) % 19 / 4 - 2 + (k % 7) / 8,
  );
  return nd.fromData(data, shape);
}

const gamma = () => nd.array([1.5, -0.75]);
const beta = () => nd.array([0.25, -1]);

const shape = [4, 4, 2];
const lengths = () => [2, 3, 1, 3];
const shorter = () => [1, 2, 2, 1];

/** The probe of lesson 08. */
export async function probe(
  {
    recurrent_batchnorm_init: init,
    recurrent_batchnorm_forward: forward,
    recurrent_batchnorm_backward: backward,
  }: Exports,
): Promise<Trace> {
  const trace: Trace = {};
  for (const D of [1, 3]) {
    await record(
      trace,
      [`gamma for ${D}`, `beta for ${D}`],
      async () => await init(D),
    );
  }
  await record(trace, ["gamma after a change"], async () => {
    (await init(2))[0].data.fill(7);
    return await init(2);
  });

  const run = async (
    name: string,
    x: NdArray,
    bn_param: Record<string, unknown>,
    ...rest: number[][]
  ) => {
    const names = ["out", "running_mean", "running_var"];
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const [out] = await forward(x, gamma(), beta(), bn_param, ...rest);
      return [out, bn_param.running_mean, bn_param.running_var];
    });
    await record(
      trace,
      ["x", ...rest.map(() => "lengths")].map((what) =>
        `${name} ${what} afterwards`
      ),
      () => Promise.resolve([x, ...rest.map((lengths) => nd.array(lengths))]),
    );
  };
  const train = { mode: "train", eps: EPS, momentum: 0.7 };
  const grown = { ...train };
  await run("first", sequences(shape, 7), grown, lengths());
  await run("shorter", sequences(shape, 5), grown, shorter());
  await run("longer", sequences(shape, 11), grown, [4, 1, 2, 4]);
  const preset = {
    eps: EPS,
    momentum: 0.7,
    running_mean: nd.array([[0.5, -1], [2, 0.25]]),
    running_var: nd.array([[4, 2.25], [0.5, 1.5]]),
  };
  await run(
    "test",
    sequences(shape, 7),
    { ...preset, mode: "test" },
    lengths(),
  );
  await run("test whole", sequences(shape, 3), { ...preset, mode: "test" });
  await run("preset", sequences(shape, 3), { ...preset, mode: "train" });
  await run("defaults", sequences(shape, 5).mul(1e-2), { mode: "train" });
  await run("unknown mode", sequences(shape, 3), { ...preset, mode: "eval" });

  const back = async (name: string, ...rest: number[][]) => {
    const x = sequences(shape, 7);
    const dout = sequences(shape, 11);
    const names = ["dx", "dgamma", "dbeta"];
    let cache: unknown;
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const param = { mode: "train", eps: EPS };
      [, cache] = await forward(x, gamma(), beta(), param, ...rest);
      return await backward(dout, cache);
    });
    await record(
      trace,
      names.map((part) => `${name} ${part}, second time`),
      async () => {
        const param = { mode: "train", eps: EPS };
        await forward(sequences(shape, 3), gamma(), beta(), param, ...rest);
        return await backward(dout.mul(2), cache);
      },
    );
    await record(
      trace,
      ["x", "dout"].map((part) => `${name} ${part} afterwards`),
      () => Promise.resolve([x, dout]),
    );
  };
  await back("backward", lengths());
  await back("backward whole");
  return trace;
}
