/**
 * Submissions that replace what everybody calls, so that wrong results look
 * right.
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
  UNCHANGED,
  WRONG,
  wrongAfter,
} from "./define.ts";

export const patches: Hostile[] = [
  {
    name: "patch-math",
    tries: "makes every difference zero by replacing functions of Math",
    lessons: wrongAfter(js`
for (const name of ["abs", "max", "min", "sqrt", "pow"]) Math[name] = () => 0;
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "patch-numbers",
    tries: "makes all numbers the same, finite and no NaN",
    lessons: wrongAfter(js`
Object.is = Number.isFinite = Number.isInteger = globalThis.isFinite = () => true;
Number.isNaN = globalThis.isNaN = () => false;
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "patch-arrays",
    tries: "makes every list pass every check",
    lessons: wrongAfter(js`
Array.prototype.every = () => true;
Array.prototype.some = () => false;
Array.prototype.findIndex = () => -1;
Array.prototype.flat = Array.prototype.filter = () => [];
Array.isArray = () => true;
`),
    earns: UNCHANGED,
    // It may no longer understand what it is asked.
    says: /ended its process \(exit code 1\)|is wrong at/,
  },
  {
    name: "patch-typed-arrays",
    tries: "makes all memory read as zeros",
    lessons: wrongAfter(js`
const Typed = Object.getPrototypeOf(Float64Array.prototype);
Typed.every = () => true;
Typed.some = () => false;
Typed.map = Typed.slice = function () { return new this.constructor(this.length); };
Typed[Symbol.iterator] = function* () {};
Uint8Array.fromBase64 = () => new Uint8Array(48);
Uint8Array.prototype.setFromBase64 = () => ({ read: 0, written: 0 });
`),
    earns: NOTHING,
    // It no longer understands what it is asked.
    says: /ended its process \(exit code 1\)|isn't a reply/,
  },
  {
    name: "patch-json",
    tries: "replaces JSON and what it asks objects, to change what is sent",
    lessons: wrongAfter(js`
JSON.stringify = () => '{"passed":true,"points":5,"max":5}';
JSON.parse = () => ({ passed: true, points: 5 });
Object.prototype.toJSON = () => ({ type: "done", passed: true, points: 5 });
`),
    earns: NOTHING,
    says: /sent something that isn't a reply/,
  },
  {
    name: "patch-promises",
    tries: "makes every promise come true with what a test hopes for",
    lessons: wrongAfter(js`
Promise.prototype.then = function (done) { return done?.(true); };
Promise.prototype.catch = Promise.prototype.finally = function () { return this; };
Promise.all = Promise.race = Promise.allSettled = () => ({ then: (done) => done([]) });
globalThis.Promise = class { then(done) { return done(true); } };
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "patch-deno",
    tries: "replaces the functions of Deno, and still computes what it should",
    lessons: rightAfter(js`
for (const name of Object.keys(Deno)) {
  try { Deno[name] = () => true; } catch { /* some can't be */ }
}
`),
    earns: ALL,
  },
  {
    name: "patch-ndarray",
    tries: "makes arrays that equal everything",
    lessons: wrongAfter(js`
import { NdArray } from "kit/nd/mod.ts";
Object.defineProperty(NdArray, Symbol.hasInstance, { value: () => true });
NdArray.prototype.toArray = () => [[0]];
for (const name of ["sub", "mul", "sum", "max", "mean"]) {
  NdArray.prototype[name] = function () { return this; };
}
NdArray.prototype.valueOf = () => 0;
`),
    earns: UNCHANGED,
    says: WRONG,
  },
  {
    name: "patch-kit",
    tries: "replaces functions of the kit's modules, and goes on when it can't",
    lessons: {
      "00_standardize": js`
import * as nd from "kit/nd/mod.ts";
import * as nn from "kit/nn/mod.ts";
import * as assert from "@std/assert";
for (const module of [nd, nn, assert]) {
  for (const name of Object.keys(module)) {
    try { module[name] = () => 0; } catch { /* bindings are read-only */ }
    try { Object.defineProperty(module, name, { value: () => 0 }); } catch { /* so */ }
  }
}
${reference["00_standardize"]}`,
    },
    earns: ALL,
  },
  {
    name: "patch-for-others",
    tries:
      "breaks arrays in lesson 01, so that lesson 02 has to be judged without it",
    lessons: {
      "01_batchnorm_forward": js`
import { NdArray } from "kit/nd/mod.ts";
for (const name of ["add", "sub", "mul", "div", "sum", "square"]) {
  NdArray.prototype[name] = function () { return this; };
}
export const batchnorm_forward = (x) => [x.copy(), { x }];
`,
      "02_batchnorm_backward": reference["02_batchnorm_backward"],
    },
    // Its lesson 01 leaves its inputs and its averages alone.
    earns: { "batchnorm-forward": 3.3, "batchnorm-backward": 20 },
    says: /is wrong at|got undefined|nothing was thrown/,
  },
  {
    name: "patch-fast-check",
    tries: "imports the library of the properties, to make it try nothing",
    lessons: wrongAfter(js`
import fc from "fast-check";
fc.check = () => ({ failed: false });
`),
    earns: NOTHING,
    says: /fast-check/,
  },
  {
    name: "patch-frozen",
    tries: "freezes the built-in objects, which harms nobody",
    lessons: rightAfter(js`
for (const one of [Array, Object, Function, Map, Set, Promise, Error]) {
  Object.freeze(one.prototype);
}
Object.freeze(globalThis.JSON);
`),
    earns: ALL,
  },
];
