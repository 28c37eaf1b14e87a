/**
 * Going back to the stub of a lesson.
 *
 * @module
 */
import { dirname } from "node:path";
import { writeWhole } from "../../lib/files.ts";
import { type Lesson, pathOf } from "../course.ts";
import { stubOf } from "../stubs.ts";

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
    return undefined;
  }
}

/** Keeps a text under the first name that is free. */
async function keep({ module }: Lesson, text: string): Promise<string> {
  for (let n = 1;; n++) {
    const name = `.kata/${module}-${n}.ts`;
    await Deno.mkdir(dirname(pathOf(name)), { recursive: true });
    try {
      await Deno.writeTextFile(pathOf(name), text, { createNew: true });
      return name;
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
}
