// @ts-nocheck This is AssemblyScript: TypeScript's syntax, WebAssembly's types.
/**
 * Arithmetic and reductions in SIMD: `deno task build:kernels` compiles it to `vectors_wasm.ts`.
 *
 * Works on four areas of 32 KiB at fixed addresses, which stay in a processor's caches;
 * `vectors.ts` brings values there and takes results away.
 *
 * @module
 */

/** The first operand of arithmetic, and the values of a reduction. */
const X: usize = 0;
/** The second operand, and the centers of deviations. */
const Y: usize = 1 << 15;
/** The result. */
const OUT: usize = 2 << 15;
/** What the columns of a reduction have come to so far. */
const COLUMNS: usize = 3 << 15;

/** Values that are added up in one go; more are added up in halves, so that errors stay small. */
const BLOCK: usize = 128;

/** `OUT = X ∘ Y` for `n` values; the operations are numbered as in `elementwise.ts`. */
export function binary(isFloat32: bool, operation: i32, n: usize): void {
  if (isFloat32) combine<f32>(operation, n * 4);
  else combine<f64>(operation, n * 8);
}

function combine<T>(operation: i32, bytes: usize): void {
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

/** `OUT = f(X)` for `n` values; the operations are numbered as in `elementwise.ts`. */
export function unary(isFloat32: bool, operation: i32, n: usize): void {
  if (isFloat32) map<f32>(operation, n * 4);
  else map<f64>(operation, n * 8);
}

function map<T>(operation: i32, bytes: usize): void {
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
      break;
    case 3:
      // Two at a time: one goes on while the other waits.
      if (sizeof<T>() === 8) {
        for (let i: usize = 0; i < bytes; i += 32) {
          const x = v128.load(i, X);
          const y = v128.load(i, X + 16);
          v128.store(i, exp(x), OUT);
          v128.store(i, exp(y), OUT + 16);
        }
      } else {
        for (let i: usize = 0; i < bytes; i += 16) {
          const x = f64x2.promote_low_f32x4(v128.load64_zero(i, X));
          const y = f64x2.promote_low_f32x4(v128.load64_zero(i, X + 8));
          v128.store64_lane(i, f32x4.demote_f64x2_zero(exp(x)), 0, OUT);
          v128.store64_lane(i, f32x4.demote_f64x2_zero(exp(y)), 0, OUT + 8);
        }
      }
  }
}

/**
 * `exp(x) = 2ⁿ exp(r)`, where n is a whole number and r is at most `log(2) / 2`, for which Taylor's
 * series is exact to half a rounding after 13 powers. Cody and Waite (1980), Software Manual for
 * the Elementary Functions: log(2) is subtracted in two parts, of which the first times n is exact.
 */
function exp(x: v128): v128 {
  // Far enough for 0 and Infinity; NaN, in this order of the operands, stays NaN.
  x = f64x2.pmin(f64x2.pmax(x, f64x2.splat(-762)), f64x2.splat(762));
  const n = f64x2.nearest(f64x2.mul(x, f64x2.splat(1.4426950408889634)));
  const part = f64x2.splat(6.93147180369123816490e-1);
  const first = f64x2.sub(x, f64x2.mul(n, part));
  const second = f64x2.mul(n, f64x2.splat(1.90821492927058770002e-10));
  const r = f64x2.sub(first, second);
  // What that difference was rounded by.
  const rest = f64x2.sub(f64x2.sub(first, r), second);
  const r2 = f64x2.mul(r, r);
  // The powers from 2 on, divided by r². In pairs, which don't wait for one another.
  const low = addTimes(
    line(1 / 2.0, 1 / 6.0, r),
    line(1 / 24.0, 1 / 120.0, r),
    r2,
  );
  const middle = addTimes(
    line(1 / 720.0, 1 / 5040.0, r),
    line(1 / 40320.0, 1 / 362880.0, r),
    r2,
  );
  const high = addTimes(
    line(1 / 3628800.0, 1 / 39916800.0, r),
    line(1 / 479001600.0, 1 / 6227020800.0, r),
    r2,
  );
  const r4 = f64x2.mul(r2, r2);
  const powers = addTimes(low, addTimes(middle, high, r4), r4);
  const small = addTimes(rest, powers, r2);
  const one = f64x2.splat(1);
  const whole = f64x2.add(one, r);
  const lost = f64x2.sub(r, f64x2.sub(whole, one));
  const sum = f64x2.add(whole, f64x2.add(lost, small));
  // In two steps, because 2ⁿ may be out of range where the result isn't.
  const half = f64x2.nearest(f64x2.mul(n, f64x2.splat(0.5)));
  return f64x2.mul(
    f64x2.mul(sum, powerOfTwo(half)),
    powerOfTwo(f64x2.sub(n, half)),
  );
}

