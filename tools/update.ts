/**
 * `deno task update --from FOLDER`: brings a newer release of the course into
 * this copy of it, and keeps what the student wrote.
 *
 * An update is worked out and laid ready in a folder of its own first; from then
 * on it can only go forward. This module carries it out, also after it was
 * stopped halfway. It imports no other module of the course, because by then
 * some of them are old and some are new.
 *
 * @module
 */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where an update is laid ready, from the course's folder. */
export const READY = ".kata/update";

/** The file there that says what to do; it is written last. */
export const ORDER = "order.json";

/** An update that has been laid ready. */
export interface Order {
  /**
   * Files to put in place, which lie ready in `files/`: the hash of what was
   * there before, or null.
   */
  writes: Record<string, string | null>;
  /** Files to remove: the hash of what was there before. */
  removes: Record<string, string>;
  /** The folder with what was there before. */
  backup: string;
  /** What is said at the end, if it can't be finished, and of a dry run. */
  texts: { done: string; failed: string; pending: string };
}

/** SHA-256 of a file in hexadecimal digits, or undefined where there is none. */
export async function hashOfFile(path: string): Promise<string | undefined> {
  try {
    const bytes = await Deno.readFile(path);
    const hash = await crypto.subtle.digest("SHA-256", bytes);
    return new Uint8Array(hash).toHex();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** The update that has been laid ready in a course's folder, if there is one. */
async function orderIn(course: string): Promise<Order | undefined> {
  const path = join(course, READY, ORDER);
  const text = await Deno.readTextFile(path).catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/**
 * Carries out what has been laid ready, or what is left of it. However often it
 * is stopped and started again, the end is the same.
 *
 * @param course The course's folder.
 */
async function carryOut(course: string, order: Order): Promise<void> {
  const ready = join(course, READY);
  for (const [path, before] of Object.entries(order.writes)) {
    const file = join(ready, "files", path);
    // What isn't there any more is in its place already.
    if (await hashOfFile(file) === undefined) continue;
    const place = join(course, path);
    const now = await hashOfFile(place);
    if (now !== undefined && now !== before) {
      // Somebody wrote it since: that stays, too.
      await move(place, join(course, order.backup, "edited", path));
    }
    await move(file, place);
  }
  for (const [path, before] of Object.entries(order.removes)) {
    const place = join(course, path);
    if (await hashOfFile(place) === before) {
      await makeWritable(place);
      await Deno.remove(place);
    }
    await removeEmpty(dirname(place));
  }
  await Deno.remove(ready, { recursive: true });
}

async function move(from: string, to: string): Promise<void> {
  await Deno.mkdir(dirname(to), { recursive: true });
  await makeWritable(to);
  await Deno.rename(from, to);
}

/** On Windows, a file that can only be read can be neither replaced nor removed. */
async function makeWritable(path: string): Promise<void> {
  if (Deno.build.os === "windows") {
    await Deno.chmod(path, 0o666).catch(() => {});
  }
}

/** Removes a folder that nothing is left in, and the one that it was in. */
async function removeEmpty(folder: string): Promise<void> {
  const removed = await Deno.remove(folder).then(() => true, () => false);
  if (removed) await removeEmpty(dirname(folder));
}

/**
 * Lays an update ready, if none is, and carries it out.
 *
 * @param course The course's folder.
 * @param args The words of the command line.
 * @returns The exit code.
 */
export async function update(
  course: string,
  args: readonly string[],
): Promise<number> {
  if (await orderIn(course) === undefined) {
    const { layReady } = await import("./update/run.ts");
    const code = await layReady(course, args);
    if (code !== 0) return code;
  }
  const order = await orderIn(course);
  if (order === undefined) return 0;
  const { done, failed, pending } = order.texts;
  if (args.includes("--dry-run")) {
    console.log(pending);
    return 0;
  }
  try {
    await carryOut(course, order);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    console.error(failed.replace("{reason}", () => reason));
    return 1;
  }
  console.log(done);
  return 0;
}

if (import.meta.main) {
  const course = fileURLToPath(new URL("../", import.meta.url));
  // No await here: what lays the update ready imports this module, and would wait for it.
  update(course, Deno.args).then((code) => Deno.exit(code));
}
