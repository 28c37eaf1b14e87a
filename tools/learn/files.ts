/**
 * Reading and writing small files of the course.
 *
 * @module
 */
import { dirname } from "node:path";
import { pathOf } from "../course.ts";

/** The text of a file of the course, with plain line ends, if it is there. */
export function read(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(pathOf(path)).replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}

/** Writes a file so that nobody ever sees half of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await Deno.writeTextFile(unfinished, text);
  await Deno.rename(unfinished, path);
}

/** Makes the folder that a file is to be in. */
export async function makeFolderOf(path: string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
}

/** Whether the system refused something, such as to write a file. */
export function isSystemError(error: unknown): error is Error {
  return Object.values(Deno.errors).some((kind) => error instanceof kind);
}
