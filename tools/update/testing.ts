/**
 * Small courses in folders of their own, for tests of `deno task update`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { dirname, join } from "node:path";
import { hashOf, pathOf } from "../course.ts";
import { type Ran, whatItSaid } from "../testing.ts";
import { MANIFEST, manifestOf, walk } from "./files.ts";

/** A release of a small course. */
export interface Small {
  version?: number;
  /** Ids of its lessons in order; a lesson "b=a" has the id "a" and the name "b". */
  lessons?: string[];
  /** Files that it also has, or has otherwise. */
  texts?: Record<string, string>;
  /** Whether it has the tool; true unless given. */
  tool?: boolean;
}

/** Parts of the tool, so that it runs in a small course. */
const TOOL = [
  "tools/update.ts",
  "tools/hash.ts",
  "data/errors.ts",
  ...[...Deno.readDirSync(pathOf("tools/update"))]
    .filter(({ name }) => !/(_test|^testing)\.ts$/.test(name))
    .map(({ name }) => `tools/update/${name}`),
];

/** The stub of a lesson of a small course. */
export function stubOf(module: string, before?: string): string {
  const number = module.slice(0, 2);
  return `/** Lesson ${number}. Guide: \`lessons/${module}.md\`. */\n` +
    (before ? `import { answer as first } from "kata/${before}.ts";\n` : "") +
    `export function answer(): number {\n` +
    `  unimplemented("Lesson ${number}: answer");\n}\n`;
}

/** The files of a small course, as a student gets them. */
export async function smallCourse(
  {
    version = 1,
    lessons = ["one", "two", "three"],
    texts = {},
    tool = true,
  }: Small = {},
): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const path of tool ? TOOL : []) {
    files[path] = await Deno.readTextFile(pathOf(path));
  }
  const entries = [];
  for (const [index, said] of lessons.entries()) {
    const number = String(index).padStart(2, "0");
    const [name, id = name] = said.split("=");
    const module = `${number}_${name}`;
    const before = entries.at(-1)?.module;
    const path = `lessons/${module}.ts`;
    files[path] = texts[path] ?? stubOf(module, before);
    files[`lessons/${module}.md`] = `# Lesson ${number}: ${id}\n`;
    files[`tests/${module}_test.ts`] = `import "kata/${module}.ts";\n`;
    entries.push({ id, module, stub: await hashOf(files[path]) });
  }
  files["course.json"] = JSON.stringify(
    { id: "small", version, lessons: entries },
    null,
    2,
  );
  files["deno.json"] = JSON.stringify({ imports: { "kata/": "./lessons/" } });
  files["kit/sum.ts"] = "export const sum = 1;\n";
  files["README.md"] = "# Small\n";
  Object.assign(files, texts);
  const encoder = new TextEncoder();
  files[MANIFEST] = await manifestOf(
    Object.entries(files).map(([path, text]) => [path, encoder.encode(text)]),
  );
  return files;
}

/** Writes files into a folder. */
export async function write(
  folder: string,
  files: Record<string, string>,
): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await Deno.mkdir(dirname(join(folder, path)), { recursive: true });
    await Deno.writeTextFile(join(folder, path), text);
  }
}

/** The texts of all files in a folder, but for what commands leave. */
export async function textsIn(folder: string): Promise<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [path, kind] of [...await walk(folder)].sort()) {
    if (kind !== "file") continue;
    texts[path] = await Deno.readTextFile(join(folder, path));
  }
  return texts;
}

/** Compares the files of two folders, one after the other. */
export function assertSameFiles(
  actual: Record<string, string>,
  expected: Record<string, string>,
): void {
  assertEquals(Object.keys(actual).sort(), Object.keys(expected).sort());
  for (const [path, text] of Object.entries(actual)) {
    assertEquals(text, expected[path], path);
  }
}

/** A student's copy in `kata`, a release in `new`, both in a folder of their own. */
export interface Desk extends AsyncDisposable {
  path: string;
  kata: string;
  new: string;
  /** Runs the copy's own `update --from ../new`, in English. */
  update(...args: string[]): Promise<Ran>;
  /** Runs it with these words only. */
  run(...args: string[]): Promise<Ran>;
}

/** Makes a student's copy of one release, and another release. */
export async function makeDesk(
  old: Small,
  next: Small,
  both: Small = {},
): Promise<Desk> {
  const path = await Deno.realPath(
    await Deno.makeTempDir({ prefix: "kata-update" }),
  );
  const desk: Desk = {
    path,
    kata: join(path, "kata"),
    new: join(path, "new"),
    update: (...args) => desk.run("--from", "../new", "--lang=en", ...args),
    async run(...args) {
      const command = new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "tools/update.ts", ...args],
        cwd: desk.kata,
        env: {
          NO_COLOR: "1",
          INIT_CWD: desk.kata,
          TMPDIR: path,
          TEMP: path,
        },
      });
      return whatItSaid(await command.output());
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
  await write(desk.kata, await smallCourse({ ...old, ...both }));
  await write(desk.new, await smallCourse({ version: 2, ...next, ...both }));
  return desk;
}
