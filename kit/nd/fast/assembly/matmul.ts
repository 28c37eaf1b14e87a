// @ts-nocheck This is AssemblyScript: TypeScript's syntax, WebAssembly's types.
/**
 * The product of two matrices in SIMD: `deno task build:kernels` compiles it to `matmul_wasm.ts`.
 *
 * Works on tiles at fixed addresses, which fit into a processor's second cache; `matmul_kernel.ts`
 * brings values there and takes the product away. Five rows and a few vectors of columns of the
 * product are added up at a time, in registers. The second factor is packed first if there
 * are many rows, so that the values that these vectors need lie side by side.
 *
 * Compiled with `WIDE=1` for a machine that joins two vectors side by side into one of twice the
 * width: then there is room for twice as many.
 *
 * @module
 */

/** The first factor: 384 KiB, with room for a number of rows that five divides. */
const A: usize = 0;
/** The second factor: 256 KiB. */
const B: usize = A + 3 * (1 << 17);
/** The product: 384 KiB, with as many rows. */
const C: usize = B + (1 << 18);
/** The second factor, packed as panels by k. */
const PACKED: usize = C + 3 * (1 << 17);
/** As many rows and columns as are added up at a time. */
const SCRATCH: usize = PACKED + (1 << 18);

/** Rows of the product that are added up at a time. */
const ROWS: usize = 5;
/** Bytes of the columns that are added up at a time. */
const PANEL: usize = WIDE ? 64 : 32;
/** With more rows of the product than these, packing the second factor saves more than it takes. */
const WORTHWHILE: usize = 4 * ROWS;

/**
 * `C = A · B`, or `C += A · B`.
 *
 * @param isFloat32 The number format of all three.
 * @param m Rows of the first factor and of the product.
 * @param k Columns of the first factor, rows of the second.
 * @param n Columns of the second factor and of the product.
 * @param transposeA The first factor is stored as (k, m).
 * @param transposeB The second factor is stored as (n, k).
 * @param isFirst Nothing has been added up in the product yet.
 */
export function multiply(
  isFloat32: bool,
  m: usize,
  k: usize,
  n: usize,
  transposeA: bool,
  transposeB: bool,
  isFirst: bool,
): void {
  if (isFloat32) multiplyIn<f32>(m, k, n, transposeA, transposeB, isFirst);
  else multiplyIn<f64>(m, k, n, transposeA, transposeB, isFirst);
}

function multiplyIn<T>(
  m: usize,
  k: usize,
  n: usize,
  transposeA: bool,
  transposeB: bool,
  isFirst: bool,
): void {
  const size = sizeof<T>();
  const rowA = transposeA ? size : k * size;
  const stepA = transposeA ? m * size : size;
  const rowC = n * size;
  const rest = rowC % PANEL;
  const isPacked = transposeB || m > WORTHWHILE;
  if (transposeB) packColumns<T>(k, n);
  else if (isPacked) packRows(k, rowC);
  // Packed or not, what a panel needs of a row follows after `step` bytes.
  const step = isPacked ? PANEL : rowC;
  const next = isPacked ? k * PANEL : PANEL;
  for (let i: usize = 0; i < m; i += ROWS) {
    const a = A + i * rowA;
    let c = C + i * rowC;
    const end = c + rowC - rest;
    let b = isPacked ? PACKED : B;
    if (isFirst) memory.fill(c, 0, ROWS * rowC);
    for (; c < end; c += PANEL) {
      addBlock<T>(a, rowA, stepA, b, step, k, c, rowC);
      b += next;
    }
    if (rest === 0) continue;
    copyBlock(SCRATCH, PANEL, c, rowC, rest);
    addBlock<T>(a, rowA, stepA, b, step, k, SCRATCH, PANEL);
    copyBlock(c, rowC, SCRATCH, PANEL, rest);
  }
}

/** Copies the beginnings of as many rows as are added up at a time. */
function copyBlock(
  to: usize,
  toStep: usize,
  from: usize,
  fromStep: usize,
  bytes: usize,
): void {
  for (let r: usize = 0; r < ROWS; r++) {
    let at: usize = 0;
    for (; at + 16 <= bytes; at += 16) {
      v128.store(to + at, v128.load(from + at));
    }
    for (; at < bytes; at += 4) store<u32>(to + at, load<u32>(from + at));
    to += toStep;
    from += fromStep;
  }
}

/** Packs values stored row by row as panels; the last one may get values that aren't used. */
function packRows(rows: usize, row: usize): void {
  let to = PACKED;
  for (let at: usize = 0; at < row; at += PANEL) {
    let from = B + at;
    for (const end = to + rows * PANEL; to < end; to += PANEL) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      if (WIDE) {
        v128.store(to, v128.load(from, 32), 32);
        v128.store(to, v128.load(from, 48), 48);
      }
      from += row;
    }
  }
}

/** Packs values stored column by column as panels. */
function packColumns<T>(rows: usize, columns: usize): void {
  const size = sizeof<T>();
  const lanes: usize = 16 / size;
  const column = rows * size;
  const blocks = rows - rows % lanes;
  for (let j: usize = 0; j < columns; j += lanes) {
    let from = B + j * column;
    let to = PACKED + j * size / PANEL * rows * PANEL + j * size % PANEL;
    const wide = min(lanes, columns - j);
    let p: usize = 0;
    if (wide === lanes) {
      for (; p < blocks; p += lanes) {
        transpose<T>(from, column, to);
        from += 16;
        to += lanes * PANEL;
      }
    }
    for (; p < rows; p++) {
      for (let c: usize = 0; c < wide; c++) {
        store<T>(to + c * size, load<T>(from + c * column));
      }
      from += size;
      to += PANEL;
    }
  }
}

