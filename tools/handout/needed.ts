/**
 * Which files of the course a command needs, worked out from the modules
 * themselves, so that no list of files goes stale.
 *
 * @module
 */
import { extname } from "node:path";
import { pathOf, root } from "../course.ts";
import { importMap } from "../import_map.ts";
import { FILE as PROGRESS } from "../learn/progress.ts";
import { fromFileUrl } from "../paths.ts";

/** What `deno info` says of a module. */
interface Module {
  specifier: string;
  error?: string;
}

/**
 * Finds the files that modules need: what they import, and what they name in a
 * string, such as the module of a worker or of a child process.
 *
 * @param entries Paths of modules, from the course's folder.
 * @param kata The folder that `kata/` stands for.
 * @returns Paths from the course's folder, sorted.
 */
export async function neededFiles(
  entries: readonly string[],
  kata: "lessons" | "solutions",
): Promise<string[]> {
  const found = new Set<string>();
  const queue = [...entries];
  for (let entry = queue.pop(); entry; entry = queue.pop()) {
    if (found.has(entry)) continue;
    if (extname(entry) !== ".ts") {
      found.add(entry);
      continue;
    }
    for (const file of await imported(entry, kata)) {
      if (found.has(file)) continue;
      found.add(file);
      if (extname(file) === ".ts") queue.push(...await named(file));
    }
  }
  return [...found].sort();
}

/** The modules of the kit, any of which a lesson may import. */
export function kitModules(folder = "kit"): string[] {
  return [...Deno.readDirSync(pathOf(folder))].flatMap(
    ({ name, isDirectory }) => {
      const path = `${folder}/${name}`;
      if (isDirectory) return kitModules(path);
      // Tests, and what only they import.
      return /(_test|\/testing)\.ts$/.test(path) ? [] : [path];
    },
  ).sort();
}

/** A module and what it imports, directly or not. */
async function imported(entry: string, kata: string): Promise<string[]> {
  const map = importMap({ kata: new URL(`${kata}/`, root), tests: "deno" });
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [
      "info",
      "--json",
      "--frozen",
      `--config=${pathOf("deno.json")}`,
      `--import-map=${map}`,
      pathOf(entry),
    ],
    env: { NO_COLOR: "1" },
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const { modules }: { modules: Module[] } = JSON.parse(
    new TextDecoder().decode(stdout),
  );
  const broken = modules.find(({ error }) => error !== undefined);
  if (broken) throw new Error(`Cannot follow ${entry}: ${broken.error}`);
  return modules.map(({ specifier }) => specifier)
    .filter((specifier) => specifier.startsWith(root.href))
    .map((specifier) => fromRoot(new URL(specifier)));
}

/** The files that a module names, from its own folder or from the course's. */
async function named(file: string): Promise<string[]> {
  const text = await Deno.readTextFile(pathOf(file));
  const names = [...text.matchAll(/"([\w./-]*\w\.\w+)"/g)]
    .flatMap(([, name]) => [
      new URL(name, new URL(file, root)),
      new URL(name, root),
    ])
    .filter(({ href }) => href.startsWith(root.href));
  const files = [];
  for (const url of names) {
    const info = await Deno.stat(url).catch(() => undefined);
    // How far somebody got is nobody else's.
    if (info?.isFile && fromRoot(url) !== PROGRESS) files.push(fromRoot(url));
  }
  return files;
}

function fromRoot(url: URL): string {
  return fromFileUrl(url).slice(fromFileUrl(root).length).replaceAll("\\", "/");
}
