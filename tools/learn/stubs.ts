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

/** What to say of a reset, and where what was there is kept. */
type Outcome = [
  name: "isStub" | "wasMissing" | "wasReset",
  values: { path: string; backup: string },
];

/** Puts back the stub of a lesson, and keeps what was there. */
export async function resetLesson(lesson: Lesson): Promise<Outcome> {
  const path = `lessons/${lesson.module}.ts`;
  const stub = await stubOf(lesson);
  const text = await textOf(path);
  if (text?.replaceAll("\r\n", "\n") === stub) {
    return ["isStub", { path, backup: "" }];
  }
  const backup = text === undefined ? "" : await keep(lesson, text);
  await writeWhole(pathOf(path), stub);
  return [backup === "" ? "wasMissing" : "wasReset", { path, backup }];
}

/** The text of a file as it is, if it is there. */
async function textOf(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(pathOf(path));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
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
