/**
 * A small data set for tests: PNG sheets and labels as the package has them, and the batch files
 * that must come of them, each written by plain loops.
 *
 * @module
 */

import { encode } from "fast-png";
import { join } from "node:path";
import { hashOf } from "../lib/hash.ts";
import { type Batch, type Catalog, RECORD } from "./catalog.ts";
import type { Source } from "./source.ts";

/** Images in each of the small batches. */
export const COUNT = 20;

/** A value of an image; every index matters, and so does the batch. */
export function pixel(
  batch: number,
  image: number,
  row: number,
  column: number,
  channel: number,
): number {
  return (7 * batch + 11 * image + 3 * row + 5 * column + 83 * channel +
    row * column) % 256;
}

/** The class of an image. */
export function label(batch: number, image: number): number {
  return (3 * batch + image * image) % 10;
}

/** A batch as PNG, an image a row. */
export function sheetOf(batch: number): Uint8Array<ArrayBuffer> {
  const data = [];
  for (let image = 0; image < COUNT; image++) {
    for (let row = 0; row < 32; row++) {
      for (let column = 0; column < 32; column++) {
        for (let channel = 0; channel < 3; channel++) {
          data.push(pixel(batch, image, row, column, channel));
        }
      }
    }
  }
  return Uint8Array.from(encode({
    width: 1024,
    height: COUNT,
    channels: 3,
    depth: 8,
    data: Uint8Array.from(data),
  }));
}

/** A batch in the official layout: for each image its label, then rows of red, green and blue. */
export function recordsOf(batch: number): Uint8Array<ArrayBuffer> {
  const bytes = [];
  for (let image = 0; image < COUNT; image++) {
    bytes.push(label(batch, image));
    for (let channel = 0; channel < 3; channel++) {
      for (let row = 0; row < 32; row++) {
        for (let column = 0; column < 32; column++) {
          bytes.push(pixel(batch, image, row, column, channel));
        }
      }
    }
  }
  return Uint8Array.from(bytes);
}

/** Two training batches, 0 and 1, and a test batch, 2. */
export const SMALL: Catalog & { readonly train: readonly [Batch, Batch] } = {
  train: [
    batchOf(0, "data_batch_1", "train.json", 0),
    batchOf(1, "data_batch_2", "train.json", COUNT),
  ],
  test: batchOf(2, "test_batch", "test.json", 0),
};

function batchOf(
  batch: number,
  name: string,
  labels: string,
  firstLabel: number,
): Batch {
  const sha256 = hashOf(recordsOf(batch));
  const [file, sheet] = [`${name}.bin`, `${name}.png`];
  return { name: file, count: COUNT, sha256, sheet, labels, firstLabel };
}

const labelsOf = (batch: number) =>
  Array.from({ length: COUNT }, (_, image) => label(batch, image));

/** The files of the small package. */
const FILES: Record<string, Uint8Array<ArrayBuffer>> = {
  "data_batch_1.png": sheetOf(0),
  "data_batch_2.png": sheetOf(1),
  "test_batch.png": sheetOf(2),
  "train.json": Uint8Array.from([...labelsOf(0), ...labelsOf(1)]),
  "test.json": Uint8Array.from(labelsOf(2)),
};

/** A source that remembers what was read. */
export interface SmallSource extends Source {
  /** What was read, in order; `!` after the name if it was fetched anew. */
  readonly log: string[];
}

/**
 * Makes a source of the small package.
 *
 * @param damaged Files to give instead when they aren't fetched anew.
 */
export function smallSource(
  damaged: Record<string, Uint8Array<ArrayBuffer>> = {},
): SmallSource {
  const log: string[] = [];
  return {
    description: "Fetching a small data set",
    log,
    read(name, again) {
      log.push(again ? `${name}!` : name);
      const bytes = again ? undefined : damaged[name];
      return Promise.resolve(bytes ?? FILES[name]!);
    },
  };
}

/** Writes the small data set's batch files. */
export async function writeSmall(folder: string): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  const names = ["data_batch_1.bin", "data_batch_2.bin", "test_batch.bin"];
  for (const [batch, name] of names.entries()) {
    await Deno.writeFile(join(folder, name), recordsOf(batch));
  }
}

/** Changes one value of a file, and its time, so that nothing but its size is as before. */
export async function damage(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[RECORD + 100]! ^= 1;
  await Deno.writeFile(path, bytes);
  await Deno.utime(path, 1e9, 1e9);
}

/** Names in a folder, sorted. */
export async function filesIn(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder), ({ name }) => name))
    .sort();
}
export { temporaryFolder } from "../lib/testing.ts";
