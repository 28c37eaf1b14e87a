/**
 * Starting of what is compiled to WebAssembly.
 *
 * @module
 */

/**
 * Starts the first of some variants that this machine can run.
 *
 * @param variants WebAssembly in base64.
 * @returns What it exports; undefined if none can run.
 */
export function startKernel(
  variants: readonly string[],
): WebAssembly.Exports | undefined {
  try {
    for (const variant of variants) {
      const bytes = Uint8Array.from(atob(variant), (c) => c.charCodeAt(0));
      if (!WebAssembly.validate(bytes)) continue;
      const module = new WebAssembly.Module(bytes);
      return new WebAssembly.Instance(module).exports;
    }
  } catch {
    // A page may forbid WebAssembly, and there need not be any.
  }
}
