/**
 * What lesson 10 is tried on: batches of images whose groups of channels differ
 * in magnitude, offset and spread.
 *
 * @module
 */
import fc from "fast-check";
import { epsilon, factors, type Limits, line } from "./arbitraries.ts";
import type { Images } from "./images.ts";
import type { Plan } from "./lines.ts";
import { fold } from "./nested.ts";
import type { Input } from "./oracles.ts";

/** The input of group norm. */
export interface GroupBatch extends Input<Images> {
  /** The number of groups. */
  G: number;
}

/** Each group of channels of each image is normalized over all of its numbers. */
export function groupPlan({ gamma, G }: GroupBatch): Plan {
  const size = gamma.length / G;
  return ([n, c = 0]) => ({ line: `${n} ${Math.floor(c / size)}`, feature: c });
}

/** Batches of images; `minN` is of samples, `minD` of channels in a group. */
export function groupBatches(
  { minN = 1, maxN = 3, minD = 1, maxD = 3, eps, tame = false, large = false }:
    Limits = {},
): fc.Arbitrary<GroupBatch> {
  return fc.record({
    n: fc.integer({ min: minN, max: maxN }),
    G: large ? fc.constant(5) : fc.integer({ min: 1, max: 3 }),
    size: fc.integer({ min: minD, max: maxD }),
    h: large ? fc.constant(4) : fc.integer({ min: 1, max: 2 }),
    w: large ? fc.constant(5) : fc.integer({ min: 1, max: 3 }),
    eps: eps === undefined ? epsilon : fc.constant(eps),
  }).chain(({ n, G, size, h, w, eps }) =>
    fc.record({
      groups: fc.array(line(size * h * w, eps, tame), {
        minLength: n * G,
        maxLength: n * G,
      }),
      gamma: factors(G * size),
      beta: factors(G * size),
    }).map(({ groups, gamma, beta }) => ({
      x: fold<Images>(groups.flat(), [n, G * size, h, w]),
      gamma,
      beta,
      eps,
      G,
    }))
  );
}
