/**
 * What tests of everything that runs on Deno share.
 *
 * @module
 */
import { join } from "node:path";

/** A folder that goes away at the end of its `await using`. */
export interface TemporaryFolder extends AsyncDisposable {
  path: string;
  /** The path of something in it. */
  file(name: string): string;
}

/** Makes a folder for the time of a test. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await Deno.makeTempDir({ prefix: "kata" });
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}
