/**
 * Which files of a submission are its lessons, and why the others aren't; texts and
 * names, whatever they were written with.
 *
 * @module
 */
import { lessons } from "../course.ts";
import type { Ignored } from "./types.ts";

/** Largest lesson that is taken: 256 KiB, in bytes. */
export const LARGEST_LESSON = 256 * 2 ** 10;

/** What is said of a larger one. */
export const TOO_LARGE = "is larger than 256 KiB";

/** Most files and folders that a submission may hold. */
export const MOST_ENTRIES = 10_000;

/** What is said of one that holds more. */
export const TOO_MANY = "holds more than 10,000 files and folders";

/** How many folders deep a file may lie. */
const DEEPEST = 8;

/** Longest name or path that is shown, in UTF-16 code units. */
const LONGEST = 120;

/** Characters that move the cursor, turn the direction of a line or end it. */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Names of archives, of kinds that are read and of others that students send. */
export const ARCHIVE =
  /\.(zip|rar|7z|tgz|tbz2?|txz|tzst|tar|(tar\.)?(gz|bz2|xz|zst))$/i;

/**
 * Folders that nothing is taken from: they hold other files of the lessons'
 * names, or thousands that programs left there.
 */
const CLOSED = new Set([
  "node_modules",
  "__macosx",
  "coverage",
  "tests",
  "solutions",
]);

/** Why something isn't taken; the message is the end of a sentence. */
export class Refused extends Error {}

/** A regular file of a submission. */
export interface Takeable {
  /** Its path in the submission. */
  path: string;
  /**
   * Its bytes, no more than {@linkcode LARGEST_LESSON} of them.
   *
   * @throws {Refused} If it isn't taken after all.
   */
  read(): Promise<Uint8Array>;
}

/** What a submission holds at a path: a file, or something that is no file. */
export type Entry = Takeable | Ignored;

/** What was found in a submission. */
export interface Choice {
  /** The files to take by module, in the order of modules. */
  lessons: Map<string, Takeable>;
  /** Archives in it. */
  archives: Takeable[];
  /** The rest, first what a student may have meant to be taken. */
  ignored: Ignored[];
}

/** A file with the name of a lesson. */
interface Candidate {
  file: Takeable;
  module: string;
  /** The folder that it, or the `lessons` that it is in, lies in. */
  base: string[];
  /** Whether it is in a folder `lessons`. */
  inLessons: boolean;
}

const modules = new Map(lessons.map(({ module }) => [`${module}.ts`, module]));

/** The name of a lesson, for messages. */
const [example = ""] = modules.keys();

/** What is said of a submission without lessons. */
export const NO_LESSONS = `holds no lesson files such as ${example}`;

/** The parts of a path; undefined if it leads out of the submission. */
function partsOf(path: string): string[] | undefined {
  const slashed = path.replaceAll("\\", "/");
  if (/^(\/|[a-z]:)/i.test(slashed)) return undefined;
  const parts = slashed.split("/").filter((part) => part && part !== ".");
  return parts.includes("..") ? undefined : parts;
}

/**
 * The outermost folder on the way to a path that isn't looked into.
 *
 * @param path The path; a folder's own ends in a slash.
 */
export function closedFolder(path: string): Ignored | undefined {
  const folders = partsOf(path) ?? [];
  if (!/[/\\]$/.test(path)) folders.pop();
  const index = folders.findIndex((folder, depth) =>
    depth >= DEEPEST || folder.startsWith(".") ||
    CLOSED.has(folder.toLowerCase())
  );
  if (index < 0) return undefined;
  return {
    path: shown(`${folders.slice(0, index + 1).join("/")}/`),
    why: index < DEEPEST ? "isn't looked into" : "lies too deep",
  };
}

/** Whether a path lies in the submission, and in no folder that isn't looked into. */
function isInside(path: string): boolean {
  return partsOf(path) !== undefined && closedFolder(path) === undefined;
}

/** Whether what lies at a path is a lesson, if it is a regular file. */
export function isLesson(path: string): boolean {
  return isInside(path) && modules.has(partsOf(path)?.at(-1) ?? "");
}

function squeezed(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}

/** Names of lessons without their numbers, such as "batchnormforward", longest first. */
const cores: [core: string, file: string][] = [...modules]
  .map(([file, module]): [string, string] => [squeezed(module.slice(2)), file])
  .sort(([a], [b]) => b.length - a.length);

/** The file of the lesson that a name was meant to be of. */
function meantBy(name: string): string | undefined {
  // Guides lie beside the lessons, and macOS leaves "._" files there.
  if (/^\.|\.md$/i.test(name)) return undefined;
  const letters = squeezed(name);
  return cores.find(([core]) => letters.includes(core))?.[1];
}

/** What isn't a lesson, and whether it may have been meant to be one. */
interface LeftOut {
  ignored: Ignored;
  notable: boolean;
}

function leftOut(path: string, why: string, notable = true): LeftOut {
  return { ignored: { path: shown(path), why }, notable };
}

