/**
 * The fixed inputs on which known mistakes of lesson 00 are recognized.
 *
 * @module
 */
import * as nd from "kit/nd/mod.ts";
import { type Exports, record, type Trace } from "../../support/trace.ts";
import { x } from "../support/probe_inputs.ts";

/** The probe of lesson 00. */
export async function probe(
  { standardize }: Exports,
): Promise<Trace> {
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
