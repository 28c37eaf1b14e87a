/**
 * Files: whole or in ranges, hashed, and written so that nobody ever sees half of one.
 *
 * @module
 */

import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** Ends the names of files that are being written. */
const TEMPORARY = ".part";

/** How much of a file is hashed at a time: 1 MiB, above which reading gets no faster. */
const CHUNK = 2 ** 20;

/** Computes the SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK);
  for (let n = await file.read(chunk); n; n = await file.read(chunk)) {
    hash.update(chunk.subarray(0, n));
  }
  return hash.digest("hex");
}

/** Computes the SHA-256 of bytes, in hexadecimal. */
export function hashBytes(...parts: (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/**
 * Reads part of a file.
 *
 * @param path The file.
 * @param start Where the part starts, in bytes.
 * @param into Is filled with the part.
 * @throws {Deno.errors.UnexpectedEof} If the file ends before.
 */
export async function readRange(
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

/** Writes a file under another name first, so that it is either there in full or not at all. */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  const name = `${basename(path)}.${crypto.randomUUID()}${TEMPORARY}`;
  const temporary = join(dirname(path), name);
  try {
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      for (let n = 0; n < bytes.length;) {
        n += await file.write(bytes.subarray(n));
      }
      // Otherwise the name may reach the disk before the bytes do, and a power cut come between.
      await file.syncData();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Removes what an interrupted {@linkcode writeWhole} left in a folder. */
export async function removeTemporaries(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(TEMPORARY)) await Deno.remove(join(folder, name));
  }
}
