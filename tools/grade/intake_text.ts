/**
 * Texts and names of submissions, whatever they were written with.
 *
 * @module
 */

/** Longest name or path that is shown, in UTF-16 code units. */
const LONGEST = 120;

/** Characters that move the cursor, turn the direction of a line or end it. */
const UNSAFE =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** A name from a submission as it can be printed anywhere, on one line. */
export function harmless(name: string): string {
  return name.replace(UNSAFE, "\ufffd");
}

/** A path from a submission as it can be printed anywhere, its middle left out where it is long. */
export function shown(path: string): string {
  if (path.length <= LONGEST) return harmless(path);
  const [start, end] = [path.slice(0, 40), path.slice(41 - LONGEST)];
  // A slice keeps all of a long string alive; a string of its characters doesn't.
  return harmless([...start, "…", ...end].join(""));
}

/** The encoding that a byte order mark stands for. */
function markedEncoding(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return undefined;
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Bytes as text, without a byte order mark and with "\n" at the ends of lines:
 * UTF-8, UTF-16 with its mark, or the GB 18030 of Chinese editors.
 *
 * @returns The text; undefined if the bytes aren't text.
 */
export function textOf(bytes: Uint8Array): string | undefined {
  const marked = markedEncoding(bytes);
  const text = marked === undefined
    ? decode(bytes, "utf-8") ?? decode(bytes, "gb18030")
    : decode(bytes, marked);
  if (text === undefined || text.includes("\0")) return undefined;
  return text.replaceAll(/\r\n?/g, "\n");
}

/** A name from an archive, which seldom says how it is encoded. */
export function nameOf(bytes: Uint8Array): string {
  return decode(bytes, "utf-8") ?? decode(bytes, "gb18030") ??
    new TextDecoder("latin1").decode(bytes);
}
