import { assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import type { NdArray } from "../kit/nd/mod.ts";
import { filesIn } from "../lib/files.ts";
import { temporaryFolder } from "../lib/testing.ts";
import { readImages } from "./batches.ts";
import { load } from "./load.ts";
import type { Cifar10Options } from "./options.ts";
import {
  COUNT,
  label,
  pixel,
  SMALL,
  smallSource,
  writeSmall,
} from "./testing.ts";

/** The small data set has 40 training images and 20 to test. */
const SIZES = { num_training: 25, num_validation: 10, num_test: 5 };

async function loadSmall(options: Cifar10Options = {}) {
  await using cache = await temporaryFolder();
  const all = { ...SIZES, ...options, cache_dir: cache.path };
  return await load(all, SMALL, smallSource());
}

/** A value of the image at a position among all training images. */
function trainPixel(position: number, row: number, column: number, c: number) {
  const batch = Math.floor(position / COUNT);
  return pixel(batch, position % COUNT, row, column, c);
}

/** Where to compare images: every channel, on and off the diagonal. */
const PLACES = [[0, 0, 0], [2, 31, 7], [1, 3, 30]] as const;

function assertImages(
  X: NdArray,
  expected: (image: number, row: number, column: number, c: number) => number,
) {
  for (let image = 0; image < X.shape[0]!; image++) {
    for (const [c, row, column] of PLACES) {
      const wanted = expected(image, row, column, c);
      // Float64 means of up to 40 whole numbers: an error of 1e-13 at most.
      assertAlmostEquals(X.at(image, c, row, column), wanted, 1e-12);
    }
  }
}

/** Mean of the first training images at one place, by a plain loop. */
function meanPixel(count: number, row: number, column: number, c: number) {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += trainPixel(i, row, column, c);
  return sum / count;
}

Deno.test("load() splits as the course does: training, then validation, across files; the test images apart", async () => {
  const data = await loadSmall({ subtract_mean: false });
  assertEquals(data.X_train.shape, [25, 3, 32, 32]);
  assertEquals(data.X_val.shape, [10, 3, 32, 32]);
  assertEquals(data.X_test.shape, [5, 3, 32, 32]);
  assertImages(data.X_train, (i, ...place) => trainPixel(i, ...place));
  assertImages(data.X_val, (i, ...place) => trainPixel(25 + i, ...place));
  assertImages(data.X_test, (i, ...place) => pixel(2, i, ...place));
  const trainLabel = (i: number) => label(Math.floor(i / COUNT), i % COUNT);
  const labels = (count: number, of: (i: number) => number) =>
    Int32Array.from({ length: count }, (_, i) => of(i));
  assertEquals(data.y_train, labels(25, trainLabel));
  assertEquals(data.y_val, labels(10, (i) => trainLabel(25 + i)));
  assertEquals(data.y_test, labels(5, (i) => label(2, i)));
});

Deno.test("load() subtracts the mean of the training images, and of no others, from every split", async () => {
  const data = await loadSmall();
  const mean = (...place: [number, number, number]) => meanPixel(25, ...place);
  assertImages(data.X_train, (i, ...p) => trainPixel(i, ...p) - mean(...p));
  assertImages(
    data.X_val,
    (i, ...p) => trainPixel(25 + i, ...p) - mean(...p),
  );
  assertImages(data.X_test, (i, ...p) => pixel(2, i, ...p) - mean(...p));
});

Deno.test("load() takes the first of each split, with the mean of all training images", async () => {
  const whole = await loadSmall();
  const part = await loadSmall({ take: { train: 3, val: 2, test: 0 } });
  assertEquals(part.X_train.toArray(), whole.X_train.rows(0, 3).toArray());
  assertEquals(part.X_val.toArray(), whole.X_val.rows(0, 2).toArray());
  assertEquals(part.y_val, whole.y_val.slice(0, 2));
  assertEquals(part.X_test.shape, [0, 3, 32, 32]);
});

Deno.test("load() gives float64, or float32 rounded from it", async () => {
  const double = await loadSmall();
  const single = await loadSmall({ dtype: "float32" });
  assertEquals(double.X_val.dtype, "float64");
  assertEquals(single.X_val.data, Float32Array.from(double.X_val.data));
});

Deno.test("load() reads one's own folder without touching the source", async () => {
  await using own = await temporaryFolder();
  await using cache = await temporaryFolder();
  await writeSmall(own.path);
  const source = smallSource();
  const options = { ...SIZES, cache_dir: cache.path, data_dir: own.path };
  const data = await load(options, SMALL, source);
  const expected = await loadSmall();
  assertEquals(structuredClone(data), structuredClone(expected));
  assertEquals(source.log, []);
  assertEquals(filesIn(own.path), [
    "data_batch_1.bin",
    "data_batch_2.bin",
    "test_batch.bin",
  ]);
});

Deno.test("load() reads one's own folder also where nothing can be kept", async () => {
  await using own = await temporaryFolder();
  await writeSmall(own.path);
  const cache_dir = own.file("test_batch.bin");
  const options = { ...SIZES, cache_dir, data_dir: own.path };
  assertEquals(
    structuredClone(await load(options, SMALL, smallSource())),
    structuredClone(await loadSmall()),
  );
});

Deno.test("load() refuses sizes that don't fit, before it fetches anything", async () => {
  const wrong: [Cifar10Options, string][] = [
    [
      { num_training: 41 },
      "num_training to be a whole number from 1 to 40, got 41",
    ],
    [
      { num_training: 0 },
      "num_training to be a whole number from 1 to 40, got 0",
    ],
    [
      { num_training: 31 },
      "num_validation to be a whole number from 0 to 9, got 10",
    ],
    [
      { num_test: 2.5 },
      "num_test to be a whole number from 0 to 20, got 2.5",
    ],
    [
      { take: { train: 26 } },
      "take.train to be a whole number from 0 to 25, got 26",
    ],
    [
      { take: { val: -1 } },
      "take.val to be a whole number from 0 to 10, got -1",
    ],
  ];
  for (const [options, words] of wrong) {
    await using cache = await temporaryFolder();
    const source = smallSource();
    const all = { ...SIZES, ...options, cache_dir: cache.file("new") };
    await assertRejects(() => load(all, SMALL, source), RangeError, words);
    assertEquals(source.log, []);
    assertEquals(filesIn(cache.path), []);
  }
});

Deno.test("readImages() says how long a file is that has been cut since it was checked", async () => {
  await using own = await temporaryFolder();
  await writeSmall(own.path);
  await Deno.truncate(own.file("test_batch.bin"), 5000);
  await assertRejects(
    () => readImages(own.path, [SMALL.test], 1, 1, () => {}),
    Deno.errors.UnexpectedEof,
    "expected 6146 bytes, got 5000",
  );
});
