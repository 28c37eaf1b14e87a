/**
 * Child processes: what they print, and how they end.
 *
 * @module
 */

/** What a process did. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** The arguments and options of a child. */
export type ChildOptions = Omit<
  Deno.CommandOptions,
  "args" | "stdout" | "stderr"
>;

/** What a process did, as text, without what Deno says of its downloads on a fresh machine. */
export function whatItSaid(output: Deno.CommandOutput): Ran {
  const text = (bytes: Uint8Array) =>
    new TextDecoder().decode(bytes).replaceAll("\r\n", "\n");
  return {
    code: output.code,
    stdout: text(output.stdout),
    stderr: text(output.stderr).replaceAll(/^Download .*\n/gm, ""),
  };
}

/** Runs `deno` to its end; its output is kept. */
export async function runDeno(
  args: readonly string[],
  options: ChildOptions = {},
): Promise<Ran> {
  const command = new Deno.Command(Deno.execPath(), {
    stdin: "null",
    ...options,
    args: [...args],
    env: { NO_COLOR: "1", ...options.env },
  });
  return whatItSaid(await command.output());
}

/** Ends a process, whatever it is doing. */
export function endNow(child: Deno.ChildProcess | undefined): void {
  try {
    child?.kill("SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** Longer lines are a flood, and are cut. */
const MAX_LINE = 2 ** 20;

/** The lines of a stream; what is too long is cut. */
export async function* linesOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!.slice(0, MAX_LINE);
    yield* lines;
  }
  if (rest !== "") yield rest;
}

/** The beginning of a stream's text, read to its end. */
export async function firstText(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<string> {
  let first = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    if (first.length < MAX_LINE) first += text;
  }
  return first;
}
