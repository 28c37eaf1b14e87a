import { assertEquals } from "@std/assert";
import { percentile } from "./look.ts";

Deno.test("percentile() lies on a straight line between two values", () => {
  // By hand: position (4 - 1) * 0.15 = 0.45 in 10, 20, 30, 40.
  assertEquals(percentile([40, 10, 30, 20], 15), 14.5);
  assertEquals(percentile([40, 10, 30, 20], 50), 25);
  assertEquals(percentile([3, 1, 2], 50), 2);
  assertEquals(percentile([7], 85), 7);
  assertEquals(percentile([2, 1], 100), 2);
});

Deno.test("percentile() is NaN where a value is", () => {
  assertEquals(percentile([1, 2, NaN, 3], 15), NaN);
});
