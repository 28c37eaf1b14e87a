/**
 * The box that a submission runs in: a process without permissions, in a folder
 * of its own, with nothing to import but the course's kit and itself.
 *
 * @module
 */
import { builtinModules, findPackageJSON } from "node:module";
import { cp } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { delimiter, join } from "node:path";
import config from "../../../deno.json" with { type: "json" };
import { lessons, pathOf, root } from "../../course.ts";
import { toFileUrl } from "../../../lib/files.ts";
import { canWatch } from "./memory.ts";
import { NOWHERE } from "./thrown.ts";

/** What a child may use. */
export interface Limits {
  /** Of memory, in MiB. */
  memory: number;
  /** Of processor time, in seconds. */
  cpu: number;
}

/** Text of a lesson that calls the grader instead of doing anything. */
export function standIn(module: string): string {
  const { exports } = lessons.find((lesson) => lesson.module === module)!;
  const bodies = exports.map((name) =>
    `export const ${name} = (...args) => ` +
    `ask(${JSON.stringify(module)}, ${JSON.stringify(name)}, args);\n`
  );
  return `import { ask } from "${CHILD}";\n${bodies.join("")}`;
}

/** Text of a lesson that wasn't handed in. */
export function notHandedIn(module: string): string {
  const { exports } = lessons.find((lesson) => lesson.module === module)!;
  const number = module.slice(0, 2);
  const bodies = exports.map((name) =>
    `export function ${name}() {\n  throw new Error(` +
    `"Unimplemented: Lesson ${number}: it wasn't handed in");\n}\n`
  );
  return bodies.join("");
}

const CHILD = new URL("child.ts", import.meta.url).href;

/** All that the kit needs of numpy-ts: the rest would take most of a child's start. */
const RANDOM_NUMBERS =
  new URL("common/ops/random.js", import.meta.resolve("numpy-ts/core")).href;

/** The folder in which children run, made ready once for all of them. */
export class Workshop {
  readonly #path: string;
  readonly #limits: Limits;
  readonly #imports: Record<string, string>;
  readonly #wrapper: readonly string[];
  #boxes = 0;

  private constructor(
    path: string,
    limits: Limits,
    imports: Record<string, string>,
    wrapper: readonly string[],
  ) {
    this.#path = path;
    this.#limits = limits;
    this.#imports = imports;
    this.#wrapper = wrapper;
  }

  /**
   * Makes a workshop.
   *
   * @param path An empty folder of its own.
   * @param limits What each child may use.
   * @param wrapper What to put before a command so that the system enforces them.
   */
  static async open(
    path: string,
    limits: Limits,
    wrapper: readonly string[] = limiter(limits),
  ): Promise<Workshop> {
    const shop = new Workshop(
      path,
      limits,
      await importsOfKit(),
      wrapper,
    );
    await shop.#warmUp();
    return shop;
  }

