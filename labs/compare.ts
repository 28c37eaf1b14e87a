/**
 * What the labs share that compare nets with and without batch norm.
 *
 * @module
 */
import type { Result, Training } from "./experiment.ts";

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

/** The results of the nets with batch norm, and of those without. */
export function byNorm(
  results: readonly Result[],
): { norm: Result[]; base: Result[] } {
  const has = ({ training }: Result) => training.normalization !== null;
  return {
    norm: results.filter(has),
    base: results.filter((result) => !has(result)),
  };
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
