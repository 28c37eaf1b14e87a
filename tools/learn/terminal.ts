/**
 * The terminal: its size, what is drawn on it, the keys that are pressed, and a
 * pager that it is lent to.
 *
 * @module
 */
import type { Guard } from "./guard.ts";

/** Signals that end a program. */
const ENDS = Deno.build.os === "windows"
  ? [["SIGINT", 130], ["SIGBREAK", 131]] as const
  : [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const;

/** Names of keys that aren't characters. */
const KEYS: Record<string, string> = {
  "\x1b[A": "up",
  "\x1b[B": "down",
  "\x1bOA": "up",
  "\x1bOB": "down",
  "\r": "enter",
  "\n": "enter",
  "\x1b": "escape",
  "\x03": "interrupt",
  "\x04": "end",
};

/** The keys in what a terminal sent. */
export function keysIn(text: string): string[] {
  // deno-lint-ignore no-control-regex -- what a terminal sends for keys such as arrows
  return [...text.matchAll(/\x1b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])|[^]/gu)]
    .map(([key]) => KEYS[key] ?? (key.startsWith("\x1b") ? "" : key))
    .filter((key) => key !== "");
}

function write(text: string): void {
  const bytes = new TextEncoder().encode(text);
  try {
    for (let n = 0; n < bytes.length;) {
      n += Deno.stdout.writeSync(bytes.subarray(n));
    }
  } catch {
    // The terminal is gone; that ends the keys, and with them everything.
  }
}

/** What draws on a screen and reads keys. */
export interface Terminal {
  size(): { width: number; height: number };
  /** Shows lines in place of what was there. */
  draw(lines: readonly string[]): void;
  /** Tells which processes must not outlive this one. */
  setChildren(pids: number[]): void;
  /** Shows a text in a pager; false if there is none. */
  page(text: string): Promise<boolean>;
}

/** The terminal that this process was started from. */
export class RealTerminal implements Terminal {
  readonly #guard: Guard;
  readonly #append: boolean;
  #children: number[] = [];
  #pager: Deno.ChildProcess | undefined;

  /**
   * @param guard Reads keys one by one.
   * @param append Whether to print each screen below the one before.
   */
  constructor(guard: Guard, append: boolean) {
    this.#guard = guard;
    this.#append = append;
    // What was there before moves up instead of being painted over.
    if (!append) write("\n".repeat(this.size().height));
  }

  size(): { width: number; height: number } {
    const { columns, rows } = Deno.consoleSize();
    // Some terminals say 0 for what they don't know.
    return { width: columns || 80, height: rows || 24 };
  }

  draw(lines: readonly string[]): void {
    if (this.#pager !== undefined) return;
    const text = this.#append
      ? `\n${lines.join("\n")}\n`
      // In place, so that nothing flickers.
      : `\x1b[H${lines.map((line) => `${line}\x1b[K`).join("\n")}\x1b[J`;
    write(text);
  }

  setChildren(pids: number[]): void {
    this.#children = pids;
    this.#tell();
  }

  #tell(): void {
    const pager = this.#pager === undefined ? [] : [this.#pager.pid];
    this.#guard.tell([...this.#children, ...pager], pager.length > 0);
  }

  async page(text: string): Promise<boolean> {
    const pager = Deno.env.get("PAGER") ?? "less -R";
    const [name = "", ...args] = pager.split(" ");
    try {
      this.#pager = new Deno.Command(name, { args, stdin: "piped" }).spawn();
    } catch {
      return false;
    }
    this.#tell();
    const input = this.#pager.stdin.getWriter();
    // It may be left before it has read everything.
    await input.write(new TextEncoder().encode(text)).catch(() => {});
    await input.close().catch(() => {});
    await this.#pager.status;
    this.#pager = undefined;
    this.#tell();
    return true;
  }

  /**
   * Hands on keys, one after the other, until there are no more, and ends
   * everything at a signal.
   *
   * @param onKey Is awaited, so that a pager gets the keys while it is there.
   * @param onResize Is called when everything must be drawn anew.
   * @param onEnd Is called before the process ends.
   */
  async run(
    onKey: (key: string) => unknown,
    onResize: () => void,
    onEnd: () => void,
  ): Promise<void> {
    const end = async (code: number) => {
      onEnd();
      try {
        // It leaves the terminal's other screen by itself.
        this.#pager?.kill("SIGTERM");
      } catch {
        // It has ended.
      }
      await this.#guard.end();
      write("\n");
      Deno.exit(code);
    };
    for (const [signal, code] of ENDS) {
      Deno.addSignalListener(signal, () => {
        // In a pager, Ctrl-C is the pager's.
        if (signal !== "SIGINT" || this.#pager === undefined) end(code);
      });
    }
    if (Deno.build.os !== "windows") {
      Deno.addSignalListener("SIGWINCH", onResize);
      Deno.addSignalListener("SIGCONT", onResize);
    }
    const buffer = new Uint8Array(1024);
    for (;;) {
      // A terminal that is gone can't be read.
      const read = await Deno.stdin.read(buffer).catch(() => null);
      if (read === null) return end(0);
      const text = new TextDecoder().decode(buffer.subarray(0, read));
      for (const key of keysIn(text)) {
        if (key === "interrupt") return end(130);
        if (key === "end" || await onKey(key) === "quit") return end(0);
      }
    }
  }
}
