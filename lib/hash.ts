/**
 * Telling texts and files apart: SHA-256, in hexadecimal digits.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** How much of a file is hashed at a time: 1 MiB, above which reading gets no faster. */
const CHUNK = 2 ** 20;

/** The hash of bytes and texts, one after the other. */
export function hashOf(...parts: (Uint8Array | string)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
}

/** The hash of a text, whatever its line ends are. */
export function hashOfText(text: string): string {
  return hashOf(text.replaceAll("\r\n", "\n"));
}

/** The hash of a file, of any size. */
export async function hashOfFile(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const chunk = new Uint8Array(CHUNK);
  for (let n = await file.read(chunk); n; n = await file.read(chunk)) {
    hash.update(chunk.subarray(0, n));
  }
  return hash.digest("hex");
}
