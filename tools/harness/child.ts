/**
 * Runs the tests of one lesson and says how each went: see `protocol.ts`. It is
 * started by `tools/run_lesson.ts` with the import map of a target, loads all
 * that every lesson needs, and waits to be told which one to run.
 *
 * @module
 */
import { readFingerprints } from "../../tests/support/recognize.ts";
import { settings } from "../../tests/support/settings.ts";
import { sentenceOf } from "../../tests/support/words.ts";
import { collect, type CollectedTest } from "./registry.ts";
import {
  encode,
  type Event,
  markOf,
  type Order,
  type Report,
} from "./protocol.ts";
import { reportOf, textOf } from "./report.ts";
// What the lessons' tests import, so that it is there when a lesson is saved.
import "../../tests/support/backward_contract.ts";
import "../../tests/support/net_oracle.ts";
import "../../tests/support/probes.ts";

/** Inputs of the first pass, which shows most mistakes at once. */
const FIRST_RUNS = 3;

/** Tests that take long, because their arrays are large: not in the first pass. */
const SLOW = /notebook|CIFAR-10/;

// Taken before a lesson's code can touch them.
const write = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder();
const toBytes = encoder.encode.bind(encoder);
const { exit } = Deno;

await readFingerprints();
write(toBytes(`${encode({ type: "ready" })}\n`));
const { token, module } = readOrder();
const mark = markOf(token);

/** Reads the order, a line, before any lesson is loaded. */
function readOrder(): Order {
  const buffer = new Uint8Array(1024);
  let length = 0;
  while (buffer[length - 1] !== 10) {
    const read = Deno.stdin.readSync(buffer.subarray(length));
    // Whoever started this child has ended.
    if (!read) Deno.exit(0);
    length += read;
  }
  return JSON.parse(new TextDecoder().decode(buffer.subarray(0, length)));
}

function say(event: Event): void {
  const bytes = toBytes(`\n${mark}${encode(event)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += write(bytes.subarray(sent));
}

let tests: CollectedTest[] = [];
try {
  tests = await collect(() => import(`../../tests/${module}_test.ts`));
} catch (error) {
  say({ type: "broken", report: { kind: "broken", message: textOf(error) } });
  exit(0);
}
say({
  type: "tests",
  tests: tests.map(({ name }) => ({ name, sentence: sentenceOf(name) })),
});
const failed = new Set<CollectedTest>();
const { runs } = settings;
settings.runs = FIRST_RUNS;
await run(tests.filter(({ name }) => !SLOW.test(name)), "held");
settings.runs = runs;
await run(tests.filter((test) => !failed.has(test)), "passed");
exit(0);

/** Runs tests; of the first that fails, it finds the smallest input too. */
async function run(
  tests: readonly CollectedTest[],
  type: "held" | "passed",
): Promise<void> {
  for (const test of tests) {
    const { name } = test;
    say({ type: "start", name });
    const report = await failureOf(test, false);
    if (report === undefined) {
      say({ type, name });
      continue;
    }
    failed.add(test);
    if (failed.size > 1 || report.kind === "unwritten") {
      say({ type: "failed", name, report });
      continue;
    }
    // That it fails is certain. What explains it takes longer.
    say({ type: "failed", name });
    say({ type: "start", name });
    const explained = await failureOf(test, true);
    say({ type: "failed", name, report: explained ?? report });
  }
}

/** Runs a test: how it fails, if it does. */
async function failureOf(
  test: CollectedTest,
  explain: boolean,
): Promise<Report | undefined> {
  settings.explain = explain;
  try {
    await test.run();
  } catch (error) {
    return reportOf(error);
  }
}
