/**
 * How values travel between the grader and the child that runs a submission:
 * plain data, one JSON text a line, exact for every float.
 *
 * Both sides keep the same picture of what can be seen from both: objects,
 * lists and memory go by number, so that a change in place, memory that two
 * arrays share and a cache that comes back are what they would be in one
 * process. What the other side made is sent back by its number alone.
 *
 * The grader takes what it decodes for hostile: {@linkcode Wire.decode} builds
 * numbers, strings, arrays and plain objects and nothing else, and refuses what
 * doesn't fit.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";
// For its type alone: loading it takes long, and few lessons draw numbers.
import type { RandomState } from "kit/nd/random.ts";
import {
  type Buffers,
  classOf,
  decodeNumber,
  decodeState,
  type Encoded,
  encodeNumber,
  isBuffer,
  isCount,
  MAX,
  nameOfView,
  notAPacket,
  ofClass,
  type Packet,
  sameView,
  stranger,
  tooLarge,
  tooMuch,
  update,
  viewOf,
  WireError,
} from "./packet.ts";

type Random = typeof RandomState;

/** One side's picture. */
export class Wire {
  readonly #side: 0 | 1;
  readonly #random: () => Random | undefined;
  #ids = new WeakMap<object, number>();
  #known = new Map<number, object>();
  #last: number;
  /** Contents as both sides have them. */
  #shared = new Map<number, string>();
  /** Memory that the values of the last packet are in. */
  #touched = new Set<number>();
  #seen = new Set<object>();
  #entries = 0;
  /** Of memory that came and went since all was forgotten. */
  #bytes = 0;
  readonly #sealed = new WeakSet<object>();
  /** Random streams made here, and those of them that are free again: making one takes long. */
  #made: RandomState[] = [];
  readonly #spare: RandomState[] = [];

  /**
   * Starts with nothing known.
   *
   * @param side 0 for the grader, 1 for the child: whose numbers are even.
   * @param random The class of random streams, once it is loaded.
   */
  constructor(side: 0 | 1, random: () => Random | undefined) {
    this.#side = side;
    this.#random = random;
    this.#last = side;
  }

  /** Forgets everything, as the other side has to at the same moment. */
  clear(): void {
    this.#ids = new WeakMap();
    this.#known = new Map();
    this.#shared = new Map();
    this.#bytes = 0;
    this.#spare.push(...this.#made);
    this.#made = [];
  }

  /** Has an object go by its number alone from now on: nobody looks into it. */
  seal(object: unknown): void {
    if (typeof object !== "object" || object === null) return;
    const id = this.#ids.get(object);
    // What the other side made, it looks into.
    if (id === undefined || id % 2 === this.#side) this.#sealed.add(object);
  }

  /** The memory that the values last decoded are in, by number. */
  get touched(): ReadonlySet<number> {
    return this.#touched;
  }

  /**
   * Encodes values.
   *
   * @param back Whether what the other side made goes with its contents: what
   *   it is after a call that may have changed it.
   * @param also Memory whose contents may have changed, too.
   */
  encode(
    values: readonly unknown[],
    back = false,
    also: Iterable<number> = [],
  ): Packet {
    this.#touched = new Set(also);
    this.#seen = new Set();
    this.#entries = 0;
    const encoded = values.map((value) => this.#encode(value, back, 0));
    const buffers: Buffers = [];
    let bytes = 0;
    for (const id of this.#touched) {
      const buffer = this.#known.get(id) as ArrayBuffer;
      bytes += buffer.byteLength;
      if (bytes > MAX.bytes) throw tooMuch();
      const text = new Uint8Array(buffer).toBase64();
      if (this.#shared.get(id) === text) continue;
      this.#keep(buffer.byteLength);
      this.#shared.set(id, text);
      buffers.push([id, text]);
    }
    return { values: encoded, buffers };
  }

  /** Counts memory whose contents are kept until all is forgotten. */
  #keep(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > MAX.keptBytes) throw tooMuch();
  }

  #idOf(object: object): number {
    let id = this.#ids.get(object);
    if (id === undefined) {
      id = this.#last += 2;
      this.#remember(id, object);
    }
    return id;
  }

  #remember(id: number, object: object): void {
    this.#ids.set(object, id);
    this.#known.set(id, object);
  }

