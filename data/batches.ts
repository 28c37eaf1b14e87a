/**
 * Reads images from batch files, only those that are asked for.
 *
 * @module
 */

import { join } from "node:path";
import { type Batch, RECORD } from "./catalog.ts";

/** How many images are read at a time: 3 MB. */
const CHUNK = 1000;

/** Sees an image. */
export type Visit = (record: Uint8Array, index: number) => void;

/**
 * Reads neighbouring images from a row of batches, as if they were one file.
 *
 * @param folder Where the files are.
 * @param batches The files, in order.
 * @param from Position of the first image.
 * @param count How many.
 * @param visit Is called for every image in order, with its record (the label, then 3072 values)
 * and its index, counted from 0. The record's memory is used again for others.
 */
export async function readImages(
  folder: string,
  batches: readonly Batch[],
  from: number,
  count: number,
  visit: Visit,
): Promise<void> {
  const buffer = new Uint8Array(Math.min(CHUNK, count) * RECORD);
  let first = 0;
  for (const batch of batches) {
    const start = Math.max(from - first, 0);
    const end = Math.min(from + count - first, batch.count);
    for (let at = start; at < end; at += CHUNK) {
      const part = buffer.subarray(0, Math.min(CHUNK, end - at) * RECORD);
      await readRange(join(folder, batch.name), at * RECORD, part);
      for (let i = 0; i * RECORD < part.length; i++) {
        const record = part.subarray(i * RECORD, (i + 1) * RECORD);
        visit(record, first + at + i - from);
      }
    }
    first += batch.count;
  }
}

/** Fills memory with the part of a file that starts at a byte. */
async function readRange(
  path: string,
  start: number,
  into: Uint8Array,
): Promise<void> {
  using file = await Deno.open(path);
  await file.seek(start, Deno.SeekMode.Start);
  for (let filled = 0; filled < into.length;) {
    const n = await file.read(into.subarray(filled));
    if (n === null) {
      throw new Deno.errors.UnexpectedEof(
        `Cannot read ${path}: expected ${start + into.length} bytes, ` +
          `got ${start + filled}`,
      );
    }
    filled += n;
  }
}
