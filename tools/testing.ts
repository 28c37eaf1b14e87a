/**
 * Copies of the course with lessons in any state, for tests of the commands.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { type Ran, runDeno } from "../lib/children.ts";
import { type Lesson, lessons, numberOf, pathOf } from "./course.ts";
import { STUBS, stubTexts } from "./stubs.ts";

/** A copy of the course in a folder of its own. */
export interface CourseCopy extends AsyncDisposable {
  path: string;
  /** Writes a lesson: the reference version, or any text. */
  write(module: string, source?: string): Promise<void>;
  /** Runs `deno` in it. */
  deno(...args: string[]): Promise<Ran>;
}

/** A stub that calls `unimplemented`, however far the lessons here are. */
export function stubOf(lesson: Lesson): string {
  const bodies = lesson.exports.map((name) =>
    `export function ${name}(..._: unknown[]): never {\n` +
    `  unimplemented("Lesson ${numberOf(lesson)}: ${name}");\n}\n`
  );
  return `import { unimplemented } from "@std/assert";\n${bodies.join("")}`;
}

/** The reference version of a lesson. */
export async function solutionOf(module: string): Promise<string> {
  return await Deno.readTextFile(pathOf(`solutions/${module}.ts`));
}

/**
 * Copies the course, with all lessons unwritten.
 *
 * @returns The copy; it removes itself at the end of its `await using`.
 */
export async function copyCourse(): Promise<CourseCopy> {
  const path = await Deno.makeTempDir({ prefix: "kata" });
  for (
    const name of [
      "course.json",
      "deno.json",
      "deno.lock",
      "kit",
      "lib",
      "solutions",
      "tests",
      "tools",
      "lessons",
    ]
  ) {
    await cp(pathOf(name), `${path}/${name}`, { recursive: true });
  }
  const copy: CourseCopy = {
    path,
    async write(module, source) {
      const text = source ?? await solutionOf(module);
      await Deno.writeTextFile(`${path}/lessons/${module}.ts`, text);
    },
    deno: (...args) => runDeno(args, { cwd: path, env: { INIT_CWD: path } }),
    async [Symbol.asyncDispose]() {
      await Deno.remove(path, { recursive: true });
    },
  };
  await Deno.writeTextFile(`${path}/${STUBS}`, await stubTexts());
  for (const lesson of lessons) await copy.write(lesson.module, stubOf(lesson));
  return copy;
}
