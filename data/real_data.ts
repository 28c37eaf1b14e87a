/**
 * Tests of the real CIFAR-10, which are fetched unless they are in the cache. Not named as a test,
 * so that only `deno test -A data/real_data.ts` runs them.
 *
 * The expected numbers are NumPy's (1.24), from the same files:
 *
 *     batches = [np.fromfile(f"data_batch_{i}.bin", np.uint8).reshape(-1, 3073) for i in range(1, 6)]
 *     X = np.concatenate(batches)[:, 1:].reshape(-1, 3, 32, 32).astype(float)
 *     mean = X[:49000].mean(axis=0)
 *     hashlib.sha256(mean.tobytes()), hashlib.sha256((X[:1000] - mean).tobytes()), …
 *
 * @module
 */

import { assertAlmostEquals, assertEquals } from "@std/assert";
import { join } from "node:path";
import type { NdArray } from "../kit/nd/mod.ts";
import { hashOf, hashOfFile } from "../lib/hash.ts";
import { batchesOf, CIFAR10, PIXELS } from "./catalog.ts";
import { CACHE_DIR, get_CIFAR10_data } from "./cifar10.ts";

/** What the notebook's experiments load. */
const load = () =>
  get_CIFAR10_data({
    take: { train: 1000 },
    onProgress: ({ message, done, total }) =>
      console.error(`${message} (${done} of ${total})`),
  });

/** SHA-256 of an array's memory; NumPy's `tobytes` is the same on little-endian machines. */
const hashOfArray = ({ data }: NdArray) =>
  hashOf(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));

Deno.test("CIFAR-10 is the official one, file by file", async () => {
  await load();
  for (const batch of batchesOf(CIFAR10)) {
    const sha256 = await hashOfFile(join(CACHE_DIR, batch.name));
    assertEquals(sha256, batch.sha256, batch.name);
  }
});

Deno.test("CIFAR-10 has the labels that NumPy reads", async () => {
  const { y_train, y_val, y_test } = await load();
  const first = [y_train, y_val, y_test].map((y) => [...y.slice(0, 5)]);
  assertEquals(first, [[6, 9, 9, 4, 1], [8, 9, 4, 9, 0], [3, 8, 8, 0, 6]]);
  const counts = Array(10).fill(0);
  for (const label of y_train) counts[label]++;
  assertEquals(counts, [102, 112, 99, 92, 99, 85, 107, 102, 99, 103]);
});

Deno.test("CIFAR-10 has the mean image that NumPy computes, to the bit", async () => {
  await load();
  const bytes = await Deno.readFile(join(CACHE_DIR, "mean_image_49000.bin"));
  const values = bytes.slice(0, PIXELS * 8);
  assertEquals(
    hashOf(values),
    "1004a5d8be2590764dc9bd258ad4ab1357f5e3b0c3013bc7bd67f6a2815e38c8",
  );
  const mean = new Float64Array(values.buffer);
  assertEquals(mean[0], 130.64189795918367);
  assertEquals(Math.min(...mean), 100.0238775510204);
  assertEquals(Math.max(...mean), 140.17855102040815);
  const sum = mean.reduce((total, value) => total + value);
  // The sum of 3072 numbers, added up in another order than NumPy's.
  assertAlmostEquals(sum / PIXELS, 120.68958305431549, 1e-10);
});

Deno.test("CIFAR-10 has the images less their mean that NumPy computes, to the bit", async () => {
  const { X_train, X_val, X_test } = await load();
  assertEquals([X_train, X_val, X_test].map(hashOfArray), [
    "20fcaab483d6a7b9d4740a079084e4cd9966720f35a8048f6adc8d19ffc4fbfe",
    "e3fbd84723489a6a83d9383e46a4fdf10a9e46413dcb81839ff64af7f9240304",
    "3fc3a2b4839e8b9c789b308d6979156250d629f450c84216dccc938cb5353ccf",
  ]);
  const single = await get_CIFAR10_data({
    take: { train: 1000, val: 0, test: 0 },
    dtype: "float32",
  });
  assertEquals(
    hashOfArray(single.X_train),
    "a84600f6c59481c7a40f16ca0f3dca9e823e8ed251ff42273e0f2016015aced5",
  );
});
