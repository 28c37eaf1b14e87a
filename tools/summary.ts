/**
 * Reading what a run of tests printed.
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

/** How many lines of an error say enough to tell what it is. */
const SHOWN = 6;

/**
 * The tests that failed, each with the first lines of its error: what a reader
 * who sees only the end of a long output needs. Several runs may have been
 * printed, one after the other.
 */
export function failuresOf(output: string): string[] {
  const runs = output.matchAll(
    /^ ERRORS\s*$([\s\S]*?)^ FAILURES\s*$([\s\S]*?)^FAILED \|/gm,
  );
  return [...runs].flatMap(([, errors, names]) => {
    const lines = errors.split("\n");
    return names.split("\n").filter((name) => name !== "").map((name) => {
      const at = lines.indexOf(name);
      return at < 0 ? name : lines.slice(at, at + 1 + SHOWN).join("\n");
    });
  });
}
