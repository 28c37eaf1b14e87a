/**
 * Import maps for every target, derived from `deno.json`.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { lessons, root } from "./course.ts";

/** Where the two exchangeable aliases point. */
export interface Target {
  /**
   * The folder that `kata/` stands for, as a URL; or "switchboard", where every
   * function can be exchanged while the process runs.
   */
  kata: URL | "switchboard";
  /** "deno" registers tests with Deno's runner, "collect" in a list. */
  tests: "deno" | "collect";
}

/**
 * Derives the import map of a target.
 *
 * @returns A `data:` URL for `--import-map`.
 */
export function importMap({ kata, tests }: Target): string {
  const imports: Record<string, string> = {};
  for (const [name, to] of Object.entries(config.imports)) {
    imports[name] = to.startsWith("./") ? new URL(to, root).href : to;
  }
  if (tests === "collect") {
    imports["@std/testing/bdd"] =
      new URL("tools/harness/registry.ts", root).href;
  }
  if (kata === "switchboard") {
    delete imports["kata/"];
    for (const { module, exports } of lessons) {
      imports[`kata/${module}.ts`] = switchModule(module, exports);
    }
  } else {
    imports["kata/"] = kata.href;
  }
  return `data:application/json,${
    encodeURIComponent(JSON.stringify({ imports }))
  }`;
}

/** A module whose exports go through the switchboard of this process. */
function switchModule(module: string, exports: readonly string[]): string {
  const source = exports.map((name) =>
    `export const ${name} = globalThis[Symbol.for("kata.switchboard")](` +
    `${JSON.stringify(module)}, ${JSON.stringify(name)});`
  ).join("\n");
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
