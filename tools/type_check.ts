/**
 * Type-checks the lessons beside running them.
 *
 * @module
 */
import { lessons, pathOf } from "./course.ts";

/** What the type checker says of each lesson, by module. */
export type TypeErrors = Map<string, string[]>;

/** Type-checks the student's lessons. */
export async function typeErrors(): Promise<TypeErrors> {
  const { stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "check",
      "--quiet",
      `--config=${pathOf("deno.json")}`,
      ...lessons.map(({ module }) => pathOf(`lessons/${module}.ts`)),
    ],
    env: { NO_COLOR: "1" },
    stdout: "null",
    stderr: "piped",
  }).output();
  return parseTypeErrors(new TextDecoder().decode(stderr));
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
    const [where, folder, module, line, column] = place;
    const text = block.trim().replace(/^error: /, "")
      .replace(where, `at ${folder}/${module}.ts:${line}:${column}`);
    found.set(module, [...found.get(module) ?? [], text]);
  }
  return found;
}
