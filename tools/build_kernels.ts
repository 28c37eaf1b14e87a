/**
 * `deno task build:kernels`: compiles the kernels of `kit/nd` to WebAssembly.
 *
 * @module
 */
import asc from "assemblyscript/asc";
import { pathOf } from "./course.ts";
import { writeWhole } from "../labs/store.ts";

/** The kernel's source, and the module that holds what it compiles to. */
export const MATMUL = {
  source: "kit/nd/assembly/matmul.ts",
  target: "kit/nd/matmul_wasm.ts",
};

const VARIANTS = {
  RELAXED_SIMD: {
    about: "With relaxed SIMD, which adds products up in one step.",
    features: ["simd", "relaxed-simd"],
  },
  PLAIN_SIMD: {
    about: "With SIMD, which every machine of the last years has.",
    features: ["simd"],
  },
};

/** Compiles AssemblyScript to WebAssembly. */
async function compile(
  source: string,
  features: readonly string[],
): Promise<Uint8Array> {
  let bytes: Uint8Array | undefined;
  const { error, stderr } = await asc.main([
    "kernel.ts",
    "--outFile=kernel.wasm",
    "-O3",
    "--noAssert",
    "--runtime=stub",
    "--initialMemory=1",
    ...features.flatMap((feature) => ["--enable", feature]),
  ], {
    readFile: (name) => name === "kernel.ts" ? source : null,
    writeFile: (_, contents) => {
      bytes = contents as Uint8Array;
    },
    listFiles: () => [],
  });
  if (error || bytes === undefined) {
    throw new Error(`Cannot compile the kernel: ${stderr}`, { cause: error });
  }
  return bytes;
}

/** The text of the module that holds what a source compiles to. */
export async function kernelModule(source: string): Promise<string> {
  const exports: string[] = [];
  for (const [name, { about, features }] of Object.entries(VARIANTS)) {
    const base64 = (await compile(source, features)).toBase64();
    const lines = base64.match(/.{1,76}/g)!.map((line) => `  "${line}"`);
    exports.push(
      `/** ${about} */\nexport const ${name} =\n${lines.join(" +\n")};\n`,
    );
  }
  return `/**
 * The kernel of \`assembly/matmul.ts\` as WebAssembly in base64, which can be imported everywhere:
 * made by \`deno task build:kernels\`.
 *
 * @module
 */

${exports.join("\n")}`;
}

if (import.meta.main) {
  const source = await Deno.readTextFile(pathOf(MATMUL.source));
  await writeWhole(pathOf(MATMUL.target), await kernelModule(source));
  console.log(`Wrote ${MATMUL.target}`);
}
