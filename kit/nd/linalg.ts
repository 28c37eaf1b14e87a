/**
 * Products of vectors and matrices, with their shapes checked.
 *
 * @module
 */

import { allocateFor } from "./dtype.ts";
import { formatShape } from "./errors.ts";
import { matmul } from "./matmul.ts";
import type { Dense, Shape } from "./types.ts";

/** Which factors to transpose. */
export interface TransposeOptions {
  /** Multiply by the transpose of the first factor. */
  transposeA?: boolean;
  /** Multiply by the transpose of the second factor. */
  transposeB?: boolean;
}

/**
 * Multiplies two matrices, or their transposes without copying them.
 *
 * @throws {TypeError} If either is not 2-D or the inner lengths differ.
 */
export function multiplyMatrices(
  a: Dense,
  b: Dense,
  { transposeA = false, transposeB = false }: TransposeOptions = {},
): Dense {
  if (a.shape.length !== 2 || b.shape.length !== 2) {
    throw new TypeError(
      "Cannot multiply matrices: expected two 2-D arrays, " +
        `got shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
    );
  }
  const [m, k] = lengthsOf(transposeA ? a.shape.toReversed() : a.shape);
  const [inner, n] = lengthsOf(transposeB ? b.shape.toReversed() : b.shape);
  if (k !== inner) throw innerLengthsDiffer([m, k], [inner, n]);
  const data = allocateFor(a.data, b.data, m * n);
  matmul(a.data, b.data, data, { m, k, n, transposeA, transposeB });
  return { data, shape: [m, n] };
}

/**
 * Multiplies matrices and vectors as NumPy's `dot` does.
 *
 * @throws {TypeError} If either is neither 1-D nor 2-D, or the inner lengths differ.
 */
export function multiply(a: Dense, b: Dense): Dense {
  for (const { shape } of [a, b]) {
    if (shape.length !== 1 && shape.length !== 2) {
      throw new TypeError(
        "Cannot multiply matrices: expected 1-D or 2-D arrays, " +
          `got shapes ${formatShape(a.shape)} and ${formatShape(b.shape)}`,
      );
    }
  }
  const [m, k] = lengthsOf(a.shape.length === 1 ? [1, ...a.shape] : a.shape);
  const [inner, n] = lengthsOf(
    b.shape.length === 1 ? [...b.shape, 1] : b.shape,
  );
  if (k !== inner) throw innerLengthsDiffer(a.shape, b.shape);
  const data = allocateFor(a.data, b.data, m * n);
  matmul(a.data, b.data, data, { m, k, n });
  return { data, shape: [...a.shape.slice(0, -1), ...b.shape.slice(1)] };
}

/** The two lengths of a shape that is known to have two. */
function lengthsOf(shape: Shape): [number, number] {
  return shape as [number, number];
}

function innerLengthsDiffer(a: Shape, b: Shape): TypeError {
  const k = a[a.length - 1];
  const inner = b[0];
  const fits: string[] = [];
  if (b.length === 2 && b[1] === k) {
    fits.push(
      `the second transposed (.T) has shape ${formatShape(b.toReversed())}`,
    );
  }
  if (a.length === 2 && a[0] === inner) {
    fits.push(
      `the first transposed (.T) has shape ${formatShape(a.toReversed())}`,
    );
  }
  const hint = fits.length === 0 ? "" : `; ${fits.join(", or ")}, which fits`;
  const shapes = `${formatShape(a)} and ${formatShape(b)}`;
  return new TypeError(
    `Cannot multiply matrices of shape ${shapes}: ` +
      `inner dimensions ${k} and ${inner} differ${hint}`,
  );
}
