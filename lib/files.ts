/**
 * Files, written so that nobody ever sees half of one.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

export {
  fileURLToPath as fromFileUrl,
  pathToFileURL as toFileUrl,
} from "node:url";

/** Ends the names of files that are being written. */
const TEMPORARY = ".part";

/**
 * Writes a file under another name first, so that it is either there in full or not at all. Its
 * folder is made if there is none.
 */
export async function writeWhole(
  path: string,
  content: Uint8Array | string,
): Promise<void> {
  const bytes = typeof content === "string"
    ? new TextEncoder().encode(content)
    : content;
  await Deno.mkdir(dirname(path), { recursive: true });
  const name = `${basename(path)}.${crypto.randomUUID()}${TEMPORARY}`;
  const temporary = join(dirname(path), name);
  try {
    {
      using file = await Deno.open(temporary, { write: true, createNew: true });
      for (let n = 0; n < bytes.length;) {
        n += await file.write(bytes.subarray(n));
      }
      // Otherwise the name may reach the disk before the bytes do, and a power cut come between.
      await file.syncData();
    }
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => {});
    throw error;
  }
}

/** Removes what an interrupted {@linkcode writeWhole} left in a folder. */
export async function removeTemporaries(folder: string): Promise<void> {
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith(TEMPORARY)) await Deno.remove(join(folder, name));
  }
}

/** The text of a file, with plain line ends, if it can be read. */
export function readIfThere(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).replaceAll("\r\n", "\n");
  } catch {
    return undefined;
  }
}

/** The files in a folder and the folders in it, as paths from there with "/", sorted. */
export function filesIn(folder: string): string[] {
  const found: string[] = [];
  const visit = (inside: string) => {
    for (
      const { name, isDirectory } of Deno.readDirSync(join(folder, inside))
    ) {
      if (isDirectory) visit(`${inside}${name}/`);
      else found.push(inside + name);
    }
  };
  visit("");
  return found.sort();
}
