/**
 * `deno task test`: everything that can be tested, the proof of the lessons' tests included, in one
 * run of `deno test`. Arguments are passed on: `--filter "momentum"` runs what has that in its name.
 *
 * @module
 */
import { pathOf } from "./course.ts";
import { countsOf, failuresOf } from "./summary.ts";

/**
 * What is also run for the coverage of kit. A folder above a member of the workspace would be taken
 * for that member alone.
 */
export const KIT = ["kit/**/*_test.ts", "data/"];

/** Where the other tests are. */
export const OTHERS = ["labs/", "lib/", "tools/", "tests/support/"];

/** The arguments of `deno` for a run of tests. */
export function testRun(
  folders: readonly string[],
  extra: readonly string[] = [],
): string[] {
  const at = extra.indexOf("--");
  const end = at < 0 ? extra.length : at;
  return [
    ...["test", "-A", "--frozen", "--parallel"],
    // Types are for `deno task ok`: a lesson that is being written may not fit.
    "--no-check",
    ...extra.slice(0, end),
    ...folders,
    ...extra.slice(end),
  ];
}

/** How a run of tests went. */
export interface Outcome {
  ok: boolean;
  passed: number;
  /** At least 1 if something went wrong. */
  failed: number;
  /** What failed, each with the start of its error. */
  failures: string[];
}

/** Runs `deno` with arguments, shows what it prints, and reads it. */
export async function runTests(args: readonly string[]): Promise<Outcome> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: pathOf("."),
    stdout: "piped",
  }).spawn();
  let output = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    await Deno.stdout.write(chunk);
    output += decoder.decode(chunk, { stream: true });
  }
  const { success: ok } = await child.status;
  // deno-lint-ignore no-control-regex -- colours of a terminal
  const plain = output.replaceAll(/\x1b\[[\d;]*m/g, "");
  const { passed, failed } = countsOf(plain);
  const failures = failuresOf(plain);
  return { ok, passed, failed: ok ? 0 : Math.max(1, failed), failures };
}

if (import.meta.main) {
  const args = testRun([...KIT, ...OTHERS], Deno.args);
  const { ok, passed, failed } = await runTests(args);
  console.log(`\n${passed} passed, ${failed} failed`);
  Deno.exit(ok ? 0 : 1);
}
