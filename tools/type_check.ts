/**
 * Type-checks the lessons beside running them.
 *
 * @module
 */
import { type Lesson, pathOf } from "./course.ts";

/** What the type checker says of each lesson, by module. */
export type TypeErrors = Map<string, string[]>;

/** Begins to type-check a lesson and what it imports; the findings go to stderr. */
export function startTypeCheck({ module }: Lesson): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      `--config=${pathOf("deno.json")}`,
      pathOf(`lessons/${module}.ts`),
    ],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
}

/** Sorts the checker's output by lesson. */
export function parseTypeErrors(output: string): TypeErrors {
  const found: TypeErrors = new Map();
  for (const block of output.replaceAll("\r\n", "\n").split(/\n\n+/)) {
    const place = /at file:\/\/\S*\/(\w+)\/(\d\d_\w+)\.ts:(\d+):(\d+)/
      .exec(block);
    if (place === null || !/^(error: )?TS\d+ \[ERROR\]/.test(block.trim())) {
      continue;
    }
    const [where = "", folder, module = "", line, column] = place;
    const text = block.trim().replace(/^error: /, "")
      .replace(where, `at ${folder}/${module}.ts:${line}:${column}`);
    found.set(module, [...found.get(module) ?? [], text]);
  }
  return found;
}
