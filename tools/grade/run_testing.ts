/**
 * Classes to grade and the command that grades them, for tests.
 *
 * @module
 */
import { join } from "node:path";
import { lessons, pathOf } from "../course.ts";
import { type Ran, solutionOf, whatItSaid } from "../testing.ts";
import { type Tree, writeTree, zipTree } from "./intake_testing.ts";

/** A folder to grade in; it removes itself at the end of its `await using`. */
export interface Desk extends AsyncDisposable {
  path: string;
  /** Starts `deno task grade`; relative paths are in this folder. */
  start(...args: string[]): Deno.ChildProcess;
  /** Runs `deno task grade`. */
  grade(...args: string[]): Promise<Ran>;
  /** The processes of the gradings here: commands, graders and their children; Linux. */
  processes(): { pid: number; command: string }[];
  /** Waits until none of them is left, and says whether that came to be. */
  isQuiet(): Promise<boolean>;
  /** What a grading left behind in the folder for temporary files. */
  leftovers(): string[];
}

/** Makes a folder to grade in. */
export async function makeDesk(): Promise<Desk> {
  const path = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "kata-desk" }),
  );
  const temporary = join(path, "tmp");
  await Deno.mkdir(temporary);
  const start = (...args: string[]) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", pathOf("tools/grade.ts"), ...args],
      env: {
        NO_COLOR: "1",
        INIT_CWD: path,
        TMPDIR: temporary,
        TMP: temporary,
        TEMP: temporary,
      },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  return {
    path,
    start,
    grade: async (...args) => whatItSaid(await start(...args).output()),
    processes: () => processesAt(path),
    async isQuiet() {
      for (let waited = 0; waited < 60_000; waited += 50) {
        if (processesAt(path).length === 0) return true;
        await sleep(50);
      }
      return false;
    },
    leftovers: () => [...Deno.readDirSync(temporary)].map(({ name }) => name),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The processes that were started with a path in their arguments or surroundings. */
function processesAt(path: string): { pid: number; command: string }[] {
  return [...Deno.readDirSync("/proc")].flatMap(({ name }) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const read = (file: string) =>
        Deno.readTextFileSync(`/proc/${name}/${file}`);
      const command = read("cmdline").replaceAll("\0", " ");
      return (command + read("environ")).includes(path)
        ? [{ pid: Number(name), command }]
        : [];
    } catch {
      // It has just ended, or is someone else's.
      return [];
    }
  });
}

/** Waits. */
export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** The modules of two lessons that are quick to grade and need no others. */
export const [WARM_UP, LAYERNORM] = [lessons[0], lessons[4]]
  .map(({ module }) => module);

/** A submission with the reference versions of lessons, by their modules. */
export async function solved(...modules: string[]): Promise<Tree> {
  const entries = modules.map(async (module) =>
    [`${module}.ts`, await solutionOf(module)] as const
  );
  return Object.fromEntries(await Promise.all(entries));
}

/**
 * Writes a class of eight: solved, solved in part, wrong, broken, empty, in an
 * archive, with a Chinese name.
 */
export async function writeClass(folder: string): Promise<void> {
  const warmUp = await solved(WARM_UP);
  const both = await solved(WARM_UP, LAYERNORM);
  const text = String(warmUp[`${WARM_UP}.ts`]);
  const students: Record<string, Tree> = {
    "ann": both,
    "bo": { [`${WARM_UP}.ts`]: text.replaceAll("var(0)", "std(0)") },
    "dee": { "notes.txt": "none" },
    "eve": { [`lessons/${WARM_UP}.ts`]: `${text}(` },
    "flo": { ...both, [`${WARM_UP}.ts`]: `${text}// flo\n` },
    "gil": { ...both, [`${WARM_UP}.ts`]: `${text}// gil\n` },
    "李雷": { [`work/${WARM_UP}.ts`]: text },
  };
  for (const [name, tree] of Object.entries(students)) {
    await writeTree(join(folder, name), tree);
  }
  await Deno.writeFile(join(folder, "cy.zip"), zipTree(warmUp));
}

/** The texts of all files in a folder of results by path, with all times made the same. */
export function resultsIn(folder: string, base = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) Object.assign(found, resultsIn(path, `${base}${name}/`));
    else if (name !== ".lock") {
      found[base + name] = Deno.readTextFileSync(path)
        .replaceAll(/"seconds":[\d.]+/g, '"seconds":0')
        .replaceAll(/ time="[\d.]+"/g, ' time="0"')
        .replaceAll(/"execution_time": \d+/g, '"execution_time": 0');
    }
  }
  return found;
}
