/**
 * NumPy's broadcasting, by runs.
 *
 * Shapes are aligned at their last axes; an axis of length 1, or one that is missing, is repeated.
 * Two broadcast operands are visited as a nest of loops in which adjacent axes are merged where
 * both allow it. The innermost loop, a run, is then as long as it can be, and a caller pays for
 * index arithmetic once a run instead of once a value: same shapes are one run; a row `(D,)`
 * against `(N, D)` is N runs.
 *
 * @module
 */

import { formatShape } from "./errors.ts";
import { sizeOf } from "./shape.ts";
import type { Shape } from "./types.ts";

/** One loop over two operands; a stride of 0 repeats a value. */
export interface Loop {
  /** How many steps. */
  length: number;
  /** Values of x to advance at each step. */
  readonly strideX: number;
  /** Values of y to advance at each step. */
  readonly strideY: number;
}

/**
 * Computes the shape that two shapes broadcast to.
 *
 * @param x Shape of the first operand.
 * @param y Shape of the second.
 * @param attempt What fails if they do not fit, such as "add shape (4,) to shape (4, 5)".
 * @param lengthsInOrder Puts the two lengths that differ in the order in which `attempt` names
 * them.
 * @throws {TypeError} If two aligned lengths differ and neither is 1.
 */
export function broadcastShapes(
  x: Shape,
  y: Shape,
  attempt: () => string,
  lengthsInOrder: (x: number, y: number) => [number, number],
): Shape {
  const ndim = Math.max(x.length, y.length);
  const shape: number[] = [];
  for (let fromEnd = ndim; fromEnd > 0; fromEnd--) {
    const lengthX = x[x.length - fromEnd] ?? 1;
    const lengthY = y[y.length - fromEnd] ?? 1;
    if (lengthX !== lengthY && lengthX !== 1 && lengthY !== 1) {
      const [first, second] = lengthsInOrder(lengthX, lengthY);
      const which = fromEnd === 1
        ? `trailing dimensions ${first} and ${second} differ`
        : `dimensions ${first} and ${second} at axis -${fromEnd} differ ` +
          "(shapes are aligned at their last axes)";
      throw new TypeError(`Cannot ${attempt()}: ${which}${rowHint(x, y)}`);
    }
    shape.push(lengthX === 1 ? lengthY : lengthX);
  }
  return Object.freeze(shape);
}

/** Shows how one value per row has to be shaped, if that is what a 1-D operand holds. */
function rowHint(x: Shape, y: Shape): string {
  const [row, other] = x.length < y.length ? [x, y] : [y, x];
  if (row.length !== 1 || other.length < 2 || row[0] !== other[0]) return "";
  const ones = other.slice(1).map(() => 1);
  const axes = ones.length === 1
    ? "1"
    : `[${ones.map((_, axis) => axis + 1).join(", ")}]`;
  const column = formatShape([row[0]!, ...ones]);
  return `. For one value per row use shape ${column}: ` +
    `mean(${axes}, { keepdims: true }).`;
}

/** Plans the loops over two operands, outermost first; never empty. */
export function planLoops(shape: Shape, x: Shape, y: Shape): Loop[] {
  const loops: Loop[] = [];
  let sizeX = 1;
  let sizeY = 1;
  for (let fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
    const length = shape[shape.length - fromEnd]!;
    const lengthX = x[x.length - fromEnd] ?? 1;
    const lengthY = y[y.length - fromEnd] ?? 1;
    if (length !== 1) {
      const strideX = lengthX === 1 ? 0 : sizeX;
      const strideY = lengthY === 1 ? 0 : sizeY;
      const inner = loops.at(-1);
      if (
        inner !== undefined &&
        strideX === inner.strideX * inner.length &&
        strideY === inner.strideY * inner.length
      ) {
        inner.length *= length;
      } else {
        loops.push({ length, strideX, strideY });
      }
    }
    sizeX *= lengthX;
    sizeY *= lengthY;
  }
  if (loops.length === 0) loops.push({ length: 1, strideX: 1, strideY: 1 });
  return loops.reverse();
}

/** The loop around one run. */
export const ONCE: Loop = { length: 1, strideX: 0, strideY: 0 };

/**
 * Visits the runs of a loop nest in order.
 *
 * @param outer The loops around the run.
 * @param visit Called with the position of the run's first value in x and in y, and the number of
 * runs before it.
 */
export function forEachRun(
  outer: readonly Loop[],
  visit: (x: number, y: number, run: number) => void,
): void {
  let x = 0;
  let y = 0;
  if (outer.length < 2) {
    const { length, strideX, strideY } = outer[0] ?? ONCE;
    for (let run = 0; run < length; run++) {
      visit(x, y, run);
      x += strideX;
      y += strideY;
    }
    return;
  }
  const runs = sizeOf(outer.map((loop) => loop.length));
  const step = new Array<number>(outer.length).fill(0);
  for (let run = 0; run < runs; run++) {
    visit(x, y, run);
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      const { length, strideX, strideY } = outer[axis]!;
      x += strideX;
      y += strideY;
      if (++step[axis]! < length) break;
      step[axis] = 0;
      x -= strideX * length;
      y -= strideY * length;
    }
  }
}
