import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { temporaryFolder } from "../lib/testing.ts";
import type { Batch } from "./catalog.ts";
import { meanImage } from "./mean_image.ts";
import { COUNT, pixel, SMALL, writeSmall } from "./testing.ts";

/** Averages; tells how often it had to compute. */
async function run(
  folder: string,
  count = 30,
  batches: readonly Batch[] = SMALL.train,
) {
  let computed = 0;
  const mean = await meanImage(folder, batches, count, folder, ({ done }) => {
    computed += done;
  });
  return { mean, computed };
}

Deno.test("meanImage() agrees with a plain loop, to the bit", async () => {
  await using folder = await temporaryFolder();
  await writeSmall(folder.path);
  const { mean } = await run(folder.path);
  for (const [c, row, column] of [[0, 0, 0], [1, 4, 9], [2, 31, 30]] as const) {
    let sum = 0;
    for (let i = 0; i < 30; i++) {
      sum += pixel(Math.floor(i / COUNT), i % COUNT, row, column, c);
    }
    assertEquals(mean[c * 1024 + row * 32 + column], sum / 30);
  }
});

Deno.test("meanImage() keeps the mean, apart for every number of images", async () => {
  await using folder = await temporaryFolder();
  await writeSmall(folder.path);
  const first = await run(folder.path);
  assertEquals(first.computed, 1);
  assertEquals(await run(folder.path), { ...first, computed: 0 });
  const other = await run(folder.path, 29);
  assertEquals(other.computed, 1);
  assertNotEquals(other.mean, first.mean);
});

Deno.test("meanImage() computes anew what is truncated, damaged or of other images", async () => {
  await using folder = await temporaryFolder();
  await writeSmall(folder.path);
  const path = folder.file("mean_image_30.bin");
  const { mean } = await run(folder.path);
  await Deno.truncate(path, 3072 * 8);
  assertEquals(await run(folder.path), { mean, computed: 1 });
  const bytes = await Deno.readFile(path);
  bytes[100]! ^= 1;
  await Deno.writeFile(path, bytes);
  assertEquals(await run(folder.path), { mean, computed: 1 });
  const others = await run(folder.path, 30, [...SMALL.train].reverse());
  assertEquals(others.computed, 1);
  assert(others.mean.some((value, i) => value !== mean[i]));
});