  /** What this machine can't enforce, as a sentence; none if there is nothing. */
  get weakness(): string | undefined {
    if (this.#wrapper.length > 0) return undefined;
    const memory = canWatch
      ? "is looked at from time to time, not limited"
      : "isn't limited";
    return "This system has no prlimit and setpriv: the memory of submissions " +
      `${memory}, and their processor time isn't limited`;
  }

  /** The memory that a child may use, in MiB, where it has to be watched. */
  get watched(): number | undefined {
    return this.#wrapper.length > 0 ? undefined : this.#limits.memory;
  }

  /** Compiles the kit for all children, and finds out whether children run at all. */
  async #warmUp(): Promise<void> {
    const main = `import "kit/nn/mod.ts";
import "@std/assert";
import "kit/nd/random.ts";
import ${JSON.stringify(CHILD)};
`;
    const cache = join(this.#path, "cache");
    await Deno.mkdir(cache);
    // What V8 has compiled is kept from the second time on.
    for (let k = 0; k < 2; k++) {
      const box = await this.#makeBox(new Map(), main);
      const child = this.#command(box, cache).spawn();
      await child.stdin.close();
      const { success, stderr } = await child.output();
      if (!success) {
        throw new Error(
          `Cannot start a child: ${new TextDecoder().decode(stderr).trim()}`,
        );
      }
      await Deno.remove(box, { recursive: true });
    }
    for await (const { name } of Deno.readDir(cache)) {
      // What is written beside a database goes into it: less to copy.
      if (!name.endsWith("_v2")) continue;
      const database = new DatabaseSync(join(cache, name));
      database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
      database.close();
    }
  }

  /**
   * Starts a child.
   *
   * @param files The texts of the lessons by module.
   * @param modules Which of them to load, in this order.
   */
  async start(
    files: ReadonlyMap<string, string>,
    modules: readonly string[],
  ): Promise<{ child: Deno.ChildProcess; discard: () => Promise<void> }> {
    const loads = modules.map((module) =>
      `  ${JSON.stringify(module)}: () => import("./lessons/${module}.ts"),\n`
    );
    const box = await this.#makeBox(
      files,
      `import { serve } from ${JSON.stringify(CHILD)};
await serve({
  lessons: {
  ${loads.join("  ")}  },
  random: () => import("kit/nd/random.ts"),
});
`,
    );
    // A copy each: what one child leaves in it, no other finds.
    const cache = join(box, "cache");
    await cp(join(this.#path, "cache"), cache, { recursive: true });
    const child = this.#command(box, cache).spawn();
    const discard = () => Deno.remove(box, { recursive: true });
    return { child, discard };
  }

  async #makeBox(
    files: ReadonlyMap<string, string>,
    main: string,
  ): Promise<string> {
    const box = join(this.#path, `box-${++this.#boxes}`);
    await Deno.mkdir(join(box, "lessons"), { recursive: true });
    const own = `${toFileUrl(box).href}/`;
    const imports = {
      ...this.#imports,
      "kata/": `${own}lessons/`,
      "numpy-ts/core": `${own}random.js`,
      // As in the course's folder.
      [`${own}kit/`]: new URL("kit/", root).href,
      [own]: own,
    };
    const texts: [string, string][] = [
      ["main.ts", main],
      ["imports.json", JSON.stringify({ imports })],
      ["random.js", `export * as random from "${RANDOM_NUMBERS}";\n`],
      ...Array.from(files, ([module, text]): [string, string] => [
        `lessons/${module}.ts`,
        text,
      ]),
    ];
    await Promise.all(
      texts.map(([name, text]) => Deno.writeTextFile(join(box, name), text)),
    );
    return box;
  }

  #command(box: string, cache: string): Deno.Command {
    const [program, ...args] = [
      ...this.#wrapper,
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--no-lock",
      "--no-npm",
      "--no-remote",
      "--cached-only",
      "--no-check",
      `--v8-flags=--max-old-space-size=${Math.ceil(this.#limits.memory / 2)}`,
      `--import-map=${join(box, "imports.json")}`,
      join(box, "main.ts"),
    ];
    return new Deno.Command(program, {
      args,
      cwd: box,
      clearEnv: true,
      env: {
        DENO_DIR: cache,
        DENO_NO_UPDATE_CHECK: "1",
        NO_COLOR: "1",
        // Without it Windows finds no system libraries.
        ...(Deno.build.os === "windows"
          ? { SystemRoot: Deno.env.get("SystemRoot") ?? "C:\\Windows" }
          : {}),
      },
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    });
  }
}

/** Maps what the kit is made of, and everything else to nowhere. */
async function importsOfKit(): Promise<Record<string, string>> {
  const kit = new URL("kit/", root).href;
  const sandbox = new URL("./", import.meta.url).href;
  const imports: Record<string, string> = {
    "file:///": NOWHERE,
    [kit]: kit,
    [sandbox]: sandbox,
    "kit/": kit,
    "@std/assert": new URL(config.imports["@std/assert"], root).href,
  };
  for (const name of builtinModules) {
    imports[name] = imports[`node:${name}`] = `${NOWHERE}node:${name}`;
  }
  for (const name of await packagesOf("kit")) {
    imports[name] = import.meta.resolve(name);
    const about = toFileUrl(findPackageJSON(name, import.meta.url)!);
    const folder = new URL("./", about).href;
    imports[folder] = folder;
  }
  return imports;
}

/** The packages that the modules of a folder import, by their names in `deno.json`. */
async function packagesOf(folder: string): Promise<string[]> {
  const found = new Set<string>();
  for await (
    const { name, isFile, isDirectory } of Deno.readDir(pathOf(folder))
  ) {
    const path = `${folder}/${name}`;
    if (isDirectory) {
      for (const one of await packagesOf(path)) found.add(one);
    }
    if (!isFile || !/(?<!_test|\/testing)\.ts$/.test(path)) continue;
    const text = await Deno.readTextFile(pathOf(path));
    for (
      const [_, specifier = ""] of text.matchAll(
        /^(?:import|export|\}) .*from "([^"]+)";$/gm,
      )
    ) {
      const to = config.imports[specifier as keyof typeof config.imports];
      if (to?.startsWith("npm:")) found.add(specifier);
    }
  }
  return [...found];
}

/** What to put before a command so that the system limits it; nothing where it can't. */
function limiter({ memory, cpu }: Limits): string[] {
  const [prlimit, setpriv] = ["prlimit", "setpriv"].map(findProgram);
  if (Deno.build.os !== "linux" || !prlimit || !setpriv) return [];
  return [
    prlimit,
    `--data=${memory * 2 ** 20}`,
    `--cpu=${cpu}:${cpu + 1}`,
    "--core=0",
    // However this process ends, the child ends with it.
    setpriv,
    "--pdeathsig=KILL",
    "--no-new-privs",
  ];
}

function findProgram(name: string): string | undefined {
  for (const folder of (Deno.env.get("PATH") ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      if (Deno.statSync(path).isFile) return path;
    } catch {
      // Not here.
    }
  }
}
