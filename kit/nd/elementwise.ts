/**
 * Elementwise arithmetic with broadcasting.
 *
 * @module
 */

import {
  broadcastShapes,
  forEachRun,
  type Loop,
  planLoops,
} from "./broadcast.ts";
import { allocateLike, haveSameFormat } from "./dtype.ts";
import { formatShape } from "./errors.ts";
import * as plain from "./elementwise_loops.ts";
import * as fast from "./fast/elementwise.ts";
import { sameShape, sizeOf } from "./shape.ts";
import type { Data, Dense, Shape } from "./types.ts";

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
  if (!fast.applyUnary(name, x.data, data)) plain[name](x.data, data);
  return { data, shape: x.shape };
}

/** Applies an operation to every value and a number. */
export function applyScalar(name: BinaryName, x: Dense, y: number): Dense {
  const data = allocateLike(x.data, x.data.length);
  // A number takes the array's precision first, as in NumPy.
  const scalar = allocateLike(x.data, 1);
  scalar[0] = y;
  const loop = { length: data.length, strideX: 1, strideY: 0 };
  run(name, x.data, scalar, data, [loop]);
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
    run(name, dataX, dataY, data, [loop]);
    return { data, shape: x.shape };
  }
  const shape = broadcast(name, x.shape, y.shape);
  const data = allocateLike(dataX, sizeOf(shape));
  run(name, dataX, dataY, data, planLoops(shape, x.shape, y.shape));
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

function run(
  name: BinaryName,
  x: Data,
  y: Data,
  out: Data,
  loops: readonly Loop[],
): void {
  if (fast.applyBinary(name, x, y, out, loops)) return;
  const { length, strideX, strideY } = loops[loops.length - 1]!;
  if (length === 0) return;
  const { vv, vs, sv } = plain[name];
  forEachRun(loops.slice(0, -1), (i, j, run) => {
    const k = run * length;
    if (strideY === 0) vs(x, i, y[j]!, out, k, length);
    else if (strideX === 0) sv(x[i]!, y, j, out, k, length);
    else vv(x, i, y, j, out, k, length);
  });
}
