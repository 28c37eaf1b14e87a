import { assertEquals, assertThrows } from "@std/assert";
import { type Lock, partOfConfig, partOfLock } from "./config.ts";

const tasks = { go: { description: "Go", command: "deno run go.ts" } };

Deno.test("partOfConfig() keeps the imports that are named, and all else but lint", () => {
  const config = {
    tasks: { stay: { description: "Stay", command: "deno run stay.ts" } },
    imports: {
      "kit/": "./kit/",
      "left/": "./left/",
      "@types/big": "npm:@types/big@1.0.0",
      "big": "npm:big@1.0.0",
      "big-lite": "npm:big-lite@2.0.0",
      "big/core": "npm:big@1.0.0/core",
    },
    lint: { plugins: ["./plugin.ts"] },
    exclude: ["coverage/"],
  };
  const sources = [
    'import "kit/nd/mod.ts";',
    '// @ts-types="@types/big"\nimport * as big from "big/core";',
  ];
  assertEquals(partOfConfig(config, tasks, sources), {
    tasks,
    imports: {
      "kit/": "./kit/",
      "@types/big": "npm:@types/big@1.0.0",
      "big/core": "npm:big@1.0.0/core",
    },
    exclude: ["coverage/"],
  });
  assertEquals(Object.keys(config.imports).length, 6);
});

const lock: Lock = {
  version: "5",
  specifiers: {
    "npm:@scope/a@1.0.0": "1.0.0",
    "npm:b@2.0.0": "2.0.0_peer@1.0.0",
    "npm:left@1.0.0": "1.0.0",
  },
  npm: {
    "@scope/a@1.0.0": { integrity: "1", dependencies: ["two@1.0.0", "loop"] },
    "alone@1.0.0": { integrity: "2" },
    "b@2.0.0_peer@1.0.0": { integrity: "3", dependencies: ["peer"] },
    "left@1.0.0": { integrity: "4", dependencies: ["alone", "two@2.0.0"] },
    "loop@1.0.0": { integrity: "5", dependencies: ["@scope/a"] },
    "maybe@1.0.0": { integrity: "6" },
    "peer@1.0.0": { integrity: "7", optionalDependencies: ["maybe"] },
    "two@1.0.0": { integrity: "8" },
    "two@2.0.0": { integrity: "9" },
  },
  workspace: {
    dependencies: ["npm:@scope/a@1.0.0", "npm:b@2.0.0", "npm:left@1.0.0"],
  },
};

Deno.test("partOfLock() keeps packages and what they depend on", () => {
  const part = partOfLock(lock, {
    "kit/": "./kit/",
    "a": "npm:@scope/a@1.0.0",
    "a/core": "npm:@scope/a@1.0.0/core",
    "b/deep": "npm:b@2.0.0/deep/er",
  });
  assertEquals(Object.entries(part.npm), [
    ["@scope/a@1.0.0", lock.npm["@scope/a@1.0.0"]],
    ["b@2.0.0_peer@1.0.0", lock.npm["b@2.0.0_peer@1.0.0"]],
    ["loop@1.0.0", lock.npm["loop@1.0.0"]],
    ["maybe@1.0.0", lock.npm["maybe@1.0.0"]],
    ["peer@1.0.0", lock.npm["peer@1.0.0"]],
    ["two@1.0.0", lock.npm["two@1.0.0"]],
  ]);
  assertEquals(part.specifiers, {
    "npm:@scope/a@1.0.0": "1.0.0",
    "npm:b@2.0.0": "2.0.0_peer@1.0.0",
  });
  assertEquals(part.workspace.dependencies, [
    "npm:@scope/a@1.0.0",
    "npm:b@2.0.0",
  ]);
  assertEquals(part.version, "5");
});

Deno.test("partOfLock() says what isn't locked", () => {
  const message = (name: string) =>
    `Cannot find ${name} in deno.lock; deno install brings it up to date`;
  for (
    const [imports, npm, name] of [
      [{ c: "npm:c@1.0.0" }, lock.npm, "npm:c@1.0.0"],
      [{ left: "npm:left@1.0.0" }, {}, "left@1.0.0"],
      [{ b: "npm:b@2.0.0" }, {
        "b@2.0.0_peer@1.0.0": lock.npm["b@2.0.0_peer@1.0.0"],
      }, "peer"],
    ] as const
  ) {
    const error = assertThrows(() =>
      partOfLock({ ...lock, npm: { ...npm } }, imports)
    );
    assertEquals((error as Error).message, message(name));
  }
});