/** `a + b x` for two numbers. */
function line(a: f64, b: f64, x: v128): v128 {
  return addTimes(f64x2.splat(a), f64x2.splat(b), x);
}

/** `a + b x`. */
function addTimes(a: v128, b: v128, x: v128): v128 {
  return f64x2.add(a, f64x2.mul(b, x));
}

/** `2ⁿ`: added to 2⁵², n and the exponent's bias are the last bits. */
function powerOfTwo(n: v128): v128 {
  return i64x2.shl(f64x2.add(n, f64x2.splat(4503599627370496.0 + 1023)), 52);
}

/** `X = (X - Y[row])²`; float32 values are read from `OUT`, and all else is float64. */
export function deviate_rows(
  isFloat32: bool,
  rows: usize,
  length: usize,
): void {
  if (isFloat32) deviateRows<f32>(OUT, rows, length);
  else deviateRows<f64>(X, rows, length);
}

function deviateRows<T>(from: usize, rows: usize, length: usize): void {
  let to = X;
  for (let row: usize = 0; row < rows; row++) {
    const center = load<f64>(row * 8, Y);
    const end = to + length * 8;
    for (; to + 16 <= end; to += 16) {
      const x = f64x2.sub(pair<T>(from), f64x2.splat(center));
      v128.store(to, f64x2.mul(x, x));
      from += 2 * sizeof<T>();
    }
    for (; to < end; to += 8) {
      const x = f64(load<T>(from)) - center;
      store<f64>(to, x * x);
      from += sizeof<T>();
    }
  }
}

/** `X = (X - Y[column])²`, with float32 values as in rows. */
export function deviate_columns(
  isFloat32: bool,
  rows: usize,
  width: usize,
): void {
  if (isFloat32) deviateColumns<f32>(OUT, rows, width);
  else deviateColumns<f64>(X, rows, width);
}

function deviateColumns<T>(from: usize, rows: usize, width: usize): void {
  const bytes = width * 8;
  let to = X;
  for (let row: usize = 0; row < rows; row++) {
    let i: usize = 0;
    for (; i + 16 <= bytes; i += 16) {
      const x = f64x2.sub(pair<T>(from), v128.load(i, Y));
      v128.store(to + i, f64x2.mul(x, x));
      from += 2 * sizeof<T>();
    }
    for (; i < bytes; i += 8) {
      const x = f64(load<T>(from)) - load<f64>(i, Y);
      store<f64>(to + i, x * x);
      from += sizeof<T>();
    }
    to += bytes;
  }
}

/** Two values that lie side by side, in float64. */
function pair<T>(at: usize, offset: usize = 0): v128 {
  if (sizeof<T>() === 8) return v128.load(at + offset);
  return f64x2.promote_low_f32x4(v128.load64_zero(at + offset));
}

/**
 * `OUT[row]` = what a row of `X` comes to: 0 adds up, 1 takes the largest, 2 the smallest. The
 * results are float64, whatever the values of `X` are.
 */
export function reduce_rows(
  isFloat32: bool,
  reduction: i32,
  rows: usize,
  length: usize,
): void {
  if (isFloat32) reduceRows<f32>(reduction, rows, length);
  else reduceRows<f64>(reduction, rows, length);
}

