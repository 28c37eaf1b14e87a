/**
 * From the package's PNG sheets to the official binary layout.
 *
 * @module
 */

import { decode } from "fast-png";
import { type Batch, PIXELS, PLANE, RECORD } from "./catalog.ts";

/**
 * Converts a sheet to a batch file.
 *
 * @param png A PNG of 8-bit RGB, 1024 pixels wide: each of its rows is an image, whose 32 rows of 32
 * pixels follow one another.
 * @param labels The labels, 0 to 9, one byte each.
 * @param batch The file to make.
 * @returns `batch.count` records: a byte with the label, then 1024 bytes of red, 1024 of green and
 * 1024 of blue, each 32 rows of 32 from the top left.
 * @throws {TypeError} If the sheet or the labels are not of that kind.
 */
export function toRecords(
  png: Uint8Array,
  labels: Uint8Array,
  batch: Batch,
): Uint8Array<ArrayBuffer> {
  const { width, height, channels, depth, data } = decode(png);
  const given =
    `${height} rows of ${width} pixels, ${channels} channels of ${depth} bits`;
  const wanted = `${batch.count} rows of ${PLANE} pixels, 3 channels of 8 bits`;
  if (given !== wanted) {
    throw new TypeError(
      `Cannot convert ${batch.sheet}: expected ${wanted}, got ${given}`,
    );
  }
  const needed = batch.firstLabel + batch.count;
  if (labels.length < needed) {
    throw new TypeError(
      `Cannot convert ${batch.sheet}: expected ${needed} labels or more in ` +
        `${batch.labels}, got ${labels.length}`,
    );
  }
  const records = new Uint8Array(batch.count * RECORD);
  for (let image = 0; image < batch.count; image++) {
    const start = image * RECORD;
    records[start] = labels[batch.firstLabel + image]!;
    const red = start + 1;
    for (let p = 0, from = image * PIXELS; p < PLANE; p++, from += 3) {
      records[red + p] = data[from]!;
      records[red + p + PLANE] = data[from + 1]!;
      records[red + p + 2 * PLANE] = data[from + 2]!;
    }
  }
  return records;
}
