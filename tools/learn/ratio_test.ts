import { assertEquals } from "@std/assert";
import { factorsBetween } from "./ratio.ts";

const expected = [[0.5, -1.25], [2, 0], [3, -0.75]];
const gamma = [2.5, -0.5];
const inputs = { x: [[1], [2], [3]], gamma };

/** What is wrong by a factor, which may be another in each column. */
function times(...factors: number[]): number[][] {
  return expected.map((row) =>
    row.map((value, j) => value * (factors[j] ?? factors[0] ?? NaN))
  );
}

const factors: [name: string, ...factors: number[]][] = [
  ["-1", -1],
  ["2", 2],
  ["1 / 2", 1 / 2],
  ["N (N = 3)", 3],
  ["1 / N (N = 3)", 1 / 3],
  ["gamma", ...gamma],
  ["1 / gamma", ...gamma.map((value) => 1 / value)],
];
for (const [name, ...factor] of factors) {
  Deno.test(`factorsBetween() tells the factor ${name}`, () => {
    assertEquals(factorsBetween(expected, times(...factor), inputs), [name]);
  });
}

Deno.test("factorsBetween() tells all that the factor may be", () => {
  const x = { X: [[1, 2], [3, 4]] };
  const all = ["2", "N (N = 2)", "D (D = 2)"];
  assertEquals(factorsBetween([[3, 1]], [[6, 2]], x), all);
});

const ones = { x: [[1]], gamma: [1, 1] };
const none: [
  why: string,
  right: number[][],
  wrong: number[][],
  inputs?: object,
][] = [
  ["one entry has another", [[1, 2, 3]], [[2, 4.004, 6]]],
  ["a zero isn't one", [[1, 2, 0]], [[2, 4, 1e-9]]],
  ["it says nothing", expected, times(1.7)],
  ["it is 1", expected, times(1 + 1e-8), ones],
  ["all are zeros", [[0, 0]], [[0, 0]]],
  ["there is a NaN", [[1, 2]], [[2, NaN]]],
  ["a NaN is expected", [[1, NaN]], [[2, 4]]],
];
for (const [why, right, wrong, given = inputs] of none) {
  Deno.test(`factorsBetween() tells none where ${why}`, () => {
    assertEquals(factorsBetween(right, wrong, { ...given }), []);
  });
}
