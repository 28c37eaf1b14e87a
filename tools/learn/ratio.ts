/**
 * Whether an array is what it should be, up to a factor that tells something.
 *
 * @module
 */
import { type Rows, rowsOf } from "./table.ts";

/** Relative difference up to which a ratio is taken for a factor: far above rounding. */
const TOLERANCE = 1e-6;

/**
 * The factor between two arrays.
 *
 * @param expected What should be.
 * @param actual What is.
 * @param inputs What the factor may have come from: `x` or `X`, and `gamma`.
 * @returns The names that the factor may have, such as "1 / N", with the values
 *   that stand for letters in them; none if not all entries have it.
 */
export function factorsBetween(
  expected: Rows,
  actual: Rows,
  inputs: Record<string, unknown>,
): string[] {
  const pairs = expected.flatMap((row, i) =>
    row.map((expected, j) => ({ expected, actual: actual[i]?.[j] ?? NaN, j }))
  );
  const largest = Math.max(...pairs.map((pair) => Math.abs(pair.expected)));
  if (!(largest > 0)) return [];
  return candidates(inputs).filter(({ factor }) =>
    pairs.some(({ j }) => factor(j) !== 1) &&
    pairs.every(({ expected, actual, j }) => {
      const wanted = expected * factor(j);
      return Math.abs(actual - wanted) <=
        TOLERANCE * Math.max(Math.abs(wanted), TOLERANCE * largest);
    })
  ).map(({ name }) => name);
}

/** Plain numbers, then what stands for a number in the formulas, by column. */
function candidates(inputs: Record<string, unknown>) {
  const found: { name: string; factor: (column: number) => number }[] = [
    { name: "-1", factor: () => -1 },
    { name: "2", factor: () => 2 },
    { name: "1 / 2", factor: () => 1 / 2 },
  ];
  const gamma = rowsOf(inputs.gamma)?.[0];
  if (gamma !== undefined) {
    found.push(
      { name: "gamma", factor: (j) => gamma[j] ?? NaN },
      { name: "1 / gamma", factor: (j) => 1 / (gamma[j] ?? NaN) },
    );
  }
  const x = rowsOf(inputs.x ?? inputs.X) ?? [];
  for (const [name, value] of [["N", x.length], ["D", x[0]?.length]] as const) {
    if (value === undefined || value < 2) continue;
    found.push(
      { name: `${name} (${name} = ${value})`, factor: () => value },
      { name: `1 / ${name} (${name} = ${value})`, factor: () => 1 / value },
    );
  }
  return found;
}
