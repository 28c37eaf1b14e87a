import * as nd from "kit/nd/mod.ts";
import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  assertClose,
  assertFinite,
  assertNumber,
  expectArray,
  expectTuple,
  Mismatch,
} from "./close.ts";

function mismatch(check: () => void): Mismatch {
  return assertThrows(check, Mismatch);
}

Deno.test("assertClose() accepts what is within the tolerance", () => {
  assertClose(nd.array([[1, 2]]), [[1.5, 2]], "out", 0.5);
  assertClose(nd.array([1, 2]), [1.5, 2.1], "out", [0.5, 0.11]);
});

Deno.test("assertClose() names the entry that is furthest off", () => {
  const error = mismatch(() =>
    assertClose(nd.array([[1, 2], [3, 9]]), [[1.5, 2], [3, 4]], "out", 0.1)
  );
  assertEquals(error.message, "out, shape (2, 2), is wrong at [1, 1]");
  assertEquals(error.numbers, {
    shape: [2, 2],
    index: [1, 1],
    expected: 4,
    actual: 9,
    tolerance: 0.1,
    arrays: { expected: [[1.5, 2], [3, 4]], actual: [[1, 2], [3, 9]] },
  });
});

Deno.test("assertClose() refuses NaN, whatever the tolerance", () => {
  const error = mismatch(() =>
    assertClose(nd.array([5, NaN]), [1, 1], "out", 1e9)
  );
  assertEquals(error.numbers?.index, [1]);
});

Deno.test("assertClose() takes a tolerance of zero to the letter", () => {
  assertClose(nd.array([0.1]), [0.1], "out", 0);
  mismatch(() => assertClose(nd.array([0.1 + 1e-17 + 1e-16]), [0.1], "out", 0));
});

const wrong: [value: unknown, message: string][] = [
  [undefined, "out: expected an NdArray of shape (2,), got undefined"],
  [null, "out: expected an NdArray of shape (2,), got null"],
  [3, "out: expected an NdArray of shape (2,), got a number"],
  [
    [1, 2],
    "out: expected an NdArray of shape (2,), got a plain array of length 2; " +
    "nd.array(…) makes one of it",
  ],
  [
    new Float64Array(2),
    "out: expected an NdArray of shape (2,), got an object of class Float64Array",
  ],
  [nd.zeros([1, 2]), "out: expected shape (2,), got shape (1, 2)"],
  [nd.zeros([3]), "out: expected shape (2,), got shape (3,)"],
];
for (const [value, message] of wrong) {
  Deno.test(`expectArray() says: ${message}`, () => {
    assertEquals(
      mismatch(() => expectArray(value, "out", [2])).message,
      message,
    );
  });
}

Deno.test("expectTuple() says what should be returned", () => {
  assertEquals(expectTuple([1, 2], "f()", ["a", "b"]), [1, 2]);
  assertEquals(
    mismatch(() => expectTuple(undefined, "f()", ["a", "b"])).message,
    "f() should return [a, b], but returned undefined; is its return missing?",
  );
  assertEquals(
    mismatch(() => expectTuple([1], "f()", ["a", "b"])).message,
    "f() should return [a, b], but returned a plain array of length 1",
  );
});

Deno.test("assertNumber() wants a number, and a close one", () => {
  assertNumber(1, 1.1, "loss", 0.2);
  assert(mismatch(() => assertNumber(1, 2, "loss", 0.2)).numbers);
  assert(mismatch(() => assertNumber(NaN, 2, "loss", 1e9)).numbers);
  assertEquals(
    mismatch(() => assertNumber(nd.zeros([1]), 0, "loss", 1)).message,
    "loss: expected a number, got an NdArray of shape (1,)",
  );
});

Deno.test("assertFinite() names the entry that isn't", () => {
  assertFinite(nd.zeros([2]), "out", [2]);
  for (const bad of [NaN, Infinity, -Infinity]) {
    assertEquals(
      mismatch(() => assertFinite(nd.array([[0, 1], [bad, 2]]), "out", [2, 2]))
        .message,
      `out, shape (2, 2), should be finite, but is ${bad} at [1, 0]`,
    );
  }
});
