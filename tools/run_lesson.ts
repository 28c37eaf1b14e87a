/**
 * Runs a lesson's tests on the modules of any folder, in a child process with a
 * time limit.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream as NodeStream } from "node:stream/web";
import { fromFileUrl } from "./paths.ts";
import { type Lesson, numberOf, pathOf, root } from "./course.ts";
import { type Event, markOf, type Report } from "./harness/protocol.ts";
import { importMap } from "./import_map.ts";

/** How one test went; without a failure it passed. */
export interface TestResult {
  /** The sentence. */
  name: string;
  failure?: Report;
}

/** How a lesson's tests went. */
export interface LessonResult {
  lesson: Lesson;
  /** All its tests; empty if they could not be loaded. */
  tests: TestResult[];
  /** Why the tests could not be loaded. */
  broken?: Report;
  /** What the lesson's code printed, its first lines. */
  printed: string[];
}

/** Lines of a lesson's own output that are kept. */
const MAX_PRINTED = 20;
/** Characters of each that are kept. */
const MAX_WIDTH = 200;
/** Loading compiles the lesson and its libraries, for the first time perhaps. */
const LOAD_SECONDS = 60;

/** How many of a lesson's tests passed. */
export function passed({ tests }: LessonResult): number {
  return tests.filter(({ failure }) => failure === undefined).length;
}

/** Whether a lesson is solved: it has tests, and all passed. */
export function isSolved(result: LessonResult): boolean {
  return result.tests.length > 0 && passed(result) === result.tests.length;
}

/**
 * Runs the tests of a lesson.
 *
 * @param lesson The lesson.
 * @param folder The folder that `kata/` stands for, as a URL ending in a slash.
 * @param seed The seed of its properties; the tests' own when none is given.
 */
export async function runLesson(
  lesson: Lesson,
  folder: URL,
  seed?: number,
): Promise<LessonResult> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--no-prompt",
      `--allow-read=${fromFileUrl(root)},${fromFileUrl(folder)}`,
      `--config=${pathOf("deno.json")}`,
      `--import-map=${importMap({ kata: folder, tests: "collect" })}`,
      pathOf("tools/harness/child.ts"),
      lesson.module,
      ...(seed === undefined ? [] : [`--seed=${seed}`]),
    ],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  }).spawn();
  const token = crypto.randomUUID();
  const mark = markOf(token);
  const input = child.stdin.getWriter();
  // A child that has ended already can't be told; its end is noticed below.
  await input.write(new TextEncoder().encode(token)).catch(() => {});
  await input.close().catch(() => {});

  const result: LessonResult = { lesson, tests: [], printed: [] };
  let names: string[] = [];
  let running: string | undefined;
  let timer: ReturnType<typeof setTimeout>;
  let hung = false;
  const restart = (seconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      hung = true;
      child.kill("SIGKILL");
    }, seconds * 1000);
  };
  restart(LOAD_SECONDS);

  const errors = new Response(child.stderr).text();
  const lines = createInterface({
    input: Readable.fromWeb(child.stdout as NodeStream<Uint8Array>),
  });
  for await (const line of lines) {
    if (!line.startsWith(mark)) {
      if (line !== "" && result.printed.length < MAX_PRINTED) {
        result.printed.push(clip(line));
      }
      continue;
    }
    const event: Event = JSON.parse(line.slice(mark.length));
    if (event.type === "tests") names = event.names;
    else if (event.type === "broken") result.broken = event.failure;
    else if (event.type === "start") running = event.name;
    else {
      result.tests.push({ name: event.name, failure: event.failure });
      running = undefined;
    }
    restart(running === undefined ? LOAD_SECONDS : lesson.seconds);
  }
  const { code, signal } = await child.status;
  clearTimeout(timer!);

  if (result.broken) {
    result.broken.message = explainLoading(lesson, result.broken.message);
    return result;
  }
  if (result.tests.length === names.length && names.length > 0) return result;

  const why = hung
    ? `was stopped after ${
      running === undefined ? LOAD_SECONDS : lesson.seconds
    } s. Is there a loop that never ends, or does it print very much?`
    : endOf(signal ?? `exit code ${code}`, await errors);
  if (names.length === 0) {
    result.broken = {
      kind: hung ? "hang" : "broken",
      message: explainLoading(lesson, `Loading it ${why}`),
    };
    return result;
  }
  for (const name of names.slice(result.tests.length)) {
    result.tests.push({
      name,
      failure: {
        kind: "hang",
        message: name === running
          ? `${name}\n  Lesson ${numberOf(lesson)}, ` +
            `lessons/${lesson.module}.ts: this ${why}`
          : `${name}\n  not run: an earlier test ${why}`,
      },
    });
  }
  return result;
}

function clip(line: string): string {
  return line.length <= MAX_WIDTH ? line : `${line.slice(0, MAX_WIDTH)}…`;
}

/** How a process ended before its tests did, in the course's words. */
function endOf(how: string, stderr: string): string {
  if (stderr.includes("Top-level await promise never resolved")) {
    return "waits for a promise that never settles.";
  }
  const error = stderr.split("\n").find((line) => line.startsWith("error: "));
  return `ended the process (${how}${error ? `, ${error}` : ""}).`;
}

/** Says which lesson could not be loaded, and why, in the course's words. */
function explainLoading(lesson: Lesson, message: string): string {
  const missing =
    /requested module '(?:.*\/)?(\d\d_\w+)\.ts' does not provide an export named '(\w+)'/
      .exec(message);
  if (missing) {
    return `lessons/${missing[1]}.ts doesn't export ${missing[2]}. ` +
      `Is "export" missing before it, or is its name another?`;
  }
  const absent = /Module not found "file:\/\/\S*\/(\d\d_\w+)\.ts"/.exec(
    message,
  );
  if (absent) return `lessons/${absent[1]}.ts is missing`;
  return `Lesson ${numberOf(lesson)} could not be loaded.\n${
    message.replace(/^\w+: (?=SyntaxError: )/, "")
      .replaceAll(/file:\/\/\S*\/(\w+\/\d\d_\w+\.ts)/g, "$1").trim()
  }`;
}
