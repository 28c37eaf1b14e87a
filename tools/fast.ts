/**
 * How a process of ours that computes for minutes is started.
 *
 * @module
 */
import { runDeno } from "../lib/children.ts";

/**
 * Memory of an array that is gone is kept for the next one, and comes in huge pages: otherwise,
 * touching it for the first time takes longer than computing what it is for. Only Linux's C library
 * knows the variable; others ignore it.
 */
const GLIBC_TUNABLES = [
  "glibc.malloc.hugetlb=1",
  `glibc.malloc.mmap_threshold=${2 ** 28}`,
  `glibc.malloc.trim_threshold=${2 ** 29}`,
].join(":");

/**
 * V8 joins two vectors of WebAssembly side by side into one of the processor's full width. It
 * can't between two checks that an address lies in memory, so these are off, too. That is for our
 * kernels alone, whose tests run with and without.
 */
export const WIDE_FLAGS = [
  "--experimental-wasm-revectorize",
  "--no-wasm-bounds-checks",
];

/**
 * The environment of such a process; without V8's flags if this Deno doesn't know them.
 *
 * @param already Flags that are set already, which stay.
 */
export async function fastEnvironment(
  already: string | undefined = Deno.env.get("DENO_V8_FLAGS"),
): Promise<Record<string, string>> {
  const flags = [already, ...WIDE_FLAGS];
  const DENO_V8_FLAGS = flags.filter((flag) => flag).join(",");
  const { code } = await runDeno(["eval", ""], { env: { DENO_V8_FLAGS } });
  return { GLIBC_TUNABLES, ...(code === 0 && { DENO_V8_FLAGS }) };
}