/** Writes columns of one vector each as rows of a panel. */
function transpose<T>(from: usize, column: usize, to: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + column);
  if (sizeof<T>() === 8) {
    v128.store(to, v128.shuffle<f64>(a, b, 0, 2));
    v128.store(to, v128.shuffle<f64>(a, b, 1, 3), PANEL);
  } else {
    const c = v128.load(from + 2 * column);
    const d = v128.load(from + 3 * column);
    const ab01 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const ab23 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const cd01 = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const cd23 = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(ab01, cd01, 0, 2));
    v128.store(to, v128.shuffle<f64>(ab01, cd01, 1, 3), PANEL);
    v128.store(to, v128.shuffle<f64>(ab23, cd23, 0, 2), 2 * PANEL);
    v128.store(to, v128.shuffle<f64>(ab23, cd23, 1, 3), 3 * PANEL);
  }
}

/**
 * Adds the products of five rows and a panel to a block of the product.
 *
 * A loop over the rows would keep the sums in memory: it is written out.
 */
function addBlock<T>(
  a0: usize,
  rowA: usize,
  stepA: usize,
  b: usize,
  stepB: usize,
  steps: usize,
  c0: usize,
  rowC: usize,
): void {
  const c1 = c0 + rowC;
  const c2 = c1 + rowC;
  const c3 = c2 + rowC;
  const c4 = c3 + rowC;
  let x0 = v128.load(c0);
  let y0 = v128.load(c0, 16);
  let z0 = WIDE ? v128.load(c0, 32) : x0;
  let w0 = WIDE ? v128.load(c0, 48) : x0;
  let x1 = v128.load(c1);
  let y1 = v128.load(c1, 16);
  let z1 = WIDE ? v128.load(c1, 32) : x1;
  let w1 = WIDE ? v128.load(c1, 48) : x1;
  let x2 = v128.load(c2);
  let y2 = v128.load(c2, 16);
  let z2 = WIDE ? v128.load(c2, 32) : x2;
  let w2 = WIDE ? v128.load(c2, 48) : x2;
  let x3 = v128.load(c3);
  let y3 = v128.load(c3, 16);
  let z3 = WIDE ? v128.load(c3, 32) : x3;
  let w3 = WIDE ? v128.load(c3, 48) : x3;
  let x4 = v128.load(c4);
  let y4 = v128.load(c4, 16);
  let z4 = WIDE ? v128.load(c4, 32) : x4;
  let w4 = WIDE ? v128.load(c4, 48) : x4;
  let a3 = a0 + 3 * rowA;
  const end = b + steps * stepB;
  while (b < end) {
    const x = v128.load(b);
    const y = v128.load(b, 16);
    const z = WIDE ? v128.load(b, 32) : x;
    const w = WIDE ? v128.load(b, 48) : x;
    let factor = v128.load_splat<T>(a0);
    x0 = addProduct<T>(factor, x, x0);
    y0 = addProduct<T>(factor, y, y0);
    if (WIDE) z0 = addProduct<T>(factor, z, z0);
    if (WIDE) w0 = addProduct<T>(factor, w, w0);
    factor = v128.load_splat<T>(a0 + rowA);
    x1 = addProduct<T>(factor, x, x1);
    y1 = addProduct<T>(factor, y, y1);
    if (WIDE) z1 = addProduct<T>(factor, z, z1);
    if (WIDE) w1 = addProduct<T>(factor, w, w1);
    factor = v128.load_splat<T>(a0 + 2 * rowA);
    x2 = addProduct<T>(factor, x, x2);
    y2 = addProduct<T>(factor, y, y2);
    if (WIDE) z2 = addProduct<T>(factor, z, z2);
    if (WIDE) w2 = addProduct<T>(factor, w, w2);
    factor = v128.load_splat<T>(a3);
    x3 = addProduct<T>(factor, x, x3);
    y3 = addProduct<T>(factor, y, y3);
    if (WIDE) z3 = addProduct<T>(factor, z, z3);
    if (WIDE) w3 = addProduct<T>(factor, w, w3);
    factor = v128.load_splat<T>(a3 + rowA);
    x4 = addProduct<T>(factor, x, x4);
    y4 = addProduct<T>(factor, y, y4);
    if (WIDE) z4 = addProduct<T>(factor, z, z4);
    if (WIDE) w4 = addProduct<T>(factor, w, w4);
    a0 += stepA;
    a3 += stepA;
    b += stepB;
  }
  v128.store(c0, x0);
  v128.store(c0, y0, 16);
  if (WIDE) v128.store(c0, z0, 32);
  if (WIDE) v128.store(c0, w0, 48);
  v128.store(c1, x1);
  v128.store(c1, y1, 16);
  if (WIDE) v128.store(c1, z1, 32);
  if (WIDE) v128.store(c1, w1, 48);
  v128.store(c2, x2);
  v128.store(c2, y2, 16);
  if (WIDE) v128.store(c2, z2, 32);
  if (WIDE) v128.store(c2, w2, 48);
  v128.store(c3, x3);
  v128.store(c3, y3, 16);
  if (WIDE) v128.store(c3, z3, 32);
  if (WIDE) v128.store(c3, w3, 48);
  v128.store(c4, x4);
  v128.store(c4, y4, 16);
  if (WIDE) v128.store(c4, z4, 32);
  if (WIDE) v128.store(c4, w4, 48);
}

/** `a · b + c`, rounded once where the processor can. */
function addProduct<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}
