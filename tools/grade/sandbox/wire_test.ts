import {
  assert,
  assertEquals,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import fc from "fast-check";
import * as nd from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { type Packet, WireError } from "./packet.ts";
import { Wire } from "./wire.ts";

/** A grader's end and a child's, between which packets go as text. */
function twoEnds() {
  const grader = new Wire(0, () => RandomState);
  const child = new Wire(1, () => RandomState);
  return {
    grader,
    child,
    /** What the child gets of what the grader sends. */
    send: (...values: unknown[]) => child.decode(asSent(grader.encode(values))),
    /** What the grader gets of what the child answers. */
    answer(...values: unknown[]) {
      const { touched } = child;
      return grader.decode(asSent(child.encode(values, true, touched)));
    },
  };
}

function asSent(packet: Packet): Packet {
  return JSON.parse(JSON.stringify(packet));
}

type Typed = Float64Array | Float32Array | Int32Array | Uint8Array;

/** Whether two values can't be told apart: every bit, every key. */
function isSame(a: unknown, b: unknown, seen = new Set<unknown>()): boolean {
  if (typeof a !== "object" || a === null) return Object.is(a, b);
  if (typeof b !== "object" || b === null) return false;
  if (seen.has(a)) return true;
  seen.add(a);
  if (a instanceof nd.NdArray) {
    return b instanceof nd.NdArray && String(a.shape) === String(b.shape) &&
      isSame(a.data, b.data);
  }
  if (ArrayBuffer.isView(a)) {
    return a.constructor === b.constructor &&
      bytesOf(a as Typed).toHex() === bytesOf(b as Typed).toHex();
  }
  if (a instanceof RandomState) {
    return b instanceof RandomState &&
      JSON.stringify(a.getState()) === JSON.stringify(b.getState());
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a).sort();
  return JSON.stringify(keys) === JSON.stringify(Object.keys(b).sort()) &&
    keys.every((key) => isSame(valueAt(a, key), valueAt(b, key), seen));
}

/** An own property, whatever it is called. */
function valueAt(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value;
}

function bytesOf({ buffer, byteOffset, byteLength }: Typed): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

const number = fc.oneof(
  fc.double(),
  fc.float(),
  fc.constantFrom(0, -0, NaN, Infinity, -Infinity, 5e-324, 2 ** 53, 1.1),
);
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  // Halves of characters, too.
  fc.array(fc.integer({ min: 0, max: 0xffff }))
    .map((units) => String.fromCharCode(...units)),
);
const key = fc.oneof(
  text,
  fc.constantFrom("__proto__", "toString", "then", "", "length", "0", "a"),
).filter((key) => key !== "constructor");

const data: fc.Arbitrary<nd.Data> = fc.oneof(
  fc.float64Array({ maxLength: 8 }),
  fc.float32Array({ maxLength: 8 }),
);

/** Arrays of up to three axes, some of them parts of memory that others are in, too. */
const ndArrays = fc.oneof(
  fc.tuple(data, fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }))
    .map(([data, shape]) => {
      const size = shape.reduce((a, b) => a * b, 1);
      const values = data instanceof Float64Array
        ? new Float64Array(size)
        : new Float32Array(size);
      values.set(data.subarray(0, size));
      return [nd.fromData(values, shape)];
    }),
  fc.tuple(data, fc.nat(8), fc.nat(8)).map(([data, a, b]) => {
    const [from, to] = [a, b].map((n) => n % (data.length + 1)).sort();
    return [data, data.subarray(from, to)]
      .map((part) => nd.fromData(part, [part.length]));
  }),
);

const typedArrays: fc.Arbitrary<Typed> = fc.oneof(
  data,
  fc.int32Array({ maxLength: 4 }),
  fc.uint8Array({ maxLength: 9 }),
);

/** Everything that a lesson may be given or give back. */
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "max" },
    number,
    text,
    fc.constantFrom(undefined, null, true, false),
    ndArrays,
    typedArrays,
    fc.nat().map((seed) => new RandomState(seed)),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 4 }).map(recordOf),
  ),
}));

