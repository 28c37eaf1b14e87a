// @ts-nocheck This is AssemblyScript: TypeScript's syntax, WebAssembly's types.
/**
 * The product of two matrices in SIMD: `deno task build:kernels` compiles it to `matmul_wasm.ts`.
 *
 * Six rows and two vectors of columns of the product are added up at a time, in registers. The
 * second factor is packed so that what those two vectors need lies in a row; a packed block of it
 * fits into a processor's second cache.
 *
 * @module
 */

/** Rows of the product that are added up at a time. */
const ROWS: usize = 6;
/** Bytes of two vectors, the columns that are added up at a time. */
const PANEL: usize = 32;
/** The most steps of the sums that are packed at a time. */
const DEPTH: usize = 256;
/** The most values that are packed at a time. */
const PACKED: usize = 1 << 15;

/** `c += a · b` in float64; see {@linkcode multiply}. */
export function multiply_float64(
  m: usize,
  k: usize,
  n: usize,
  transposeA: bool,
  transposeB: bool,
  a: usize,
  b: usize,
  c: usize,
  work: usize,
): void {
  multiply<f64>(m, k, n, transposeA, transposeB, a, b, c, work);
}

/** `c += a · b` in float32; see {@linkcode multiply}. */
export function multiply_float32(
  m: usize,
  k: usize,
  n: usize,
  transposeA: bool,
  transposeB: bool,
  a: usize,
  b: usize,
  c: usize,
  work: usize,
): void {
  multiply<f32>(m, k, n, transposeA, transposeB, a, b, c, work);
}

/**
 * `c += a · b`.
 *
 * Up to five rows behind `a` are read and five behind `c` are written, so there has to be room.
 *
 * @param m Rows of the first factor and of the product.
 * @param k Columns of the first factor, rows of the second.
 * @param n Columns of the second factor and of the product.
 * @param transposeA The first factor is stored as (k, m).
 * @param transposeB The second factor is stored as (n, k).
 * @param a Address of the first factor.
 * @param b Address of the second factor.
 * @param c Address of the product.
 * @param work Address of room for 2 ** 15 + 64 values.
 */
function multiply<T>(
  m: usize,
  k: usize,
  n: usize,
  transposeA: bool,
  transposeB: bool,
  a: usize,
  b: usize,
  c: usize,
  work: usize,
): void {
  const size = sizeof<T>();
  const width = PANEL / size;
  const rowA = transposeA ? size : k * size;
  const stepA = transposeA ? m * size : size;
  const stepB = transposeB ? size : n * size;
  const columnB = transposeB ? k * size : size;
  const rowC = n * size;
  const depth = min<usize>(k, DEPTH);
  const columns = PACKED / depth / width * width;
  const scratch = work + PACKED * size;
  for (let p: usize = 0; p < k; p += depth) {
    const steps = min<usize>(depth, k - p);
    for (let j: usize = 0; j < n; j += columns) {
      const wide = min<usize>(columns, n - j);
      const whole = wide / width * width;
      const from = b + p * stepB + j * columnB;
      if (transposeB) packColumns<T>(from, columnB, steps, wide, work);
      else packRows<T>(from, stepB, steps, wide, work);
      for (let i: usize = 0; i < m; i += ROWS) {
        const fromA = a + i * rowA + p * stepA;
        let to = c + i * rowC + j * size;
        let panel = work;
        for (let e: usize = 0; e < whole; e += width) {
          addUp<T>(fromA, rowA, stepA, panel, steps, to, rowC);
          panel += steps * PANEL;
          to += PANEL;
        }
        if (whole === wide) continue;
        const rest = (wide - whole) * size;
        for (let r: usize = 0; r < ROWS; r++) {
          memory.copy(scratch + r * PANEL, to + r * rowC, rest);
        }
        addUp<T>(fromA, rowA, stepA, panel, steps, scratch, PANEL);
        for (let r: usize = 0; r < ROWS; r++) {
          memory.copy(to + r * rowC, scratch + r * PANEL, rest);
        }
      }
    }
  }
}