/** Tells a lesson from all else. */
function lookAt(entry: Entry): Candidate | LeftOut {
  const folders = partsOf(entry.path);
  if (folders === undefined) {
    return leftOut(entry.path, "leads out of the submission");
  }
  const closed = closedFolder(entry.path);
  if (closed !== undefined) return { ignored: closed, notable: false };
  const path = folders.join("/");
  if ("why" in entry) return leftOut(path, entry.why);
  const name = folders.pop() ?? "";
  const module = modules.get(name);
  if (module === undefined) {
    const meant = meantBy(name);
    return meant === undefined
      ? leftOut(path, "isn't a lesson", false)
      : leftOut(path, `isn't named ${meant}`);
  }
  const inLessons = folders.at(-1) === "lessons";
  const base = inLessons ? folders.slice(0, -1) : folders;
  return { file: { path, read: entry.read }, module, base, inLessons };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of several folders with lessons the shallowest; of those, one with most lessons. */
function best(candidates: readonly Candidate[]): Candidate[] {
  const count = (some: Candidate[]) =>
    new Set(some.map(({ module }) => module)).size;
  const groups = Map.groupBy(candidates, ({ base }) => base.join("/"));
  const depth = ([one]: Candidate[]) => one?.base.length ?? 0;
  const [first] = [...groups].sort(([a, ours], [b, theirs]) =>
    depth(ours) - depth(theirs) || count(theirs) - count(ours) || compare(a, b)
  );
  return first?.[1] ?? [];
}

/** One candidate for each lesson, in the order of modules. */
function chosenOf(candidates: readonly Candidate[]): Map<string, Candidate> {
  const chosen = new Map<string, Candidate>();
  const inOrder = best(candidates).sort((a, b) => compare(a.module, b.module));
  for (const candidate of inOrder) {
    if (candidate.inLessons || !chosen.has(candidate.module)) {
      chosen.set(candidate.module, candidate);
    }
  }
  return chosen;
}

/** Tells the lessons of a submission from all else in it. */
export function choose(entries: readonly Entry[]): Choice {
  const candidates = new Map<string, Candidate>();
  const notable: Ignored[] = [];
  const others = new Map<string, Ignored>();
  const archives: Takeable[] = [];
  for (const entry of entries) {
    const { path } = entry;
    const isArchive = ARCHIVE.test(path) && isInside(path);
    if (isArchive && !("why" in entry)) archives.push(entry);
    const seen = lookAt(entry);
    if ("ignored" in seen) {
      if (seen.notable) notable.push(seen.ignored);
      else others.set(seen.ignored.path, seen.ignored);
      continue;
    }
    if (candidates.has(seen.file.path)) {
      const why = "comes once more in the archive";
      notable.push({ path: shown(seen.file.path), why });
    }
    // The last of one name is the one that is there after unpacking.
    candidates.set(seen.file.path, seen);
  }
  const all = [...candidates.values()];
  const chosen = chosenOf(all);
  for (const { file, module } of all) {
    const taken = chosen.get(module)?.file;
    if (taken === file) continue;
    const why = taken === undefined
      ? "isn't beside the lessons that are taken"
      : `isn't taken: ${shown(taken.path)} is`;
    notable.push({ path: shown(file.path), why });
  }
  const byPath = (a: Ignored, b: Ignored) => compare(a.path, b.path);
  const rest = [...others.values()].sort(byPath);
  return {
    lessons: new Map(
      chosen.entries().map(([module, { file }]) => [module, file]),
    ),
    archives,
    ignored: [...notable.sort(byPath), ...rest],
  };
}

/** A name from a submission as it can be printed anywhere, on one line. */
export function harmless(name: string): string {
  return name.replace(UNSAFE, "\ufffd");
}

/** A path from a submission as it can be printed anywhere, its middle left out where it is long. */
export function shown(path: string): string {
  if (path.length <= LONGEST) return harmless(path);
  const [start, end] = [path.slice(0, 40), path.slice(41 - LONGEST)];
  // A slice keeps all of a long string alive; a string of its characters doesn't.
  return harmless([...start, "…", ...end].join(""));
}

/** The encoding that a byte order mark stands for. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Bytes as text, without a byte order mark and with "\n" at the ends of lines:
 * UTF-8, UTF-16 with its mark, or the GB 18030 of Chinese editors.
 *
 * @returns The text; undefined if the bytes aren't text.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const marked = markedEncoding(bytes);
  const text = marked === undefined
    ? decode(bytes, "utf-8") ?? decode(bytes, "gb18030")
    : decode(bytes, marked);
  if (text === undefined || text.includes("\0")) return undefined;
  return text.replaceAll(/\r\n?/g, "\n");
}

/** A name from an archive, which seldom says how it is encoded. */
export function nameOf(bytes: Uint8Array): string {
  return decode(bytes, "utf-8") ?? decode(bytes, "gb18030") ??
    new TextDecoder("latin1").decode(bytes);
}
