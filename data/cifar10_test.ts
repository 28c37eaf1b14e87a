import { assert, assertRejects } from "@std/assert";
import { temporaryFolder } from "../lib/testing.ts";
import { CACHE_DIR, get_CIFAR10_data } from "./cifar10.ts";

Deno.test("get_CIFAR10_data() knows how many images there are before it fetches any", async () => {
  await using folder = await temporaryFolder();
  const cache_dir = folder.path;
  await assertRejects(
    () => get_CIFAR10_data({ cache_dir, num_training: 49001 }),
    RangeError,
    "expected num_validation to be a whole number from 0 to 999, got 1000",
  );
  await assertRejects(
    () => get_CIFAR10_data({ cache_dir, num_test: 10001 }),
    RangeError,
    "expected num_test to be a whole number from 0 to 10000, got 10001",
  );
});

Deno.test("CACHE_DIR is where git looks away", async () => {
  const ignored = await Deno.readTextFile(
    new URL("../.gitignore", import.meta.url),
  );
  assert(ignored.split("\n").includes("/.cache/"));
  const folder = CACHE_DIR.replaceAll("\\", "/");
  assert(folder.endsWith("/.cache/cifar-10-batches-bin"), folder);
});
