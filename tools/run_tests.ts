/**
 * `deno task test`: everything that can be tested, in two runs of `deno test`:
 * what stands on its own, and the lessons' tests under the switchboard.
 * Arguments, such as `--filter "momentum"`, are passed on.
 *
 * @module
 */
import { mappedArgs } from "./mapped.ts";
import { pathOf } from "./course.ts";
import { type Counts, countsOf, failuresOf } from "./summary.ts";

/** Not named as a test, because it needs the map of the switchboard. */
const PROOF = "tools/catalogue/proof.ts";

/** The two runs, as arguments of `deno`. */
export function testRuns(extra: readonly string[]): string[][] {
  const [before, after] = splitAt(extra, "--");
  return [
    [
      "test",
      "-A",
      // Types are for `deno task ok`: a lesson that is being written may not fit.
      "--no-check",
      "--frozen",
      "--parallel",
      ...before,
      "kit/",
      "data/",
      "labs/",
      "tools/",
      "bench/",
      "tests/support/",
      ...after,
    ],
    mappedArgs(["test", "-A", "--frozen", ...before, PROOF, ...after]),
  ];
}

function splitAt(list: readonly string[], mark: string): [string[], string[]] {
  const at = list.indexOf(mark);
  return at < 0 ? [[...list], []] : [list.slice(0, at), list.slice(at)];
}

/** Runs `deno` with arguments, shows what it prints, and reads it. */
export async function runTests(
  args: readonly string[],
): Promise<Counts & { ok: boolean; failures: string[] }> {
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
  const { success } = await child.status;
  // deno-lint-ignore no-control-regex -- colours of a terminal
  const plain = output.replaceAll(/\x1b\[[\d;]*m/g, "");
  return { ok: success, ...countsOf(plain), failures: failuresOf(plain) };
}

if (import.meta.main) {
  let passed = 0;
  let failed = 0;
  for (const args of testRuns(Deno.args)) {
    const counts = await runTests(args);
    passed += counts.passed;
    failed += counts.failed;
    if (!counts.ok && counts.failed === 0) failed++;
  }
  console.log(`\n${passed} passed, ${failed} failed`);
  Deno.exit(failed === 0 ? 0 : 1);
}
