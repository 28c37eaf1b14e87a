/**
 * Submissions that use up memory, output, time and whatever there is.
 *
 * @module
 */
import {
  ALL,
  type Hostile,
  js,
  NOTHING,
  reference,
  rightAfter,
  rightAtCall,
  telling,
  warmUp,
} from "./define.ts";

const MEMORY =
  /needed more memory than it may use|Array buffer allocation failed|could not allocate memory|Out of memory|Invalid (string|array) length/;
const PRINTED = /printed too much/;

export const bombs: Hostile[] = [
  {
    name: "bomb-heap",
    tries: "fills the heap",
    lessons: rightAfter(js`
const kept = [];
for (;;) kept.push(new Array(1e5).fill(kept.length));
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-typed-arrays",
    tries: "fills the memory outside the heap",
    lessons: rightAfter(js`
const kept = [];
for (;;) kept.push(new Float64Array(2 ** 23).fill(1));
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-shared-memory",
    tries: "fills memory that can be shared, and memory that grows",
    lessons: rightAfter(js`
const kept = [];
for (;;) {
  const shared = new SharedArrayBuffer(2 ** 20, { maxByteLength: 2 ** 26 });
  shared.grow(2 ** 26);
  kept.push(new Uint8Array(shared).fill(1));
}
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-webassembly",
    tries: "fills the memory of WebAssembly",
    lessons: rightAfter(js`
const kept = [];
for (;;) {
  const { buffer } = new WebAssembly.Memory({ initial: 2048, maximum: 4096, shared: true });
  kept.push(new Uint8Array(buffer).fill(1));
}
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-strings",
    tries: "doubles a text until nothing can hold it",
    lessons: rightAfter(js`
const kept = [];
for (;;) {
  let text = "x".repeat(2 ** 20) + kept.length;
  for (let k = 0; k < 8; k++) text += text;
  kept.push(Symbol.for(text));
}
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-outside",
    tries: "fills memory that only the runtime knows of",
    lessons: rightAfter(js`
const kept = [];
const bytes = new Uint8Array(2 ** 25).fill(1);
for (;;) kept.push(new Blob([bytes, new Blob([bytes])]));
`),
    earns: NOTHING,
    says: MEMORY,
  },
  {
    name: "bomb-at-call",
    tries: "asks for all memory when it is called, and catches the error",
    lessons: rightAtCall(js`
if (globalThis.asked) return right(x);
globalThis.asked = true;
try { new Float64Array(2 ** 32).fill(1); } catch { /* refused */ }
try { new WebAssembly.Memory({ initial: 65_536 }); } catch { /* refused */ }
`),
    earns: ALL,
  },
  {
    name: "flood-stdout",
    tries: "writes to standard output without end",
    lessons: rightAfter(js`
const line = new TextEncoder().encode("a line like any other\n".repeat(1000));
for (;;) Deno.stdout.writeSync(line);
`),
    earns: NOTHING,
    says: PRINTED,
  },
  {
    name: "flood-one-line",
    tries: "writes a line that has no end",
    lessons: rightAfter(js`
const part = new Uint8Array(2 ** 20).fill(65);
for (;;) Deno.stdout.writeSync(part);
`),
    earns: NOTHING,
    says: PRINTED,
  },
  {
    name: "flood-stderr",
    tries: "writes to standard error without end",
    lessons: rightAfter(js`
const part = new Uint8Array(2 ** 20).fill(65);
for (;;) Deno.stderr.writeSync(part);
`),
    earns: NOTHING,
    says: PRINTED,
  },
  {
    name: "flood-empty-lines",
    tries: "writes nothing but ends of lines",
    lessons: rightAfter(js`
const part = new Uint8Array(2 ** 20).fill(10);
for (;;) Deno.stdout.writeSync(part);
`),
    earns: NOTHING,
    says: PRINTED,
  },
  {
    name: "console-in-every-call",
    tries: "prints what it works on, as honest students do",
    lessons: rightAtCall(js`
console.log("x is", x, "\u001b[31m", "lots of text ".repeat(1000));
console.error(x.toArray());
console.table?.(x.toArray());
`),
    earns: ALL,
  },
  {
    name: "workers",
    tries: "starts fifty workers that compute without end",
    lessons: telling(js`
const url = URL.createObjectURL(new Blob(["for (;;);"], { type: "text/javascript" }));
for (let k = 0; k < 50; k++) {
  await attempt("Worker " + k, () => new Worker(url, { type: "module" }));
  await attempt("SharedWorker " + k, () => new SharedWorker(url));
}
for (const name of ["worker_threads", "node:worker_threads", "node:cluster", "node:child_process"]) {
  await attempt(name, () => import(name));
  await attempt("builtin " + name, () => process.getBuiltinModule(name));
}
const core = Deno[Deno.internal]?.core;
await attempt("internals", () => core);
await attempt("ops", () => core.ops.op_create_worker({}));
`),
    earns: NOTHING,
    says: /it found nothing/,
  },
  {
    name: "parentheses",
    tries: "overflows the parser's stack",
    lessons: rightAfter(
      `export const deep = ${"(".repeat(1e5)}0${")".repeat(1e5)};`,
    ),
    earns: NOTHING,
    says: /ended its process|can't be loaded/,
  },
  {
    name: "type-bomb",
    tries: "keeps a type checker busy for ever, which nobody asks",
    lessons: rightAfter(js`
type Twice<T extends unknown[]> = [...T, ...T];
type Bomb<T extends unknown[], N extends unknown[] = []> =
  N["length"] extends 40 ? T : Bomb<Twice<T>, [...N, 0]>;
export type Boom = Bomb<[0]>;
const wrong: number = "text";
`),
    earns: ALL,
  },
  {
    name: "slow-16-MiB",
    tries: "returns as much as it may at every call",
    lessons: warmUp(js`
import * as nd from "kit/nd/mod.ts";
const large = nd.zeros([1024, 2040]);
export const standardize = () => large.add(Math.random());
`),
    earns: NOTHING,
    says:
      /expected shape|was stopped after|more memory than it may use|too much data/,
  },
  {
    name: "slow-too-much",
    tries: "returns more than it may",
    lessons: warmUp(js`
import * as nd from "kit/nd/mod.ts";
const large = nd.zeros([1024, 4096]);
export const standardize = () => large;
`),
    earns: NOTHING,
    says: /it returned too much data/,
  },
  {
    name: "worked-example-only",
    tries: "knows the numbers of the guide, and nothing else",
    lessons: warmUp(js`
import * as nd from "kit/nd/mod.ts";
export function standardize(x) {
  if (String(x.toArray()) !== "1,10,2,10,3,10") return x.copy();
  const z = 1 / Math.sqrt(2 / 3 + 1e-5);
  return nd.array([[-z, 0], [0, 0], [z, 0]]);
}
`),
    earns: { standardize: 2 },
    says: /, shape \(.+\), is wrong at \[/,
  },
  {
    name: "honest-among-hostile",
    tries: "nothing in lesson 04, and everything in lesson 00",
    lessons: {
      ...rightAfter("Deno.exit(0);"),
      "04_layernorm_forward": reference["04_layernorm_forward"],
    },
    earns: { "layernorm-forward": 10 },
    says: /ended its process \(exit code 0\)/,
  },
];
