/**
 * Takes submissions in: from folders and archives of any shape to the texts of
 * lessons. Nothing of a submission is run, believed or written to the disk.
 *
 * @module
 */
import { basename, dirname, join, resolve } from "node:path";
import { usageError } from "../../lib/command.ts";
import { reason, UserError } from "../../lib/errors.ts";
import { hashOf } from "../../lib/hash.ts";
import { lessons } from "../course.ts";
import { listArchive } from "./archive.ts";
import {
  ARCHIVE,
  choose,
  closedFolder,
  type Entry,
  harmless,
  isLesson,
  LARGEST_LESSON,
  MOST_ENTRIES,
  NO_LESSONS,
  Refused,
  shown,
  type Takeable,
  textOf,
  TOO_LARGE,
  TOO_MANY,
} from "./choose.ts";
import type { Ignored, Submission } from "./types.ts";

/** Largest archive that is opened: 64 MiB, in bytes. */
const LARGEST_ARCHIVE = 64 * 2 ** 20;

/** How many of the files that were left out are listed. */
const MOST_LISTED = 20;

/** A submission that hasn't been looked into. */
export interface Found {
  /** What an instructor knows it by; no two of a run have the same. */
  name: string;
  path: string;
  kind: "folder" | "archive";
}

/** A submission before it has a name of its own. */
interface Unnamed extends Found {
  /** The folder that it is in. */
  parent: string;
}

function cannotGrade(path: string, got: string, next: string): UserError {
  return usageError(
    `Cannot grade "${harmless(path)}": expected a folder or a .zip, .tar.gz, ` +
      `.tgz or .tar archive, got ${got}; ${next}`,
  );
}

async function isRegular(path: string): Promise<boolean> {
  const info = await Deno.lstat(path).catch(() => undefined);
  return info?.isFile ?? false;
}

/** Whether a folder is one submission: has a lesson at its top or in `lessons/`. */
async function holdsLessons(folder: string): Promise<boolean> {
  for (const { module } of lessons) {
    if (await isRegular(join(folder, `${module}.ts`))) return true;
    if (await isRegular(join(folder, "lessons", `${module}.ts`))) return true;
  }
  return false;
}

const { compare: compareNumbers } = new Intl.Collator("en", { numeric: true });

function compareNames(a: string, b: string): number {
  return compareNumbers(a, b) || (a < b ? -1 : 1);
}

function unnamed(path: string, kind: Found["kind"]): Unnamed {
  const whole = basename(path);
  const name = kind === "archive" ? whole.replace(ARCHIVE, "") : whole;
  const tidy = (name: string) => harmless(name).normalize();
  const parent = tidy(basename(dirname(path)));
  return { name: tidy(name || whole), parent, path, kind };
}

/** The submissions of a class. */
async function classIn(folder: string): Promise<Unnamed[]> {
  const submissions: Unnamed[] = [];
  for await (const entry of Deno.readDir(folder)) {
    const { name, isDirectory, isSymlink } = entry;
    if (name.startsWith(".") || name === "__MACOSX") continue;
    const path = join(folder, name);
    if (!isDirectory && ARCHIVE.test(name)) {
      submissions.push(unnamed(path, "archive"));
    } else if (isDirectory || isSymlink) {
      // A link isn't followed, but a student whose folder is one isn't dropped.
      submissions.push(unnamed(path, "folder"));
    }
  }
  return submissions.sort((a, b) =>
    compareNames(basename(a.path), basename(b.path))
  );
}

/** The submissions in something that was named; it may itself be a link. */
async function submissionsIn(named: string): Promise<Unnamed[]> {
  const path = await Deno.realPath(named);
  const { isFile, isDirectory } = await Deno.stat(path);
  const single = (kind: Found["kind"]) => [
    { ...unnamed(resolve(named), kind), path },
  ];
  if (isFile && ARCHIVE.test(named)) return single("archive");
  if (!isDirectory) {
    throw cannotGrade(named, "another file", "name the folder that it is in");
  }
  if (await holdsLessons(path)) return single("folder");
  const submissions = await classIn(path);
  if (submissions.length > 0) return submissions;
  throw cannotGrade(
    named,
    "a folder without lesson files, folders and archives",
    "name the folder of a student or of a class",
  );
}

/** Gives every submission a name of its own. */
function distinct(submissions: readonly Unnamed[]): Found[] {
  const same = Map.groupBy(submissions, ({ name }) => name);
  const used = new Set<string>();
  return submissions.map(({ name, parent, path, kind }) => {
    const clash = same.get(name)?.length !== 1;
    const wanted = clash ? `${parent}/${name}` : name;
    let free = wanted;
    for (let n = 2; used.has(free); n++) free = `${wanted} (${n})`;
    used.add(free);
    return { name: free, path, kind };
  });
}

