// @ts-nocheck This is AssemblyScript: TypeScript's syntax, WebAssembly's types.
/**
 * A step of Adam in SIMD: `deno task build:kernels` compiles it to `adam_wasm.ts`.
 *
 * Works on four areas of 32 KiB at fixed addresses, which stay in a processor's caches; `adam.ts`
 * brings values there and takes results away.
 *
 * @module
 */

/** The parameters. */
const W: usize = 0;
/** Their gradients. */
const DW: usize = 1 << 15;
/** The moving average of the gradients. */
const M: usize = 2 << 15;
/** The moving average of their squares. */
const V: usize = 3 << 15;

/** A step of `n` parameters; in float32, its numbers are rounded to that when they are used. */
export function adam(
  isFloat32: bool,
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
  if (isFloat32) {
    step<f32>(
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
  } else {
    step<f64>(
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
}

function step<T>(
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
    const g = v128.load(i, DW);
    const m = v128.add<T>(
      v128.mul<T>(beta1, v128.load(i, M)),
      v128.mul<T>(rest1, g),
    );
    const v = v128.add<T>(
      v128.mul<T>(beta2, v128.load(i, V)),
      v128.mul<T>(rest2, v128.mul<T>(g, g)),
    );
    v128.store(i, m, M);
    v128.store(i, v, V);
    const mHat = v128.div<T>(m, correctionM);
    const vHat = v128.div<T>(v, correctionV);
    const distance = v128.div<T>(
      v128.mul<T>(learningRate, mHat),
      v128.add<T>(v128.sqrt<T>(vHat), epsilon),
    );
    v128.store(i, v128.sub<T>(v128.load(i, W), distance), W);
  }
}
