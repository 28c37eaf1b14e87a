/**
 * Submissions for tests, good and bad: a tree of files as a folder, a zip or a
 * tar archive, and archives that no well-behaved program writes.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { dirname, join } from "node:path";
import { crc32, deflateRawSync, gzipSync } from "node:zlib";
import { temporaryFolder } from "../../lib/testing.ts";
import { type Found, takeIn } from "./intake.ts";
import type { Submission } from "./types.ts";

/** Contents of files by path. */
export type Tree = Record<string, string | Uint8Array<ArrayBuffer>>;

/** An entry of a zip, and the lies that are told of it. */
export interface ZipPart {
  name: string | Uint8Array;
  content?: string | Uint8Array;
  /** Type and permissions on Unix; default: none given. */
  mode?: number;
  /** Compression; 0 or, by default, 8. */
  method?: number;
  /** Flags besides the one for UTF-8 names. */
  flags?: number;
  /** What is said of its size and sum instead of the truth. */
  size?: number;
  crc?: number;
  /** The packed bytes instead of the right ones. */
  packed?: Uint8Array;
}

function little(...numbers: [value: number, bytes: number][]): Buffer {
  return Buffer.concat(numbers.map(([value, bytes]) => {
    const buffer = Buffer.alloc(bytes);
    buffer.writeUIntLE(value, 0, bytes);
    return buffer;
  }));
}

/** Writes a zip as its specification has it, but for the lies. */
export function zipOf(
  parts: readonly ZipPart[],
  count = parts.length,
): Buffer<ArrayBuffer> {
  const locals: Uint8Array[] = [];
  const headers: Uint8Array[] = [];
  let offset = 0;
  for (const part of parts) {
    const content = Buffer.from(part.content ?? "");
    const name = Buffer.from(part.name);
    const method = part.method ?? 8;
    const packed = part.packed ??
      (method === 8 ? deflateRawSync(content) : content);
    const common = little(
      [20, 2],
      [part.flags ?? 0, 2],
      [method, 2],
      [0, 4],
      [part.crc ?? crc32(content), 4],
      [packed.length, 4],
      [part.size ?? content.length, 4],
      [name.length, 2],
      [0, 2],
    );
    headers.push(
      little([0x02014b50, 4], [0x031e, 2]),
      common,
      little([0, 6], [(part.mode ?? 0) * 0x10000, 4], [offset, 4]),
      name,
    );
    locals.push(little([0x04034b50, 4]), common, name, packed);
    offset += 30 + name.length + packed.length;
  }
  const directory = Buffer.concat(headers);
  const shown = Math.min(count, 0xffff);
  return Buffer.concat([
    ...locals,
    directory,
    little([0x06054b50, 4], [0, 4], [shown, 2], [shown, 2]),
    little([directory.length, 4], [offset, 4], [0, 2]),
  ]);
}

/** A tree as a zip. */
export function zipTree(tree: Tree): Buffer<ArrayBuffer> {
  return zipOf(
    Object.entries(tree).map(([name, content]) => ({ name, content })),
  );
}

/** An entry of a tar archive, and the lies that are told of it. */
export interface TarPart {
  name: string;
  content?: string | Uint8Array;
  /** The letter of its type; default: "0", a file. */
  type?: string;
  /** What is said of its size instead of the truth. */
  size?: number;
  /** Whether its size is given in bytes, as if it were very large. */
  binarySize?: boolean;
}

/** The header of an entry as POSIX has it. */
function tarHeader(part: TarPart): Buffer {
  const { name, content = "", type = "0" } = part;
  const size = part.size ?? Buffer.byteLength(content);
  const header = Buffer.alloc(512);
  const octal = (number: number, digits: number) =>
    `${number.toString(8).padStart(digits, "0")}\0`;
  header.write(name);
  header.write(octal(0o644, 7), 100);
  if (part.binarySize) {
    header.writeUInt8(0x80, 124);
    header.writeUInt32BE(size, 132);
  } else header.write(octal(size, 11), 124);
  // The sum counts its own field as spaces.
  header.write(" ".repeat(8), 148);
  header.write(`${type}/etc/passwd`, 156);
  header.write("ustar\x0000", 257);
  header.write(octal(header.reduce((sum, byte) => sum + byte), 6), 148);
  return header;
}

/** Writes a tar archive as POSIX has it, but for the lies. */
export function tarOf(parts: readonly TarPart[]): Buffer<ArrayBuffer> {
  const blocks = parts.flatMap((part) => {
    const content = Buffer.from(part.content ?? "");
    return [tarHeader(part), content, Buffer.alloc(-content.length & 511)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A record of a description, which begins with its own length. */
export function recordOf(key: string, value: string): string {
  const record = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(record);
  const digits = `${bytes + `${bytes}`.length}`.length;
  return `${bytes + digits}${record}`;
}

/** A tree as a tar archive. */
export function tarTree(tree: Tree): Buffer<ArrayBuffer> {
  return tarOf(
    Object.entries(tree).flatMap(([name, content]) =>
      Buffer.byteLength(name) < 100
        ? [{ name, content }]
        : [{ name: "x", type: "x", content: recordOf("path", name) }, {
          name: "too long",
          content,
        }]
    ),
  );
}

/** A tree as a tar archive packed with gzip. */
export function tgzTree(tree: Tree): Buffer<ArrayBuffer> {
  return gzipSync(tarTree(tree));
}

/** Writes a tree into a folder, which is made. */
export async function writeTree(folder: string, tree: Tree): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder, name);
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, new Uint8Array(Buffer.from(content)));
  }
}

/** Writes a tree into a folder that is there meanwhile. */
export async function withTree<T>(
  tree: Tree,
  use: (path: string) => Promise<T>,
): Promise<T> {
  await using folder = await temporaryFolder();
  const path = await Deno.realPath(folder.path);
  await writeTree(path, tree);
  return await use(path);
}

/** Takes a folder or archive in. */
export function takeAt(
  path: string,
  kind: Found["kind"] = "archive",
): Promise<Submission> {
  return takeIn({ path, kind });
}

/** Takes an archive in. */
export function takeBytes(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Submission> {
  return withTree({ a: bytes }, (path) => takeAt(join(path, "a")));
}

/** Takes a tree in as a folder. */
export function takeTree(tree: Tree): Promise<Submission> {
  return withTree(tree, (path) => takeAt(path, "folder"));
}

/** Why a path of a submission was left out; undefined if that isn't said. */
export function whyIn(
  { ignored }: Submission,
  path: string,
): string | undefined {
  return ignored.find((one) => one.path === path)?.why;
}