/**
 * Finds the submissions in what the instructor named: an archive, a folder with
 * lessons, or a class, which is a folder of both. Doesn't look into them.
 *
 * @param paths What was named.
 * @returns The submissions as named, those of a class by name; what was named
 * twice comes once.
 * @throws {UserError} If there is no such thing, or nothing to grade in it.
 */
export async function findSubmissions(
  paths: readonly string[],
): Promise<Found[]> {
  const found = new Map<string, Unnamed>();
  for (const path of paths) {
    let submissions: Unnamed[];
    try {
      submissions = await submissionsIn(path);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw cannotGrade(path, whatFailed(error), "check the path");
    }
    for (const submission of submissions) {
      found.set(submission.path, submission);
    }
  }
  return distinct([...found.values()]);
}

/** Why reading failed, without the paths of this machine. */
function whatFailed(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "no such file or folder";
  return `"${shown(reason(error).replace(/: \w+ '.*$/s, ""))}"`;
}

/** What is said of something that couldn't be taken. */
function whyNot(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return `can't be read: ${whatFailed(error)}`;
}

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

/** What is in a submission. */
type Contents = Omit<Submission, "hash">;

function nothing(problem: string, ignored: Ignored[] = []): Contents {
  return { files: new Map(), ignored, problem };
}

/** The text of a lesson. */
async function textIn(file: Takeable): Promise<string> {
  const text = textOf(await file.read());
  if (text === undefined) throw new Refused("isn't text: save it as UTF-8");
  return text;
}

/** Takes the lessons of a listing. */
async function take(entries: readonly Entry[]): Promise<Contents> {
  const { lessons, archives, ignored } = choose(entries);
  const files = new Map<string, string>();
  const refused: Ignored[] = [];
  for (const [module, file] of lessons) {
    try {
      files.set(module, await textIn(file));
    } catch (error) {
      refused.push({ path: shown(file.path), why: whyNot(error) });
    }
  }
  const all = [...refused, ...ignored];
  if (files.size > 0) return { files, ignored: all };
  const [[first], [archive]] = [refused, archives];
  let problem = NO_LESSONS;
  if (first !== undefined) {
    problem += ` that can be taken: ${first.path} ${first.why}`;
  } else if (archive !== undefined) {
    problem += `; ${shown(archive.path)} in it isn't opened`;
  }
  return nothing(problem, all);
}

async function takeArchive(path: string): Promise<Contents> {
  const bytes = await readRegular(
    path,
    LARGEST_ARCHIVE,
    "is larger than 64 MiB",
  );
  return await take(await listArchive(bytes));
}

async function takeFolder(path: string): Promise<Contents> {
  const { isSymlink } = await Deno.lstat(path);
  if (isSymlink) throw new Refused("is a link");
  const entries = await listFolder(path);
  const { lessons, archives: [archive, ...others] } = choose(entries);
  if (lessons.size > 0 || archive === undefined || others.length > 0) {
    return await take(entries);
  }
  // Platforms wrap what a student uploads in a folder.
  const inner = await takeArchive(join(path, archive.path))
    .catch((error) => nothing(whyNot(error)));
  const { ignored } = choose(entries.filter((entry) => entry !== archive));
  const all = [...inner.ignored, ...ignored];
  if (inner.problem === undefined) return { ...inner, ignored: all };
  return nothing(`holds ${shown(archive.path)}, which ${inner.problem}`, all);
}

/** The first of a list, and how many more there are. */
function capped(ignored: readonly Ignored[]): Ignored[] {
  const more = ignored.length - MOST_LISTED;
  if (more <= 0) return [...ignored];
  const why = more === 1 ? "isn't taken either" : "aren't taken either";
  return [...ignored.slice(0, MOST_LISTED), { path: `${more} more`, why }];
}

/**
 * Takes a submission in. Whatever is wrong with it is said in its `problem` and
 * among what is ignored.
 *
 * @returns The texts of its lessons, and what else is in it.
 */
export async function takeIn(
  { path, kind }: Omit<Found, "name">,
): Promise<Submission> {
  const taking = kind === "folder" ? takeFolder(path) : takeArchive(path);
  const { files, ignored, problem } = await taking
    .catch((error) => nothing(whyNot(error)));
  const hash = hashOf(JSON.stringify([...files]));
  return { files, ignored: capped(ignored), hash, problem };
}
