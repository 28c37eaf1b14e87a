import { assertEquals, assertThrows } from "@std/assert";
import { encode } from "fast-png";
import { toRecords } from "./layout.ts";
import { COUNT, label, recordsOf, sheetOf, SMALL } from "./testing.ts";

const [, second] = SMALL.train;
const labels = Uint8Array.from(
  { length: 2 * COUNT },
  (_, i) => i < COUNT ? 99 : label(1, i - COUNT),
);

Deno.test("toRecords() puts label, red, green and blue where the official layout has them", () => {
  // Image 0: all black but for row 2, column 5, which is (10, 20, 30).
  const data = new Uint8Array(1024 * 3);
  data.set([10, 20, 30], (2 * 32 + 5) * 3);
  const png = encode({ width: 1024, height: 1, channels: 3, data });
  const batch = { ...second, count: 1, firstLabel: 1 };
  const records = toRecords(png, Uint8Array.of(0, 7), batch);
  const set = [...records.entries()].filter(([, value]) => value !== 0);
  assertEquals(set, [[0, 7], [70, 10], [1094, 20], [2118, 30]]);
});

Deno.test("toRecords() agrees with plain loops over every value, and takes the batch's own labels", () => {
  assertEquals(toRecords(sheetOf(1), labels, second), recordsOf(1));
});

Deno.test("toRecords() refuses a sheet of another size", () => {
  assertThrows(
    () => toRecords(sheetOf(1), labels, { ...second, count: 21 }),
    TypeError,
    "Cannot convert data_batch_2.png: expected 21 rows of 1024 pixels, 3 channels of 8 bits, " +
      "got 20 rows of 1024 pixels, 3 channels of 8 bits",
  );
});

Deno.test("toRecords() refuses a sheet with an alpha channel", () => {
  const data = new Uint8Array(1024 * COUNT * 4);
  const png = encode({ width: 1024, height: COUNT, channels: 4, data });
  assertThrows(
    () => toRecords(png, labels, second),
    TypeError,
    "got 20 rows of 1024 pixels, 4 channels of 8 bits",
  );
});

Deno.test("toRecords() refuses too few labels", () => {
  assertThrows(
    () => toRecords(sheetOf(1), labels.subarray(1), second),
    TypeError,
    "expected 40 labels or more in train.json, got 39",
  );
});
