/**
 * What the labs share that compare nets with and without batch norm.
 *
 * @module
 */
import type { Result, Training } from "./experiment.ts";

/** The nets of the notebook's section on deep networks, and how they are trained. */
export const DEEP = {
  hidden_dims: [100, 100, 100, 100, 100],
  weight_scale: 2e-2,
  batch_size: 50,
  learning_rate: 1e-3,
};

/** How the two are called. */
export const NAMES = {
  norm: "with batch norm",
  base: "without batch norm",
} as const;

/**
 * A net with and without batch norm, otherwise the same.
 *
 * @param id What their ids begin with; "" if there is but one pair.
 * @param label What their labels begin with.
 */
export function pair(
  id: string,
  label: string,
  shared: Omit<Training, "id" | "label" | "normalization">,
): [norm: Training, base: Training] {
  const named = (kind: string, name: string) => ({
    ...shared,
    id: [id, kind].filter(Boolean).join("-"),
    label: [label, name].filter(Boolean).join(", "),
  });
  return [
    { ...named("batchnorm", NAMES.norm), normalization: "batchnorm" },
    { ...named("baseline", NAMES.base), normalization: null },
  ];
}

/** What the nets of a {@linkcode pair} left. */
export interface Pair {
  norm: Result;
  base: Result;
}

/** The results of pairs, of which each is followed by the next. */
export function pairsOf(results: readonly Result[]): Pair[] {
  return results.flatMap((norm, k) =>
    k % 2 === 0 ? [{ norm, base: results[k + 1]! }] : []
  );
}

/** The results of the nets with batch norm, and of those without. */
export function byNorm(
  results: readonly Result[],
): Record<keyof Pair, Result[]> {
  const pairs = pairsOf(results);
  return {
    norm: pairs.map(({ norm }) => norm),
    base: pairs.map(({ base }) => base),
  };
}

/** The two of a pair with their names, to draw them. */
export function named({ norm, base }: Pair): [name: string, result: Result][] {
  return [[NAMES.norm, norm], [NAMES.base, base]];
}

/** Twice the accuracy of guessing among ten classes. */
export const TRAINED = 0.2;

/** Whether a net has learned, and kept it to the end: it beats guessing by far. */
export function trained({ train_acc_history }: Result): boolean {
  return train_acc_history.at(-1)! >= TRAINED;
}

/** The highest validation accuracy of a training. */
export function bestVal({ val_acc_history }: Result): number {
  return Math.max(...val_acc_history);
}

/** The mean of some numbers. */
export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A share as people read it, such as "34.5%". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}

/** A number to two digits, such as "3.2" or "0.012". */
export function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}
