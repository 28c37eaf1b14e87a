/**
 * A student at a terminal that isn't there, in a copy of the course, for tests.
 *
 * @module
 */
import { readIfThere, toFileUrl } from "../../lib/files.ts";
import { type Lesson, lessons } from "../course.ts";
import { copyCourse, type CourseCopy } from "../testing.ts";
import { stubOf } from "../stubs.ts";
import type { StyleOptions } from "./style.ts";

/** What may be different from a plain session. */
export interface DeskOptions extends Partial<StyleOptions> {
  /** The modules that have the reference version; the others have their stubs. */
  written?: readonly string[];
  /** The text of the progress file. */
  progress?: string;
  /** Is called with the copy before the session begins. */
  before?: (course: CourseCopy) => unknown;
  poll?: boolean;
}

/** How long to wait for a screen: far longer than any takes on a busy machine. */
const PATIENCE = 300_000;

/** Begins a session in a copy of the course. */
export async function sitDown(
  options: DeskOptions = {},
) {
  const { written = [], progress, before, poll = false, ...look } = options;
  const { width = 80, height = 60 } = options;
  const course = await copyCourse();
  for (const lesson of lessons) {
    const isWritten = written.includes(lesson.module);
    const text = isWritten ? undefined : await stubOf(lesson);
    await course.write(lesson.module, text);
  }
  if (progress !== undefined) {
    await Deno.writeTextFile(`${course.path}/progress.txt`, progress);
  }
  await before?.(course);
  // The modules of the copy know it as their course.
  const inCopy = (path: string) =>
    import(toFileUrl(`${course.path}/tools/learn/${path}`).href);
  const { Session }: typeof import("./session.ts") = await inCopy("session.ts");
  const { watchLessons }: typeof import("./watch.ts") = await inCopy(
    "watch.ts",
  );

  let onDraw = () => {};
  /** All screens so far. */
  const screens: string[] = [];
  /** What was shown in a pager. */
  const paged: string[] = [];
  /** Processes that the session has announced. */
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
    async press(...keys: string[]): Promise<void> {
      for (const key of keys) await session.key(key);
    },
    /** Waits for a screen that has all of these texts. */
    see(...texts: string[]): Promise<string> {
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
    /** The text of a file; empty if it isn't there. */
    read: (path: string) => readIfThere(`${course.path}/${path}`) ?? "",
    async [Symbol.asyncDispose](): Promise<void> {
      watch[Symbol.dispose]();
      session.close();
      await started;
      await course[Symbol.asyncDispose]();
    },
  };
}

/** Changes the lessons that the manifest of a copy has. */
async function change(
  { path }: CourseCopy,
  to: (lessons: Lesson[]) => Lesson[],
): Promise<void> {
  const manifest = JSON.parse(await Deno.readTextFile(`${path}/course.json`));
  manifest.lessons = to(manifest.lessons);
  await Deno.writeTextFile(`${path}/course.json`, JSON.stringify(manifest));
}

/** Gives all tests of a copy one second each. */
export function hurry(course: CourseCopy): Promise<void> {
  return change(
    course,
    (all) => all.map((lesson) => ({ ...lesson, seconds: 1 })),
  );
}

/** Leaves a copy no more lessons than the first few. */
export function shorten(course: CourseCopy, count: number): Promise<void> {
  return change(course, (all) => all.slice(0, count));
}
