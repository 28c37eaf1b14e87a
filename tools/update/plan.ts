/**
 * What an update does, worked out before anything is done.
 *
 * @module
 */
import { type Files, hashOfText, MANIFEST, manifestOf } from "./files.ts";
import { UpdateError } from "./texts.ts";
import { beside, type Named, type Renaming, renaming } from "./names.ts";

/** A release of the course. */
export interface Release {
  version: number;
  lessons: readonly Named[];
  /** All its files but the manifest. */
  files: Files;
}

/** The copy that is updated. */
export interface Copy {
  lessons: readonly Named[];
  /** Its files, the student's among them. */
  files: Files;
  /** Hashes of files as the course shipped them, as far as they are known. */
  shipped: ReadonlyMap<string, string>;
  /** Whether a file is as the course shipped it. */
  isShipped(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<boolean>;
}

/** What an update does. */
export interface Plan {
  /** Files to put in place, also where there is none yet. */
  writes: Files;
  /** Files to remove. */
  removes: string[];
  replaced: string[];
  added: string[];
  /** Files that the course no longer has. */
  dropped: string[];
  /** The student's files that have another place now. */
  moved: { path: string; to: string }[];
  /** The student's files in which lessons have their new names. */
  renamed: string[];
  /** The course's files that the student changed, unless they only moved, and where the new ones are. */
  kept: { path: string; beside?: string }[];
  /** The student's work on lessons that the course no longer has. */
  aside: { path: string; to: string }[];
}

/** Works out how a copy becomes that of another release. */
export async function planUpdate(copy: Copy, release: Release): Promise<Plan> {
  const plan: Plan = {
    writes: new Map(),
    removes: [],
    replaced: [],
    added: [],
    dropped: [],
    moved: [],
    renamed: [],
    kept: [],
    aside: [],
  };
  const end: Files = new Map(release.files);
  const taken = new Set<string>();
  for (const [path, bytes] of copy.files) {
    if (await copy.isShipped(path, bytes)) {
      if (release.files.has(path)) continue;
      plan.dropped.push(path);
      plan.removes.push(path);
    } else await keep(path, bytes, { copy, release, plan, end, taken });
  }
  for (const [path, bytes] of end) {
    const now = copy.files.get(path);
    if (now && await isSame(now, bytes)) continue;
    plan.writes.set(path, bytes);
    if (release.files.get(path) !== bytes) continue;
    (now ? plan.replaced : plan.added).push(path);
  }
  await planManifest(copy, release, plan);
  return plan;
}

interface Work {
  copy: Copy;
  release: Release;
  plan: Plan;
  /** What there will be at the end. */
  end: Files;
  /** The places of the student's files. */
  taken: Set<string>;
}

/** Finds the place of a file of the student's. */
async function keep(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  { copy, release, plan, end, taken }: Work,
): Promise<void> {
  const names = renaming(copy.lessons, release.lessons);
  const module = lessonsGone(copy, release)
    .find((module) => path === `lessons/${module}.ts`);
  const place = release.files.has(names.path(path)) ? names.path(path) : path;
  const to = module ? `lessons/removed/${module}.ts` : place;
  const wanted = release.files.get(to);
  const ofCourse = wanted !== undefined || copy.shipped.has(path);
  const text = renamedIn(path, bytes, ofCourse, names);
  if (taken.has(to)) {
    throw new UpdateError("inTheWay", { path: to, kind: ["kindFile"] });
  }
  taken.add(to);
  end.set(to, text);
  if (to !== path) {
    (module ? plan.aside : plan.moved).push({ path, to });
    if (!release.files.has(path)) plan.removes.push(path);
  }
  if (text !== bytes) plan.renamed.push(to);
  if (module || !ofCourse) return;
  if (wanted && await isSame(wanted, text)) return;
  const back = renaming(release.lessons, copy.lessons);
  if (wanted && !await isUnchanged(wanted, copy.shipped.get(path), back)) {
    end.set(beside(to), wanted);
    plan.kept.push({ path: to, beside: beside(to) });
  } else if (to === path) plan.kept.push({ path });
}

function lessonsGone(copy: Copy, release: Release): string[] {
  return copy.lessons
    .filter(({ id }) => !release.lessons.some((lesson) => lesson.id === id))
    .map(({ module }) => module);
}

/** A file of the student's with the new names of lessons; the same bytes if it names none. */
function renamedIn(
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  ofCourse: boolean,
  names: Renaming,
): Uint8Array<ArrayBuffer> {
  // Other papers are private: in them, the numbers may mean anything.
  if (!path.endsWith(".ts") && !(ofCourse && path.endsWith(".md"))) {
    return bytes;
  }
  const text = new TextDecoder().decode(bytes);
  const renamed = names.text(text);
  return renamed === text ? bytes : new TextEncoder().encode(renamed);
}

/** Whether a new file differs from the old one in the names of lessons only. */
async function isUnchanged(
  wanted: Uint8Array,
  shipped: string | undefined,
  back: Renaming,
): Promise<boolean> {
  const text = back.text(new TextDecoder().decode(wanted));
  return await hashOfText(new TextEncoder().encode(text)) === shipped;
}

async function isSame(one: Uint8Array, other: Uint8Array): Promise<boolean> {
  return await hashOfText(one) === await hashOfText(other);
}

/** The next update has to know what this one shipped. */
async function planManifest(
  copy: Copy,
  release: Release,
  plan: Plan,
): Promise<void> {
  const bytes = new TextEncoder().encode(await manifestOf(release.files));
  const now = copy.files.get(MANIFEST);
  if (now && await isSame(now, bytes)) return;
  plan.writes.set(MANIFEST, bytes);
}
