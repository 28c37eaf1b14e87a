/**
 * What a folder on the disk holds; nothing in it is followed out of it.
 *
 * @module
 */
import { join } from "node:path";
import {
  closedFolder,
  type Entry,
  isLesson,
  LARGEST_LESSON,
  MOST_ENTRIES,
  Refused,
  TOO_LARGE,
  TOO_MANY,
} from "./intake_choose.ts";

/** Largest archive that is opened: 64 MiB, in bytes. */
const LARGEST_ARCHIVE = 64 * 2 ** 20;

/** Why something isn't a regular file; undefined if it is. */
function whyNotRegular(
  { isFile, isSymlink }: { isFile: boolean; isSymlink: boolean },
): string | undefined {
  if (isSymlink) return "is a link";
  return isFile ? undefined : "isn't a regular file";
}

/** Why something isn't read as a file; undefined if it is. */
function whyNotRead(info: Deno.FileInfo): string | undefined {
  const isShared = (info.nlink ?? 1) > 1;
  return whyNotRegular(info) ?? (isShared ? "is a hard link" : undefined);
}

/**
 * Reads a regular file.
 *
 * @throws {Refused} If it is something else, or larger than the limit.
 */
async function readRegular(
  path: string,
  limit: number,
  tooLarge: string,
): Promise<Uint8Array> {
  // Before it is opened: opening a pipe waits until somebody writes to it.
  const info = await Deno.lstat(path);
  const why = whyNotRead(info);
  if (why !== undefined) throw new Refused(why);
  if (info.size > limit) throw new Refused(tooLarge);
  return await Deno.readFile(path);
}

/**
 * Reads an archive.
 *
 * @throws {Refused} If it is no regular file, or too large.
 */
export function readArchive(path: string): Promise<Uint8Array> {
  return readRegular(path, LARGEST_ARCHIVE, "is larger than 64 MiB");
}

/** What isn't a folder as an entry. */
async function entryAt(
  root: string,
  path: string,
  entry: Deno.DirEntry,
): Promise<Entry> {
  const whole = join(root, path);
  let why = whyNotRegular(entry);
  // That of all files would take long.
  if (why === undefined && isLesson(path)) {
    why = await Deno.lstat(whole).then(whyNotRead, () => "can't be read");
  }
  if (why !== undefined) return { path, why };
  return { path, read: () => readRegular(whole, LARGEST_LESSON, TOO_LARGE) };
}

/**
 * Lists what a folder and the folders in it hold.
 *
 * @param root The folder.
 * @param most How many files and folders it may hold.
 * @throws {Refused} If there are more.
 */
export async function listFolder(
  root: string,
  most = MOST_ENTRIES,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  const folders = [""];
  let seen = 0;
  for (const folder of folders) {
    let children: Deno.DirEntry[];
    try {
      children = await Array.fromAsync(Deno.readDir(join(root, folder)));
    } catch (error) {
      if (folder === "") throw error;
      entries.push({ path: folder, why: "can't be read" });
      continue;
    }
    seen += children.length;
    if (seen > most) throw new Refused(TOO_MANY);
    // Disks list in any order.
    children.sort((a, b) => a.name < b.name ? -1 : 1);
    for (const child of children) {
      const path = `${folder}${child.name}`;
      if (child.isDirectory) {
        const inner = `${path}/`;
        const closed = closedFolder(inner);
        if (closed === undefined) folders.push(inner);
        else entries.push(closed);
      } else entries.push(await entryAt(root, path, child));
    }
  }
  return entries;
}
