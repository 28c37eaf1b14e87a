import { assertEquals } from "@std/assert";
import { Style } from "./style.ts";
import { rowsOf, shapeOf, shortNumber, sideBySide, tableOf } from "./table.ts";

const style = new Style({ language: "en", width: 80 });

Deno.test("shortNumber() gives six digits at most, and the sign of zero", () => {
  assertEquals(
    [1 / 3, -0, 1e-12 / 3, NaN, 100000].map(shortNumber),
    ["0.333333", "-0", "3.33333e-13", "NaN", "100000"],
  );
});

Deno.test("rowsOf() gives the rows of matrices and vectors, and of nothing else", () => {
  assertEquals(rowsOf([[1, 2], [3, 4]]), [[1, 2], [3, 4]]);
  assertEquals(rowsOf([1, 2]), [[1, 2]]);
  for (const other of [1, [], [[]], [[1], [2, 3]], ["a"], null, [[[1]]]]) {
    assertEquals(rowsOf(other), undefined);
  }
});

Deno.test("shapeOf() writes shapes as NumPy does", () => {
  assertEquals(shapeOf([[1, 2], [3, 4], [5, 6]]), "(3, 2)");
  assertEquals(shapeOf([1, 2]), "(2,)");
});

Deno.test("tableOf() aligns numbers and marks one", () => {
  assertEquals(tableOf(style, "out", [[1.5, -2], [10, 3]], [1, 0]), [
    "out      ",
    " 1.5  -2 ",
    "[ 10]  3 ",
  ]);
});

Deno.test("tableOf() fills up to the width of its title, Chinese or not", () => {
  assertEquals(tableOf(style, "解析梯度", [[1]]), ["解析梯度", " 1      "]);
});

Deno.test("tableOf() makes no table of what is too large for one", () => {
  const row = [1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(tableOf(style, "x", [[...row, 9]]), undefined);
  assertEquals(tableOf(style, "x", Array(9).fill([1])), undefined);
  assertEquals(tableOf(style, "x", Array(8).fill(row))?.length, 9);
  const narrow = new Style({ language: "en", width: 30 });
  assertEquals(tableOf(narrow, "x", [[1.23456, 1.23456, 1.23456]]), undefined);
});

Deno.test("sideBySide() puts blocks beside each other while there is room", () => {
  const blocks = [["a ", "bb"], ["c"], ["dd", "ee", "ff"]];
  assertEquals(sideBySide(blocks, 12), [
    "a    c   dd",
    "bb       ee",
    "         ff",
  ]);
  assertEquals(sideBySide(blocks, 8), ["a    c", "bb", "dd", "ee", "ff"]);
  assertEquals(sideBySide(blocks, 0), ["a", "bb", "c", "dd", "ee", "ff"]);
});
