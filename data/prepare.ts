/**
 * Makes the batch files in the cache, at first use or when something has happened to them.
 *
 * @module
 */

import { join } from "node:path";
import { reason, UserError } from "../lib/errors.ts";
import { removeTemporaries, writeWhole } from "../lib/files.ts";
import { hashOf } from "../lib/hash.ts";
import { type Batch, batchesOf, bytesOf, type Catalog } from "./catalog.ts";
import type { OnProgress } from "./options.ts";
import type { Source } from "./source.ts";
import type { Verified } from "./verified.ts";

/** Which cache to prepare, and from what. */
export interface Preparation {
  /** The folder for the batch files; made if missing. */
  cacheDir: string;
  /** The files that it should hold. */
  catalog: Catalog;
  /** What they are made from. */
  source: Source;
  /** The files known to be right. */
  verified: Verified;
  /** Whether to compute all sums in any case. */
  anew: boolean;
  /** Is told what is done. */
  onProgress: OnProgress;
}

/**
 * Makes the files that are missing, truncated or changed, one at a time. Writes nothing if there are
 * none, so that a complete cache may be read-only.
 *
 * @throws {UserError} If the files can't be fetched, or can't be written.
 */
export async function prepare(preparation: Preparation): Promise<void> {
  const { cacheDir, verified, onProgress } = preparation;
  if ((await findBroken(preparation)).length === 0) {
    return await verified.save();
  }
  try {
    await Deno.mkdir(cacheDir, { recursive: true });
    using lock = await Deno.open(join(cacheDir, "lock"), {
      write: true,
      create: true,
    });
    if (!await lock.tryLock(true)) {
      const message = "Waiting for another process that prepares CIFAR-10";
      onProgress({ message, done: 0, total: 1 });
      await lock.lock(true);
    }
    // Nobody else writes now, so these were left by somebody who was interrupted.
    await removeTemporaries(cacheDir);
    await makeAll(preparation, await findBroken(preparation));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(
      `Cannot keep CIFAR-10 in "${cacheDir}": expected a folder to write 184 MB to, ` +
        `got "${
          reason(error)
        }"; name a folder that has the data (--data-dir), ` +
        "or use made-up data (--data synthetic)",
    );
  }
}

async function findBroken(
  { cacheDir, catalog, verified, anew }: Preparation,
): Promise<Batch[]> {
  const broken = [];
  for (const batch of batchesOf(catalog)) {
    // What can't be read is made anew, and if that can't be done either, there will be an error.
    const problem = await verified.problem(cacheDir, batch, anew)
      .catch(reason);
    if (problem !== undefined) broken.push(batch);
  }
  return broken;
}

async function makeAll(
  preparation: Preparation,
  broken: readonly Batch[],
): Promise<void> {
  const { source, cacheDir, verified, onProgress } = preparation;
  const total = broken.length;
  for (const [done, batch] of broken.entries()) {
    if (done === 0) onProgress({ message: source.description, done, total });
    const records = await makeOnce(preparation, batch, () => {
      onProgress({ message: `Converting ${batch.sheet}`, done, total });
    });
    await writeWhole(join(cacheDir, batch.name), records);
    const problem = await verified.problem(cacheDir, batch, false);
    if (problem !== undefined) throw new Error(`${batch.name}: ${problem}`);
    await verified.save();
  }
  onProgress({ message: "CIFAR-10 is ready", done: total, total });
}

/** Makes the bytes of a batch file; if they are wrong, once more from a fresh download. */
async function makeOnce(
  { source }: Preparation,
  batch: Batch,
  onFetched: () => void,
): Promise<Uint8Array> {
  const { toRecords } = await import("./layout.ts");
  let problem = "";
  for (const again of [false, true]) {
    const png = await source.read(batch.sheet, again);
    const labels = await source.read(batch.labels, again);
    onFetched();
    try {
      const records = toRecords(png, labels, batch);
      const sha256 = hashOf(records);
      if (sha256 === batch.sha256) return records;
      problem = `SHA-256 ${sha256}`;
    } catch (error) {
      problem = `"${reason(error)}"`;
    }
  }
  throw new UserError(
    `Cannot convert ${batch.sheet}: expected ${batch.name} of ${
      bytesOf(batch)
    } bytes ` +
      `with SHA-256 ${batch.sha256}, got ${problem}; try again later, or name a folder ` +
      "that has the data (--data-dir)",
  );
}
