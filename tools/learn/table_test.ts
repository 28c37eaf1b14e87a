import { assertEquals } from "@std/assert";
import { Style } from "./style.ts";
import { rowsOf, shortNumber, sideBySide, tableOf } from "./table.ts";

const wide = new Style({ language: "en", width: 80 });
const narrow = new Style({ language: "en", width: 30 });
const plain = new Style({ language: "en", width: 80, plain: true });

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

Deno.test("tableOf() aligns numbers, marks one, and is as wide as its title", () => {
  assertEquals(tableOf(wide, "out", [[1.5, -2], [10, 3]], [1, 0]), [
    "out      ",
    " 1.5  -2 ",
    "[ 10]  3 ",
  ]);
  assertEquals(tableOf(wide, "v", [[1, 2]], [1])?.at(-1), " 1 [2]");
  assertEquals(tableOf(wide, "解析梯度", [[1]]), ["解析梯度", " 1      "]);
});

Deno.test("tableOf() makes no table of what is too large for one", () => {
  const row = [1, 2, 3, 4, 5, 6, 7, 8];
  assertEquals(tableOf(wide, "x", [[...row, 9]]), undefined);
  assertEquals(tableOf(wide, "x", Array(9).fill([1])), undefined);
  assertEquals(tableOf(wide, "x", Array(8).fill(row))?.length, 9);
  assertEquals(tableOf(narrow, "x", [[1.23456, 1.23456, 1.23456]]), undefined);
});

Deno.test("sideBySide() puts tables beside each other while there is room", () => {
  const tables = [["aaaaaaaaaa", "bb"], ["c"], ["dddddddddd", "e", "f"]];
  assertEquals(sideBySide(wide, tables), [
    "    aaaaaaaaaa   c   dddddddddd",
    "    bb               e",
    "                     f",
  ]);
  assertEquals(sideBySide(narrow, tables), [
    "    aaaaaaaaaa   c",
    "    bb",
    "    dddddddddd",
    "    e",
    "    f",
  ]);
  assertEquals(sideBySide(plain, tables).length, 6);
});
