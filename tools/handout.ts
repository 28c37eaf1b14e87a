/**
 * `deno task handout OUT`: writes the student's copy of the course, which has
 * neither solutions nor what only instructors use.
 *
 * @module
 */
import { dirname, join, resolve } from "node:path";
import { reason } from "../data/errors.ts";
import config from "../deno.json" with { type: "json" };
import { isUntouched, lessons, pathOf } from "./course.ts";
import { inLanguage, sections } from "./guide.ts";
import type { Config } from "./handout/config.ts";
import { kitModules, neededFiles } from "./handout/needed.ts";
import { type Files, partOfCourse } from "./handout/part.ts";
import { MANIFEST, manifestOf } from "./update/files.ts";

/** Something that the instructor can mend; the message says what in one line. */
export class HandoutError extends Error {}

const { learn, lab, update } = config.tasks;
/** The commands that a student has. */
const tasks: Config["tasks"] = {
  learn,
  lab,
  update,
  test: { description: "Test your lessons", command: "deno test" },
};

/** The modules that a student starts; in a command, the last word. */
const entries = [
  ...[learn, lab, update].map(({ command }) => command.split(" ").at(-1)!),
  ...lessons.map(({ module }) => `tests/${module}_test.ts`),
  // data/README.md says to run it where a disk may be failing.
  "data/real_data.ts",
];

/** What is for people or for other programs. */
const papers = [
  ...lessons.map(({ module }) => `lessons/${module}.md`),
  "data/README.md",
  "labs/README.md",
  "labs/README.zh.md",
  "LICENSE",
  ".deno-version",
  ".gitignore",
];

/** What a course may have. */
const extras = [
  ...lessons.map(({ module }) => `lessons/${module}.zh.md`),
  ".vscode/extensions.json",
  ".vscode/settings.json",
  ".vscode/tasks.json",
];

/** What no student gets, even if a module should come to need it. */
const SECRET =
  /^solutions\/|^tests\/(misconceptions|variants)\/|^tools\/(autograder|catalogue|grade|handout)\b/;

/**
 * Works out the student's copy.
 *
 * @throws {HandoutError} If a lesson isn't the stub that the course ships.
 */
export async function handoutFiles(): Promise<Files> {
  for (const lesson of lessons) {
    if (await isUntouched(lesson).catch(() => false)) continue;
    const path = `lessons/${lesson.module}.ts`;
    throw new HandoutError(
      `expected ${path} to be the stub that the course ships, got another ` +
        `text; put the stub back, with "git checkout ${path}" for instance`,
    );
  }
  const modules = await neededFiles([...entries, ...kitModules()], "lessons");
  const secret = modules.find((path) => SECRET.test(path));
  if (secret) throw new Error(`Cannot hand out ${secret}, yet it is needed`);
  const paths = [...modules, ...papers, ...extras.filter(isThere)];
  const files = await partOfCourse(paths, tasks);
  const write = (path: string, text: string) =>
    files.set(path, new TextEncoder().encode(text));
  for (const path of ["README.md", inLanguage("README.md", "zh")]) {
    write(path, await readme(path));
  }
  return write(MANIFEST, await manifestOf(files));
}

function isThere(path: string): boolean {
  try {
    return Deno.statSync(pathOf(path)).isFile;
  } catch {
    return false;
  }
}

/** A README of the student's: its own words, and sections of the course's. */
async function readme(path: string): Promise<string> {
  const read = (path: string) => Deno.readTextFile(pathOf(path));
  const parts = sections(await read(path));
  parts.set("version", (await read(".deno-version")).trim());
  const template = await read(`tools/handout/${path}`);
  return template.replaceAll(/\{\{(.+?)\}\}/g, (_, name) => {
    const text = parts.get(name);
    if (text === undefined) {
      throw new Error(`Cannot find the section "${name}" in ${path}`);
    }
    return text;
  });
}

/**
 * Writes the student's copy: all of it, or nothing.
 *
 * @param out A folder that doesn't exist, or is empty.
 * @throws {HandoutError} If that can't be done.
 */
export async function makeHandout(out: string): Promise<void> {
  await refuseFull(out);
  const files = await handoutFiles();
  const unfinished = `${out}.unfinished-${crypto.randomUUID()}`;
  try {
    for (const [path, bytes] of files) {
      const file = join(unfinished, path);
      await Deno.mkdir(dirname(file), { recursive: true });
      await Deno.writeFile(file, bytes);
    }
    // Renaming onto an empty folder works on some systems only.
    await Deno.remove(out).catch(() => {});
    await Deno.rename(unfinished, out);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true }).catch(() => {});
    throw new HandoutError(
      `expected a folder that can be made, got ${
        reason(error)
      }; choose another`,
    );
  }
}

async function refuseFull(out: string): Promise<void> {
  try {
    for await (const { name } of Deno.readDir(out)) {
      throw new HandoutError(
        `expected a new folder, got "${out}", which holds ${name}; choose another`,
      );
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return;
    if (error instanceof HandoutError) throw error;
    throw new HandoutError(
      `expected a new folder, got ${reason(error)}; choose another`,
    );
  }
}

if (import.meta.main) {
  const [name, ...more] = Deno.args;
  try {
    if (name === undefined || name.startsWith("-") || more.length > 0) {
      const given = Deno.args.map((arg) => `"${arg}"`).join(" ") || "nothing";
      throw new HandoutError(
        `expected one new folder, as in deno task handout ../kata; got ${given}`,
      );
    }
    // `deno task` starts in the course's folder; the name is as typed elsewhere.
    const out = resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), name);
    await makeHandout(out);
    console.log(`The student's copy of the course is in ${out}`);
  } catch (error) {
    if (!(error instanceof HandoutError)) throw error;
    console.error(`Cannot make the handout: ${error.message}`);
    Deno.exit(2);
  }
}
