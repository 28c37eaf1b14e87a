/**
 * Reading the last line of a run of tests.
 *
 * @module
 */

/** How many tests passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/**
 * The counts that a run of `deno test`, or of `deno task test`, ended with;
 * zeros if it ended early.
 */
export function countsOf(output: string): Counts {
  const all = [
    ...output.matchAll(
      /(?:^|\| )(\d+) passed(?: \(.*?\))?(?: \||,) (\d+) failed/gm,
    ),
  ];
  const last = all.at(-1);
  return last === undefined
    ? { passed: 0, failed: 0 }
    : { passed: Number(last[1]), failed: Number(last[2]) };
}
