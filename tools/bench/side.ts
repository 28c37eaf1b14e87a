/**
 * A process that does one side's work and says how long it took.
 *
 * @module
 */
import { linesOf } from "../../lib/children.ts";
import { pathOf } from "../course.ts";
import { fastEnvironment } from "../fast.ts";
import { isWhole, type Library, type Work } from "./work.ts";

/** A process that takes orders line by line. */
export class Side {
  readonly #child: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lines: AsyncGenerator<string, undefined>;

  private constructor(program: string, options: Deno.CommandOptions) {
    this.#child = new Deno.Command(program, {
      ...options,
      stdin: "piped",
      stdout: "piped",
    }).spawn();
    this.#input = this.#child.stdin.getWriter();
    this.#lines = linesOf(this.#child.stdout);
  }

  /** Starts our side, as labs are started. */
  static async ours(): Promise<Side> {
    return new Side(Deno.execPath(), {
      args: ["run", "-A", "--quiet", pathOf("tools/bench/ours.ts")],
      env: await fastEnvironment(),
    });
  }

  /** Starts the side of a library of Python's. */
  static theirs(library: Library, python: string, oneCore: boolean): Side {
    // Where it is set, an older kernel computes than the machine's own.
    const { OPENBLAS_CORETYPE: _, ...env } = Deno.env.toObject();
    for (const name of oneCore ? ["OPENBLAS", "OMP", "MKL"] : []) {
      env[`${name}_NUM_THREADS`] = "1";
    }
    const args = [pathOf("tools/bench/theirs.py"), library];
    return new Side(python, { args, env, clearEnv: true });
  }

  /** Seconds that some work takes. */
  async measure(work: Work, once = isWhole(work)): Promise<number> {
    const order = `${JSON.stringify({ ...work, once })}\n`;
    await this.#input.write(new TextEncoder().encode(order));
    const { value } = await this.#lines.next();
    if (value !== undefined) return Number(value);
    throw new Error(`Cannot measure ${work.group} ${work.name}: it failed`);
  }

  /** Ends the process. */
  async end(): Promise<void> {
    await this.#input.close().catch(() => {});
    await this.#child.status;
  }
}
