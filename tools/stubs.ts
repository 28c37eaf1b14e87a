/**
 * The lessons as the course ships them, whatever became of the files: a student's copy has their
 * texts, a clone has its history.
 *
 * @module
 */
import { join } from "node:path";
import { fromFileUrl, readIfThere } from "../lib/files.ts";
import { type Lesson, lessons, pathOf, root } from "./course.ts";

/** Where a student's copy has the texts of its stubs, by modules. */
export const STUBS = "tools/learn/stubs.json";

/** The texts of stubs by modules. */
export type Stubs = Partial<Record<string, string>>;

/** What git says of a version of a lesson. */
const VERSION = /^:\d+ \d+ \w+ (\w+) [AM]\tlessons\/(\d\d_\w+)\.ts$/gm;

/** What stands before each version, for git to write and for us to find. */
const MARK = "--- version ---";

/** The stubs of this course, read when first asked for. */
let known: Promise<Stubs> | undefined;

/**
 * The stub of a lesson.
 *
 * @throws {Deno.errors.NotFound} If nothing here knows it.
 */
export async function stubOf({ module }: Lesson): Promise<string> {
  const stub = (await ours())[module];
  if (stub !== undefined) return stub;
  throw new Deno.errors.NotFound(
    `expected the stub of lessons/${module}.ts in ${STUBS} or in the history of a git clone, got ` +
      "neither; take the file from a fresh copy of the course",
  );
}

/**
 * Whether a lesson is still the stub that the course ships. Where nothing else knows the stub, it
 * is the text in `lessons/`, as long as that is unwritten.
 *
 * @param lesson The lesson.
 * @param text What was made of it; the text in `lessons/` if none is given.
 */
export async function isUntouched(
  lesson: Lesson,
  text?: string,
): Promise<boolean> {
  const { module } = lesson;
  const path = pathOf(`lessons/${module}.ts`);
  const given = text ?? await Deno.readTextFile(path);
  const here = readIfThere(path) ?? "";
  const stub = (await ours())[module] ??
    (unwritten(module, here) > 0 ? here : undefined);
  return given.replaceAll("\r\n", "\n") === stub;
}

/** The text of {@linkcode STUBS} for a student's copy. */
export async function stubTexts(): Promise<string> {
  const texts: Stubs = {};
  for (const lesson of lessons) texts[lesson.module] = await stubOf(lesson);
  return `${JSON.stringify(texts, null, 2)}\n`;
}

function ours(): Promise<Stubs> {
  return known ??= stubsIn(fromFileUrl(root));
}

/** The stubs that a course's folder knows; of a clone, the newest of each lesson. */
export async function stubsIn(folder: string): Promise<Stubs> {
  const texts = readIfThere(join(folder, STUBS));
  if (texts !== undefined) return JSON.parse(texts);
  const said = await git(folder, [
    // Of a merge, what it made of each parent: so the first version is that of HEAD.
    ...["log", "-m", "--full-history", "--no-renames", "--format="],
    ...["--raw", "--no-abbrev", "--relative", "--", "lessons"],
  ]);
  const versions = [...said.matchAll(VERSION)];
  const names = versions.map(([, name]) => `${name}\n`).join("");
  const [, ...contents] =
    (await git(folder, ["cat-file", `--batch=${MARK}`], names))
      .split(`${MARK}\n`);
  const stubs: Stubs = {};
  const most = new Map<string, number>();
  for (const [k, [, , module = ""]] of versions.entries()) {
    const text = contents[k]?.slice(0, -1) ?? "";
    const calls = unwritten(module, text);
    // The newest come first.
    if (calls <= (most.get(module) ?? 0)) continue;
    most.set(module, calls);
    stubs[module] = text;
  }
  return stubs;
}

/** How much of a lesson is to be written. */
function unwritten(module: string, text: string): number {
  return text.split(`unimplemented("Lesson ${module.slice(0, 2)}`).length - 1;
}

/** What git says; nothing where there is no git, or no clone. */
async function git(
  folder: string,
  args: string[],
  input = "",
): Promise<string> {
  try {
    const child = new Deno.Command("git", {
      args: ["-C", folder, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    const writing = new Response(input).body!.pipeTo(child.stdin);
    const { success, stdout } = await child.output();
    await writing.catch(() => {});
    return success
      ? new TextDecoder().decode(stdout).replaceAll("\r\n", "\n")
      : "";
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}
