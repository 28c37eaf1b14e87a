/**
 * Submissions that return, or throw, what isn't what it looks like.
 *
 * @module
 */
import {
  ALL,
  ALL_BUT_EXAMPLE,
  type Hostile,
  js,
  type Lessons,
  NOTHING,
  warmUp,
  WRONG,
  wrongInExample,
} from "./define.ts";

/** A lesson 00 that makes something else of the worked example's result. */
function making(body: string, before = ""): Lessons {
  return wrongInExample(
    body,
    `import { NdArray } from "kit/nd/mod.ts";\n${before}`,
  );
}

/** A lesson 00 that throws. */
function throwing(body: string): Lessons {
  return warmUp(`export function standardize(x) {\n${body}\n}\n`);
}

export const values: Hostile[] = [
  {
    name: "value-proxy",
    tries: "returns a proxy of the right result, which is as good",
    lessons: making("return new Proxy(out, {});"),
    earns: ALL,
  },
  {
    name: "value-counting-proxy",
    tries: "returns a proxy that answers every question otherwise",
    lessons: making(js`
let asked = 0;
return new Proxy(out, { get: (target, key) => asked++ % 2 ? target[key] : asked });
`),
    earns: ALL_BUT_EXAMPLE,
    says: /threw Error: it returned an (array|NdArray)/,
  },
  {
    name: "value-changing-getters",
    tries: "returns an array that is right only when it is first looked at",
    lessons: making(js`
let looks = 0;
const { shape, data } = out;
Object.defineProperty(out, "data", { get: () => looks++ ? data.map(() => 7) : data });
Object.defineProperty(out, "shape", { get: () => looks > 1 ? [1e9] : shape });
return out;
`),
    // It is looked at once.
    earns: ALL,
  },
  {
    name: "value-lying-shape",
    tries: "returns an array that says it is larger than it is",
    lessons: making(js`
Object.defineProperty(out, "shape", { value: [2 ** 31, 2 ** 20] });
return out;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an NdArray whose shape doesn't fit its data/,
  },
  {
    name: "value-subclass",
    tries: "returns an array of its own class, whose methods say it is right",
    lessons: making(
      js`
return new Liar(x.copy().data, x.shape);
`,
      js`
class Liar extends NdArray {
  toArray() { return [[0]]; }
  at() { return 0; }
  get [Symbol.toStringTag]() { throw new Error("unspeakable"); }
  [Symbol.toPrimitive]() { return 0; }
}
`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: WRONG,
  },
  {
    name: "value-nan",
    tries: "returns NaN everywhere, which no difference is larger than",
    lessons: making("return out.mul(NaN);"),
    earns: ALL_BUT_EXAMPLE,
    says: WRONG,
  },
  {
    name: "value-throwing-getters",
    tries: "returns an object whose getters throw",
    lessons: making(js`
return { get shape() { throw new Error("not you"); }, get data() { throw null; } };
`),
    earns: ALL_BUT_EXAMPLE,
    says: /not you/,
  },
  {
    name: "value-looks-like-array",
    tries: "returns an object with all that an array has",
    lessons: making(
      js`return { shape: out.shape, data: out.data, dtype: out.dtype, size: out.size, ndim: 2 };`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /expected an NdArray of shape \(.+\), got an object of class Object/,
  },
  {
    name: "value-sparse",
    tries: "returns a list that is nearly empty and very long",
    lessons: making("return new Array(2 ** 32 - 1);"),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an object too large or too deep/,
  },
  {
    name: "value-lying-length",
    tries: "returns a list that says its length is 10^15, or nothing at all",
    lessons: making(js`
const length = { get: (list, key) => key === "length" ? 1e15 : list[key] };
return new Proxy([1, 2, 3], length);
`),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an object too large or too deep/,
  },
  {
    name: "value-cyclic",
    tries: "returns an object that holds itself",
    lessons: making(js`
const whole = { name: "cyclic", list: [] };
whole.self = whole;
whole.list.push(whole.list, whole);
return whole;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /expected an NdArray of shape \(.+\), got an object of class Object/,
  },
  {
    name: "value-million-keys",
    tries: "returns an object of a million keys",
    lessons: making(
      "return whole;",
      js`
const whole = {};
for (let k = 0; k < 1e6; k++) whole["key" + k] = k;
`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an object too large or too deep/,
  },
  {
    name: "value-deep",
    tries: "returns lists in lists, 100,000 deep",
    lessons: making(
      "return deep;",
      js`
let deep = [];
for (let k = 0; k < 1e5; k++) deep = [deep];
`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an object too large or too deep/,
  },
  {
    name: "value-graph",
    tries: "returns lists whose paths are 2^19 without being many",
    lessons: making(js`
let list = [1];
for (let k = 0; k < 19; k++) list = [list, list];
return list;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /expected an NdArray of shape \(.+\), got a plain array/,
  },
  {
    name: "value-keys-of-prototypes",
    tries: "returns an object whose keys are those of prototypes",
    lessons: making(js`
const whole = JSON.parse('{"__proto__": {"passed": true}, "constructor": {"name": {"toString": 1}}}');
whole.then = undefined;
whole.toString = whole.valueOf = 1;
return whole;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /expected an NdArray of shape \(.+\), got an object/,
  },
  {
    name: "value-other-kinds",
    tries: "returns a function, a symbol, a bigint or a date, whichever",
    lessons: warmUp(js`
let calls = 0;
export function standardize(x) {
  const kinds = [() => x, Symbol("x"), 10n ** 1000n, new Date(), new Map([[x, x]]), /x/];
  return kinds[calls++ % kinds.length];
}
`),
    earns: NOTHING,
    says: /expected an NdArray of shape \(.+\), got (the|a|an) /,
  },
  {
    name: "value-other-numbers",
    tries: "returns numbers of kinds that arrays can't have",
    lessons: making(js`
out.data; // Still right.
return Object.create(NdArray.prototype, {
  shape: { value: out.shape },
  data: { value: BigInt64Array.from(out.data, () => 0n) },
});
`),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an array of a type that isn't NumPy's/,
  },
  {
    name: "value-resizable",
    tries: "returns memory that it takes away again",
    lessons: making(js`
const buffer = new ArrayBuffer(out.data.byteLength, { maxByteLength: 2 ** 20 });
const data = new Float64Array(buffer);
data.set(out.data);
const result = new NdArray(data, out.shape);
buffer.resize(0);
return result;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /it returned an NdArray whose shape doesn't fit its data/,
  },
  {
    name: "thenable-right",
    tries: "returns a promise of the right result, of its own making",
    lessons: making("return { then: (done) => done(out) };"),
    earns: ALL,
  },
  {
    name: "async-right",
    tries: "computes the right result, but later",
    lessons: making("return Promise.resolve().then(() => out);"),
    earns: ALL_BUT_EXAMPLE,
    says: /returned a promise/,
  },
  {
    name: "thenable-never",
    tries: "returns a promise of its own making that never settles",
    lessons: making("return { then() {} };"),
    earns: ALL_BUT_EXAMPLE,
    says: /waits for a promise that never settles/,
  },
  {
    name: "thenable-throws",
    tries: "returns a promise that throws when it is waited for",
    lessons: making(
      js`return { get then() { throw new RangeError("don't wait"); } };`,
    ),
    earns: ALL_BUT_EXAMPLE,
    says: /threw RangeError: don't wait/,
  },
  {
    name: "throws-huge",
    tries: "throws an error of 100 MB",
    lessons: making(js`
const error = new Error("x".repeat(1e8));
error.stack = error.message;
throw error;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /threw Error: x{100,}…/,
  },
  {
    name: "throws-nothing",
    tries: "throws null",
    lessons: throwing("throw null;"),
    earns: NOTHING,
    says: /threw "null"/,
  },
  {
    name: "throws-proxy",
    tries: "throws what throws at every question",
    lessons: throwing(js`
const refuse = () => { throw new Error("no"); };
throw new Proxy(new Error("no"), {
  get: refuse, has: refuse, getPrototypeOf: refuse, ownKeys: refuse, getOwnPropertyDescriptor: refuse,
});
`),
    earns: NOTHING,
    says: /threw (Error: no|"something unreadable")/,
  },
  {
    name: "throws-marks",
    tries: "throws an error full of marks of terminals, pages and tables",
    lessons: throwing(js`
const error = new RangeError("\u001b[31m<script>alert(1)</script>\u202e=cmd()|'/c calc'!A0\u0000]]>&");
Object.defineProperty(error, "name", { get: () => "=1+1\u001b]0;title\u0007<b>" });
throw error;
`),
    earns: NOTHING,
    says: /threw =1\+1.*<script>/,
  },
  {
    name: "throws-traps",
    tries: "throws an error whose parts throw errors whose parts throw errors",
    lessons: making(js`
const error = new RangeError("not me");
for (const part of ["name", "message", "stack", "cause"]) {
  Object.defineProperty(error, part, { get: () => { throw error; } });
}
throw error;
`),
    earns: ALL_BUT_EXAMPLE,
    says: /threw "something unreadable"/,
  },
  {
    name: "throws-as-stub",
    tries: "says that it isn't written yet, and whose fault that is",
    lessons: throwing(
      js`throw new Error("Unimplemented: Lesson 99: $(rm -rf /) \u001b[2J");`,
    ),
    earns: NOTHING,
    says: /not written yet: Lesson 99/,
  },
  {
    name: "throws-as-test",
    tries: "throws what tests throw",
    lessons: throwing(js`
const error = new Error("out is right");
error.name = "AssertionError";
error.known = { id: "none", sentence: "All is well." };
error.finding = { kind: "passed" };
throw error;
`),
    earns: NOTHING,
    says: /Lesson 00, lessons\/00_standardize\.ts: out is right/,
  },
];
