/**
 * The loader behind `get_CIFAR10_data`, for any catalog and source, so that tests can bring small
 * ones.
 *
 * @module
 */

import * as nd from "../kit/nd/mod.ts";
import { readImages } from "./batches.ts";
import { type Batch, type Catalog, PIXELS } from "./catalog.ts";
import { meanImage } from "./mean_image.ts";
import {
  checkCounts,
  type Cifar10Data,
  type Cifar10Options,
} from "./options.ts";
import { checkFolder } from "./own_folder.ts";
import { prepare } from "./prepare.ts";
import type { Source } from "./source.ts";
import { Verified } from "./verified.ts";

/** Loads the splits of a data set; see `get_CIFAR10_data`. */
export async function load(
  options: Cifar10Options & { cache_dir: string },
  catalog: Catalog,
  source: Source,
): Promise<Cifar10Data> {
  const { data_dir, cache_dir, dtype, subtract_mean = true } = options;
  const { onProgress = () => {}, verify: anew = false } = options;
  const { train, test } = catalog;
  const count = (batches: readonly Batch[]) =>
    batches.reduce((sum, batch) => sum + batch.count, 0);
  const counts = checkCounts(options, count(train), count([test]));

  const verified = await Verified.load(cache_dir);
  if (data_dir !== undefined) {
    await checkFolder(data_dir, catalog, verified, anew);
  } else {
    await prepare({
      cacheDir: cache_dir,
      catalog,
      source,
      verified,
      anew,
      onProgress,
    });
  }
  const folder = data_dir ?? cache_dir;
  const { num_training, take } = counts;
  const mean = subtract_mean
    ? await meanImage(folder, train, num_training, cache_dir, onProgress)
    : new Float64Array(PIXELS);

  const read = async (batches: readonly Batch[], from: number, n: number) => {
    const X = nd.zeros([n, 3, 32, 32], dtype);
    const y = new Int32Array(n);
    await readImages(folder, batches, from, n, (record, index) => {
      y[index] = record[0]!;
      const start = index * PIXELS;
      for (let i = 0; i < PIXELS; i++) {
        X.data[start + i] = record[i + 1]! - mean[i]!;
      }
    });
    return { X, y };
  };
  const { X: X_train, y: y_train } = await read(train, 0, take.train);
  const { X: X_val, y: y_val } = await read(train, num_training, take.val);
  const { X: X_test, y: y_test } = await read([test], 0, take.test);
  return { X_train, y_train, X_val, y_val, X_test, y_test };
}
