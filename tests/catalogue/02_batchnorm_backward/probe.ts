/** The probe of lesson 02. */
import type { Exports, Trace } from "../../support/trace.ts";
import { backwardProbe } from "../support/probe_backward.ts";

/** Runs the lesson on fixed inputs, on which its known mistakes are recognized. */
export function probe(
  { batchnorm_forward, batchnorm_backward }: Exports,
): Promise<Trace> {
  return backwardProbe(batchnorm_forward, batchnorm_backward);
}
