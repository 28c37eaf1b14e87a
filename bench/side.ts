/**
 * A process that does one side's work and says how long it took.
 *
 * @module
 */
import { pathOf, root } from "../tools/course.ts";
import { fastEnvironment } from "../tools/fast.ts";
import { importMap } from "../tools/import_map.ts";
import type { Library, Work } from "./work.ts";

/** A process that takes orders line by line. */
export class Side {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #output: ReadableStreamDefaultReader<string>;
  #rest = "";

  private constructor(child: Deno.ChildProcess) {
    this.#child = child;
    this.#input = child.stdin.getWriter();
    this.#output = child.stdout.pipeThrough(new TextDecoderStream())
      .getReader();
  }

  /** Starts our side, as labs are started. */
  static async ours(): Promise<Side> {
    const map = importMap({
      kata: new URL("solutions/", root),
      tests: "deno",
    });
    return Side.#start(Deno.execPath(), [
      "run",
      "-A",
      "--quiet",
      "--no-check",
      `--import-map=${map}`,
      pathOf("bench/ours.ts"),
    ], await fastEnvironment());
  }

  /** Starts the side of a library of Python's. */
  static theirs(library: Library, python: string, oneCore: boolean): Side {
    const script = library === "NumPy" ? "theirs.py" : "torch_side.py";
    const names = ["OPENBLAS", "OMP", "MKL"].map((name) =>
      `${name}_NUM_THREADS`
    );
    return Side.#start(
      python,
      [pathOf(`bench/${script}`)],
      oneCore ? Object.fromEntries(names.map((name) => [name, "1"])) : {},
    );
  }

  static #start(
    program: string,
    args: string[],
    env: Record<string, string>,
  ): Side {
    return new Side(
      new Deno.Command(program, {
        args,
        env,
        stdin: "piped",
        stdout: "piped",
      }).spawn(),
    );
  }

  /** Seconds that some work takes. */
  async measure(work: Work, once: boolean): Promise<number> {
    const order = `${JSON.stringify({ ...work, once })}\n`;
    await this.#input.write(new TextEncoder().encode(order));
    const answer = await this.#line();
    if (answer !== undefined) return Number(answer);
    throw new Error(`Cannot measure ${work.group} ${work.name}: it failed`);
  }

  /** Ends the process. */
  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#child.status;
  }

  async #line(): Promise<string | undefined> {
    while (!this.#rest.includes("\n")) {
      const { value, done } = await this.#output.read();
      if (done) return undefined;
      this.#rest += value;
    }
    const end = this.#rest.indexOf("\n");
    const line = this.#rest.slice(0, end);
    this.#rest = this.#rest.slice(end + 1);
    return line;
  }
}
