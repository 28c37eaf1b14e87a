/**
 * The fixed inputs on which known mistakes are recognized. They are general:
 * N ≠ D, gamma and beta neither 0 nor 1, an eps that can't hide, a momentum
 * that isn't its own complement.
 *
 * A probe takes a lesson's functions, so that it runs on whatever `kata/`
 * points to; what it calls, it awaits.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { type Callable, record, type Trace } from "./trace.ts";

const x = (): NdArray =>
  nd.array([[1, -2, 0.5], [3, 0, 0.25], [-1, 5, 4], [0.5, 2, -3]]);
const gamma = (): NdArray => nd.array([1.5, -0.75, 2]);
const beta = (): NdArray => nd.array([0.25, -1, 3]);
const dout = (): NdArray =>
  nd.array([[0.5, -1, 2], [1, 0.25, -0.5], [-2, 3, 1], [0.75, -0.5, 1.25]]);
const EPS = 0.3;

/** The probe of lesson 00. */
export async function standardizeProbe(standardize: Callable): Promise<Trace> {
  const trace: Trace = {};
  const input = x();
  await record(trace, ["out"], async () => [await standardize(input)]);
  await record(trace, ["x afterwards"], () => Promise.resolve([input]));
  const tiny = x().mul(1e-2);
  await record(trace, ["small out"], async () => [await standardize(tiny)]);
  const square = x().rows(0, 3);
  await record(trace, ["square out"], async () => [await standardize(square)]);
  const flat = x().mul(nd.array([1, 0, 1]));
  await record(trace, ["flat out"], async () => [await standardize(flat)]);
  return trace;
}

/** The probe of lesson 01. */
export async function batchnormForwardProbe(
  batchnorm_forward: Callable,
): Promise<Trace> {
  const trace: Trace = {};
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

  const grown = { mode: "train", eps: EPS, momentum: 0.75 };
  await run("first", x(), grown);
  await run("second", x().mul(2).add(1), grown);
  await run("test", x().add(0.5), { ...grown, mode: "test" });
  const preset = () => ({
    eps: EPS,
    momentum: 0.75,
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
  return trace;
}

/** The probe of lessons 02, 03 and 05. */
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

/** The probe of lesson 04. */
export async function layernormForwardProbe(
  layernorm_forward: Callable,
): Promise<Trace> {
  const trace: Trace = {};
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
  return trace;
}

/** The probe of lesson 06. */
export async function fcNetProbe(
  FullyConnectedNet: typeof import("kata/06_fc_net.ts").FullyConnectedNet,
): Promise<Trace> {
  const trace: Trace = {};
  const X = (): NdArray => nd.array([[1, -2], [3, 0.5], [-1, 2], [0.5, 1.5]]);
  const y = [0, 2, 1, 2];
  const params: Record<string, NdArray> = {
    W1: nd.array([[0.5, -1, 0.25], [1.5, 0.75, -0.5]]),
    b1: nd.array([0.1, -0.2, 0.3]),
    gamma1: nd.array([1.5, -0.75, 2]),
    beta1: nd.array([0.25, 0.5, -0.4]),
    W2: nd.array([[1, -0.5], [0.25, 2], [-1.25, 0.75]]),
    b2: nd.array([0.3, -0.1]),
    gamma2: nd.array([0.8, 1.2]),
    beta2: nd.array([0.35, -0.15]),
    W3: nd.array([[0.5, -1.5, 1], [2, 0.75, -0.25]]),
    b3: nd.array([0.2, 0.4, -0.6]),
  };
  for (const normalization of ["batchnorm", "layernorm", null] as const) {
    const name = normalization ?? "plain";
    const names = Object.keys(params).filter((key) =>
      normalization !== null || /^[Wb]/.test(key)
    );
    let net: InstanceType<typeof FullyConnectedNet>;
    await record(
      trace,
      names.map((key) => `${name} initial ${key}`),
      async () => {
        net = await new FullyConnectedNet([3, 2], {
          input_dim: 2,
          num_classes: 3,
          normalization,
          reg: 0.7,
          weight_scale: 0.5,
          dtype: "float64",
          random: new RandomState(7),
        });
        const initial = await net.params;
        return names.map((key) => initial[key]);
      },
    );
    const step = async (when: string) =>
      await record(
        trace,
        ["loss", ...names].map((part) => `${name} ${when} ${part}`),
        async () => {
          const [loss, grads] = await net.loss(X(), y);
          return [loss, ...names.map((key) => grads[key])];
        },
      );
    const score = async (when: string) =>
      await record(
        trace,
        [`${name} scores ${when}`],
        async () => [await net.loss(X().mul(0.5))],
      );
    await record(trace, [], () => {
      for (const key of names) net.params[key] = params[key];
      return Promise.resolve([]);
    });
    await step("first step");
    await score("after one step");
    await step("second step");
    await score("after two steps");
  }
  // Layers of equal widths, and two nets at once: what they share shows.
  await record(trace, ["equal widths", "two nets"], async () => {
    const build = async () =>
      await new FullyConnectedNet([2, 2], {
        input_dim: 2,
        num_classes: 3,
        normalization: "batchnorm",
        weight_scale: 0.5,
        dtype: "float64",
        random: new RandomState(7),
      });
    const [one, other] = [await build(), await build()];
    await one.loss(X(), y);
    const alone = await one.loss(X().mul(0.5));
    await other.loss(X().add(1), y);
    return [alone, await one.loss(X().mul(0.5))];
  });
  return trace;
}
