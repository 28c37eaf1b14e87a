import { assertEquals } from "@std/assert";
import plugin, { importedPlace, mayImport, placeOf } from "./lint_plugin.ts";

Deno.test("placeOf() finds a file's place in the course", () => {
  assertEquals(placeOf("/home/me/course/kit/nd/mod.ts"), "kit/nd/mod.ts");
  assertEquals(placeOf("C:\\course\\lessons\\00_a.ts"), "lessons/00_a.ts");
  assertEquals(placeOf("/home/me/course/deno.ts"), undefined);
});

Deno.test("importedPlace() follows aliases and relative paths", () => {
  assertEquals(
    importedPlace("tests/a_test.ts", "kit/nd/mod.ts"),
    "kit/nd/mod.ts",
  );
  assertEquals(
    importedPlace("kit/nn/mod.ts", "../nd/mod.ts"),
    "kit/nd/mod.ts",
  );
  assertEquals(
    importedPlace("tests/a_test.ts", "@std/testing/bdd"),
    "kit/std/testing/bdd.ts",
  );
  assertEquals(importedPlace("tests/a_test.ts", "fast-check"), undefined);
});

const cases: [from: string, specifier: string, allowed: boolean][] = [
  ["kit/nd/a.ts", "./b.ts", true],
  ["kit/nd/a.ts", "../nn/mod.ts", false],
  ["kit/nd/a.ts", "kit/nn/mod.ts", false],
  ["kit/nn/a.ts", "../nd/mod.ts", true],
  ["kit/nn/a_test.ts", "../nd/random.ts", true],
  ["kit/nn/a.ts", "../nd/errors.ts", false],
  ["kit/nn/fast/a.ts", "../../nd/fast/vectors.ts", false],
  ["kit/nd/fast/a.ts", "../types.ts", true],
  ["kit/nn/a.ts", "../../lessons/00_standardize.ts", false],
  ["kit/nd/a.ts", "node:fs", false],
  ["kit/nd/a.ts", "numpy-ts/core", true],
  ["lessons/06_fc_net.ts", "kit/nn/mod.ts", true],
  ["lessons/06_fc_net.ts", "./01_batchnorm_forward.ts", true],
  ["lessons/06_fc_net.ts", "../solutions/06_fc_net.ts", false],
  ["lessons/06_fc_net.ts", "../tests/support/oracles.ts", false],
  ["lessons/06_fc_net.ts", "node:fs", false],
  ["solutions/06_fc_net.ts", "../lessons/06_fc_net.ts", false],
  ["solutions/06_fc_net.ts", "./01_batchnorm_forward.ts", true],
  ["tests/00_a_test.ts", "./support/oracles.ts", true],
  ["tests/00_a_test.ts", "../solutions/00_standardize.ts", false],
  ["tests/00_a_test.ts", "../tools/course.ts", false],
  ["tests/contracts/00_a.ts", "../catalogue/00_a/probe.ts", true],
  ["tests/contracts/00_a.ts", "../catalogue/00_a/mod.ts", false],
  ["tests/contracts/00_a.ts", "../../lessons/00_a.ts", false],
  ["tests/00_a_test.ts", "../lessons/00_a.ts", true],
  ["tests/00_a_test.ts", "./contracts/00_a.ts", true],
  ["tests/support/a.ts", "../catalogue/support/define.ts", false],
  ["tests/support/a.ts", "../../lib/command.ts", false],
  ["tests/support/under_deno.ts", "../../lib/command.ts", true],
  ["tests/catalogue/00_a/mod.ts", "../../../solutions/00_a.ts", true],
  ["tests/catalogue/00_a/mod.ts", "../../support/trace.ts", true],
  ["tests/catalogue/00_a/mod.ts", "../../../lessons/00_a.ts", false],
  ["tests/catalogue/00_a/probe.ts", "../support/probe_inputs.ts", true],
  ["tests/catalogue/00_a/probe.ts", "./mod.ts", false],
  ["tests/catalogue/00_a/probe.ts", "../../../solutions/00_a.ts", false],
  ["tests/support/contract.ts", "../../course.json", true],
  ["labs/a.ts", "../tools/course.ts", false],
  ["labs/a.ts", "../lessons/06_fc_net.ts", true],
  ["tools/grade.ts", "../solutions/00_standardize.ts", true],
  ["tools/grade.ts", "node:path", true],
];
for (const [from, specifier, allowed] of cases) {
  Deno.test(`${from} ${allowed ? "may" : "may not"} import ${specifier}`, () => {
    assertEquals(mayImport(from, specifier), allowed);
  });
}

function lint(filename: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, filename, source).map(({ id }) => id);
}

Deno.test("the plugin reports every kind of import", () => {
  const wrong = "../solutions/00_standardize.ts";
  for (
    const source of [
      `import { a } from "${wrong}";`,
      `import type { A } from "${wrong}";`,
      `export * from "${wrong}";`,
      `export { a } from "${wrong}";`,
      `await import("${wrong}");`,
    ]
  ) {
    assertEquals(lint("lessons/00_a.ts", source), ["kata/import-direction"]);
  }
  assertEquals(lint("lessons/00_a.ts", `import "kit/nd/mod.ts";`), []);
});

Deno.test("the plugin keeps Deno out of what runs in a browser", () => {
  assertEquals(lint("kit/nd/a.ts", "Deno.cwd();"), ["kata/portable"]);
  assertEquals(lint("kit/std/testing/bdd.ts", "Deno.test;"), []);
});
