/**
 * What a child may ask of the grader, and how it ended when it asked too much.
 *
 * @module
 */
import { NdArray } from "kit/nd/mod.ts";

/** Commas and brackets in a line, each of which may be many bytes once it is read. */
const MAX_PARTS = 2 ** 19;
/** Numbers in what comes of the arrays that a stand-in is called with. */
const MAX_MET = 2 ** 16;

const decoder = new TextDecoder();

/** The text of bytes that came in parts. */
export function decodeAll(
  parts: readonly Uint8Array[],
  length: number,
): string {
  if (parts.length === 1) return decoder.decode(parts[0]);
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return decoder.decode(all);
}

/** Whether a line would need much more memory than it takes, once it is read. */
export function hasTooManyParts(line: string): boolean {
  if (line.length <= MAX_PARTS) return false;
  let parts = 0;
  for (const mark of ",[{") {
    let at = line.indexOf(mark);
    while (at >= 0 && parts <= MAX_PARTS) {
      parts++;
      at = line.indexOf(mark, at + 1);
    }
  }
  return parts > MAX_PARTS;
}

/**
 * Refuses arguments that a stand-in would need too much memory for: shapes that
 * are small each may be large when they are broadcast.
 */
export function checkMeeting(name: string, args: readonly unknown[]): void {
  if (!(args[0] instanceof NdArray)) {
    throw new TypeError(`Cannot call ${name}: expected an NdArray first`);
  }
  const lengths: number[] = [];
  for (const value of args.flatMap((arg) => [arg, ...partsOf(arg)])) {
    if (!(value instanceof NdArray)) continue;
    for (const [k, length] of value.shape.toReversed().entries()) {
      lengths[k] = Math.max(lengths[k] ?? 1, length);
    }
  }
  if (lengths.reduce((size, length) => size * length, 1) <= MAX_MET) return;
  throw new RangeError(`Cannot call ${name} with arrays as large as these`);
}

function partsOf(value: unknown): unknown[] {
  const whole = typeof value === "object" && value !== null &&
    !(value instanceof NdArray);
  return whole ? Object.values(value) : [];
}

/** How a process ended by itself, as the end of a sentence. */
export function endOf(
  code: number,
  signal: string | null,
  errors: string,
): string {
  if (
    /out of memory|OOM|allocation (of \d+ bytes )?failed/i.test(errors)
  ) {
    return "needed more memory than it may use";
  }
  if (signal === "SIGXCPU" || signal === "SIGKILL") {
    return "used more processor time than it may";
  }
  if (errors.includes("Top-level await promise never resolved")) {
    return "waits for a promise that never settles";
  }
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  return `ended its process (${how})`;
}
