/**
 * Runs the tests of one lesson and says how each went: see `protocol.ts`. It is
 * started by `tools/run_lesson.ts` with the import map of a target.
 *
 * Arguments: the lesson's module and, after it, `--seed=…`.
 *
 * @module
 */
import { collect, type CollectedTest } from "./registry.ts";
import { type Event, markOf, type Report } from "./protocol.ts";

// Taken before a lesson's code can touch them.
const write = Deno.stdout.writeSync.bind(Deno.stdout);
const encoder = new TextEncoder();
const mark = markOf(readToken());

/** Reads the token, all of standard input, before any lesson is loaded. */
function readToken(): string {
  const buffer = new Uint8Array(64);
  let length = 0;
  for (let read; (read = Deno.stdin.readSync(buffer.subarray(length)));) {
    length += read;
  }
  return new TextDecoder().decode(buffer.subarray(0, length));
}

function say(event: Event): void {
  const bytes = encoder.encode(`\n${mark}${JSON.stringify(event)}\n`);
  for (let sent = 0; sent < bytes.length;) sent += write(bytes.subarray(sent));
}

const [module] = Deno.args;
let tests: CollectedTest[];
try {
  tests = await collect(() => import(`../../tests/${module}_test.ts`));
} catch (error) {
  say({ type: "broken", failure: { kind: "broken", message: text(error) } });
  Deno.exit(0);
}
say({ type: "tests", names: tests.map(({ name }) => name) });
for (const { name, run } of tests) {
  say({ type: "start", name });
  try {
    await run();
    say({ type: "end", name });
  } catch (error) {
    say({ type: "end", name, failure: reportOf(error) });
  }
}
Deno.exit(0);

function text(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // The place of a syntax error is in its message, that of others in the stack.
  const place = /file:\/\/\S+\/\d\d_\w+\.ts:\d+:\d+/.exec(error.stack ?? "");
  return `${error.name}: ${error.message}` +
    (place && !error.message.includes(place[0]) ? `\n    at ${place[0]}` : "");
}

function reportOf(error: unknown): Report {
  const { finding, known } = error as {
    finding?: { kind: string };
    known?: { id: string };
  };
  return {
    message: error instanceof Error ? error.message : String(error),
    kind: finding?.kind ?? "threw",
    misconception: known?.id,
  };
}
