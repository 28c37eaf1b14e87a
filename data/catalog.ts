/**
 * Which files CIFAR-10 consists of.
 *
 * @module
 */

/** Pixels of a channel of an image, 32 rows of 32. */
export const PLANE = 32 * 32;
/** Values of an image: three channels. */
export const PIXELS = 3 * PLANE;
/** Bytes of an image in a batch file: its label, then its values. */
export const RECORD = 1 + PIXELS;

/** One file of the official binary version, and what it is made from. */
export interface Batch {
  /** Name of the file. */
  readonly name: string;
  /** How many images it holds. */
  readonly count: number;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** Name of the PNG that holds the same images, one a row. */
  readonly sheet: string;
  /** Name of the JSON file with the labels. */
  readonly labels: string;
  /** Position of the first image's label in it. */
  readonly firstLabel: number;
}

/** A data set in batches. */
export interface Catalog {
  /** The training images, in order. */
  readonly train: readonly Batch[];
  /** The test images. */
  readonly test: Batch;
}

/** All files of a data set. */
export function batchesOf({ train, test }: Catalog): readonly Batch[] {
  return [...train, test];
}

/** Length of a batch file, in bytes. */
export function bytesOf(batch: Batch): number {
  return batch.count * RECORD;
}

/** SHA-256 of the five training batches as the University of Toronto publishes them. */
const TRAIN_SHA256 = [
  "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
  "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
  "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
  "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
  "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
];

const COUNT = 10_000;

/** CIFAR-10: 50,000 training images and 10,000 test images. */
export const CIFAR10: Catalog = {
  train: TRAIN_SHA256.map((sha256, index) => ({
    name: `data_batch_${index + 1}.bin`,
    count: COUNT,
    sha256,
    sheet: `data_batch_${index + 1}.png`,
    // Spelt so in the package.
    labels: "train_lables.json",
    firstLabel: index * COUNT,
  })),
  test: {
    name: "test_batch.bin",
    count: COUNT,
    sha256: "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
    sheet: "test_batch.png",
    labels: "test_lables.json",
    firstLabel: 0,
  },
};
