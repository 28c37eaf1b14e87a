/**
 * `deno task handout OUT`: writes the student's copy of the course, which has
 * neither solutions nor what only instructors use.
 *
 * @module
 */
import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import {
  parseCommand,
  quoted,
  runCommand,
  typedOutput,
  usageError,
} from "../../lib/command.ts";
import { isSystemError, reason, UserError } from "../../lib/errors.ts";
import { writeWhole } from "../../lib/files.ts";
import { lessons, pathOf } from "../course.ts";
import { inLanguage, sections } from "../guide.ts";
import {
  type Files,
  IMPLEMENTATIONS,
  knownMistakes,
  partOfCourse,
} from "./part.ts";
import { isUntouched, STUBS, stubTexts } from "../stubs.ts";

const USAGE = `deno task handout OUT

  OUT   a new folder for the student's copy of the course`;

/** What is handed out of the course's folder. */
const HAS = [
  ".deno-version",
  ".gitignore",
  ".vscode",
  "LICENSE",
  "course.json",
  "data",
  "kit",
  "labs",
  "lessons",
  "lib",
  "tests",
  "tools",
];

/** What is left out of that. */
const LEAVES_OUT = [
  // What gives solutions away.
  IMPLEMENTATIONS,
  "tools/{grade,proof}{.ts,/**}",
  "labs/{*_proof,golden_log,proof}.ts",
  // What only instructors use.
  "tools/{bench,site}{.ts,/**}",
  "tools/release/{autograder,handout,part}{.ts,/**}",
  "tools/{build_kernels,lint_plugin}.ts",
  "tools/{ok,run_tests,summary,translation,verify*}.ts",
  // Tests but those of the lessons, and what only they use.
  "{data,kit,labs,lib,tools,tests/*}/**/*_test.ts",
  "**/{,*_}testing.ts",
  "**/testdata/**",
];

/**
 * Works out the student's copy.
 *
 * @throws {UserError} If a lesson isn't the stub that the course ships.
 */
export async function handoutFiles(): Promise<Files> {
  for (const lesson of lessons) {
    if (await isUntouched(lesson).catch(() => false)) continue;
    const path = `lessons/${lesson.module}.ts`;
    throw new UserError(
      `expected ${path} to be the stub that the course ships, got another ` +
        `text; put the stub back, with "git checkout ${path}" for instance`,
    );
  }
  return await partOfCourse({
    has: HAS,
    leavesOut: LEAVES_OUT,
    instead: await generated(),
    tasks: { test: { description: "Test your lessons", command: "deno test" } },
  });
}

/**
 * The files that students have in place of the course's own. Whatever is known
 * of mistakes, and must not show how they are made, belongs here.
 */
async function generated(): Promise<[path: string, text: string][]> {
  return [
    [STUBS, await stubTexts()],
    ...await knownMistakes(),
    ...await Promise.all(
      ["README.md", inLanguage("README.md", "zh")].map(readme),
    ),
  ];
}

/** A README of the student's: its own words, and sections of the course's. */
async function readme(path: string): Promise<[path: string, text: string]> {
  const read = (path: string) => Deno.readTextFile(pathOf(path));
  const parts = sections(await read(path));
  parts.set("version", (await read(".deno-version")).trim());
  const template = await read(`tools/release/handout/${path}`);
  const text = template.replaceAll(/\{\{(.+?)\}\}/g, (_, name) => {
    const part = parts.get(name);
    if (part !== undefined) return part;
    throw new Error(`Cannot find the section "${name}" in ${path}`);
  });
  return [path, text];
}

/**
 * Writes the student's copy: all of it, or nothing.
 *
 * @param out A folder that doesn't exist, or is empty.
 * @throws {UserError} If that can't be done.
 */
export async function makeHandout(out: string): Promise<void> {
  const unfinished = `${out}.unfinished-${crypto.randomUUID()}`;
  try {
    if (!isFree(out)) throw new Deno.errors.AlreadyExists(`files in ${out}`);
    // Where that can't be, nothing needs to be worked out.
    await Deno.mkdir(unfinished, { recursive: true });
    for (const [path, bytes] of await handoutFiles()) {
      await writeWhole(join(unfinished, path), bytes);
    }
    // Renaming onto an empty folder works on some systems only.
    await rmdir(out).catch(() => {});
    await Deno.rename(unfinished, out);
  } catch (error) {
    await Deno.remove(unfinished, { recursive: true }).catch(() => {});
    if (!isSystemError(error)) throw error;
    throw new UserError(
      `expected a new folder, got ${reason(error)}; choose another`,
    );
  }
}

/** Whether a folder isn't there, or is empty. */
function isFree(folder: string): boolean {
  try {
    return Deno.readDirSync(folder).next().done === true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw error;
  }
}

if (import.meta.main) {
  await runCommand("make the handout", async () => {
    const { positionals } = parseCommand(Deno.args, {}, USAGE, "words");
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) {
      throw usageError(
        "expected one new folder, as in deno task handout ../kata; got " +
          (quoted(positionals) || "nothing"),
      );
    }
    const out = typedOutput(name);
    await makeHandout(out);
    console.log(`The student's copy of the course is in ${out}`);
    return 0;
  });
}
