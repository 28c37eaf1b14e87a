/**
 * What a .zip, .tar.gz, .tgz or .tar archive holds, without unpacking it to the
 * disk. Nothing that the archive says of itself is believed.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { crc32, createGunzip, inflateRawSync } from "node:zlib";
// @ts-types="@types/yauzl"
import { type Entry as ZipEntry, fromBufferPromise, type ZipFile } from "yauzl";
import { reason } from "../../lib/errors.ts";
import {
  type Entry,
  isLesson,
  LARGEST_LESSON,
  MOST_ENTRIES,
  nameOf,
  Refused,
  shown,
  type Takeable,
  TOO_LARGE,
  TOO_MANY,
} from "./choose.ts";
import { readTar, type TarEntry } from "./tar.ts";

/** How much of an archive is unpacked to look through it: 256 MiB, in bytes. */
const MOST_UNPACKED = 256 * 2 ** 20;

/** How many files of a tar archive are kept: all lessons several times. */
const MOST_KEPT = 64;

/** Longest path that is looked at, in UTF-16 code units. */
const LONGEST_PATH = 4096;

/** The types of files among the attributes that Unix gives an entry of a zip. */
const TYPE = 0o170000;
const [LINK, FOLDER, REGULAR] = [0o120000, 0o040000, 0o100000];

/** The path that an entry goes by, and why nothing is taken from there. */
function pathIn(name: string): { path: string; why?: string } {
  if (name.length <= LONGEST_PATH) return { path: name };
  return { path: shown(name), why: "has too long a path" };
}

function typeInZip(entry: ZipEntry): number {
  return (entry.externalFileAttributes >>> 16) & TYPE;
}

function whyNotInZip(entry: ZipEntry): string | undefined {
  const type = typeInZip(entry);
  if (type === LINK) return "is a link";
  if (type !== 0 && type !== REGULAR) return "isn't a regular file";
  if (entry.isEncrypted()) return "is encrypted";
  return entry.canDecodeFileData() ? undefined : "is packed in an unusual way";
}

/** Unpacks an entry of a zip, no more of it than a lesson may have. */
async function unzip(
  zip: ZipFile,
  entry: ZipEntry,
  archive: Uint8Array,
): Promise<Uint8Array> {
  const { uncompressedSize, compressedSize, compressionMethod } = entry;
  if (uncompressedSize > LARGEST_LESSON) throw new Refused(TOO_LARGE);
  try {
    const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(
      entry,
      { minimal: true },
    );
    const packed = archive.subarray(start, start + compressedSize);
    const bytes = compressionMethod === 0
      ? packed
      : inflateRawSync(packed, { maxOutputLength: LARGEST_LESSON });
    // The size first: the sum of a lying one would take long.
    if (bytes.length === uncompressedSize && crc32(bytes) === entry.crc32) {
      return bytes;
    }
  } catch {
    // As much as a wrong sum, it means that the archive isn't what it was.
  }
  throw new Refused("is damaged");
}

async function listZip(archive: Uint8Array): Promise<Entry[]> {
  const { buffer, byteOffset, byteLength } = archive;
  const zip = await fromBufferPromise(
    Buffer.from(buffer, byteOffset, byteLength),
    // unzip() looks at sizes: here, one that is wrong would hide what follows.
    { decodeStrings: false, validateEntrySizes: false },
  );
  if (zip.entryCount > MOST_ENTRIES) throw new Refused(TOO_MANY);
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    const { path, why = whyNotInZip(entry) } = pathIn(
      nameOf(entry.fileNameRaw),
    );
    const type = typeInZip(entry);
    if (type === FOLDER || type !== LINK && /[/\\]$/.test(path)) continue;
    entries.push(
      why === undefined
        ? { path, read: () => unzip(zip, entry, archive) }
        : { path, why },
    );
  }
  return entries;
}

/** Passes chunks on until they are too many. */
async function* bounded(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > MOST_UNPACKED) throw new Refused("unpacks to over 256 MiB");
    yield chunk;
  }
}

/** The bytes of a tar archive, whether packed with gzip or not. */
function bytesOfTar(archive: Uint8Array): AsyncIterable<Uint8Array> {
  if (!isGzip(archive)) return ReadableStream.from([archive]);
  // DecompressionStream refuses what gzip reads: several parts, zeros at the end.
  const gunzip = createGunzip();
  gunzip.end(archive);
  return gunzip;
}

function whyNotInTar(type: TarEntry["type"]): string | undefined {
  if (type === "file") return undefined;
  return type === "other" ? "isn't a regular file" : `is a ${type}`;
}

/** A file that turns out not to be taken when it is read. */
function refused(path: string, why: string): Takeable {
  return { path, read: () => Promise.reject(new Refused(why)) };
}

async function listTar(archive: Uint8Array): Promise<Entry[]> {
  const entries: Entry[] = [];
  let seen = 0;
  let kept = 0;
  for await (const entry of readTar(bounded(bytesOfTar(archive)))) {
    if (++seen > MOST_ENTRIES) throw new Refused(TOO_MANY);
    if (entry.type === "folder") continue;
    const { path, why = whyNotInTar(entry.type) } = pathIn(entry.path);
    if (why !== undefined) entries.push({ path, why });
    else if (!isLesson(path)) entries.push(refused(path, "isn't a lesson"));
    else if (entry.size > LARGEST_LESSON) {
      entries.push(refused(path, TOO_LARGE));
    } else if (++kept > MOST_KEPT) {
      entries.push(refused(path, "comes after too many of its name"));
    } else {
      // Read at once: the archive passes by only once.
      const bytes = await entry.read();
      entries.push({ path, read: () => Promise.resolve(bytes) });
    }
  }
  return entries;
}

function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b;
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function isTar(bytes: Uint8Array): boolean {
  return nameOf(bytes.subarray(257, 262)) === "ustar";
}

/**
 * Lists what an archive holds; its kind is told from its bytes, not its name.
 *
 * @throws {Refused} If it is no archive, damaged, or holds too much.
 */
export async function listArchive(archive: Uint8Array): Promise<Entry[]> {
  try {
    if (isZip(archive)) return await listZip(archive);
    if (isGzip(archive) || isTar(archive)) return await listTar(archive);
  } catch (error) {
    if (error instanceof Refused) throw error;
    throw new Refused(`is damaged: ${shown(reason(error))}`);
  }
  throw new Refused("isn't a .zip, .tar.gz, .tgz or .tar archive");
}
