/**
 * The fixed inputs on which known mistakes of lesson 00 are recognized.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import type { NdArray } from "kit/nd/mod.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";
import { centred, spreadOne, x } from "../support/probe_inputs.ts";

/** The probe of lesson 00. */
export async function probe(
  { standardize }: Exports,
): Promise<Trace> {
  const trace: Trace = {};
  const run = (name: string, input: NdArray) =>
    record(trace, [`${name} out`], async () => [await standardize(input)]);
  const input = x();
  await run("general", input);
  await record(trace, ["x afterwards"], () => Promise.resolve([input]));
  await run("small", x().mul(1e-2));
  await run("square", x().rows(0, 3));
  await run("flat", x().mul(nd.array([1, 0, 1])));
  // Here the mean doesn't count, there eps, or the spread.
  await run("centred", centred());
  await run("large and centred", centred().mul(1e4));
  await run("large", spreadOne().mul(1e4));
  await run("spread 1", spreadOne());
  return trace;
}
