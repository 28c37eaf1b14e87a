import { assert, assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { PLAIN_SIMD } from "./matmul_wasm.ts";
import { startKernel } from "./start_kernel.ts";

describe("startKernel()", () => {
  it("takes the first variant that runs here", () => {
    const broken = btoa("\0asm\x01\0\0\0\x01");
    assert(startKernel([broken, PLAIN_SIMD]));
  });

  it("gives none where none runs, or there is no WebAssembly", () => {
    assertEquals(startKernel([]), undefined);
    const { WebAssembly } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      assertEquals(startKernel([PLAIN_SIMD]), undefined);
    } finally {
      Object.defineProperty(globalThis, "WebAssembly", {
        value: WebAssembly,
        configurable: true,
        writable: true,
      });
    }
  });
});
