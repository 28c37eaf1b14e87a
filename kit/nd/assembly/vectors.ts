// @ts-nocheck This is AssemblyScript: TypeScript's syntax, WebAssembly's types.
/**
 * Arithmetic and reductions in SIMD: `deno task build:kernels` compiles it to `vectors_wasm.ts`.
 *
 * Works on four areas of 16 KiB at fixed addresses, which stay in a processor's caches;
 * `vectors.ts` brings values there and takes results away.
 *
 * @module
 */

/** The first operand of arithmetic, and the values of a reduction. */
const X: usize = 0;
/** The second operand, and the centers of deviations. */
const Y: usize = 1 << 14;
/** The result. */
const OUT: usize = 2 << 14;
/** What the columns of a reduction have come to so far. */
const COLUMNS: usize = 3 << 14;

/** Values that are added up in one go; more are added up in halves, so that errors stay small. */
const BLOCK: usize = 128;

/** `OUT = X ∘ Y` for `n` values; the operations are numbered as in `vectors.ts`. */
export function binary_float64(operation: i32, n: usize): void {
  binary<f64>(operation, n * 8);
}

/** `OUT = X ∘ Y` in float32. */
export function binary_float32(operation: i32, n: usize): void {
  binary<f32>(operation, n * 4);
}

function binary<T>(operation: i32, bytes: usize): void {
  switch (operation) {
    case 0:
      for (let i: usize = 0; i < bytes; i += 16) {
        const sum = v128.add<T>(v128.load(i, X), v128.load(i, Y));
        v128.store(i, sum, OUT);
      }
      break;
    case 1:
      for (let i: usize = 0; i < bytes; i += 16) {
        const difference = v128.sub<T>(v128.load(i, X), v128.load(i, Y));
        v128.store(i, difference, OUT);
      }
      break;
    case 2:
      for (let i: usize = 0; i < bytes; i += 16) {
        const product = v128.mul<T>(v128.load(i, X), v128.load(i, Y));
        v128.store(i, product, OUT);
      }
      break;
    case 3:
      for (let i: usize = 0; i < bytes; i += 16) {
        const quotient = v128.div<T>(v128.load(i, X), v128.load(i, Y));
        v128.store(i, quotient, OUT);
      }
      break;
    case 4:
      for (let i: usize = 0; i < bytes; i += 16) {
        const larger = v128.max<T>(v128.load(i, X), v128.load(i, Y));
        v128.store(i, larger, OUT);
      }
  }
}

/** `OUT = f(X)` for `n` values; the operations are numbered as in `vectors.ts`. */
export function unary_float64(operation: i32, n: usize): void {
  unary<f64>(operation, n * 8);
}

/** `OUT = f(X)` in float32. */
export function unary_float32(operation: i32, n: usize): void {
  unary<f32>(operation, n * 4);
}

function unary<T>(operation: i32, bytes: usize): void {
  switch (operation) {
    case 0:
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(i, v128.neg<T>(v128.load(i, X)), OUT);
      }
      break;
    case 1:
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(i, v128.sqrt<T>(v128.load(i, X)), OUT);
      }
      break;
    case 2:
      for (let i: usize = 0; i < bytes; i += 16) {
        const x = v128.load(i, X);
        v128.store(i, v128.mul<T>(x, x), OUT);
      }
  }
}

/** Brings `n` float32 values at `OUT` to `X` in float64. */
export function widen(n: usize): void {
  for (let i: usize = 0; i < n; i += 2) {
    const pair = v128.load64_zero(OUT + i * 4);
    v128.store(X + i * 8, f64x2.promote_low_f32x4(pair));
  }
}

/** `X = (X - Y[row])²`. */
export function deviate_rows(rows: usize, length: usize): void {
  let at = X;
  for (let row: usize = 0; row < rows; row++) {
    const center = load<f64>(row * 8, Y);
    const end = at + length * 8;
    for (; at + 16 <= end; at += 16) {
      const x = f64x2.sub(v128.load(at), f64x2.splat(center));
      v128.store(at, f64x2.mul(x, x));
    }
    for (; at < end; at += 8) {
      const x = load<f64>(at) - center;
      store<f64>(at, x * x);
    }
  }
}

/** `X = (X - Y[column])²`. */
export function deviate_columns(rows: usize, width: usize): void {
  const bytes = width * 8;
  let at = X;
  for (let row: usize = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const x = f64x2.sub(v128.load(at + i), v128.load(i, Y));
      v128.store(at + i, f64x2.mul(x, x));
    }
    for (; i < bytes; i += 8) {
      const x = load<f64>(at + i) - load<f64>(i, Y);
      store<f64>(at + i, x * x);
    }
    at += bytes;
  }
}

/** `OUT[row]` = what a row of `X` comes to: 0 adds up, 1 takes the largest, 2 the smallest. */
export function reduce_rows(
  reduction: i32,
  rows: usize,
  length: usize,
): void {
  for (let row: usize = 0; row < rows; row++) {
    const at = X + row * length * 8;
    const result = reduction === 0
      ? addUp(at, length)
      : extreme(reduction === 1, at, length);
    store<f64>(row * 8, result, OUT);
  }
}

