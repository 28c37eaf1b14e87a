/**
 * What travels between the grader and a child, and how it is refused.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";

/** How much may travel. */
export const MAX = {
  /** Entries of objects and lists in a packet. */
  entries: 20_000,
  /** How deep they go. */
  depth: 20,
  /** Characters of a text. */
  text: 4_000,
  /** Memory in a packet. */
  bytes: 16 * 2 ** 20,
  /** What both sides keep until all is forgotten; a solved lesson needs 8,000 objects and 2 MiB. */
  kept: 50_000,
  keptBytes: 32 * 2 ** 20,
  /** As how many entries a random stream counts: making one takes long. */
  streamEntries: 1_000,
} as const;

/** A value as it travels. */
export type Encoded = null | boolean | number | string | unknown[];

/** Contents of memory: its number, and the bytes in base 64. */
export type Buffers = [id: number, bytes: string][];

/** What one side tells the other: values, and the memory that they are in. */
export interface Packet {
  values: Encoded[];
  buffers: Buffers;
}

/** Data that is no packet, or more of it than anyone needs. */
export class WireError extends Error {}

/** The array that is there already, if the other is the same part of the same memory. */
export function sameView(old: unknown, fresh: unknown): unknown {
  const same = old instanceof NdArray && fresh instanceof NdArray &&
    old.data.buffer === fresh.data.buffer &&
    old.data.byteOffset === fresh.data.byteOffset &&
    String(old.shape) === String(fresh.shape) && old.dtype === fresh.dtype;
  return same ? old : fresh;
}

/** An empty object; one of a class has the class's name and nothing else of it. */
export function ofClass(name: string): object {
  return name === "Object"
    ? {}
    : Object.create({ constructor: { name: name.slice(0, 100) } });
}

/** The name of an object's class. */
export function classOf(object: object): string {
  const name: unknown = object.constructor?.name;
  return typeof name === "string" ? name.slice(0, 100) : "Object";
}

/** What stands for a value that doesn't travel. */
export function stranger(type: unknown): unknown {
  if (type === "function") {
    return () => {
      throw new TypeError("Cannot call a function from here");
    };
  }
  if (type === "symbol") return Symbol();
  if (type === "bigint") return 0n;
  throw notAPacket();
}

/** What is thrown at data that is no packet. */
export function notAPacket(): WireError {
  return new WireError("it sent something that isn't a reply");
}

/** What is thrown at more memory than anyone needs. */
export function tooMuch(): WireError {
  return new WireError("it returned too much data");
}

/** What is thrown at an object that no lesson needs. */
export function tooLarge(): WireError {
  return new WireError("it returned an object too large or too deep");
}

/** Whether something is memory. */
export function isBuffer(value: unknown): value is ArrayBuffer {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

/** Whether something can be a length. */
export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const VIEWS = {
  d: Float64Array,
  f: Float32Array,
  i: Int32Array,
  b: Uint8Array,
} as const;

/** By what name a view of memory travels. */
export function nameOfView(view: NdArray["data"]): string {
  for (const [name, View] of Object.entries(VIEWS)) {
    if (view instanceof View) return name;
  }
  throw new WireError("it returned an array of a type that isn't NumPy's");
}

/** A view of memory, if it fits. */
export function viewOf(
  name: unknown,
  buffer: unknown,
  offset: unknown,
  length: unknown,
): NdArray["data"] {
  if (!Object.hasOwn(VIEWS, name as string)) throw notAPacket();
  const View = VIEWS[name as keyof typeof VIEWS];
  if (
    !isBuffer(buffer) || !isCount(offset) || !isCount(length) ||
    offset % View.BYTES_PER_ELEMENT !== 0 ||
    offset + length * View.BYTES_PER_ELEMENT > buffer.byteLength
  ) throw notAPacket();
  return new View(buffer, offset, length) as NdArray["data"];
}

/** Has an object what came for it, and nothing else. */
export function update(
  object: object,
  fresh: ReadonlyMap<string, unknown>,
): void {
  for (const key of Object.keys(object)) {
    if (!fresh.has(key)) Reflect.deleteProperty(object, key);
  }
  for (const [key, value] of fresh) {
    const old = Object.getOwnPropertyDescriptor(object, key)?.value;
    // Not by assignment, which for some names does more than that.
    Object.defineProperty(object, key, {
      value: sameView(old, value),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}

const SPECIAL = ["NaN", "Infinity", "-Infinity", "-0"];

/** A number as it travels. */
export function encodeNumber(value: number): Encoded {
  return Number.isFinite(value) && !Object.is(value, -0)
    ? value
    : ["n", Object.is(value, -0) ? "-0" : String(value)];
}

/** A number that JSON doesn't have. */
export function decodeNumber(text: unknown): number {
  if (typeof text !== "string" || !SPECIAL.includes(text)) throw notAPacket();
  return Number(text);
}

/** What the Mersenne Twister remembers: 624 words. */
const STATE_BYTES = 4 * 624;

/** What a random stream remembers. */
export function decodeState(words: string): number[] {
  const bytes = Uint8Array.fromBase64(words);
  if (bytes.length !== STATE_BYTES) throw notAPacket();
  return Array.from(new Uint32Array(bytes.buffer));
}
