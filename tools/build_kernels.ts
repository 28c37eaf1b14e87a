/**
 * `deno task build:kernels`: compiles the kernels of `kit/nd` to WebAssembly.
 *
 * @module
 */
import { join } from "node:path";
import { pathOf } from "./course.ts";
import { writeWhole } from "../labs/store.ts";

/**
 * The compiler, in a process of its own: as a dependency of the project, its 100 MB would be
 * fetched by whoever types the first command of the README.
 */
const COMPILER = "npm:assemblyscript@0.28.20/asc";

/** How a kernel is compiled. */
interface Variant {
  about: string;
  /** Arguments of the compiler. */
  args: readonly string[];
}

const SIMD: Variant = {
  about: "With SIMD, which every machine of the last years has.",
  args: ["--enable=simd"],
};

const RELAXED_SIMD: Variant = {
  about: "With relaxed SIMD, which adds products up in one step.",
  args: ["--enable=simd", "--enable=relaxed-simd"],
};

const [NARROW, WIDE] = [0, 1].map((value) => `--use=WIDE=${value}`);

interface Kernel {
  /** Its memory, in pages of 64 KiB. */
  pages: number;
  /** What it is compiled to, by the name of an export. */
  variants: Record<string, Variant>;
}

/** The kernels by name. */
export const KERNELS: Record<string, Kernel> = {
  matmul: {
    pages: 21,
    variants: {
      WIDE_SIMD: {
        about: "With relaxed SIMD, for a machine that joins vectors.",
        args: [...RELAXED_SIMD.args, WIDE],
      },
      RELAXED_SIMD: { ...RELAXED_SIMD, args: [...RELAXED_SIMD.args, NARROW] },
      PLAIN_SIMD: { ...SIMD, args: [...SIMD.args, NARROW] },
    },
  },
  vectors: { pages: 2, variants: { SIMD } },
};

/** The source of a kernel. */
export function sourceOf(name: string): string {
  return `kit/nd/assembly/${name}.ts`;
}

/** The module that holds what it is compiled to. */
export function targetOf(name: string): string {
  return `kit/nd/${name}_wasm.ts`;
}

/** Compiles AssemblyScript to WebAssembly. */
async function compile(
  source: string,
  pages: number,
  args: readonly string[],
): Promise<Uint8Array> {
  const folder = await Deno.makeTempDir({ prefix: "kata-kernels-" });
  try {
    await Deno.writeTextFile(join(folder, "kernel.ts"), source);
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        "--no-config",
        "--no-lock",
        COMPILER,
        "kernel.ts",
        "--outFile=kernel.wasm",
        "-O3",
        "--noAssert",
        "--runtime=stub",
        `--initialMemory=${pages}`,
        `--maximumMemory=${pages}`,
        ...args,
      ],
      cwd: folder,
      env: { NO_COLOR: "1" },
    }).output();
    if (!success) {
      const why = new TextDecoder().decode(stderr);
      throw new Error(`Cannot compile the kernel: ${why}`);
    }
    return await Deno.readFile(join(folder, "kernel.wasm"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The text of the module that holds what the source of a kernel compiles to. */
export async function kernelModule(
  kernel: string,
  source: string,
): Promise<string> {
  const exports: string[] = [];
  const { pages, variants } = KERNELS[kernel];
  for (const [name, { about, args }] of Object.entries(variants)) {
    const base64 = (await compile(source, pages, args)).toBase64();
    const lines = base64.match(/.{1,76}/g)!.map((line) => `  "${line}"`);
    exports.push(
      `/** ${about} */\nexport const ${name} =\n${lines.join(" +\n")};\n`,
    );
  }
  return `/**
 * The kernel of \`assembly/${kernel}.ts\` as WebAssembly in base64, which can be imported everywhere:
 * made by \`deno task build:kernels\`.
 *
 * @module
 */

${exports.join("\n")}`;
}

if (import.meta.main) {
  for (const name of Object.keys(KERNELS)) {
    const source = await Deno.readTextFile(pathOf(sourceOf(name)));
    await writeWhole(pathOf(targetOf(name)), await kernelModule(name, source));
    console.log(`Wrote ${targetOf(name)}`);
  }
}
