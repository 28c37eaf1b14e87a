/**
 * `deno task ok`: the gate that every change passes. Ends with a line
 * `N passed, N failed`.
 *
 * @module
 */
import { parseCommand, runCommand } from "../lib/command.ts";
import { pathOf } from "./course.ts";
import { KIT, OTHERS, runTests, testRun } from "./run_tests.ts";

/** Least line coverage of `kit/`, in percent. */
const COVERAGE = 95;

/** What has snippets, besides the tests. */
const DOCUMENTED = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/",
  "labs/README.md",
  "lessons/",
  "kit/*/*.ts",
];

const SOURCES = ["kit/", "data/", "solutions/", "tests/", ...OTHERS];

const PUBLIC = [
  "kit/nd/mod.ts",
  "kit/nd/random.ts",
  "kit/nn/mod.ts",
  "kit/std/assert.ts",
  "kit/std/testing/bdd.ts",
];

/** What is run to its end, and what is counted; each is a command of `deno`. */
const steps: { name: string; args: string[]; tests?: boolean }[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  {
    name: "types, also of snippets",
    args: [
      ...["check", "--frozen", "--quiet", "--doc"],
      ...[...SOURCES, ...DOCUMENTED],
    ],
  },
  { name: "doc comments", args: ["doc", "--lint", ...PUBLIC] },
  { name: "the course", args: ["task", "--quiet", "verify"] },
  {
    name: "snippets, and tests of kit and data",
    args: testRun([...KIT, ...DOCUMENTED], [
      ...["--doc", "--coverage=coverage", "--coverage-raw-data-only"],
      "--clean",
    ]),
    tests: true,
  },
  {
    name: `coverage of kit, at least ${COVERAGE} % of lines`,
    args: [
      "coverage",
      "--include=/kit/",
      "--exclude=(_test|/testing)\\.ts$",
      `--threshold=${COVERAGE}`,
      "coverage",
    ],
  },
  { name: "all other tests", args: testRun(OTHERS), tests: true },
  {
    name: "tests on the real data",
    args: ["task", "--quiet", "test:data"],
    tests: true,
  },
];

await runCommand("run the gate", async () => {
  parseCommand(Deno.args, {}, "deno task ok");
  let passed = 0;
  let failed = 0;
  const details: string[] = [];
  for (const { name, args, tests } of steps) {
    const start = performance.now();
    console.log(`\n--- ${name}`);
    const run = tests ? await runTests(args) : await runStep(args);
    passed += run.passed;
    failed += run.failed;
    details.push(...run.failures);
    if (!run.ok) details.push(`FAILED: ${name}`);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`--- ${name}: ${run.ok ? "ok" : "FAILED"} (${seconds} s)`);
  }
  for (const detail of details) console.log(`\n${detail}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/** Runs a command that counts as one failure, or not at all. */
async function runStep(args: string[]): ReturnType<typeof runTests> {
  const { success: ok } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: pathOf("."),
  }).spawn().status;
  return { ok, passed: 0, failed: ok ? 0 : 1, failures: [] };
}