  #encode(value: unknown, back: boolean, depth: number): Encoded {
    if (++this.#entries > MAX.entries || depth > MAX.depth) {
      throw tooLarge();
    }
    switch (typeof value) {
      case "number":
        return encodeNumber(value);
      case "boolean":
        return value;
      case "string":
        return value.length > MAX.text ? value.slice(0, MAX.text) : value;
      case "undefined":
        return ["u"];
      case "object":
        return value === null ? null : this.#encodeObject(value, back, depth);
      default:
        return ["x", typeof value];
    }
  }

  #encodeObject(value: object, back: boolean, depth: number): Encoded {
    if (value instanceof NdArray) {
      const { data, shape } = value;
      if (shape.reduce((a, b) => a * b, 1) !== data.length) {
        throw new WireError(
          "it returned an NdArray whose shape doesn't fit its data",
        );
      }
      return ["a", ...this.#encodeView(data), [...shape]];
    }
    if (ArrayBuffer.isView(value)) {
      return ["v", ...this.#encodeView(value as NdArray["data"])];
    }
    const id = this.#idOf(value);
    if (this.#sealed.has(value)) {
      if (back) this.#touchForeign(value, 0);
      return ["h", id, classOf(value)];
    }
    const foreign = id % 2 !== this.#side;
    if (this.#seen.has(value) || (foreign && !back)) return ["r", id];
    this.#seen.add(value);
    if (this.#isRandom(value)) {
      const { key, position, spareNormal } = value.getState();
      const words = new Uint8Array(Uint32Array.from(key).buffer).toBase64();
      return ["s", id, words, position, this.#encode(spareNormal, back, 0)];
    }
    const encode = (part: unknown) => this.#encode(part, back, depth + 1);
    if (Array.isArray(value)) {
      if (value.length > MAX.entries) throw tooLarge();
      // Index by index: a hole is what reading it gives.
      return ["l", id, Array.from(value, encode)];
    }
    return [
      "o",
      id,
      classOf(value),
      Object.keys(value).map((key) => [
        key.slice(0, MAX.text),
        encode((value as Record<string, unknown>)[key]),
      ]),
    ];
  }

  #isRandom(value: object): value is RandomState {
    const random = this.#random();
    return random !== undefined && value instanceof random;
  }

  /** Notes the other side's memory that an object holds: it may have changed. */
  #touchForeign(value: unknown, depth: number): void {
    if (typeof value !== "object" || value === null || depth > MAX.depth) {
      return;
    }
    if (++this.#entries > MAX.entries) throw tooLarge();
    if (!(value instanceof NdArray)) {
      if (this.#seen.has(value)) return;
      this.#seen.add(value);
      for (const key of Object.keys(value)) {
        this.#touchForeign((value as Record<string, unknown>)[key], depth + 1);
      }
      return;
    }
    const id = this.#ids.get(value.data.buffer);
    if (id !== undefined && id % 2 !== this.#side) this.#touched.add(id);
  }

  #encodeView(view: NdArray["data"]): [string, number, number, number] {
    const id = this.#idOf(view.buffer);
    this.#touched.add(id);
    return [nameOfView(view), id, view.byteOffset, view.length];
  }

  /**
   * Decodes values, and brings what is known already up to date.
   *
   * @throws {WireError} If the packet isn't one.
   */
  decode(packet: unknown): unknown[] {
    try {
      return this.#decodePacket(packet);
    } catch (error) {
      // Such as what is no base 64, or numbers that are no shape.
      throw error instanceof WireError ? error : notAPacket();
    }
  }

  #decodePacket(packet: unknown): unknown[] {
    const { values, buffers } = packet as Packet;
    if (!Array.isArray(values) || !Array.isArray(buffers)) throw notAPacket();
    this.#entries = 0;
    this.#touched = new Set();
    for (const [id, text] of buffers) this.#decodeBuffer(id, text);
    return values.map((value) => this.#decode(value, 0));
  }

  #decodeBuffer(id: number, text: unknown): void {
    if (typeof text !== "string" || !this.#isId(id)) throw notAPacket();
    const bytes = Uint8Array.fromBase64(text);
    this.#keep(bytes.length);
    this.#shared.set(id, text);
    const known = this.#known.get(id);
    if (known === undefined) {
      this.#remember(id, bytes.buffer);
    } else {
      if (!isBuffer(known) || known.byteLength !== bytes.length) {
        throw notAPacket();
      }
      new Uint8Array(known).set(bytes);
    }
  }

  /** Whether a number is one that the other side may use: its own, or a known one. */
  #isId(id: unknown): id is number {
    return this.#known.size < MAX.kept && Number.isSafeInteger(id) &&
      (this.#known.has(id as number) ||
        Math.abs(id as number) % 2 !== this.#side);
  }

  #decode(value: unknown, depth: number): unknown {
    if (++this.#entries > 2 * MAX.entries || depth > MAX.depth) {
      throw notAPacket();
    }
    if (typeof value === "string") return value.slice(0, MAX.text);
    if (!Array.isArray(value)) {
      if (value === null || typeof value === "boolean") return value;
      if (typeof value === "number") return value;
      throw notAPacket();
    }
    const [tag, ...rest] = value;
    switch (tag) {
      case "u":
        return undefined;
      case "n":
        return decodeNumber(rest[0]);
      case "x":
        return stranger(rest[0]);
      case "v":
        return this.#decodeView(rest);
      case "a":
        return this.#decodeArray(rest);
      case "r": {
        const known = this.#known.get(rest[0]);
        if (known === undefined || isBuffer(known)) throw notAPacket();
        return known;
      }
      case "h":
        return this.#decodeObject([...rest, []], depth);
      case "s":
        return this.#decodeRandom(rest);
      case "l":
        return this.#decodeList(rest, depth);
      case "o":
        return this.#decodeObject(rest, depth);
      default:
        throw notAPacket();
    }
  }

  #decodeView([name, id, offset, length]: unknown[]): NdArray["data"] {
    const view = viewOf(name, this.#known.get(id as number), offset, length);
    this.#touched.add(id as number);
    return view;
  }

  #decodeArray([name, id, offset, length, shape]: unknown[]): NdArray {
    const data = this.#decodeView([name, id, offset, length]);
    if (
      !Array.isArray(shape) || shape.length > MAX.depth ||
      !shape.every(isCount) || shape.reduce((a, b) => a * b, 1) !== length ||
      !(data instanceof Float64Array || data instanceof Float32Array)
    ) throw notAPacket();
    return new NdArray(data, shape);
  }

  #decodeRandom([id, words, position, spare]: unknown[]): unknown {
    const random = this.#random();
    if (
      random === undefined || !this.#isId(id) || typeof words !== "string"
    ) throw notAPacket();
    if (!isCount(position)) throw notAPacket();
    const key = decodeState(words);
    this.#entries += MAX.streamEntries;
    const known = this.#known.get(id);
    const stream = known ?? this.#spare.pop() ?? new random(0);
    if (!(stream instanceof random)) throw notAPacket();
    if (known === undefined) {
      this.#remember(id, stream);
      this.#made.push(stream);
    }
    const spareNormal = this.#decode(spare, 0) as number | null;
    stream.setState({ key, position, spareNormal });
    return stream;
  }

  #decodeList([id, parts]: unknown[], depth: number): unknown[] {
    if (!this.#isId(id) || !Array.isArray(parts)) throw notAPacket();
    const list = this.#known.get(id) ?? [];
    if (!Array.isArray(list)) throw notAPacket();
    this.#remember(id, list);
    const before = [...list];
    list.length = 0;
    for (const [k, part] of parts.entries()) {
      list.push(sameView(before[k], this.#decode(part, depth + 1)));
    }
    return list;
  }

  #decodeObject([id, name, entries]: unknown[], depth: number): object {
    if (
      !this.#isId(id) || typeof name !== "string" || !Array.isArray(entries)
    ) throw notAPacket();
    const object = this.#known.get(id) ?? ofClass(name);
    if (isBuffer(object) || Array.isArray(object) || this.#isRandom(object)) {
      throw notAPacket();
    }
    this.#remember(id, object);
    const fresh = new Map<string, unknown>();
    for (const entry of entries) {
      const [key, part] = Array.isArray(entry) ? entry : [];
      if (typeof key !== "string") throw notAPacket();
      // Whoever names an object looks there for its class.
      if (key === "constructor") continue;
      fresh.set(key, this.#decode(part, depth + 1));
    }
    update(object, fresh);
    return object;
  }
}
