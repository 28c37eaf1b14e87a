/**
 * Whether an array is what it should be up to a factor that tells something.
 *
 * @module
 */
import { rowsOf } from "./table.ts";

type Rows = readonly (readonly number[])[];

/** Relative difference up to which a ratio is taken for a factor: far above rounding. */
const TOLERANCE = 1e-6;

/**
 * The factor between two arrays.
 *
 * @param expected What should be.
 * @param actual What is.
 * @param inputs What the factor may have come from: `x` or `X`, and `gamma`.
 * @returns The factor in words, such as "1 / N, with N = 3", if all entries have
 *   it and there are two at least.
 */
export function factorBetween(
  expected: Rows,
  actual: Rows,
  inputs: Record<string, unknown>,
): string | undefined {
  const pairs = expected.flatMap((row, i) =>
    row.map((value, j) => ({ expected: value, actual: actual[i][j], j }))
  );
  const largest = Math.max(...pairs.map((pair) => Math.abs(pair.expected)));
  const telling = pairs.filter((pair) => pair.expected !== 0);
  if (telling.length < 2 || !(largest > 0)) return undefined;
  const found = candidates(inputs).filter(({ factor }) =>
    pairs.every(({ expected, actual, j }) => {
      const wanted = expected * factor(j);
      return Math.abs(actual - wanted) <=
        TOLERANCE * Math.max(Math.abs(wanted), TOLERANCE * largest);
    })
  );
  return found[0]?.name;
}

interface Candidate {
  name: string;
  /** The factor of a column. */
  factor: (column: number) => number;
}

function candidates(inputs: Record<string, unknown>): Candidate[] {
  const found: Candidate[] = [{ name: "-1", factor: () => -1 }];
  const x = rowsOf(inputs.x ?? inputs.X);
  const gamma = rowsOf(inputs.gamma)?.[0];
  for (const [name, value] of [["N", x?.length], ["D", x?.[0].length]]) {
    if (typeof value !== "number" || value < 2) continue;
    const where = `${name} = ${value}`;
    found.push(
      { name: `${name}, ${where}`, factor: () => value },
      { name: `1 / ${name}, ${where}`, factor: () => 1 / value },
      {
        name: `(${name} - 1) / ${name}, ${where}`,
        factor: () => (value - 1) / value,
      },
      {
        name: `${name} / (${name} - 1), ${where}`,
        factor: () => value / (value - 1),
      },
    );
  }
  if (gamma !== undefined) {
    found.push(
      { name: "gamma", factor: (j) => gamma[j] },
      { name: "1 / gamma", factor: (j) => 1 / gamma[j] },
    );
  }
  found.push(
    { name: "2", factor: () => 2 },
    { name: "1 / 2", factor: () => 1 / 2 },
  );
  return found;
}
