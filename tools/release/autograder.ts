/**
 * `deno task autograder [OUT.zip]`: writes the archive that Gradescope takes as
 * an autograder, with all of the course that grading needs. The same course
 * gives the same bytes.
 *
 * @module
 */
import { type Zippable, zipSync } from "fflate";
import {
  parseCommand,
  quoted,
  runCommand,
  typedOutput,
  usageError,
} from "../../lib/command.ts";
import { isSystemError, reason, UserError } from "../../lib/errors.ts";
import { writeWhole } from "../../lib/files.ts";
import { pathOf } from "../course.ts";
import { STUBS, stubTexts } from "../stubs.ts";
import {
  type Files,
  IMPLEMENTATIONS,
  knownMistakes,
  partOfCourse,
} from "./part.ts";

const USAGE = `deno task autograder [OUT.zip]

  OUT.zip   the archive for Gradescope, out/autograder.zip unless given`;

/** Gradescope unpacks the archive and runs these two. */
const SCRIPTS = ["setup.sh", "run_autograder"];

/** What grading needs of the course's folder. */
const HAS = [
  ".deno-version",
  "course.json",
  "data",
  "kit",
  "lib",
  "solutions",
  "tests",
  "tools",
];

/** What it doesn't need of that. */
const LEAVES_OUT = [
  IMPLEMENTATIONS,
  "tools/{bench,build_kernels,lab,learn,proof,release,site}{.ts,/**}",
  "tools/{hints,lint_plugin,ok,run_tests,summary}.ts",
  "tools/{translation,verify*}.ts",
  "{data,kit,lib,tools,tests/*}/**/*_test.ts",
  "**/{,*_}testing.ts",
  "**/testdata/**",
];

/** What Gradescope gets, by paths in the archive. */
export async function autograderFiles(): Promise<Files> {
  const files: Files = new Map();
  for (const name of SCRIPTS) {
    const path = pathOf(`tools/release/autograder/${name}`);
    files.set(name, await Deno.readFile(path));
  }
  const course = await partOfCourse({
    has: HAS,
    leavesOut: LEAVES_OUT,
    instead: [
      // There is no history; and an optional lesson that is still a stub doesn't count.
      [STUBS, await stubTexts()],
      ...await knownMistakes(),
    ],
  });
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

if (import.meta.main) {
  await runCommand("make the autograder", async () => {
    const { positionals } = parseCommand(Deno.args, {}, USAGE, "words");
    const [name = pathOf("out/autograder.zip"), ...more] = positionals;
    if (more.length > 0 || !name.endsWith(".zip")) {
      throw usageError(
        `expected one name that ends in .zip, got ${quoted(positionals)}`,
      );
    }
    const out = typedOutput(name);
    const archive = pack(await autograderFiles());
    try {
      await writeWhole(out, archive);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      throw new UserError(
        `expected a file that can be written, got ${
          reason(error)
        }; choose another`,
      );
    }
    console.log(`Gradescope's autograder is in ${out}`);
    return 0;
  });
}
