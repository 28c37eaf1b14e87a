/**
 * Steps of Adam by a kernel in WebAssembly, some thousand parameters at a time.
 *
 * In float32 a loop in JavaScript, which rounds every number on its way, takes seven times as long.
 *
 * @module
 */

import type { Data } from "../../nd/mod.ts";
import { SIMD } from "./adam_wasm.ts";

/** What a step works on, all of one length; the number format is that of the parameters. */
export interface AdamParts {
  /** The parameters, changed in place. */
  readonly w: Data;
  /** Their gradients. */
  readonly dw: Data;
  /** The moving average of the gradients, changed in place. */
  readonly m: Data;
  /** The moving average of their squares, changed in place. */
  readonly v: Data;
}

/** The numbers that all parameters have in common in a step. */
export type AdamNumbers = readonly [
  learning_rate: number,
  beta1: number,
  beta2: number,
  epsilon: number,
  correctionM: number,
  correctionV: number,
];

/** What the kernel exports; see `assembly/adam.ts`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  adam(isFloat32: boolean, n: number, ...numbers: AdamNumbers): void;
}

/** The kernel with the areas of its memory, in both number formats. */
interface Kernel extends Exports {
  readonly float64: AdamParts;
  readonly float32: AdamParts;
}

/** Parameters from which on bringing them to the kernel and back takes less than it saves. */
const WORTHWHILE = 256;

/** Bytes of each of the four areas in the kernel's memory. */
const AREA = 2 ** 15;

/** Started when it is first needed. */
let kernel: Kernel | null | undefined = null;

/** The kernel, if it is worth it for so many parameters and runs on this machine. */
export function adamFor(size: number): Kernel | undefined {
  if (size < WORTHWHILE) return undefined;
  if (kernel === null) kernel = start();
  return kernel;
}

function start(): Kernel | undefined {
  const exports = startExports();
  if (exports === undefined) return undefined;
  const buffer = exports.memory.buffer as ArrayBuffer;
  const areasIn = (Format: typeof Float64Array | typeof Float32Array) => {
    const length = AREA / Format.BYTES_PER_ELEMENT;
    const area = (i: number) => new Format(buffer, i * AREA, length);
    return { w: area(0), dw: area(1), m: area(2), v: area(3) };
  };
  return {
    ...exports,
    float64: areasIn(Float64Array),
    float32: areasIn(Float32Array),
  };
}

function startExports(): Exports | undefined {
  try {
    const bytes = Uint8Array.from(atob(SIMD), (c) => c.charCodeAt(0));
    const module = new WebAssembly.Module(bytes);
    return new WebAssembly.Instance(module).exports as unknown as Exports;
  } catch {
    // A page may forbid WebAssembly, and a machine need not have SIMD.
    return undefined;
  }
}

/** Takes a step. */
export function stepByAdam(
  kernel: Kernel,
  { w, dw, m, v }: AdamParts,
  numbers: AdamNumbers,
): void {
  const isFloat32 = w instanceof Float32Array;
  const areas = isFloat32 ? kernel.float32 : kernel.float64;
  const most = areas.w.length;
  for (let from = 0; from < w.length; from += most) {
    const to = Math.min(from + most, w.length);
    areas.w.set(w.subarray(from, to));
    areas.dw.set(dw.subarray(from, to));
    areas.m.set(m.subarray(from, to));
    areas.v.set(v.subarray(from, to));
    kernel.adam(isFloat32, to - from, ...numbers);
    w.set(areas.w.subarray(0, to - from), from);
    m.set(areas.m.subarray(0, to - from), from);
    v.set(areas.v.subarray(0, to - from), from);
  }
}
