import { assertEquals, assertMatch } from "@std/assert";
import config from "../deno.json" with { type: "json" };
import { lessons, root } from "./course.ts";
import { importMap } from "./import_map.ts";

function decode(url: string): Record<string, string> {
  const prefix = "data:application/json,";
  assertEquals(url.slice(0, prefix.length), prefix);
  return JSON.parse(decodeURIComponent(url.slice(prefix.length))).imports;
}

Deno.test("importMap() keeps deno.json's entries and moves kata/ only", () => {
  const kata = new URL("file:///a%20class/someone/");
  const imports = decode(importMap({ kata, tests: "deno" }));
  assertEquals(imports["kata/"], kata.href);
  for (const [name, to] of Object.entries(config.imports)) {
    if (name === "kata/") continue;
    const absolute = to.startsWith("./") ? new URL(to, root).href : to;
    assertEquals(imports[name], absolute);
  }
});

Deno.test("importMap() can have tests collected in a list", () => {
  const imports = decode(importMap({ kata: root, tests: "collect" }));
  assertMatch(imports["@std/testing/bdd"], /\/tools\/harness\/registry\.ts$/);
});

Deno.test("importMap() gives the switchboard a module for every lesson", () => {
  const imports = decode(importMap({ kata: "switchboard", tests: "collect" }));
  assertEquals(imports["kata/"], undefined);
  for (const { module, exports } of lessons) {
    const source = decodeURIComponent(imports[`kata/${module}.ts`]);
    for (const name of exports) {
      assertMatch(source, new RegExp(`export const ${name} = `));
    }
  }
});
