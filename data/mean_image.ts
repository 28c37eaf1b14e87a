/**
 * The mean of the training images, kept beside the batches: 150 MB have to be read to compute it.
 *
 * @module
 */

import { join } from "node:path";
import { writeWhole } from "../lib/files.ts";
import { hashOf } from "../lib/hash.ts";
import { readImages } from "./batches.ts";
import { type Batch, PIXELS } from "./catalog.ts";
import type { OnProgress } from "./options.ts";

/** Bytes of the sum at the end of the file. */
const SUM = 32;

/**
 * Averages the first training images, or reads the average from the cache.
 *
 * The file holds 3072 float64 and the SHA-256 of them and of the sums of all batches, so that
 * neither a damaged file nor one of other images is taken for it.
 *
 * @param folder Where the batches are.
 * @param batches The training batches, checked.
 * @param count How many images.
 * @param cacheDir Where the mean image is kept; if that is impossible, it is computed each time.
 * @param onProgress Is told when it has to be computed.
 * @returns The mean of each value, 0 to 255, shape (3072,): the same bits as NumPy's, because sums of
 * whole numbers are exact.
 */
export async function meanImage(
  folder: string,
  batches: readonly Batch[],
  count: number,
  cacheDir: string,
  onProgress: OnProgress,
): Promise<Float64Array<ArrayBuffer>> {
  const path = join(cacheDir, `mean_image_${count}.bin`);
  const sources = batches.map(({ sha256 }) => sha256).join();
  const file = await Deno.readFile(path).catch(() => new Uint8Array());
  const kept = file.subarray(0, PIXELS * 8);
  if (
    file.subarray(PIXELS * 8).toHex() === hashOf(kept, sources)
  ) {
    return new Float64Array(kept.slice().buffer);
  }
  const message = `Averaging ${count} training images`;
  onProgress({ message, done: 0, total: 1 });
  const mean = await average(folder, batches, count);
  const bytes = new Uint8Array(mean.buffer);
  const whole = new Uint8Array(bytes.length + SUM);
  whole.set(bytes);
  whole.set(Uint8Array.fromHex(hashOf(bytes, sources)), bytes.length);
  await writeWhole(path, whole).catch(() => {});
  onProgress({ message, done: 1, total: 1 });
  return mean;
}

async function average(
  folder: string,
  batches: readonly Batch[],
  count: number,
): Promise<Float64Array<ArrayBuffer>> {
  const mean = new Float64Array(PIXELS);
  await readImages(folder, batches, 0, count, (record) => {
    for (let i = 0; i < PIXELS; i++) mean[i]! += record[i + 1]!;
  });
  for (let i = 0; i < PIXELS; i++) mean[i]! /= count;
  return mean;
}
