import { assert, assertEquals, assertThrows } from "@std/assert";
import type { NdArray } from "../kit/nd/mod.ts";
import { get_synthetic_data } from "./synthetic.ts";

const SIZES = { num_training: 230, num_validation: 40, num_test: 25 };

Deno.test("get_synthetic_data() has the shapes and number formats of CIFAR-10's splits", () => {
  const data = get_synthetic_data(SIZES);
  assertEquals(data.X_train.shape, [230, 3, 32, 32]);
  assertEquals(data.X_val.shape, [40, 3, 32, 32]);
  assertEquals(data.X_test.shape, [25, 3, 32, 32]);
  const lengths = [data.y_train, data.y_val, data.y_test].map((y) => y.length);
  assertEquals(lengths, [230, 40, 25]);
  assertEquals(data.X_train.dtype, "float64");
  const single = get_synthetic_data({ ...SIZES, dtype: "float32" });
  assertEquals(single.X_val.dtype, "float32");
});

Deno.test("get_synthetic_data() makes the same images from the same seed, and others from another", () => {
  const data = get_synthetic_data(SIZES);
  assertEquals(
    structuredClone(get_synthetic_data({ ...SIZES, seed: 0 })),
    structuredClone(data),
  );
  const other = get_synthetic_data({ ...SIZES, seed: 1 });
  assert(
    other.X_train.data.some((value, i) => value !== data.X_train.data[i]),
  );
  assert(other.y_train.some((value, i) => value !== data.y_train[i]));
});

Deno.test("get_synthetic_data() makes a split regardless of the sizes of the others", () => {
  const data = get_synthetic_data(SIZES);
  const other = get_synthetic_data({
    ...SIZES,
    num_validation: 140,
    num_test: 3,
  });
  assertEquals(other.y_test, data.y_test.slice(0, 3));
  assertEquals(other.X_val.rows(0, 40).toArray(), data.X_val.toArray());
  assertEquals(other.X_test.toArray(), data.X_test.rows(0, 3).toArray());
});

Deno.test("get_synthetic_data() makes other images for each split", () => {
  const { X_train, X_val, X_test } = get_synthetic_data(SIZES);
  const first = ({ data }: NdArray) => [...data.subarray(0, 50)].join();
  assertEquals(new Set([X_train, X_val, X_test].map(first)).size, 3);
});

Deno.test("get_synthetic_data() has each class as often as the others, in no fixed order", () => {
  const { y_train } = get_synthetic_data(SIZES);
  const counts = Array.from(
    { length: 10 },
    (_, label) => y_train.filter((y) => y === label).length,
  );
  assertEquals(counts, Array(10).fill(23));
  const [first, second] = [y_train.slice(0, 10), y_train.slice(10, 20)];
  assert(first.join() !== second.join());
});

Deno.test("get_synthetic_data() subtracts the mean training image from grey levels of 0 to 255", () => {
  const { X_train, X_test } = get_synthetic_data(SIZES);
  for (const mean of X_train.mean(0).data) {
    // The mean of 230 numbers up to 255, rounded in float64.
    assert(Math.abs(mean) <= 230 * 255 * 2 ** -52, `${mean}`);
  }
  const spread = X_test.max() - X_test.min();
  assert(spread > 200 && spread <= 510, `${spread}`);
  // CIFAR-10 has 62: a net's initial scale must suit both.
  const std = X_train.std();
  assert(std > 50 && std < 75, `${std}`);
});

Deno.test("get_synthetic_data() can be learned, but not at a glance: the nearest class mean does better than chance and is often wrong", () => {
  const { X_train, y_train, X_val, y_val } = get_synthetic_data({
    num_training: 1000,
    num_validation: 300,
    num_test: 0,
    dtype: "float32",
  });
  const flat = X_train.reshape([1000, -1]);
  const means = Array.from({ length: 10 }, (_, label) => {
    const own = [...y_train.keys()].filter((i) => y_train[i] === label);
    return flat.take(own).mean(0);
  });
  const right = [...y_val].filter((label, i) => {
    const x = X_val.rows(i, i + 1).reshape([-1]);
    const far = means.map((mean) => x.sub(mean).square().sum());
    return far.indexOf(Math.min(...far)) === label;
  }).length;
  // Chance is 30, with a standard deviation of 5.
  assert(right > 60 && right < 150, `${right} of 300`);
});

Deno.test("get_synthetic_data() refuses sizes that are no whole numbers, and other seeds", () => {
  assertThrows(
    () => get_synthetic_data({ num_training: 0 }),
    RangeError,
    "expected num_training to be a whole number from 1 to",
  );
  assertThrows(() => get_synthetic_data({ seed: -1 }), RangeError);
});