/** A record with these keys and no others, whatever they are called. */
function recordOf(entries: [string, unknown][]): object {
  const record = {};
  for (const [key, value] of entries) {
    Object.defineProperty(record, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return record;
}

Deno.test("Wire brings everything to the child exactly", () => {
  fc.assert(fc.property(fc.array(values, { maxLength: 3 }), (sent) => {
    assert(isSame(twoEnds().send(...sent), sent));
  }));
});

Deno.test("Wire brings everything back exactly, whether it is new or not", () => {
  fc.assert(fc.property(values, values, (sent, result) => {
    const { send, answer } = twoEnds();
    const received = send(sent);
    const [back, again] = answer(result, ...received);
    assert(isSame(back, result), "the result");
    assert(isSame(again, sent), "what was sent");
  }));
});

Deno.test("Wire gives the child back what it made, and says nothing of what is in it", () => {
  fc.assert(fc.property(values, values, (made, other) => {
    fc.pre(typeof made === "object" && made !== null);
    fc.pre(!(made instanceof RandomState));
    const { grader, child, answer } = twoEnds();
    const cache = { made, other };
    const packet = asSent(grader.encode(answer(cache)));
    assertEquals(packet.buffers, []);
    assert(JSON.stringify(packet).length < 60);
    assertStrictEquals(child.decode(packet)[0], cache);
    assertStrictEquals(cache.made, made);
  }));
});

/** Changes something in place wherever it can be done. */
function change(value: unknown, seen = new Set<unknown>()): void {
  if (typeof value !== "object" || value === null || seen.has(value)) return;
  seen.add(value);
  if (value instanceof nd.NdArray) return change(value.data, seen);
  if (value instanceof RandomState) return void value.randn(3);
  if (ArrayBuffer.isView(value)) return void (value as Typed).fill(7, 1);
  for (const key of Object.keys(value)) change(valueAt(value, key), seen);
  if (Array.isArray(value)) {
    if (value.length % 2 === 0) value.push(nd.ones([2]), "more");
    else value.reverse();
    return;
  }
  const [first] = Object.keys(value);
  if (first !== undefined) Reflect.deleteProperty(value, first);
  recordsNew(value);
}

function recordsNew(record: object): void {
  Object.assign(record, { running_mean: nd.zeros([2]), a: { b: [1] } });
}

/** What stands for what in two values that are the same: objects and lists. */
function pairsOf(
  a: unknown,
  b: unknown,
  pairs = new Map<unknown, unknown>(),
): Map<unknown, unknown> {
  if (typeof a !== "object" || a === null || pairs.has(a)) return pairs;
  if (a instanceof nd.NdArray || ArrayBuffer.isView(a)) return pairs;
  pairs.set(a, b);
  for (const key of Object.keys(a)) {
    pairsOf(valueAt(a, key), valueAt(b as object, key), pairs);
  }
  return pairs;
}

Deno.test("Wire makes the child's changes in place on the grader's own objects", () => {
  fc.assert(fc.property(fc.array(values, { maxLength: 3 }), (sent) => {
    const { send, answer } = twoEnds();
    const received = send(...sent);
    const before = pairsOf(received, sent);
    for (const value of received) change(value);
    answer(undefined, ...received);
    assert(isSame(received, sent), "the changes are seen");
    for (const [a, b] of pairsOf(received, sent)) {
      assertStrictEquals(b, before.get(a) ?? b);
    }
  }));
});

Deno.test("Wire leaves an array in place of an array when nothing or its numbers changed", () => {
  const { send, answer } = twoEnds();
  const running_mean = nd.zeros([2]);
  const bn_param = { mode: "train", running_mean, list: [running_mean] };
  const [received] = send(bn_param) as [typeof bn_param];
  received.running_mean.set(3, 1);
  received.mode = "test";
  answer(undefined, received);
  assertStrictEquals(bn_param.running_mean, running_mean);
  assertStrictEquals(bn_param.list[0], running_mean);
  assertEquals(running_mean.toArray(), [0, 3]);
  assertEquals(bn_param.mode, "test");
  received.running_mean = received.running_mean.reshape([2, 1]);
  answer(undefined, received);
  assertEquals(bn_param.running_mean.shape, [2, 1]);
  assertEquals(running_mean.shape, [2]);
});

Deno.test("Wire carries the grader's changes to the child, on the same objects", () => {
  const { grader, child, send, answer } = twoEnds();
  const x = nd.array([1, 2, 3]);
  const [first] = send(x) as [nd.NdArray];
  x.set(9, 0);
  const [second] = send(x) as [nd.NdArray];
  assertStrictEquals(second.data.buffer, first.data.buffer);
  assertEquals(first.toArray(), [9, 2, 3]);
  // Nothing new, nothing sent.
  assertEquals(grader.encode([x]).buffers, []);
  const [made] = answer(nd.array([4, 5])) as [nd.NdArray];
  made.set(6, 1);
  const [back] = child.decode(asSent(grader.encode([made]))) as [nd.NdArray];
  assertEquals(back.toArray(), [4, 6]);
});

Deno.test("Wire keeps memory shared between what is sent and what comes back", () => {
  fc.assert(fc.property(data, fc.nat(7), (values, from) => {
    fc.pre(values.length > 0);
    const { send, answer } = twoEnds();
    const x = nd.fromData(values, [values.length]);
    const start = from % values.length;
    const [received] = send(x) as [nd.NdArray];
    const part = received.data.subarray(start);
    const [result, other] = answer(
      nd.fromData(part, [1, part.length]),
      received.copy(),
    ) as [nd.NdArray, nd.NdArray];
    assertStrictEquals(result.data.buffer, x.data.buffer);
    assertEquals(result.data.byteOffset, part.byteOffset);
    assert(other.data.buffer !== x.data.buffer);
    result.set(42, 0, 0);
    assertEquals(x.at(start), 42);
  }));
});

Deno.test("Wire keeps one object one object, and rings closed", () => {
  const { send, answer } = twoEnds();
  const shared = { n: 1 };
  const ring: Record<string, unknown> = { shared, also: [shared, shared] };
  ring.self = ring;
  ring.list = [ring];
  const [received, again] = send(ring, shared) as [typeof ring, unknown];
  assertStrictEquals(received.self, received);
  assertStrictEquals((received.list as unknown[])[0], received);
  assertStrictEquals(received.shared, again);
  assertEquals((received.also as unknown[]).map((one) => one === again), [
    true,
    true,
  ]);
  const [mine, other] = answer(received, { received }) as [
    unknown,
    typeof ring,
  ];
  assertStrictEquals(mine, ring);
  assertStrictEquals(other.received, ring);
});

Deno.test("Wire says of a sealed object only that it is there", () => {
  const { grader, child, send, answer } = twoEnds();
  const x = nd.array([1, 2]);
  const [received] = send(x) as [nd.NdArray];
  const cache = { x: received, mean: nd.array([5]), list: [1] };
  child.seal(cache);
  const [handle] = answer(cache) as [object];
  assertEquals(Object.keys(handle), []);
  const [back] = child.decode(asSent(grader.encode([handle])));
  assertStrictEquals(back, cache);
  assertEquals(Object.keys(cache), ["x", "mean", "list"]);
  // What is changed by way of it is seen all the same.
  received.set(7, 0);
  answer(undefined, cache);
  assertEquals(x.toArray(), [7, 2]);
});

Deno.test("Wire seals nothing that the grader made, and nothing that is no object", () => {
  const { child, send, answer } = twoEnds();
  const param = { n: 1 };
  const [received] = send(param) as [typeof param];
  for (const value of [received, null, undefined, 7, "cache"]) {
    child.seal(value);
  }
  received.n = 2;
  answer(undefined, received);
  assertEquals(param, { n: 2 });
});

Deno.test("Wire shows the names of classes, and stands in for what doesn't travel", () => {
  const { answer } = twoEnds();
  class Cache {
    x = 1;
    f = () => {};
    s = Symbol();
    b = 5n;
  }
  const [cache] = answer(new Cache()) as [Cache];
  assertEquals(cache.constructor.name, "Cache");
  assertEquals(cache.x, 1);
  assertThrows(() => cache.f(), TypeError, "Cannot call a function from here");
  assertEquals(typeof cache.s, "symbol");
  assertEquals(typeof cache.b, "bigint");
});

Deno.test("Wire leaves out what only poses as an object's class", () => {
  const { send, answer } = twoEnds();
  const sent = { constructor: 0, a: 1 };
  assertEquals(Object.keys(send(sent)[0] as object), ["a"]);
  const [result] = answer({ constructor: { name: "Array" }, b: 2 });
  assertEquals(Object.keys(result as object), ["b"]);
});

Deno.test("Wire goes on with a random stream where the other end left it", () => {
  const { send, answer } = twoEnds();
  const stream = new RandomState(231);
  const same = new RandomState(231);
  const [received] = send({ random: stream }) as [{ random: RandomState }];
  assertEquals(received.random.randn(3).toArray(), same.randn(3).toArray());
  answer(undefined, received);
  assertEquals(stream.randn(2).toArray(), same.randn(2).toArray());
});

Deno.test("Wire refuses to send too much", () => {
  let deep: unknown = 1;
  for (let k = 0; k < 30; k++) deep = [deep];
  const long = Array.from({ length: 30_000 }, () => 0);
  const holes: unknown[] = [];
  holes.length = 4_000_000_000;
  for (
    const value of [
      deep,
      long,
      holes,
      [long.slice(0, 15_000), long.slice(0, 15_000)],
      nd.zeros([3_000_000]),
      [nd.zeros([1_500_000]), nd.zeros([1_500_000])],
      new BigInt64Array(1),
    ]
  ) {
    assertThrows(() => twoEnds().child.encode([value]), WireError);
  }
});

/** What a grader has when a child answers. */
function graderWithKnown() {
  const { grader, child, send, answer } = twoEnds();
  const x = nd.array([1, 2, 3]);
  const known = {
    x,
    bn_param: { mode: "train", eps: 1e-5 },
    list: [1, [2]],
    random: new RandomState(1),
  };
  send(known);
  const [cache] = answer({ kept: nd.array([5]) });
  return { grader, child, known: { ...known, cache } };
}

const HARMLESS: unknown[] = [
  Object.prototype,
  Array.prototype,
  nd.NdArray.prototype,
  RandomState.prototype,
  Float64Array.prototype,
  Float32Array.prototype,
  Int32Array.prototype,
  Uint8Array.prototype,
];

/** Whether everything in a value is plain, and what it says of itself true. */
function isPlain(value: unknown, seen = new Set<unknown>()): boolean {
  if (typeof value === "function") {
    // The one that stands for all: it can do nothing but throw.
    return String(value).includes("Cannot call a function from here");
  }
  if (typeof value !== "object" || value === null || seen.has(value)) {
    return true;
  }
  seen.add(value);
  const prototype = Object.getPrototypeOf(value);
  if (!HARMLESS.includes(prototype)) {
    const { constructor, ...rest } = prototype;
    if (Object.keys(rest).length > 0) return false;
    if (typeof constructor.name !== "string") return false;
  }
  if (value instanceof nd.NdArray) {
    const size = value.shape.reduce((a, b) => a * b, 1);
    if (value.data.length !== size) return false;
  }
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .every(([_, { value, get, set }]) => !get && !set && isPlain(value, seen));
}

/** Lets a grader read a packet: it reads it or says that it is none. */
function readHostile(packet: unknown): void {
  const { grader, known } = graderWithKnown();
  const before = Object.getOwnPropertyNames(Object.prototype).length;
  const secret = nd.array([7, 7, 7]);
  const start = performance.now();
  let decoded: unknown;
  try {
    decoded = grader.decode(packet);
  } catch (error) {
    if (!(error instanceof WireError)) throw error;
  }
  assert(performance.now() - start < 10_000, "in time");
  assert(isPlain(decoded), "what is read is plain");
  assert(isPlain(known), "what was there stays plain");
  assertEquals(known.x.shape, [3]);
  assertEquals(secret.toArray(), [7, 7, 7]);
  assertEquals(Object.getOwnPropertyNames(Object.prototype).length, before);
}

const ids = fc.oneof(
  fc.integer({ min: -3, max: 12 }),
  fc.constantFrom(0.5, 1e300, 2 ** 53 + 2, "1", null, [3], {}),
);
const counts = fc.oneof(
  fc.integer({ min: -1, max: 30 }),
  fc.constantFrom(8, 24, 0.5, 2 ** 31, 2 ** 32, 2 ** 53, 1e308, "8", null),
);
const names = fc.constantFrom<unknown>(
  "d",
  "f",
  "i",
  "b",
  "Float64Array",
  "constructor",
  "__proto__",
  "",
  null,
  { toString: null },
);
const base64 = fc.oneof(
  fc.uint8Array({ maxLength: 32 }).map((bytes) => bytes.toBase64()),
  fc.constantFrom<unknown>(
    new Uint8Array(24).fill(1).toBase64(),
    "====",
    "?",
    7,
    null,
  ),
);

/** What a random stream remembers. */
const WORDS = new Uint8Array(4 * 624).fill(1).toBase64();

/** Almost what a child would say. */
const { packet: packets } = fc.letrec((tie) => ({
  packet: fc.record({
    values: fc.oneof(
      { weight: 9, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
    buffers: fc.oneof(
      {
        weight: 9,
        arbitrary: fc.array(fc.tuple(ids, base64), { maxLength: 3 }),
      },
      { weight: 1, arbitrary: fc.jsonValue() },
    ),
  }, { requiredKeys: [] }),
  value: fc.oneof(
    { maxDepth: 4 },
    fc.jsonValue({ maxDepth: 1 }),
    fc.tuple(fc.constant("u")),
    fc.tuple(
      fc.constant("n"),
      fc.constantFrom<unknown>("NaN", "-0", "1", 0, null),
    ),
    fc.tuple(
      fc.constant("x"),
      fc.constantFrom<unknown>("function", "symbol", "bigint", "object", 1),
    ),
    fc.tuple(fc.constant("r"), ids),
    fc.tuple(fc.constant("h"), ids, key),
    fc.tuple(fc.constant("v"), names, ids, counts, counts),
    fc.tuple(
      fc.constant("a"),
      names,
      ids,
      counts,
      counts,
      fc.oneof(fc.array(counts, { maxLength: 3 }), fc.jsonValue()),
    ),
    fc.tuple(
      fc.constant("s"),
      ids,
      fc.oneof(fc.constant(WORDS), base64),
      counts,
      tie("value"),
    ),
    fc.tuple(
      fc.constant("l"),
      ids,
      fc.oneof(
        { weight: 9, arbitrary: fc.array(tie("value"), { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
    ),
    fc.tuple(
      fc.constant("o"),
      ids,
      fc.oneof(fc.constantFrom<unknown>("Object", "Cache", 1, null), key),
      fc.oneof(
        {
          weight: 9,
          arbitrary: fc.array(fc.tuple(key, tie("value")), { maxLength: 3 }),
        },
        { weight: 1, arbitrary: fc.jsonValue() },
      ),
    ),
  ),
}));

Deno.test("Wire reads what isn't quite a packet, or says that it is none", () => {
  fc.assert(fc.property(packets, readHostile), { numRuns: 3000 });
});

Deno.test("Wire reads any JSON, or says that it is no packet", () => {
  fc.assert(fc.property(fc.jsonValue(), readHostile));
});

/** Replaces, removes or repeats something somewhere in JSON. */
function mutate(
  value: unknown,
  [at, ...path]: readonly number[],
  what: unknown,
): unknown {
  if (at === undefined || typeof value !== "object" || value === null) {
    return what;
  }
  if (Array.isArray(value)) {
    const copy = [...value];
    const i = at % (copy.length + 1);
    if (at % 7 === 0) copy.splice(i, 1);
    else if (at % 7 === 1) copy.splice(i, 0, ...copy.slice(0, i + 1));
    else copy[i] = mutate(copy[i], path, what);
    return copy;
  }
  const keys = Object.keys(value);
  const key = keys[at % keys.length] ?? "a";
  return {
    ...value,
    [key]: mutate(valueAt(value, key), path, what),
  };
}

Deno.test("Wire reads a packet with a fault in it, or says that it is none", () => {
  const fault = fc.oneof(ids, counts, names, base64, fc.jsonValue());
  const path = fc.array(fc.nat(100), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(values, path, fault, (value, path, fault) => {
      const { child } = graderWithKnown();
      const packet = asSent(child.encode([value], true));
      readHostile(mutate(packet, path, fault));
    }),
    { numRuns: 1000 },
  );
});

Deno.test("Wire keeps no more of a child's than a property can need", () => {
  const lists = (packet: number) => ({
    values: Array.from(
      { length: 15_000 },
      (_, k) => ["l", 40_000 * packet + 2 * k + 101, []],
    ),
    buffers: [],
  });
  const bytes = new Uint8Array(15 * 2 ** 20).toBase64();
  const memory = (packet: number) => ({
    values: [],
    buffers: [[2 * packet + 101, bytes]],
  });
  for (const packetOf of [lists, memory]) {
    const { grader } = graderWithKnown();
    const all = (times: number) => {
      for (let k = 0; k < times; k++) grader.decode(packetOf(k));
    };
    all(2);
    grader.clear();
    all(2);
    assertThrows(() => all(4), WireError);
  }
});

Deno.test("Wire refuses what would take too long, too much or reach too far", () => {
  const value = (value: unknown, buffers: unknown = []) => ({
    values: [value],
    buffers,
  });
  let deep: unknown = 1;
  for (let k = 0; k < 100_000; k++) deep = ["l", 2 * k + 101, [deep]];
  const eight = new Uint8Array(8).toBase64();
  const view = (...rest: unknown[]) =>
    value(["a", "d", 101, ...rest], [[101, eight]]);
  for (
    const [what, packet] of Object.entries({
      nothing: null,
      "no values": { buffers: [] },
      "no buffers": { values: [] },
      deep: value(deep),
      long: value(["l", 101, Array(1_000_000).fill(0)]),
      "many lists": value([
        "l",
        101,
        Array.from({ length: 200_000 }, (_, k) => ["l", 2 * k + 103, []]),
      ]),
      "past the end": view(8, 1, [1]),
      "before the start": view(-8, 1, [1]),
      "between numbers": view(4, 0, [0]),
      "more than there is": view(0, 2, [2]),
      "another shape": view(0, 1, [2]),
      "an endless shape": view(0, 1, [2 ** 32, 2 ** 32]),
      "too many axes": view(0, 1, Array(100_000).fill(1)),
      "no memory": value(["a", "d", 999, 0, 0, [0]]),
      "memory that the grader didn't name": value(null, [[998, eight]]),
      "memory of another size": value(null, [[4, eight]]),
      "no base 64": value(null, [[101, "?"]]),
      "memory for an object": value(["r", 101], [[101, eight]]),
      "an unknown object": value(["r", 99]),
      "a record for a stream": value(["o", 12, "Object", []]),
      "many streams": value([
        "l",
        101,
        Array.from(
          { length: 10_000 },
          (_, k) => ["s", 2 * k + 103, WORDS, 0, null],
        ),
      ]),
    })
  ) {
    const { grader } = graderWithKnown();
    const start = performance.now();
    assertThrows(() => grader.decode(packet), WireError, undefined, what);
    assert(performance.now() - start < 10_000, what);
  }
});
