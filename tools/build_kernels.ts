/**
 * `deno task build:kernels`: compiles the kernels of `kit` to WebAssembly.
 *
 * @module
 */
import { join } from "node:path";
import { runDeno } from "../lib/children.ts";
import { parseCommand, runCommand } from "../lib/command.ts";
import { writeWhole } from "../lib/files.ts";
import { pathOf } from "./course.ts";

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

const NARROW = "--use=WIDE=0";
const WIDE = "--use=WIDE=1";

interface Kernel {
  /** The folder of the module that uses it. */
  folder: string;
  /** Its memory, in pages of 64 KiB. */
  pages: number;
  /** What it is compiled to, by the name of an export. */
  variants: Record<string, Variant>;
}

/** The kernels by name. */
const KERNELS = {
  matmul: {
    folder: "kit/nd/fast",
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
  vectors: { folder: "kit/nd/fast", pages: 2, variants: { SIMD } },
  adam: { folder: "kit/nn/fast", pages: 2, variants: { SIMD } },
} satisfies Record<string, Kernel>;

/** The name of a kernel. */
export type KernelName = keyof typeof KERNELS;

/** The names of all kernels. */
export const kernelNames = Object.keys(KERNELS) as KernelName[];

/** The source of a kernel. */
export function sourceOf(name: KernelName): string {
  return `${KERNELS[name].folder}/assembly/${name}.ts`;
}

/** The module that holds what it is compiled to. */
export function targetOf(name: KernelName): string {
  return `${KERNELS[name].folder}/${name}_wasm.ts`;
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
    const { code, stderr } = await runDeno([
      ...["run", "-A", "--quiet", "--no-config", "--no-lock"],
      ...[COMPILER, "kernel.ts", "--outFile=kernel.wasm"],
      ...["-O3", "--noAssert", "--runtime=stub"],
      `--initialMemory=${pages}`,
      `--maximumMemory=${pages}`,
      ...args,
    ], { cwd: folder });
    if (code !== 0) throw new Error(`Cannot compile the kernel: ${stderr}`);
    return await Deno.readFile(join(folder, "kernel.wasm"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** The text of the module that holds what the source of a kernel compiles to. */
export async function kernelModule(
  kernel: KernelName,
  source: string,
): Promise<string> {
  const exports: string[] = [];
  const { pages, variants }: Kernel = KERNELS[kernel];
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
  await runCommand("compile the kernels", async () => {
    parseCommand(Deno.args, {}, "deno task build:kernels");
    for (const name of kernelNames) {
      const source = await Deno.readTextFile(pathOf(sourceOf(name)));
      const module = await kernelModule(name, source);
      await writeWhole(pathOf(targetOf(name)), module);
      console.log(`Wrote ${targetOf(name)}`);
    }
    return 0;
  });
}
