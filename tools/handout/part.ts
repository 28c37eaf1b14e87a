/**
 * A part of the course as files of its own, for another place.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { pathOf } from "../course.ts";
import { type Config, partOfConfig, partOfLock } from "./config.ts";

/** Files by their paths, in the paths' order. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/**
 * Reads some files of the course, and adds a `deno.json` and a `deno.lock` that
 * ask for the packages that these files import.
 *
 * @param paths Paths from the course's folder.
 * @param tasks The tasks of the part.
 */
export async function partOfCourse(
  paths: readonly string[],
  tasks: Config["tasks"],
): Promise<Files> {
  const files: Files = new Map();
  for (const path of paths) files.set(path, await Deno.readFile(pathOf(path)));
  const sources = [...files].filter(([path]) => path.endsWith(".ts"))
    .map(([, bytes]) => new TextDecoder().decode(bytes));
  const part = partOfConfig(config, tasks, sources);
  const lock = JSON.parse(await Deno.readTextFile(pathOf("deno.lock")));
  files.set("deno.json", toJson(part));
  files.set("deno.lock", toJson(partOfLock(lock, part.imports)));
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

function toJson(value: unknown): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
