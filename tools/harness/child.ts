/**
 * Runs the tests of one lesson and says how each went: see `protocol.ts`. It is
 * started by `tools/run_lesson.ts`, loads all that every lesson needs, and waits
 * to be told which one to run.
 *
 * @module
 */
import { isLanguage } from "../../lib/language.ts";
import { importedBy } from "../../tests/support/blame.ts";
import { DEFAULTS, type Test } from "../../tests/support/contract.ts";
import { Failure } from "../../tests/support/failure.ts";
import { speak } from "../../tests/support/words.ts";
import { contractOf } from "../contracts.ts";
import { lessonById, lessons, pathOf } from "../course.ts";
import {
  encode,
  type Event,
  markOf,
  type Numbers,
  type Order,
  type Report,
} from "./protocol.ts";

/** Inputs of the first pass, which shows most mistakes at once. */
const FIRST_RUNS = 3;

/** Arrays with more numbers aren't looked at number by number. */
const MAX_NUMBERS = 64;

// Taken before a lesson's code can touch them.
const write = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder();
const toBytes = encoder.encode.bind(encoder);
const exit: (code: number) => never = Deno.exit;

const [language, likely = lessons[0]!.module] = Deno.args;
if (isLanguage(language)) speak(language);
await contractOf({ module: likely });
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

const contract = await contractOf({ module });
let tests: Test[];
try {
  tests = await testsOf();
} catch (error) {
  say({ type: "broken", report: { kind: "broken", message: textOf(error) } });
  exit(0);
}
say({
  type: "tests",
  tests: tests.map(({ name, sentence }) => ({ name, sentence })),
});
const failed = new Set<Test>();
await run(tests.filter(({ slow }) => !slow), FIRST_RUNS, "held");
await run(tests.filter((test) => !failed.has(test)), DEFAULTS.runs, "passed");
exit(0);

/** The tests of the student's lesson, with those that it builds on or imports. */
async function testsOf(): Promise<Test[]> {
  const { id } = contract.lesson;
  const { buildsOn } = lessonById(id);
  const imported = importedBy(module, sourceOf);
  const needed = lessons.filter((lesson) =>
    buildsOn.includes(lesson.id) || imported.has(lesson.module)
  );
  const exported = {};
  for (const { module, exports } of [...needed, lessonById(id)]) {
    const found = await import(`../../lessons/${module}.ts`);
    const missing = exports.find((name) => !(name in found));
    if (missing) {
      // In the words of the engine, which says so where a lesson imports another.
      throw new SyntaxError(
        `The requested module './${module}.ts' does not provide an export named '${missing}'`,
      );
    }
    Object.assign(exported, found);
  }
  const earlier = await Promise.all(needed.map(contractOf));
  return contract.tests(exported, { earlier });
}

/** The text of a lesson, if it can be read. */
function sourceOf(module: string): string | undefined {
  try {
    return Deno.readTextFileSync(pathOf(`lessons/${module}.ts`));
  } catch {
    return undefined;
  }
}

/** Runs tests; of the first that fails, it finds the smallest input too. */
async function run(
  tests: readonly Test[],
  runs: number,
  type: "held" | "passed",
): Promise<void> {
  for (const test of tests) {
    const { name } = test;
    say({ type: "start", name });
    const report = await failureOf(test, runs, false);
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
    const explained = await failureOf(test, runs, true);
    say({ type: "failed", name, report: explained ?? report });
  }
}

/** Runs a test: how it fails, if it does. */
async function failureOf(
  test: Test,
  runs: number,
  explain: boolean,
): Promise<Report | undefined> {
  try {
    await test.run({ runs, explain });
  } catch (error) {
    return reportOf(error);
  }
}

/** The report of what a test threw. */
function reportOf(error: unknown): Report {
  if (!(error instanceof Failure)) {
    return { kind: "threw", message: textOf(error) };
  }
  const { finding: { numbers, ...finding }, notes } = error;
  return {
    ...finding,
    ...numbers && { numbers: withinReason(numbers) },
    notes,
  };
}

function withinReason({ arrays, ...numbers }: Numbers): Numbers {
  const size = numbers.shape.reduce((product, length) => product * length, 1);
  return size > MAX_NUMBERS || !arrays ? numbers : { ...numbers, arrays };
}

/** An error in words, with its place in a lesson. */
function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The place of a syntax error is in its message, that of others in the stack.
  const place = /file:\/\/\S+\/\d\d_\w+\.ts:\d+:\d+/.exec(error.stack ?? "");
  return `${error.name}: ${error.message}` +
    (place && !error.message.includes(place[0]) ? `\n    at ${place[0]}` : "");
}