/** Adds up in halves, which keeps rounding errors as small as NumPy's. */
function addUp(at: usize, n: usize): f64 {
  if (n > BLOCK) {
    const half = n / 2 & ~7;
    return addUp(at, half) + addUp(at + half * 8, n - half);
  }
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = at + n * 8;
  for (; at + 64 <= end; at += 64) {
    a = f64x2.add(a, v128.load(at));
    b = f64x2.add(b, v128.load(at, 16));
    c = f64x2.add(c, v128.load(at, 32));
    d = f64x2.add(d, v128.load(at, 48));
  }
  const sums = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < end; at += 8) total += load<f64>(at);
  return total;
}

function extreme(isLargest: bool, at: usize, n: usize): f64 {
  const start = at;
  const nothing = f64x2.splat(isLargest ? -Infinity : Infinity);
  let a = nothing;
  let b = nothing;
  let isNaN = f64x2.splat(0);
  const end = at + n * 8;
  for (; at + 32 <= end; at += 32) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    a = isLargest ? f64x2.pmax(a, x) : f64x2.pmin(a, x);
    b = isLargest ? f64x2.pmax(b, y) : f64x2.pmin(b, y);
    isNaN = v128.or(isNaN, v128.or(f64x2.ne(x, x), f64x2.ne(y, y)));
  }
  if (v128.any_true(isNaN)) return NaN;
  const both = isLargest ? f64x2.max(a, b) : f64x2.min(a, b);
  const first = f64x2.extract_lane(both, 0);
  const second = f64x2.extract_lane(both, 1);
  let best = isLargest ? max<f64>(first, second) : min<f64>(first, second);
  // That comparison is fast because it takes 0 and -0 for the same.
  if (best === 0) at = start;
  for (; at < end; at += 8) {
    const x = load<f64>(at);
    best = isLargest ? max<f64>(best, x) : min<f64>(best, x);
  }
  return best;
}

/** `COLUMNS[column]` takes a column of `X` in, row by row; numbered as for rows. */
export function reduce_columns(
  reduction: i32,
  rows: usize,
  width: usize,
): void {
  const bytes = width * 8;
  let at = X;
  // Sixteen bytes at a time, also where the last eight belong to the next row: those don't count.
  for (let row: usize = 0; row < rows; row++) {
    if (reduction === 0) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const sum = f64x2.add(v128.load(i, COLUMNS), v128.load(at + i));
        v128.store(i, sum, COLUMNS);
      }
    } else if (reduction === 1) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const largest = f64x2.max(v128.load(i, COLUMNS), v128.load(at + i));
        v128.store(i, largest, COLUMNS);
      }
    } else {
      for (let i: usize = 0; i < bytes; i += 16) {
        const smallest = f64x2.min(v128.load(i, COLUMNS), v128.load(at + i));
        v128.store(i, smallest, COLUMNS);
      }
    }
    at += bytes;
  }
}

/** A step of Adam: `X` holds parameters, `Y` gradients, `OUT` and `COLUMNS` their averages. */
export function adam_float64(
  n: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correctionM: f64,
  correctionV: f64,
): void {
  const rest1 = 1 - beta1;
  const rest2 = 1 - beta2;
  adam<f64>(
    n * 8,
    f64x2.splat(learningRate),
    f64x2.splat(beta1),
    f64x2.splat(rest1),
    f64x2.splat(beta2),
    f64x2.splat(rest2),
    f64x2.splat(epsilon),
    f64x2.splat(correctionM),
    f64x2.splat(correctionV),
  );
}

/** A step of Adam in float32; its numbers are rounded to that when they are used. */
export function adam_float32(
  n: usize,
  learningRate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  correctionM: f64,
  correctionV: f64,
): void {
  const rest1 = 1 - beta1;
  const rest2 = 1 - beta2;
  adam<f32>(
    n * 4,
    f32x4.splat(f32(learningRate)),
    f32x4.splat(f32(beta1)),
    f32x4.splat(f32(rest1)),
    f32x4.splat(f32(beta2)),
    f32x4.splat(f32(rest2)),
    f32x4.splat(f32(epsilon)),
    f32x4.splat(f32(correctionM)),
    f32x4.splat(f32(correctionV)),
  );
}

function adam<T>(
  bytes: usize,
  learningRate: v128,
  beta1: v128,
  rest1: v128,
  beta2: v128,
  rest2: v128,
  epsilon: v128,
  correctionM: v128,
  correctionV: v128,
): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    const g = v128.load(i, Y);
    const m = v128.add<T>(
      v128.mul<T>(beta1, v128.load(i, OUT)),
      v128.mul<T>(rest1, g),
    );
    const v = v128.add<T>(
      v128.mul<T>(beta2, v128.load(i, COLUMNS)),
      v128.mul<T>(rest2, v128.mul<T>(g, g)),
    );
    v128.store(i, m, OUT);
    v128.store(i, v, COLUMNS);
    const mHat = v128.div<T>(m, correctionM);
    const vHat = v128.div<T>(v, correctionV);
    const step = v128.div<T>(
      v128.mul<T>(learningRate, mHat),
      v128.add<T>(v128.sqrt<T>(vHat), epsilon),
    );
    v128.store(i, v128.sub<T>(v128.load(i, X), step), X);
  }
}
