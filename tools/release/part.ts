/**
 * A part of the course as files of its own, for another place.
 *
 * @module
 */
import { join, posix } from "node:path";
import config from "../../deno.json" with { type: "json" };
import { runDeno } from "../../lib/children.ts";
import { UserError } from "../../lib/errors.ts";
import { filesIn } from "../../lib/files.ts";
import { contractOf } from "../contracts.ts";
import { lessons, pathOf } from "../course.ts";

/** Files by their paths. */
export type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** The tasks in `deno.json`. */
type Tasks = Record<string, { description: string; command: string }>;

/** What a part of the course is made of. */
export interface Part {
  /** Its files and folders in the course's: whatever else lies there is nobody's business. */
  has: readonly string[];
  /** Globs of what it leaves out of them. */
  leavesOut: readonly string[];
  /** Files that it has in place of the course's, or besides. */
  instead?: Iterable<[path: string, text: string]>;
  /** The same of tasks; of the course's, it has those whose module it has. */
  tasks?: Tasks;
}

/**
 * Puts together a part of the course, with a `deno.json` and a `deno.lock` that
 * ask for the packages which its modules import.
 *
 * @returns Its files, in the order of their paths.
 */
export async function partOfCourse(
  { has, leavesOut, instead = [], tasks = {} }: Part,
): Promise<Files> {
  const paths = has.flatMap(everyFile).filter((path) =>
    !leavesOut.some((glob) => posix.matchesGlob(path, glob))
  );
  const files: Files = new Map();
  for (const path of paths) files.set(path, await Deno.readFile(pathOf(path)));
  const write = (path: string, text: string) =>
    files.set(path, new TextEncoder().encode(text));
  for (const [path, text] of instead) write(path, text);
  const json = `${JSON.stringify(partOfConfig(files, tasks), null, 2)}\n`;
  write("deno.json", json);
  write("deno.lock", await lockFor(json));
  return new Map([...files].sort(([a], [b]) => a < b ? -1 : 1));
}

/** A file, or the files in a folder but for hidden ones, which are a machine's own. */
function everyFile(path: string): string[] {
  if (Deno.statSync(pathOf(path)).isFile) return [path];
  return filesIn(pathOf(path)).filter((file) => !/(^|\/)\./.test(file))
    .map((file) => `${path}/${file}`);
}

/**
 * `deno.json` with the tasks that have their module, with the imports that
 * modules name, with the members that it has, and without the lint plugin and
 * the strict types, which are for those who write the course.
 */
function partOfConfig(files: Files, more: Tasks): unknown {
  const sources = [...files].filter(([path]) => path.endsWith(".ts"))
    .map(([, bytes]) => new TextDecoder().decode(bytes));
  const { lint: _, compilerOptions: __, ...rest } = config;
  const tasks = pick<Tasks[string]>(
    config.tasks,
    (_, { command }) => files.has(command.split(" ").at(-1)!),
  );
  const imports = pick(config.imports, (name) => {
    const word = name.endsWith("/") ? `"${name}` : `"${name}"`;
    return sources.some((text) => text.includes(word));
  });
  const workspace = config.workspace.filter((member) =>
    files.has(posix.join(member, "deno.json"))
  );
  return { ...rest, tasks: { ...tasks, ...more }, imports, workspace };
}

function pick<T>(
  record: Record<string, T>,
  isKept: (name: string, value: T) => boolean,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(record).filter(([name, value]) => isKept(name, value)),
  );
}

/** The course's `deno.lock` as Deno itself cuts it down to what a `deno.json` asks for. */
async function lockFor(config: string): Promise<string> {
  const folder = await Deno.makeTempDir({ prefix: "kata-lock" });
  try {
    const lock = join(folder, "deno.lock");
    await Deno.copyFile(pathOf("deno.lock"), lock);
    await Deno.writeTextFile(join(folder, "deno.json"), config);
    await Deno.writeTextFile(join(folder, "mod.ts"), "");
    const { code, stderr } = await runDeno(["run", "mod.ts"], { cwd: folder });
    if (code === 0) return await Deno.readTextFile(lock);
    throw new UserError(
      `expected the course's packages, got "${stderr.split("\n")[0]}"; ` +
        "connect to the network",
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The catalogue's rooms but for their probes. */
export const IMPLEMENTATIONS = "tests/catalogue/*/!(probe*).ts";

/**
 * What stands in place of {@linkcode IMPLEMENTATIONS}: rooms that hold what
 * misconceptions give, and not how.
 */
export async function knownMistakes(): Promise<[path: string, text: string][]> {
  const rooms: [path: string, text: string][] = [];
  for (const lesson of lessons) {
    const contract = await contractOf(lesson);
    const known = JSON.stringify(JSON.stringify(await contract.known()));
    rooms.push([
      `tests/catalogue/${lesson.module}/mod.ts`,
      `export const known = JSON.parse(${known});\n`,
    ]);
  }
  return rooms;
}
