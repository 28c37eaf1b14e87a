/**
 * A folder with the official files that the user has already.
 *
 * @module
 */

import { join } from "node:path";
import { reason, UserError } from "../lib/errors.ts";
import { type Batch, batchesOf, bytesOf, type Catalog } from "./catalog.ts";
import type { Verified } from "./verified.ts";

/**
 * Checks that a folder holds the official files; changes nothing in it.
 *
 * @param folder The folder.
 * @param catalog What it should hold.
 * @param verified The files known to be right.
 * @param anew Whether to compute all sums in any case.
 * @throws {UserError} If a file is missing, unreadable or not the official one.
 */
export async function checkFolder(
  folder: string,
  catalog: Catalog,
  verified: Verified,
  anew: boolean,
): Promise<void> {
  for (const batch of batchesOf(catalog)) {
    const given = await verified.problem(folder, batch, anew)
      .catch((error) => `"${reason(error)}"`);
    if (given === undefined) continue;
    const wanted = given.startsWith("SHA-256")
      ? `${batch.name} with SHA-256 ${batch.sha256}`
      : `${batch.name} of ${bytesOf(batch)} bytes`;
    throw new UserError(
      `Cannot read CIFAR-10 from "${folder}": expected ${wanted}, got ${given}; ` +
        await nextStep(folder, batch),
    );
  }
  await verified.save();
}

async function nextStep(folder: string, batch: Batch): Promise<string> {
  const isThere = (...parts: string[]) =>
    Deno.stat(join(folder, ...parts)).then(() => true, () => false);
  const inner = "cifar-10-batches-bin";
  if (await isThere(inner, batch.name)) {
    return `name the folder ${inner} in it`;
  }
  if (await isThere("batches.meta")) {
    return "these are the files of the Python version: get the binary version";
  }
  return `name the folder ${inner} of the binary version, or none, and the data are fetched`;
}