function reduceRows<T>(reduction: i32, rows: usize, length: usize): void {
  for (let row: usize = 0; row < rows; row++) {
    const at = X + row * length * sizeof<T>();
    const result = reduction === 0
      ? addUp<T>(at, length)
      : extreme<T>(reduction === 1, at, length);
    store<f64>(row * 8, result, OUT);
  }
}

/** Adds up in halves, which keeps rounding errors as small as NumPy's. */
function addUp<T>(at: usize, n: usize): f64 {
  const size: usize = sizeof<T>();
  if (n > BLOCK) {
    const half = n / 2 & ~7;
    return addUp<T>(at, half) + addUp<T>(at + half * size, n - half);
  }
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  const end = at + n * size;
  for (; at + 8 * size <= end; at += 8 * size) {
    a = f64x2.add(a, pair<T>(at));
    b = f64x2.add(b, pair<T>(at, 2 * size));
    c = f64x2.add(c, pair<T>(at, 4 * size));
    d = f64x2.add(d, pair<T>(at, 6 * size));
  }
  const sums = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  let total = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  for (; at < end; at += size) total += f64(load<T>(at));
  return total;
}

function extreme<T>(isLargest: bool, at: usize, n: usize): f64 {
  const size: usize = sizeof<T>();
  const start = at;
  let a = v128.splat<T>(isLargest ? <T> -Infinity : <T> Infinity);
  let b = a;
  let isNaN = v128.splat<T>(0);
  const end = at + n * size;
  for (; at + 32 <= end; at += 32) {
    const x = v128.load(at);
    const y = v128.load(at, 16);
    a = isLargest ? v128.pmax<T>(a, x) : v128.pmin<T>(a, x);
    b = isLargest ? v128.pmax<T>(b, y) : v128.pmin<T>(b, y);
    isNaN = v128.or(isNaN, v128.or(v128.ne<T>(x, x), v128.ne<T>(y, y)));
  }
  if (v128.any_true(isNaN)) return NaN;
  // Columns aren't reduced now: their area is free.
  v128.store(COLUMNS, isLargest ? v128.max<T>(a, b) : v128.min<T>(a, b));
  let best: f64 = isLargest ? -Infinity : Infinity;
  for (let lane: usize = 0; lane < 16; lane += size) {
    const x = f64(load<T>(lane, COLUMNS));
    best = isLargest ? max<f64>(best, x) : min<f64>(best, x);
  }
  // That comparison is fast because it takes 0 and -0 for the same.
  if (best === 0) at = start;
  for (; at < end; at += size) {
    const x = f64(load<T>(at));
    best = isLargest ? max<f64>(best, x) : min<f64>(best, x);
  }
  return best;
}

/** `COLUMNS[column]` takes a column of `X` in, row by row; numbered as for rows. */
export function reduce_columns(
  isFloat32: bool,
  reduction: i32,
  rows: usize,
  width: usize,
): void {
  if (isFloat32) reduceColumns<f32>(reduction, rows, width);
  else reduceColumns<f64>(reduction, rows, width);
}

function reduceColumns<T>(reduction: i32, rows: usize, width: usize): void {
  const bytes = width * 8;
  const step = 2 * sizeof<T>();
  // Two columns at a time, also where the second belongs to the next row: that doesn't count.
  for (let row: usize = 0; row < rows; row++) {
    let at = X + row * width * sizeof<T>();
    if (reduction === 0) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const sum = f64x2.add(v128.load(i, COLUMNS), pair<T>(at));
        v128.store(i, sum, COLUMNS);
        at += step;
      }
    } else if (reduction === 1) {
      for (let i: usize = 0; i < bytes; i += 16) {
        const largest = f64x2.max(v128.load(i, COLUMNS), pair<T>(at));
        v128.store(i, largest, COLUMNS);
        at += step;
      }
    } else {
      for (let i: usize = 0; i < bytes; i += 16) {
        const smallest = f64x2.min(v128.load(i, COLUMNS), pair<T>(at));
        v128.store(i, smallest, COLUMNS);
        at += step;
      }
    }
  }
}
