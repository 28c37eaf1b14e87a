/**
 * Reading what a run of `deno test` printed.
 *
 * @module
 */

/** How many tests passed and failed; zeros if the run ended early. */
export function countsOf(output: string): { passed: number; failed: number } {
  const [, passed = 0, failed = 0] =
    /\| (\d+) passed(?: \(.*?\))? \| (\d+) failed.*\s*$/.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(failed) };
}

/** How many lines of an error say enough to tell what it is. */
const SHOWN = 6;

/**
 * The tests that failed, each with the first lines of its error: what a reader
 * who sees only the end of a long output needs.
 */
export function failuresOf(output: string): string[] {
  const [, errors = "", names = ""] =
    /^ ERRORS\s*$([^]*?)^ FAILURES\s*$([^]*?)^FAILED \|/m.exec(output) ?? [];
  const lines = errors.split("\n");
  return names.split("\n").filter((name) => name !== "").map((name) => {
    const at = lines.indexOf(name);
    return at < 0 ? name : lines.slice(at, at + 1 + SHOWN).join("\n");
  });
}
