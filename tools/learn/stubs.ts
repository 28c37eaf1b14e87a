/**
 * The lessons as the course ships them, to go back to, whatever became of the
 * files. Started by itself, this writes them down anew:
 * `deno run -A tools/learn/stubs.ts`.
 *
 * @module
 */
import { type Lesson, lessons, pathOf } from "../course.ts";
import { makeFolderOf, writeWhole } from "./files.ts";

const FILE = "tools/learn/stubs.json";

/** The stub of a lesson. */
export async function stubOf({ module }: Lesson): Promise<string> {
  return JSON.parse(await Deno.readTextFile(pathOf(FILE)))[module];
}

/**
 * Puts back the stub of a lesson.
 *
 * @returns Where what was there is kept, if there was anything; undefined if
 *   that was the stub already.
 */
export async function resetLesson(
  lesson: Lesson,
): Promise<{ backup?: string } | undefined> {
  const path = pathOf(`lessons/${lesson.module}.ts`);
  const stub = await stubOf(lesson);
  const text = await Deno.readTextFile(path).catch(() => undefined);
  if (text?.replaceAll("\r\n", "\n") === stub) return undefined;
  const backup = text === undefined ? undefined : await keep(lesson, text);
  await writeWhole(path, stub);
  return { backup };
}

/** Keeps a text under the first name that is free. */
async function keep({ module }: Lesson, text: string): Promise<string> {
  for (let n = 1;; n++) {
    const name = `.kata/${module}-${n}.ts`;
    await makeFolderOf(pathOf(name));
    try {
      await Deno.writeTextFile(pathOf(name), text, { createNew: true });
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}

if (import.meta.main) {
  const stubs: Record<string, string> = {};
  for (const { module } of lessons) {
    stubs[module] = await Deno.readTextFile(pathOf(`lessons/${module}.ts`));
  }
  await writeWhole(pathOf(FILE), `${JSON.stringify(stubs, null, 2)}\n`);
}
