/**
 * `deno task ok`: the gate that every change passes. Ends with a line
 * `N passed, N failed`.
 *
 * @module
 */
import { lessons, pathOf } from "./course.ts";
import { type Counts } from "./summary.ts";
import { runTests } from "./run_tests.ts";

/** Least line coverage of `kit/`, in percent. */
const COVERAGE = 95;

const sources = [
  "kit/",
  "lessons/",
  "solutions/",
  "tests/",
  "data/",
  "labs/",
  "lib/",
  "tools/",
  "bench/",
];
const publicModules = [
  "kit/nd/mod.ts",
  "kit/nd/random.ts",
  "kit/nn/mod.ts",
  "kit/std/assert.ts",
  "kit/std/testing/bdd.ts",
];
/** Everything whose snippets are run: documents and the doc comments. */
const documented = [
  "README.md",
  "CONTRIBUTING.md",
  "docs/grading.md",
  "docs/questions.md",
  "data/README.md",
  "labs/README.md",
  ...lessons.map(({ module }) => `lessons/${module}.md`),
  ...["kit/nd", "kit/nn", "kit/std", "data"].flatMap((folder) =>
    [...Deno.readDirSync(pathOf(folder))]
      .filter(({ name }) => name.endsWith(".ts") && !name.endsWith("_test.ts"))
      .map(({ name }) => `${folder}/${name}`)
  ),
];

/** The steps in order, each a command of `deno`; those with tests are counted. */
const steps: { name: string; args: string[]; tests?: boolean }[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  { name: "types", args: ["check", "--frozen", ...sources] },
  { name: "doc comments", args: ["doc", "--lint", ...publicModules] },
  { name: "the course", args: ["task", "--quiet", "verify"] },
  {
    name: "documented snippets",
    args: ["test", "--doc", "--frozen", "-A", ...documented],
    tests: true,
  },
  { name: "tests", args: ["task", "--quiet", "test"], tests: true },
  {
    name: "tests on the real data",
    args: ["task", "--quiet", "test:data"],
    tests: true,
  },
  {
    name: "tests of kit once more, for their coverage",
    args: [
      "test",
      "-A",
      "--frozen",
      "--quiet",
      "--coverage=coverage",
      "--clean",
      "kit/",
    ],
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
];

const total: Counts = { passed: 0, failed: 0 };
const broken: string[] = [];
const details: string[] = [];
for (const { name, args, tests } of steps) {
  const start = performance.now();
  console.log(`\n--- ${name}`);
  const { ok, passed, failed, failures } = tests
    ? await runTests(args)
    : { ok: await run(args), passed: 0, failed: 0, failures: [] };
  total.passed += passed;
  total.failed += failed;
  if (!ok) broken.push(name);
  details.push(...failures);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`--- ${name}: ${ok ? "ok" : "FAILED"} (${seconds} s)`);
}
for (const failure of details) console.log(`\n${failure}`);
for (const name of broken) console.log(`\nFAILED: ${name}`);
// A step without tests that failed counts as one failure.
const failed = Math.max(total.failed, broken.length);
console.log(`\n${total.passed} passed, ${failed} failed`);
Deno.exit(broken.length === 0 ? 0 : 1);

async function run(args: string[]): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args,
    cwd: pathOf("."),
  }).spawn().status;
  return success;
}
