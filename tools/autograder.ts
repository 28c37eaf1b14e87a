/**
 * `deno task autograder [OUT.zip]`: writes the archive that Gradescope takes as
 * an autograder, with all of the course that grading needs. The same course
 * gives the same bytes.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { reason } from "../data/errors.ts";
import { writeWhole } from "../data/files.ts";
import config from "../deno.json" with { type: "json" };
import { lessons, pathOf } from "./course.ts";
import { kitModules, neededFiles } from "./handout/needed.ts";
import { type Files, partOfCourse } from "./handout/part.ts";

const DEFAULT_OUT = "out/autograder.zip";

/** Gradescope unpacks the archive and runs these two. */
const SCRIPTS = ["setup.sh", "run_autograder"];

const { grade } = config.tasks;

/** What Gradescope gets, by paths in the archive. */
export async function autograderFiles(): Promise<Files> {
  const modules = await neededFiles([
    grade.command.split(" ").at(-1)!,
    ...lessons.map(({ module }) => `tests/${module}_test.ts`),
    ...lessons.map(({ module }) => `solutions/${module}.ts`),
    ...kitModules(),
  ], "solutions");
  const files: Files = new Map();
  for (const name of SCRIPTS) {
    files.set(name, await Deno.readFile(pathOf(`tools/autograder/${name}`)));
  }
  const course = await partOfCourse([...modules, ".deno-version"], { grade });
  for (const [path, bytes] of course) files.set(`course/${path}`, bytes);
  return files;
}

/** Packs files, the same ones always to the same bytes. */
export function pack(files: Files): Uint8Array<ArrayBuffer> {
  const entries: Zippable = {};
  for (const [path, bytes] of files) {
    const mode = SCRIPTS.includes(path) ? 0o100755 : 0o100644;
    // The upper half are Unix's file type and permissions.
    entries[path] = [bytes, { os: 3, attrs: mode * 2 ** 16 }];
  }
  // In an archive a time has no zone: on every machine it is this one.
  return zipSync(entries, { level: 9, mtime: new Date(2000, 0, 1) });
}

/** What is wrong with the command line, or the file to write. */
function outFrom(args: readonly string[]): { out?: string; problem?: string } {
  const [name = DEFAULT_OUT, ...more] = args;
  if (more.length > 0 || name.startsWith("-") || !name.endsWith(".zip")) {
    const given = args.map((arg) => `"${arg}"`).join(" ");
    return { problem: `expected one name that ends in .zip, got ${given}` };
  }
  if (args.length === 0) return { out: pathOf(name) };
  // `deno task` starts in the course's folder; the name is as typed elsewhere.
  return { out: resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), name) };
}

if (import.meta.main) {
  const { out, problem } = outFrom(Deno.args);
  if (out === undefined) {
    console.error(`Cannot make the autograder: ${problem}`);
    Deno.exit(2);
  }
  const archive = pack(await autograderFiles());
  try {
    await Deno.mkdir(dirname(out), { recursive: true });
    await writeWhole(out, archive);
  } catch (error) {
    console.error(
      "Cannot make the autograder: expected a file that can be written, got " +
        `${reason(error)}; choose another`,
    );
    Deno.exit(1);
  }
  console.log(`Gradescope's autograder is in ${out}`);
}
