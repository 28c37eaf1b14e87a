/**
 * The fixed inputs on which known mistakes of lesson 06 are recognized.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";

/** The probe of lesson 06. */
export async function probe({ FullyConnectedNet }: Exports): Promise<Trace> {
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
    let net: InstanceType<Exports[string]>;
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
