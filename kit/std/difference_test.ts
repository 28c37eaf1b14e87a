import { assert, assertEquals, assertThrows } from "@std/assert";
import { difference } from "./difference.ts";
import { equal } from "./equal.ts";

Deno.test("difference() shows short values one above the other", () => {
  assertEquals(
    difference([1, 2], [1, 3]),
    "  actual:   [ 1, 2 ]\n  expected: [ 1, 3 ]",
  );
});

Deno.test("difference() shows of long lists what differs, and what is around it", () => {
  const list = Array.from({ length: 1000 }, (_, i) => i);
  assertEquals(
    difference(list, list.with(500, -1).toSpliced(900, 1)).split("\n"),
    [
      "- actual, + expected",
      "@ line 498",
      ...["  497,", "  498,", "  499,", "- 500,", "+ -1,"],
      ...["  501,", "  502,", "  503,"],
      "@ line 898",
      ...["  897,", "  898,", "  899,", "- 900,"],
      ...["  901,", "  902,", "  903,"],
    ],
  );
});

Deno.test("difference() shows of long texts the line, or the part of one", () => {
  const text = "one\n".repeat(40);
  assertEquals(
    difference(text, `${text.slice(0, 80)}two\n${text.slice(80)}`).split("\n")
      .slice(2),
    [
      ...Array(3).fill("  one\\n"),
      "+ two\\n",
      ...Array(3).fill("  one\\n"),
    ],
  );
  const line = "a".repeat(500);
  const shown = difference(`${line}b${line}`, `${line}c${line}`).split("\n");
  assertEquals(shown.filter((each) => /^[-+] /.test(each)).length, 3);
  assert(shown.every((each) => each.length <= 74), shown.join("\n"));
});

Deno.test("difference() stays short where nearly everything differs", () => {
  const list = Array.from({ length: 20_000 }, (_, i) => i);
  const shown = difference(list, list.map((i) => i + 0.5));
  const lines = shown.split("\n");
  assert(lines.length <= 42, shown);
  assertEquals(lines.slice(1, 5), ["@ line 1", "- [ +0,", "- 1,", "- 2,"]);
  const scattered = difference(list, list.map((i) => i % 400 ? i : -1));
  assertEquals(scattered.split("\n").length, 42);
  assertEquals(scattered.split("\n").at(-1), "… and 407 more lines");
});

Deno.test("difference() says so when two values look alike", () => {
  const alike = difference(class A {}, class A {});
  assertEquals(alike, "  both are shown as [Function A]");
});

Deno.test("equal() refuses a getter that leads to ever more objects", () => {
  class Matrix {
    constructor(public data: number[]) {}
    get T() {
      return new Matrix(this.data);
    }
  }
  assert(!equal(new Matrix([1]), new Matrix([2])));
  assertThrows(
    () => equal(new Matrix([1]), new Matrix([1])),
    TypeError,
    "expected .T to be one object, got another at each reading",
  );
});
