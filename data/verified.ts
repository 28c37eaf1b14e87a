/**
 * Remembers which files have been checked, so that 180 MB are not hashed at every start.
 *
 * @module
 */

import { join, resolve } from "node:path";
import { writeWhole } from "../lib/files.ts";
import { hashOfFile } from "../lib/hash.ts";
import { type Batch, bytesOf } from "./catalog.ts";

/** What a file was like when its sum was found right. */
interface Entry {
  size: number;
  /** Time of the last change, in ms. */
  changed: number;
  sha256: string;
}

/** Name of the file that remembers. */
const NAME = "verified.json";

/** The files whose sums are known to be right, by path. */
export class Verified {
  readonly #path: string;
  readonly #entries: Map<string, Entry>;

  private constructor(path: string, entries: Map<string, Entry>) {
    this.#path = path;
    this.#entries = entries;
  }

  /** Reads what is remembered in a folder; nothing if that can't be read. */
  static async load(folder: string): Promise<Verified> {
    const path = join(folder, NAME);
    try {
      const entries = JSON.parse(await Deno.readTextFile(path));
      return new Verified(path, new Map(Object.entries(entries)));
    } catch {
      return new Verified(path, new Map());
    }
  }

  /**
   * Finds what is wrong with a batch file: its sum is computed unless it is remembered of a file of
   * the same size and time.
   *
   * @param folder Where the file is.
   * @param batch Which file it should be.
   * @param anew Whether to compute the sum in any case.
   * @returns The words for what is given instead, or undefined for a good file.
   */
  async problem(
    folder: string,
    batch: Batch,
    anew: boolean,
  ): Promise<string | undefined> {
    const path = join(folder, batch.name);
    const info = await Deno.stat(path).catch((error) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (!info?.isFile) return "no such file";
    if (info.size !== bytesOf(batch)) return `${info.size} bytes`;
    const changed = info.mtime?.getTime() ?? 0;
    const known = this.#entries.get(resolve(path));
    const isKnown = known?.size === info.size && known.changed === changed &&
      known.sha256 === batch.sha256;
    if (isKnown && !anew) return undefined;
    const sha256 = await hashOfFile(path);
    if (sha256 !== batch.sha256) return `SHA-256 ${sha256}`;
    this.#entries.set(resolve(path), { size: info.size, changed, sha256 });
    return undefined;
  }

  /** Writes down what is remembered; without a word if that is impossible, for it can be computed again. */
  async save(): Promise<void> {
    const text = JSON.stringify(Object.fromEntries(this.#entries), null, 2);
    const before = await Deno.readTextFile(this.#path).catch(() => "");
    if (text === before) return;
    await writeWhole(this.#path, text).catch(() => {});
  }
}

/** Whether nothing is there; a path through a file that is no folder also counts. */
function isMissing(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound ||
    error instanceof Deno.errors.NotADirectory;
}
