/** The probe of lesson 05. */
import type { Exports, Trace } from "../../support/trace.ts";
import { backwardProbe } from "../support/probe_backward.ts";

/** Runs the lesson on fixed inputs, on which its known mistakes are recognized. */
export function probe(
  { layernorm_forward, layernorm_backward }: Exports,
): Promise<Trace> {
  return backwardProbe(layernorm_forward, layernorm_backward, 1);
}
