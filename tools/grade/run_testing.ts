/**
 * The command that grades, for tests.
 *
 * @module
 */
import { join } from "node:path";
import { type Ran, runDeno } from "../../lib/children.ts";
import { pathOf } from "../course.ts";

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
  const env = {
    NO_COLOR: "1",
    INIT_CWD: path,
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
  };
  const argsFor = (args: string[]) => [
    ...["run", "-A", pathOf("tools/grade.ts")],
    ...args,
  ];
  return {
    path,
    start: (...args) =>
      new Deno.Command(Deno.execPath(), {
        args: argsFor(args),
        env,
        stdout: "piped",
        stderr: "piped",
      }).spawn(),
    grade: (...args) => runDeno(argsFor(args), { env }),
    processes: () => processesAt(path),
    isQuiet: () => happens(() => processesAt(path).length === 0),
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

/** Waits for something, a minute at the most, and says whether it came to be. */
export async function happens(
  what: () => boolean | Promise<boolean>,
): Promise<boolean> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (await what()) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}
