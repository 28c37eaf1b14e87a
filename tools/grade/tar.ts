/**
 * Reads tar archives as they pass by: the formats of POSIX and GNU.
 *
 * The libraries for it read descriptions of any length that come before a file:
 * an archive of 1 MiB keeps them busy for half a minute. This one has a limit.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { nameOf, Refused } from "./choose.ts";

/** Tar archives come in blocks of so many bytes. */
const BLOCK = 512;

/** How many bytes of descriptions are read, all in all: 8 MiB. */
const MOST_DESCRIBED = 8 * 2 ** 20;

/** An entry of a tar archive. */
export interface TarEntry {
  path: string;
  type: "file" | "folder" | "link" | "hard link" | "other";
  size: number;
  /** Its bytes; to be called before the next entry is asked for. */
  read(): Promise<Uint8Array>;
}

/** What a description says of the entry that comes after it. */
interface Description {
  path?: string;
  size?: number;
}

/** Bytes that come in chunks of any size. */
class Source {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next bytes, at most so many; undefined at the end. */
  async #some(length: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return undefined;
      this.#rest = value;
    }
    const part = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(part.length);
    return part;
  }

  /** The next bytes, exactly so many. */
  async take(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    await this.#pass(length, (part) => parts.push(part));
    return Buffer.concat(parts);
  }

  /** Leaves the next bytes out. */
  async skip(length: number): Promise<void> {
    await this.#pass(length, () => {});
  }

  async #pass(length: number, use: (part: Uint8Array) => void) {
    while (length > 0) {
      const part = await this.#some(length);
      if (part === undefined) throw new Error("it ends too early");
      use(part);
      length -= part.length;
    }
  }

  /** Reads to the end, where a packed archive has its sum. */
  async finish(): Promise<void> {
    while (await this.#some(Infinity) !== undefined);
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}

/** The bytes of a field up to a NUL. */
function field(block: Uint8Array, start: number, length: number): Uint8Array {
  const bytes = block.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** A number: octal digits, or bytes after a mark where they don't suffice. */
function numberIn(block: Uint8Array, start: number, length: number): number {
  if (block[start] === 0x80) {
    return block.subarray(start + 1, start + length)
      .reduce((sum, byte) => sum * 256 + byte, 0);
  }
  const text = nameOf(field(block, start, length)).trim();
  if (!/^[0-7]*$/.test(text)) throw new Error("it has a wrong number");
  return text === "" ? 0 : parseInt(text, 8);
}

/** Whether a header's sum is right; that of its own field counts as spaces. */
function sumIsRight(block: Uint8Array): boolean {
  const sum = block.reduce((sum, byte) => sum + byte, 0);
  const own = block.subarray(148, 156).reduce((sum, byte) => sum + byte, 0);
  return sum - own + 8 * 32 === numberIn(block, 148, 8);
}

function pathIn(block: Uint8Array): string {
  const name = nameOf(field(block, 0, 100));
  const isPosix = nameOf(block.subarray(257, 263)) === "ustar\0";
  const prefix = isPosix ? nameOf(field(block, 345, 155)) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

function sizeIn(digits: string): number {
  if (/^\d{1,15}$/.test(digits)) return Number(digits);
  throw new Error("it has a wrong description");
}

/** Reads records such as "17 path=some/file\n", whose number is their length. */
function descriptionIn(bytes: Uint8Array): Description {
  const description: Description = {};
  // A letter for each byte, as there may be a million records.
  const text = Buffer.from(bytes).toString("latin1");
  const record = /(\d{1,8}) (?:(path|size)=)?/y;
  while (record.lastIndex < text.length) {
    const start = record.lastIndex;
    const [head, digits, key] = record.exec(text) ?? [];
    const end = start + Number(digits);
    if (head === undefined || start + head.length >= end || end > text.length) {
      throw new Error("it has a wrong description");
    }
    const value = bytes.subarray(start + head.length, end - 1);
    if (key === "path") description.path = nameOf(value);
    if (key === "size") description.size = sizeIn(nameOf(value));
    record.lastIndex = end;
  }
  return description;
}

function typeOf(letter: string, path: string): TarEntry["type"] {
  // The oldest archives have a NUL here, and only a slash to tell a folder.
  if (/[07\0]/.test(letter)) return path.endsWith("/") ? "folder" : "file";
  if (letter === "1") return "hard link";
  if (letter === "2") return "link";
  return letter === "5" ? "folder" : "other";
}

function padding(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK - size;
}

/** What a description of some kind says that matters here. */
function useOf(letter: string, bytes: Uint8Array): Description {
  if (letter === "x") return descriptionIn(bytes);
  return letter === "L" ? { path: nameOf(field(bytes, 0, bytes.length)) } : {};
}

/**
 * Gives the entries of a tar archive in turn.
 *
 * @throws {Refused} If it describes its entries at too great length.
 * @throws {Error} If it is damaged or cut off.
 */
export async function* readTar(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<TarEntry> {
  const source = new Source(chunks);
  let described = 0;
  let description: Description = {};
  try {
    for (;;) {
      const header = await source.take(BLOCK);
      if (header.every((byte) => byte === 0)) break;
      if (!sumIsRight(header)) throw new Error("it has a wrong sum");
      const letter = String.fromCharCode(header[156] ?? 0);
      let size = numberIn(header, 124, 12);
      // Descriptions of what comes after them: records (x, g), long names (L, K).
      if (/[xgLK]/.test(letter)) {
        described += size;
        if (described > MOST_DESCRIBED) {
          throw new Refused("describes its files at too great length");
        }
        const bytes = await source.take(size);
        await source.skip(padding(size));
        description = { ...description, ...useOf(letter, bytes) };
        continue;
      }
      // Links, devices, folders and pipes have no bytes, whatever size they give.
      size = /[1-6]/.test(letter) ? 0 : description.size ?? size;
      const path = description.path ?? pathIn(header);
      description = {};
      let left = size;
      yield {
        path,
        type: typeOf(letter, path),
        size,
        read: () => {
          left = 0;
          return source.take(size);
        },
      };
      await source.skip(left + padding(size));
    }
    await source.finish();
  } finally {
    await source.close();
  }
}
