import { assertEquals } from "@std/assert";
import { importedBy } from "./blame.ts";

Deno.test("importedBy() finds the earlier lessons that a lesson imports, by way of others too", () => {
  const texts: Record<string, string> = {
    "01_first": `import { later } from "./03_third.ts";`,
    "02_second": `import * as all from './01_first.ts';`,
    "03_third": `import type { Cache } from "./02_second.ts";
import { zeros } from "kit/nd/mod.ts";
import { alike } from "./data_01_first.ts";`,
    "04_fourth": `const { third } = await import("../lessons/03_third.ts");`,
  };
  const found = (module: string) => [...importedBy(module, (of) => texts[of])];
  assertEquals(found("01_first"), []);
  assertEquals(found("02_second"), ["01_first"]);
  assertEquals(found("04_fourth"), ["03_third", "02_second", "01_first"]);
  assertEquals(found("05_missing"), []);
});
