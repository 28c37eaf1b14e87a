/**
 * Elementwise arithmetic with broadcasting.
 *
 * @module
 */

import {
  broadcastShapes,
  forEachRun,
  type Loop,
  ONCE,
  planLoops,
} from "./broadcast.ts";
import { allocateLike, haveSameFormat } from "./dtype.ts";
import { formatShape } from "./errors.ts";
import * as kernels from "./kernels.ts";
import type { BinaryKernel } from "./kernels.ts";
import * as simd from "./elementwise_simd.ts";
import { sameShape, sizeOf } from "./shape.ts";
import type { Data, Dense, Shape } from "./types.ts";
import { BINARY, UNARY, vectorsFor } from "./vectors.ts";

/** The operations on two operands. */
export type BinaryName = "add" | "sub" | "mul" | "div" | "pow" | "maximum";

/** The operations on one operand. */
export type UnaryName = "neg" | "exp" | "log" | "sqrt" | "square";

/** How an error message says what was attempted; `{x}` and `{y}` stand for the operands. */
const ATTEMPTS: Record<BinaryName, string> = {
  add: "add {y} to {x}",
  sub: "subtract {y} from {x}",
  mul: "multiply {x} by {y}",
  div: "divide {x} by {y}",
  pow: "raise {x} to the power of {y}",
  maximum: "take the maximum of {x} and {y}",
};

/** Applies an operation to every value. */
export function applyUnary(name: UnaryName, x: Dense): Dense {
  const data = allocateLike(x.data, x.data.length);
  const vectors = name in UNARY ? vectorsFor(data.length) : undefined;
  if (vectors) {
    simd.applyUnary(vectors, name as simd.SimdUnary, x.data, data);
  } else {
    kernels[name](x.data, data);
  }
  return { data, shape: x.shape };
}

/** Applies an operation to every value and a number. */
export function applyScalar(name: BinaryName, x: Dense, y: number): Dense {
  const data = allocateLike(x.data, x.data.length);
  // A number takes the array's precision first, as in NumPy.
  const scalar = allocateLike(x.data, 1);
  scalar[0] = y;
  const loop = { length: data.length, strideX: 1, strideY: 0 };
  runLoops(name, x.data, scalar, data, [loop]);
  return { data, shape: x.shape };
}

/**
 * Applies an operation to the values of two arrays, broadcast against each other.
 *
 * @throws {TypeError} If the shapes do not broadcast.
 */
export function applyBinary(name: BinaryName, x: Dense, y: Dense): Dense {
  const [dataX, dataY] = sameDType(x.data, y.data);
  if (sameShape(x.shape, y.shape)) {
    const data = allocateLike(dataX, dataX.length);
    const loop = { length: data.length, strideX: 1, strideY: 1 };
    runLoops(name, dataX, dataY, data, [loop]);
    return { data, shape: x.shape };
  }
  const shape = broadcast(name, x.shape, y.shape);
  const data = allocateLike(dataX, sizeOf(shape));
  runLoops(name, dataX, dataY, data, planLoops(shape, x.shape, y.shape));
  return { data, shape };
}

function broadcast(name: BinaryName, x: Shape, y: Shape): Shape {
  const attempt = ATTEMPTS[name];
  const yIsFirst = attempt.indexOf("{y}") < attempt.indexOf("{x}");
  return broadcastShapes(
    x,
    y,
    () =>
      attempt
        .replace("{x}", `shape ${formatShape(x)}`)
        .replace("{y}", `shape ${formatShape(y)}`),
    (lengthX, lengthY) => yIsFirst ? [lengthY, lengthX] : [lengthX, lengthY],
  );
}

/** Brings both to float64 unless they are of the same kind. */
function sameDType(x: Data, y: Data): [Data, Data] {
  if (haveSameFormat(x, y)) return [x, y];
  return [new Float64Array(x), new Float64Array(y)];
}

function runLoops(
  name: BinaryName,
  x: Data,
  y: Data,
  out: Data,
  loops: readonly Loop[],
): void {
  const vectors = name in BINARY && loops.length <= 2
    ? vectorsFor(out.length)
    : undefined;
  if (vectors) {
    const [outer, inner] = loops.length === 2 ? loops : [ONCE, loops[0]];
    const operation = name as simd.SimdBinary;
    simd.applyBinary(vectors, operation, [x, y], out, [outer, inner]);
  } else {
    runKernel(kernels[name], x, y, out, loops);
  }
}

function runKernel(
  kernel: BinaryKernel,
  x: Data,
  y: Data,
  out: Data,
  loops: readonly Loop[],
): void {
  const outer = loops.slice(0, -1);
  const { length, strideX, strideY } = loops[loops.length - 1];
  if (length === 0) return;
  forEachRun(outer, (i, j, run) => {
    const k = run * length;
    if (strideY === 0) kernel.vs(x, i, y[j], out, k, length);
    else if (strideX === 0) kernel.sv(x[i], y, j, out, k, length);
    else kernel.vv(x, i, y, j, out, k, length);
  });
}
