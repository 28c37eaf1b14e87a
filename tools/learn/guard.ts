/**
 * Sees to it that nothing is left over, however `deno task learn` ends: a
 * process of its own, which has the terminal's mode in its hands and knows
 * which processes there are. When the pipe from its owner closes, it puts the
 * mode back, before the shell gets to its prompt, and ends them.
 *
 * @module
 */

/** What the guard is told, in a line. */
interface Message {
  /** Processes to end. */
  children: number[];
  /** Whether one of them shows something on the terminal's other screen. */
  paging: boolean;
}

/** Windows ends what a process has started, and its shells set the mode anew. */
const NEEDED = Deno.build.os !== "windows";

/** The guard, as its owner sees it. */
export class Guard {
  #process?: Deno.ChildProcess;
  #input?: WritableStreamDefaultWriter<Uint8Array>;

  /**
   * Starts it.
   *
   * @param raw Whether keys are read one by one, from now to the end.
   */
  static async start(raw: boolean): Promise<Guard> {
    const guard = new Guard();
    if (!NEEDED) {
      if (raw) Deno.stdin.setRaw(true);
      return guard;
    }
    guard.#process = new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "-A", "--no-config", "--no-check", import.meta.url],
        ...raw ? ["--raw"] : [],
      ],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    guard.#input = guard.#process.stdin.getWriter();
    // Ready, and then: told something, so that its owner is still there.
    const answers = guard.#process.stdout.getReader();
    await answers.read();
    guard.tell([]);
    await answers.read();
    return guard;
  }

  /** Tells it which processes there are. */
  tell(children: number[], paging = false): void {
    const message: Message = { children, paging };
    this.#input?.write(new TextEncoder().encode(`${JSON.stringify(message)}\n`))
      // Without a guard, learning goes on.
      .catch(() => {});
  }

  /** Resolves when everything is as it was. */
  async end(): Promise<void> {
    await this.#input?.close().catch(() => {});
    await this.#process?.status;
  }
}

/** Leaves the terminal's other screen and shows the cursor. */
const NORMAL_SCREEN = new TextEncoder().encode("\x1b[?1049l\x1b[?25h");

if (import.meta.main) {
  // They reach everybody at this terminal, and what comes after is the guard's work.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"] as const) {
    Deno.addSignalListener(signal, () => {});
  }
  const terminal = Deno.args.includes("--raw")
    ? Deno.openSync("/dev/tty", { read: true, write: true })
    : undefined;
  const answer = () => Deno.stdout.writeSync(new Uint8Array([10]));
  answer();
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(4096);
  let text = "";
  // Nothing wakes up sooner than a read that blocks.
  for (let n; (n = Deno.stdin.readSync(buffer));) {
    if (text === "") {
      // Keys come one by one, but Ctrl-C and Ctrl-Z are still signals.
      terminal?.setRaw(true, { cbreak: true });
      answer();
    }
    text += decoder.decode(buffer.subarray(0, n), { stream: true });
  }
  // What comes after the last line break is cut off.
  const { children, paging }: Message = JSON.parse(
    text.split("\n").at(-2) ?? '{ "children": [] }',
  );
  try {
    terminal?.setRaw(false);
    if (paging) terminal?.writeSync(NORMAL_SCREEN);
  } catch {
    // The terminal is gone.
  }
  for (const pid of children) {
    try {
      Deno.kill(pid, "SIGKILL");
    } catch {
      // It has ended.
    }
  }
  Deno.exit(0);
}
