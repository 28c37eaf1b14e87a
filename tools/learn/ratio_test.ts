import { assertEquals } from "@std/assert";
import { factorsBetween } from "./ratio.ts";

const expected = [[0.5, -1.25], [2, 0], [3, -0.75]];
const inputs = { x: [[1], [2], [3]], gamma: [2.5, -0.5] };

/** What is wrong by a factor, which may be another in each column. */
function times(factor: (column: number) => number): number[][] {
  return expected.map((row) => row.map((value, j) => value * factor(j)));
}

const factors: [name: string, factor: (column: number) => number][] = [
  ["-1", () => -1],
  ["2", () => 2],
  ["1 / 2", () => 1 / 2],
  ["N (N = 3)", () => 3],
  ["1 / N (N = 3)", () => 1 / 3],
  ["gamma", (j) => inputs.gamma[j]],
  ["1 / gamma", (j) => 1 / inputs.gamma[j]],
];
for (const [name, factor] of factors) {
  Deno.test(`factorsBetween() tells the factor ${name}`, () => {
    assertEquals(factorsBetween(expected, times(factor), inputs), [name]);
  });
}

Deno.test("factorsBetween() tells all that the factor may be", () => {
  assertEquals(factorsBetween([[3, 1]], [[6, 2]], { X: [[1, 2], [3, 4]] }), [
    "2",
    "N (N = 2)",
    "D (D = 2)",
  ]);
});

Deno.test("factorsBetween() tells none where one entry has another", () => {
  const actual = times(() => 2);
  actual[1][0] *= 1.001;
  assertEquals(factorsBetween(expected, actual, inputs), []);
  actual[1] = [4, 1e-9];
  assertEquals(factorsBetween(expected, actual, inputs), []);
});

Deno.test("factorsBetween() tells none that says nothing", () => {
  assertEquals(factorsBetween(expected, times(() => 1.7), inputs), []);
  const almost = times(() => 1 + 1e-8);
  const ones = { x: [[1]], gamma: [1, 1] };
  assertEquals(factorsBetween(expected, almost, ones), []);
});

Deno.test("factorsBetween() takes zeros and NaN for no evidence", () => {
  assertEquals(factorsBetween([[0, 0]], [[0, 0]], inputs), []);
  assertEquals(factorsBetween([[1, 2]], [[2, NaN]], inputs), []);
  assertEquals(factorsBetween([[1, NaN]], [[2, 4]], inputs), []);
});
