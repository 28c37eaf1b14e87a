import { assertEquals } from "@std/assert";
import { runDeno } from "../lib/children.ts";
import { filesIn } from "../lib/files.ts";
import { pathOf } from "./course.ts";

/** A module as `deno info --json` lists it. */
interface Listed {
  specifier: string;
  dependencies?: {
    code?: { specifier?: string };
    type?: { specifier?: string };
    isDynamic?: boolean;
  }[];
}

/** What each of our modules imports of ours, types included. */
async function imports(): Promise<Map<string, string[]>> {
  const all = ["kit", "lessons", "solutions", "tests", "data", "labs", "lib"]
    .concat("tools").flatMap((folder) =>
      filesIn(pathOf(folder)).map((file) => `${folder}/${file}`)
    ).filter((file) => file.endsWith(".ts"));
  await using entry = await entryFor(all);
  const { stdout } = await runDeno(["info", "--json", entry.path], {
    cwd: pathOf("."),
  });
  const { modules } = JSON.parse(stdout) as { modules: Listed[] };
  return new Map(modules.map(({ specifier, dependencies = [] }) => [
    specifier,
    dependencies.filter(({ isDynamic }) => !isDynamic)
      .flatMap(({ code, type }) => [code, type])
      .flatMap((to) => to?.specifier ?? [])
      .filter((to) => to.startsWith("file:")),
  ]));
}

/** A module that imports all files. */
async function entryFor(files: readonly string[]) {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  const lines = files.map((file) =>
    `import ${JSON.stringify(new URL(`../${file}`, import.meta.url).href)};\n`
  );
  await Deno.writeTextFile(path, lines.join(""));
  return { path, [Symbol.asyncDispose]: () => Deno.remove(path) };
}

/** A way from a module back to itself, if there is one. */
function circleIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const walk = (module: string, way: readonly string[]): string[] => {
    const at = way.indexOf(module);
    if (at >= 0) return [...way.slice(at), module];
    if (done.has(module)) return [];
    for (const next of graph.get(module) ?? []) {
      const circle = walk(next, [...way, module]);
      if (circle.length > 0) return circle;
    }
    done.add(module);
    return [];
  };
  for (const module of graph.keys()) {
    const circle = walk(module, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

Deno.test("circleIn() finds the way back, and none where there is none", () => {
  const graph = new Map([["a", ["b"]], ["b", ["c", "d"]], ["d", ["b"]]]);
  assertEquals(circleIn(graph), ["b", "d", "b"]);
  assertEquals(circleIn(new Map([["a", ["b", "c"]], ["b", ["c"]]])), []);
});

Deno.test("no module imports itself by way of others", async () => {
  const graph = await imports();
  // All of ours are in it, or the question means nothing.
  assertEquals(graph.size > 300, true);
  const root = new URL("../", import.meta.url).href;
  assertEquals(circleIn(graph).map((url) => url.replace(root, "")), []);
});
