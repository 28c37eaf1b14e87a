/**
 * What lesson 08 is tried on: batches of sequences of different length, whose
 * steps and features differ in magnitude, offset and spread, and whose padding
 * is far from zero.
 *
 * @module
 */
import fc from "fast-check";
import {
  epsilon,
  factors,
  type Limits,
  line,
  nested,
  permute,
} from "./arbitraries.ts";
import { type Plan, type Statistics, statisticsOf } from "./lines.ts";
import type { Input } from "./oracles.ts";

/** Sequences: by sample, then step and feature. */
export type Sequences = number[][][];

/** How many steps and features a sequence has, at the most. */
const MAX_STEPS = 3;
const MAX_FEATURES = 3;

/** The input of batch norm for sequences. */
export interface SequenceBatch extends Input<Sequences> {
  /** The length of each sequence. */
  lengths: number[];
}

/** Running averages: a row for each step. */
export interface StepAverages {
  running_mean: number[][];
  running_var: number[][];
}

/** Each feature is normalized at each step, over the sequences that reach it. */
export function stepPlan(lengths: readonly number[]): Plan {
  return ([i = 0, t = 0, j = 0]) =>
    t < lengths[i]! ? { line: `${t} ${j}`, feature: j } : undefined;
}

/** Mean and variance of each feature at each step that a sequence reaches. */
export function stepsOf(
  { x, lengths, gamma }: SequenceBatch,
): { mean: number[]; variance: number[] }[] {
  const own = statisticsOf(x, stepPlan(lengths));
  return Array.from({ length: Math.max(...lengths) }, (_, t) => {
    const features = gamma.map((_, j) => own.get(`${t} ${j}`)!);
    return {
      mean: features.map(({ mean }) => mean),
      variance: features.map(({ variance }) => variance),
    };
  });
}

/** The statistics of a line by running averages: beyond the last row, by the last. */
export function averagesAt(
  { running_mean, running_var }: StepAverages,
): (line: string) => Statistics {
  return (line) => {
    const [t = 0, j = 0] = line.split(" ").map(Number);
    const row = Math.min(t, running_mean.length - 1);
    return { mean: running_mean[row]![j]!, variance: running_var[row]![j]! };
  };
}

/** The sequences of a batch in another order, or only some of them. */
export function reorderSequences<B extends SequenceBatch>(
  input: B & { dout?: Sequences },
  order: readonly number[],
): B {
  return {
    ...input,
    x: permute(input.x, order),
    lengths: permute(input.lengths, order),
    ...input.dout && { dout: permute(input.dout, order) },
  };
}

/**
 * Batches of sequences; `minN` is of sequences, `minD` of features.
 *
 * @param whole Whether all sequences are as long as the array.
 */
export function sequenceBatches(
  {
    minN = 1,
    maxN = 5,
    minD = 1,
    maxD = MAX_FEATURES,
    eps,
    tame = false,
    large = false,
  }: Limits = {},
  { whole = false } = {},
): fc.Arbitrary<SequenceBatch> {
  return fc.record({
    drawn: fc.array(fc.integer({ min: 1, max: large ? 9 : MAX_STEPS }), {
      minLength: minN,
      maxLength: maxN,
    }),
    // Steps that no sequence reaches.
    spare: whole ? fc.constant(0) : fc.integer({ min: 0, max: 1 }),
    d: fc.integer({ min: minD, max: maxD }),
    eps: eps === undefined ? epsilon : fc.constant(eps),
  }).chain(({ drawn, spare, d, eps }) => {
    const lengths = whole ? drawn.map(() => drawn[0]!) : drawn;
    const steps = Math.max(...lengths);
    return fc.record({
      // Of each step, a line for each feature.
      lines: fc.tuple(...Array.from({ length: steps }, (_, t) => {
        const count = lengths.filter((length) => t < length).length;
        return fc.array(line(count, eps, tame), { minLength: d, maxLength: d });
      })),
      padding: nested<Sequences>([lengths.length, steps + spare, d]),
      gamma: factors(d),
      beta: factors(d),
    }).map(({ lines, padding, gamma, beta }) => ({
      x: filled(padding, lengths!, lines),
      lengths,
      gamma,
      beta,
      eps,
    }));
  });
}

/** Padding, with the lines of each step where there is none. */
function filled(
  padding: Sequences,
  lengths: readonly number[],
  lines: number[][][],
): Sequences {
  const next = lines.map(() => 0);
  return padding.map((sequence, i) =>
    sequence.map((features, t) => {
      if (t >= lengths[i]!) return features.map((value) => 100 * value + 50);
      const k = next[t]!++;
      return features.map((_, j) => lines[t]![j]![k]!);
    })
  );
}

/** A batch with running averages of some steps, fewer or more than it has. */
export function withStepAverages(
  batches: fc.Arbitrary<SequenceBatch>,
): fc.Arbitrary<SequenceBatch & StepAverages & { momentum: number }> {
  const most = MAX_STEPS + 1;
  // As many as could be wanted, and not drawn anew for each batch: what fails
  // shrinks further that way.
  return fc.record({
    input: batches,
    rows: fc.integer({ min: 1, max: most }),
    momentum: fc.constantFrom(0.9, 0.99, 0.25, 0),
    mean: nested<number[][]>([most, MAX_FEATURES]),
    roots: fc.array(factors(MAX_FEATURES), {
      minLength: most,
      maxLength: most,
    }),
  }).map(({ input, rows, momentum, mean, roots }) => {
    const cut = (all: number[][]) =>
      all.slice(0, rows).map((row) => row.slice(0, input.gamma.length));
    return {
      ...input,
      momentum,
      running_mean: cut(mean),
      running_var: cut(roots.map((row) => row.map((root) => root ** 2))),
    };
  });
}
