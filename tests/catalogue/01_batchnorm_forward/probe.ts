/**
 * The fixed inputs on which known mistakes of lesson 01 are recognized: a
 * momentum that isn't its own complement, modes that there aren't.
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
import { beta, EPS, forwards, gamma, x } from "../support/probe_inputs.ts";

/** The probe of lesson 01. */
export async function probe(
  { batchnorm_forward, look = lookHere }: Exports,
): Promise<Trace> {
  const trace: Trace = {};
  for (const mode of ["train", "test"]) {
    const input = nd.array([[1, 0], [2, 0], [3, 6]]);
    const begin = `step by step in ${mode} mode: `;
    const cached = mode === "train" ? ["mean", "var", "std", "x_hat"] : [];
    const names = [...cached, "out", "running_mean", "running_var"];
    trace[`${begin}x`] = partOf(input);
    await record(trace, names.map((name) => begin + name), async () => {
      const bn_param = {
        ...{ mode, eps: 0.5, momentum: 0.75 },
        running_mean: nd.array([1, 2]),
        running_var: nd.array([4, 1]),
      };
      const [out, cache] = await batchnorm_forward(
        input.copy(),
        nd.array([2, -1]),
        nd.array([10, 1]),
        bn_param,
      );
      const { running_mean, running_var } = bn_param;
      const fields = await look(cache, cached) ?? cached.map(() => undefined);
      return [...fields, out, running_mean, running_var];
    });
  }
  const run = async (
    name: string,
    input: NdArray,
    bn_param: Record<string, unknown>,
  ) => {
    const names = ["out", "running_mean", "running_var"];
    const scale = gamma();
    const shift = beta();
    await record(trace, names.map((part) => `${name} ${part}`), async () => {
      const [out] = await batchnorm_forward(input, scale, shift, bn_param);
      return [out, bn_param.running_mean, bn_param.running_var];
    });
    await record(
      trace,
      ["x", "gamma", "beta"].map((part) => `${name} ${part} afterwards`),
      () => Promise.resolve([input, scale, shift]),
    );
  };

  const grown = { mode: "train", eps: EPS, momentum: 0.7 };
  await run("first", x(), grown);
  await run("second", x().mul(2).add(1), grown);
  await run("test", x().add(0.5), { ...grown, mode: "test" });
  const preset = () => ({
    eps: EPS,
    momentum: 0.7,
    running_mean: nd.array([0.5, -1, 2]),
    running_var: nd.array([4, 2.25, 0.5]),
  });
  await run("preset train", x(), { ...preset(), mode: "train" });
  await run("preset test", x(), { ...preset(), mode: "test" });
  await run("defaults", x().mul(1e-3), { mode: "train" });
  await run("no eps", x().mul(1e-2), { mode: "train", eps: 0 });
  await run("square", x().rows(0, 3), { mode: "train", eps: EPS });
  await run("capital mode", x(), { ...preset(), mode: "Train" });
  await run("no momentum", x(), { ...preset(), mode: "train", momentum: 0 });
  await run("unknown mode", x(), { ...preset(), mode: "eval" });
  for (const { name, x, gamma, beta, eps } of forwards()) {
    await record(trace, [`${name} out`], async () => {
      const bn_param = { mode: "train", eps };
      const [out] = await batchnorm_forward(x, gamma, beta, bn_param);
      return [out];
    });
    await record(trace, [`test ${name} out`], async () => {
      const bn_param = {
        mode: "test",
        eps,
        running_mean: x.mean(0),
        running_var: x.var(0),
      };
      const other = x.rows(0, 3).add(0.5);
      const [out] = await batchnorm_forward(other, gamma, beta, bn_param);
      return [out];
    });
  }
  return trace;
}
