/**
 * The files of a course, and which of them are as the course ships them.
 *
 * @module
 */
import { join } from "node:path";
import { hashOf } from "../hash.ts";

/** Files by their paths from the course's folder. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** What lies at a path. */
export type Kind = "file" | "folder" | "link";

/** The file that holds the hashes of all others as the course ships them. */
export const MANIFEST = "course-files.json";

const ABOUT = "The files as the course ships them, by their hashes: " +
  "deno task update tells from it what you changed.";

/** What the commands leave, what git keeps, and the student's progress. */
const NOT_OURS =
  /^(\.git|\.cache|\.kata|coverage|out|progress\.txt)$|(^|\/)node_modules$/;

/** Hash of a file's text, whatever its line ends are: that of a stub in `course.json`. */
export function hashOfText(bytes: Uint8Array): Promise<string> {
  return hashOf(new TextDecoder().decode(bytes));
}

/** The text of the manifest for some files. */
export async function manifestOf(
  files: Iterable<[path: string, bytes: Uint8Array]>,
): Promise<string> {
  const hashes: Record<string, string> = {};
  for (const [path, bytes] of files) {
    if (path !== MANIFEST) hashes[path] = await hashOfText(bytes);
  }
  const sorted = Object.entries(hashes).sort(([a], [b]) => a < b ? -1 : 1);
  const manifest = { about: ABOUT, files: Object.fromEntries(sorted) };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/**
 * Finds what lies in a course's folder. No link is followed.
 *
 * @param except A folder that isn't looked into.
 * @returns Kinds by paths from the folder.
 */
export async function walk(
  folder: string,
  except?: string,
): Promise<Map<string, Kind>> {
  const found = new Map<string, Kind>();
  const queue = [""];
  for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
    for await (const entry of Deno.readDir(join(folder, at))) {
      const path = at === "" ? entry.name : `${at}/${entry.name}`;
      if (NOT_OURS.test(path) || join(folder, path) === except) continue;
      if (entry.isDirectory) queue.push(path);
      found.set(
        path,
        entry.isDirectory ? "folder" : entry.isFile ? "file" : "link",
      );
    }
  }
  return found;
}

/** Reads some of the files in a folder. */
export async function readFiles(
  folder: string,
  paths: Iterable<string>,
): Promise<Files> {
  const files: Files = new Map();
  for (const path of [...paths].sort()) {
    files.set(path, await Deno.readFile(join(folder, path)));
  }
  return files;
}
