/**
 * Runs a lesson's tests in a child process with a time limit.
 *
 * @module
 */
import { type Lesson, pathOf, root } from "./course.ts";
import { decode, type Event, markOf, type Report } from "./harness/protocol.ts";
import { endNow, firstText, linesOf } from "../lib/children.ts";
import { fromFileUrl } from "../lib/files.ts";

/** How one test is going. */
export interface TestResult {
  /** Its name: a sentence, and what `--filter` takes. */
  name: string;
  /** The sentence in the student's language. */
  sentence: string;
  /** "held" is passed for the first few inputs; "skipped" is never run. */
  state: "waiting" | "held" | "passed" | "failed" | "skipped";
  /** How it failed. */
  report?: Report | undefined;
}

/** How a lesson's tests are going. */
export interface LessonResult {
  lesson: Lesson;
  /** All its tests; empty as long as they aren't loaded. */
  tests: TestResult[];
  /** The one that is running. */
  running?: TestResult | undefined;
  /** The first that failed: its report has the explanation. */
  first?: TestResult;
  /** Why the tests could not be loaded. */
  broken?: Report;
  /** What the lesson's code printed, its first lines. */
  printed: string[];
  /** Whether all that will be run has been run. */
  done: boolean;
}

/** Lines of a lesson's own output that are kept. */
const MAX_PRINTED = 20;
/** Characters of each that are kept. */
const MAX_WIDTH = 200;
/** Loading compiles the lesson; everything else is loaded before. */
const LOAD_SECONDS = 10;

/** Whether all tests of a lesson passed, in full. */
export function allPassed({ tests, done }: LessonResult): boolean {
  return done && tests.length > 0 &&
    tests.every(({ state }) => state === "passed");
}

/** A child that has everything loaded but a lesson, and runs one lesson's tests. */
export class LessonChild {
  readonly #process: Deno.ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #errors: Promise<string>;
  /** Resolves when everything is loaded. */
  readonly ready: Promise<unknown>;

  /**
   * @param language What it speaks: "en" or "zh".
   * @param likely The lesson that it will probably run: its contract is
   *   loaded already.
   */
  constructor(language: string, likely: Lesson) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--no-check",
        "--no-prompt",
        `--allow-read=${fromFileUrl(root)}`,
        `--config=${pathOf("deno.json")}`,
        pathOf("tools/harness/child.ts"),
        language,
        likely.module,
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      env: { NO_COLOR: "1" },
    }).spawn();
    this.#lines = linesOf(this.#process.stdout);
    this.ready = this.#lines.next();
    this.#errors = firstText(this.#process.stderr);
  }

  /** The process's number. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when it has ended. */
  get ended(): Promise<unknown> {
    return this.#process.status;
  }

  /** Ends it, whatever it is doing. */
  stop(): void {
    endNow(this.#process);
  }

  /**
   * Runs the tests of a lesson, once.
   *
   * @param lesson The lesson.
   * @param onChange Is called with the result so far at every change.
   */
  async run(
    lesson: Lesson,
    onChange: (result: LessonResult) => void = () => {},
  ): Promise<LessonResult> {
    const result: LessonResult = {
      lesson,
      tests: [],
      printed: [],
      done: false,
    };
    const token = crypto.randomUUID();
    await this.#tell(JSON.stringify({ token, module: lesson.module }));
    const mark = markOf(token);
    await this.ready;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let limit = LOAD_SECONDS;
    let stopped = false;
    const restart = () => {
      clearTimeout(timer);
      limit = result.running ? lesson.seconds : LOAD_SECONDS;
      timer = setTimeout(() => {
        stopped = true;
        this.stop();
      }, limit * 1000);
    };
    restart();
    for (let line; !(line = await this.#lines.next()).done;) {
      if (line.value.startsWith(mark)) {
        take(result, decode(line.value.slice(mark.length)));
        restart();
        onChange(result);
      } else {
        print(result, line.value);
      }
    }
    clearTimeout(timer);
    const { code, signal } = await this.#process.status;
    const how = signal ?? String(code);
    finish(
      result,
      stopped
        ? { kind: "stopped", message: String(limit) }
        : endOf(how, await this.#errors),
    );
    onChange(result);
    return result;
  }

  async #tell(line: string): Promise<void> {
    const input = this.#process.stdin.getWriter();
    // A child that has ended already can't be told; its end is noticed later.
    await input.write(new TextEncoder().encode(`${line}\n`)).catch(() => {});
    await input.close().catch(() => {});
  }
}

/** Puts what the child said into the result. */
function take(result: LessonResult, event: Event): void {
  if (event.type === "ready") return;
  if (event.type === "broken") {
    result.broken = event.report;
    return;
  }
  if (event.type === "tests") {
    result.tests = event.tests.map((test) => ({ ...test, state: "waiting" }));
    return;
  }
  const test = result.tests.find(({ name }) => name === event.name)!;
  result.running = event.type === "start" ? test : undefined;
  if (event.type === "start") return;
  test.state = event.type;
  if (event.type !== "failed") return;
  test.report = event.report;
  result.first ??= test;
}

/** Completes the result of a child that has ended. */
function finish(result: LessonResult, end: Report): void {
  result.done = true;
  const { tests, running } = result;
  result.running = undefined;
  if (result.broken) return;
  if (tests.length === 0) {
    result.broken = end;
    return;
  }
  for (const test of tests) {
    if (test === running) {
      test.state = "failed";
      test.report = end;
      result.first ??= test;
    } else if (test.state === "waiting" || test.state === "held") {
      test.state = "skipped";
    }
  }
}

/** How a process ended before its tests did. */
function endOf(how: string, stderr: string): Report {
  if (stderr.includes("Top-level await promise never resolved")) {
    return { kind: "unsettled", message: "" };
  }
  const error = stderr.split("\n").find((line) => line.startsWith("error: "));
  return { kind: "ended", message: error ? `${how}, ${error}` : how };
}

function print({ printed }: LessonResult, line: string): void {
  if (line === "" || printed.length === MAX_PRINTED) return;
  printed.push(
    line.length <= MAX_WIDTH ? line : `${line.slice(0, MAX_WIDTH)}…`,
  );
}