/** Packs values stored row by row as panels of two vectors, the last one as wide as it is. */
function packRows<T>(
  from: usize,
  step: usize,
  steps: usize,
  columns: usize,
  to: usize,
): void {
  const bytes = columns * sizeof<T>();
  for (let j: usize = 0; j < bytes; j += PANEL) {
    const rest = bytes - j;
    let row = from + j;
    for (let p: usize = 0; p < steps; p++) {
      if (rest >= PANEL) {
        v128.store(to, v128.load(row));
        v128.store(to, v128.load(row, 16), 16);
      } else {
        memory.copy(to, row, rest);
      }
      row += step;
      to += PANEL;
    }
  }
}

/** Packs values stored column by column as panels of two vectors. */
function packColumns<T>(
  from: usize,
  column: usize,
  steps: usize,
  columns: usize,
  to: usize,
): void {
  const size = sizeof<T>();
  const width = PANEL / size;
  for (let j: usize = 0; j < columns; j++) {
    const start = from + j * column;
    let at = to + j / width * steps * PANEL + j % width * size;
    for (let p: usize = 0; p < steps; p++) {
      store<T>(at, load<T>(start + p * size));
      at += PANEL;
    }
  }
}

/** Adds the products of six rows and a panel to six times two vectors. */
function addUp<T>(
  a0: usize,
  rowA: usize,
  stepA: usize,
  panel: usize,
  steps: usize,
  c0: usize,
  rowC: usize,
): void {
  const c1 = c0 + rowC;
  const c2 = c1 + rowC;
  const c3 = c2 + rowC;
  const c4 = c3 + rowC;
  const c5 = c4 + rowC;
  let x0 = v128.load(c0);
  let y0 = v128.load(c0, 16);
  let x1 = v128.load(c1);
  let y1 = v128.load(c1, 16);
  let x2 = v128.load(c2);
  let y2 = v128.load(c2, 16);
  let x3 = v128.load(c3);
  let y3 = v128.load(c3, 16);
  let x4 = v128.load(c4);
  let y4 = v128.load(c4, 16);
  let x5 = v128.load(c5);
  let y5 = v128.load(c5, 16);
  let a3 = a0 + 3 * rowA;
  const end = panel + steps * PANEL;
  while (panel < end) {
    const x = v128.load(panel);
    const y = v128.load(panel, 16);
    let factor = v128.load_splat<T>(a0);
    x0 = addProduct<T>(factor, x, x0);
    y0 = addProduct<T>(factor, y, y0);
    factor = v128.load_splat<T>(a0 + rowA);
    x1 = addProduct<T>(factor, x, x1);
    y1 = addProduct<T>(factor, y, y1);
    factor = v128.load_splat<T>(a0 + 2 * rowA);
    x2 = addProduct<T>(factor, x, x2);
    y2 = addProduct<T>(factor, y, y2);
    factor = v128.load_splat<T>(a3);
    x3 = addProduct<T>(factor, x, x3);
    y3 = addProduct<T>(factor, y, y3);
    factor = v128.load_splat<T>(a3 + rowA);
    x4 = addProduct<T>(factor, x, x4);
    y4 = addProduct<T>(factor, y, y4);
    factor = v128.load_splat<T>(a3 + 2 * rowA);
    x5 = addProduct<T>(factor, x, x5);
    y5 = addProduct<T>(factor, y, y5);
    a0 += stepA;
    a3 += stepA;
    panel += PANEL;
  }
  v128.store(c0, x0);
  v128.store(c0, y0, 16);
  v128.store(c1, x1);
  v128.store(c1, y1, 16);
  v128.store(c2, x2);
  v128.store(c2, y2, 16);
  v128.store(c3, x3);
  v128.store(c3, y3, 16);
  v128.store(c4, x4);
  v128.store(c4, y4, 16);
  v128.store(c5, x5);
  v128.store(c5, y5, 16);
}

/** `a · b + c`, rounded once where the processor can. */
function addProduct<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}
