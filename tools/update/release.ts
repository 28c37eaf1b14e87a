/**
 * Reading a release of the course, and the copy that is to become like it.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { reason } from "../../data/errors.ts";
import { hashOfText, type Kind, MANIFEST, readFiles, walk } from "./files.ts";
import type { Named } from "./names.ts";
import type { Copy, Release } from "./plan.ts";
import { type Said, UpdateError } from "./texts.ts";

/** What lies in a course's folder, and what its manifest says. */
export interface Folder {
  path: string;
  found: Map<string, Kind>;
  id: string;
  version: number;
  lessons: Named[];
  /** Whether it has what only instructors use. */
  whole: boolean;
}

/** What only the whole course has; in backticks, or the handout would need it. */
const HANDOUT = `tools/handout.ts`;

/** Looks into the folder of a release of a certain course. */
export async function openRelease(
  path: string,
  { id }: Pick<Folder, "id">,
): Promise<Folder> {
  const course = await courseIn(path);
  if (!Array.isArray(course) && course.id === id) return open(path, course);
  const given: Said = Array.isArray(course)
    ? course
    : ["otherCourse", { id: course.id }];
  throw new UpdateError("notCourse", { id, folder: path, given });
}

/**
 * Looks into the folder of the copy that is to be updated.
 *
 * @param except A folder that isn't looked into.
 */
export async function openCopy(path: string, except: string): Promise<Folder> {
  const course = await courseIn(path);
  if (!Array.isArray(course)) return open(path, course, except);
  throw new UpdateError("brokenHere", { given: course });
}

async function open(
  path: string,
  course: Course,
  except?: string,
): Promise<Folder> {
  const found = await walk(path, except);
  return { ...course, path, found, whole: found.get(HANDOUT) === "file" };
}

type Course = Pick<Folder, "id" | "version" | "lessons">;

/** The course that a folder holds, or what it holds instead. */
async function courseIn(folder: string): Promise<Course | Said> {
  const path = join(folder, "course.json");
  const info = await Deno.lstat(path).catch(() => undefined);
  if (!info?.isFile) return ["noCourseFile"];
  const text = await Deno.readTextFile(path);
  try {
    // In the beginning, releases weren't numbered.
    const { id, version = 0, lessons } = JSON.parse(text);
    const isSound = typeof id === "string" && Number.isInteger(version) &&
      lessons.every((lesson: Named) =>
        typeof lesson.id === "string" && typeof lesson.stub === "string" &&
        /^\d\d_[a-z0-9_]+$/.test(lesson.module)
      );
    if (isSound) return { id, version, lessons };
  } catch {
    // As any other text that says nothing of a course.
  }
  return ["badCourseFile"];
}

/** What the manifest of a student's copy says the course shipped, if it has one. */
async function shippedIn(
  folder: Folder,
): Promise<Map<string, string> | undefined> {
  if (folder.found.get(MANIFEST) !== "file") return undefined;
  const text = await Deno.readTextFile(join(folder.path, MANIFEST));
  try {
    return new Map<string, string>(Object.entries(JSON.parse(text).files));
  } catch {
    return undefined;
  }
}

function noManifest({ path }: Folder): UpdateError {
  return new UpdateError("noManifest", { file: MANIFEST, folder: path });
}

/** Reads a release: all of a student's copy, or what git keeps of the whole course. */
export async function readRelease(folder: Folder): Promise<Release> {
  const { path, found, version, lessons } = folder;
  const shipped = folder.whole ? undefined : await shippedIn(folder);
  if (!folder.whole && shipped === undefined) throw noManifest(folder);
  const paths = shipped ? [...shipped.keys()] : await tracked(folder);
  const missing = paths.find((path) => found.get(path) !== "file");
  if (missing) notFresh(missing, path);
  const files = await readFiles(path, paths);
  const stubs = new Map(
    lessons.map(({ module, stub }) => [`lessons/${module}.ts`, stub]),
  );
  for (const [path, hash] of shipped ?? stubs) {
    const bytes = files.get(path);
    if (!bytes || await hashOfText(bytes) !== hash) notFresh(path, folder.path);
  }
  return { version, lessons, files };
}

function notFresh(path: string, folder: string): never {
  throw new UpdateError("notFresh", { path, folder });
}

/**
 * Reads the copy that is to be updated.
 *
 * @param from The release's folder, whose history tells what a clone of the
 *   whole course was shipped with.
 * @param release The release.
 */
export async function readCopy(
  folder: Folder,
  from: Folder,
  release: Release,
): Promise<Copy> {
  const manifest = await shippedIn(folder);
  if (!folder.whole && manifest === undefined) throw noManifest(folder);
  const blobs = folder.whole ? await history(from) : new Set<string>();
  const shipped = new Map(folder.lessons.map(
    ({ module, stub }): [string, string] => [`lessons/${module}.ts`, stub],
  ));
  for (const [path, hash] of manifest ?? []) shipped.set(path, hash);
  const paths = [...folder.found].filter(([path, kind]) =>
    kind === "file" &&
    (folder.whole || path === MANIFEST || path.endsWith(".ts") ||
      shipped.has(path) || release.files.has(path))
  ).map(([path]) => path);
  return {
    lessons: folder.lessons,
    files: await readFiles(folder.path, paths),
    shipped,
    isShipped: async (path, bytes) =>
      blobs.has(`${blobOf(bytes)} ${path}`) ||
      await hashOfText(bytes) === shipped.get(path),
  };
}

/** The files that git keeps, but for links, and a manifest of what was there once. */
async function tracked({ path, found }: Folder): Promise<string[]> {
  const names = (await git(path, "ls-files", "-z")).split("\0");
  return names.filter((name) =>
    found.get(name) === "file" && name !== MANIFEST
  );
}

/** All that the course's files ever were: paths and the names that git has for them. */
async function history({ path }: Folder): Promise<Set<string>> {
  const words = (await git(
    path,
    ...["log", "-m", "--raw", "--no-abbrev", "--no-renames", "--format=", "-z"],
  )).split("\0");
  const found = new Set<string>();
  // Such as ":100644 100644 OLD NEW M", then the path.
  words.forEach((word, index) => {
    const [, name] = /^\n?:\d+ \d+ \w+ (\w+) \w$/.exec(word) ?? [];
    if (name) found.add(`${name} ${words[index + 1]}`);
  });
  return found;
}

/** The name that git has for a file. */
function blobOf(bytes: Uint8Array): string {
  // With a character for each byte.
  const plain = Buffer.from(bytes).toString("latin1").replaceAll("\r\n", "\n");
  return createHash("sha1").update(`blob ${plain.length}\0`)
    .update(plain, "latin1").digest("hex");
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  try {
    const command = new Deno.Command("git", { args: ["-C", folder, ...args] });
    const { success, stdout, stderr } = await command.output();
    if (success) return text(stdout);
    throw new Error(text(stderr).trim());
  } catch (error) {
    throw new UpdateError("noGit", { folder, reason: reason(error) });
  }
}

/**
 * Makes a student's copy of the whole course with the course's own tool.
 *
 * @param into A folder that is made.
 */
export async function makeCopy(
  { path }: Folder,
  into: string,
): Promise<void> {
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", "--frozen", join(path, HANDOUT), into],
    cwd: path,
    env: { NO_COLOR: "1" },
  }).output();
  if (success) return;
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  throw new UpdateError("noHandout", { folder: path, reason: lines[0] });
}
