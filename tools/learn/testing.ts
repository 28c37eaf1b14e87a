/**
 * A student at a terminal that isn't there, in a copy of the course, for tests.
 *
 * @module
 */
import { toFileUrl } from "../paths.ts";
import { copyCourse, type CourseCopy } from "../testing.ts";
import type { StyleOptions } from "./style.ts";

/** A session and what a student does and sees. */
export interface Desk extends AsyncDisposable {
  course: CourseCopy;
  /** Processes that the session has announced. */
  pids: number[];
  /** What was shown in a pager. */
  paged: string[];
  /** All screens so far. */
  screens: string[];
  press(...keys: string[]): Promise<void>;
  /** Waits for a screen that has all of these texts. */
  see(...texts: string[]): Promise<string>;
  /** The text of a file; undefined if it isn't there. */
  read(path: string): string | undefined;
}

/** What may be different from a plain session. */
export interface DeskOptions extends Partial<StyleOptions> {
  /** Is called with the copy before the session begins. */
  before?: (course: CourseCopy) => unknown;
  poll?: boolean;
}

/** How long to wait for a screen: far longer than any takes on a busy machine. */
const PATIENCE = 300_000;

/** Begins a session in a copy of the course. */
export async function sitDown(
  { before, poll = false, width = 80, height = 60, ...look }: DeskOptions = {},
): Promise<Desk> {
  const course = await copyCourse();
  const stubs = JSON.parse(
    await Deno.readTextFile(`${course.path}/tools/learn/stubs.json`),
  );
  for (const module in stubs) await course.write(module, stubs[module]);
  await before?.(course);
  // The modules of the copy know it as their course.
  const inCopy = (path: string) =>
    import(toFileUrl(`${course.path}/tools/learn/${path}`).href);
  const { Session }: typeof import("./session.ts") = await inCopy("session.ts");
  const { watchLessons }: typeof import("./watch.ts") = await inCopy(
    "watch.ts",
  );

  let onDraw = () => {};
  const screens: string[] = [];
  const paged: string[] = [];
  const pids: number[] = [];
  const session = new Session({
    size: () => ({ width, height }),
    draw(lines) {
      screens.push(lines.join("\n"));
      onDraw();
    },
    setChildren: (running) => pids.splice(0, pids.length, ...running),
    page(text) {
      paged.push(text);
      return Promise.resolve(true);
    },
  }, { language: "en", ...look });
  const watch = watchLessons((modules) => session.saved(modules), poll);
  const started = session.start();

  return {
    course,
    pids,
    paged,
    screens,
    async press(...keys) {
      for (const key of keys) await session.key(key);
    },
    see(...texts) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`${texts} never came:\n${screens.at(-1)}`)),
          PATIENCE,
        );
        onDraw = () => {
          const screen = screens.at(-1) ?? "";
          if (!texts.every((text) => screen.includes(text))) return;
          onDraw = () => {};
          clearTimeout(timer);
          resolve(screen);
        };
        onDraw();
      });
    },
    read(path) {
      try {
        return Deno.readTextFileSync(`${course.path}/${path}`);
      } catch {
        return undefined;
      }
    },
    async [Symbol.asyncDispose]() {
      watch[Symbol.dispose]();
      session.close();
      await started;
      await course[Symbol.asyncDispose]();
    },
  };
}
