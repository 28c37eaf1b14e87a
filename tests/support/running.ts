/**
 * What running averages should be.
 *
 * @module
 */
import type { Running } from "./arbitraries.ts";
import { assertClose, RELATIVE } from "./close.ts";
import type { Nested } from "./nested.ts";
import { type Forward, share, updated } from "./oracles.ts";

/** Asserts that the running averages are exactly what they were. */
export function assertRunningKept(
  bn_param: { running_mean?: unknown; running_var?: unknown },
  before: { running_mean: Nested; running_var: Nested },
): void {
  const { running_mean, running_var } = before;
  assertClose(bn_param.running_mean, running_mean, "running_mean", 0);
  assertClose(bn_param.running_var, running_var, "running_var", 0);
}

/**
 * Asserts what the running averages are after batches in train mode.
 *
 * @param bn_param What the lesson wrote to.
 * @param batches What each batch's statistics are.
 * @param before The running averages before; zeros when there were none.
 */
export function assertRunning(
  bn_param: { running_mean?: unknown; running_var?: unknown },
  batches: Pick<Forward, "mean" | "variance">[],
  momentum: number,
  eps: number,
  before?: Pick<Running, "running_mean" | "running_var">,
): void {
  const zeros = batches[0]!.mean.map(() => 0);
  let mean = before?.running_mean ?? zeros;
  let variance = before?.running_var ?? zeros;
  // What the averages were computed from: a mean of zero may be the sum of
  // entries that cancel up to rounding, and a one-pass variance errs by a share
  // of var + eps (see the arbitraries).
  let meanSize = mean.map(Math.abs);
  let varianceSize = variance.map(Math.abs);
  for (const batch of batches) {
    mean = updated(mean, batch.mean, momentum);
    variance = updated(variance, batch.variance, momentum);
    meanSize = meanSize.map((size, j) =>
      size + Math.abs(batch.mean[j]!) + Math.sqrt(batch.variance[j]!)
    );
    varianceSize = varianceSize.map((size, j) =>
      size + batch.variance[j]! + eps
    );
  }
  assertClose(
    bn_param.running_mean,
    mean,
    "running_mean",
    share(RELATIVE, meanSize),
  );
  assertClose(
    bn_param.running_var,
    variance,
    "running_var",
    share(RELATIVE, varianceSize),
  );
}
