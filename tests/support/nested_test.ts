import { assertEquals } from "@std/assert";
import { combine, flatten, fold, indexOf, shapeOf } from "./nested.ts";

const cube = [[[1, 2, 3], [4, 5, 6]], [[7, 8, 9], [10, 11, 12]]];
const flat = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

Deno.test("flatten() and fold() undo each other", () => {
  assertEquals(shapeOf(cube), [2, 2, 3]);
  assertEquals(flatten(cube), flat);
  assertEquals(fold(flat, [2, 2, 3]), cube);
  assertEquals(fold(flat, [12]), flat);
});

Deno.test("combine() takes the entries that are at the same place", () => {
  assertEquals(combine((a, b) => 10 * a + b, [[1], [2]], [[3], [4]]), [
    [13],
    [24],
  ]);
});

Deno.test("indexOf() finds a position by axes", () => {
  assertEquals(indexOf(8, [2, 2, 3]), [1, 0, 2]);
  assertEquals(indexOf(8, [12]), [8]);
});
