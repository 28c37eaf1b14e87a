import * as nd from "kit/nd/mod.ts";
import { assertEquals } from "@std/assert";
import { bestMatch, type KnownOf } from "./recognize.ts";
import { record, sameParts, type Trace } from "./trace.ts";

const known: KnownOf = {
  right: { a: [1, 1], b: [1, 2], c: [1, 3] },
  misconceptions: [
    {
      id: "small",
      sentence: "A small one.",
      zh: "一个小的。",
      parts: { a: [1, 5] },
    },
    {
      id: "large",
      sentence: "A large one.",
      zh: "一个大的。",
      parts: { a: [1, 5], b: [1, 6] },
    },
  ],
};

Deno.test("bestMatch() names the mistake that explains all that is wrong", () => {
  assertEquals(bestMatch({ a: [1, 5], b: [1, 2], c: [1, 3] }, known), {
    id: "small",
    sentence: "A small one.",
    zh: "一个小的。",
  });
  const large = { a: [1, 5], b: [1, 6], c: [1, 3] };
  assertEquals(bestMatch(large, known)?.id, "large");
});

Deno.test("bestMatch() names a mistake in what is written so far", () => {
  const unfinished = { a: [1, 5], b: [1, 2], c: "AssertionError" };
  assertEquals(bestMatch(unfinished, known)?.id, "small");
});

Deno.test("bestMatch() names nothing where a second mistake is made, or none", () => {
  assertEquals(
    bestMatch({ a: [1, 5], b: [1, 2], c: [1, 9] }, known),
    undefined,
  );
  assertEquals(bestMatch(known.right, known), undefined);
  assertEquals(bestMatch({ a: "undefined" }, known), undefined);
});

Deno.test("record() keeps shapes, numbers and what came instead", async () => {
  const trace: Trace = {};
  await record(
    trace,
    ["array", "number", "nothing"],
    () => Promise.resolve([nd.array([[1, NaN]]), 2, undefined]),
  );
  await record(trace, ["thrown"], () => Promise.reject(new RangeError("no")));
  assertEquals(trace, {
    array: [1, 2, 1, "NaN"],
    number: [2],
    nothing: "undefined",
    thrown: "RangeError",
  });
});

Deno.test("sameParts() sees through rounding, and no further", () => {
  assertEquals(sameParts([1, 1e-13], [1 + 1e-12, 0]), true);
  assertEquals(sameParts([1], [1 + 1e-6]), false);
  assertEquals(sameParts(["NaN"], ["NaN"]), true);
  assertEquals(sameParts(["NaN"], [1]), false);
  assertEquals(sameParts([1], [1, 2]), false);
  assertEquals(sameParts("TypeError", "RangeError"), false);
  assertEquals(sameParts(undefined, [1]), false);
});
