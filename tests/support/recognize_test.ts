import * as nd from "kit/nd/mod.ts";
import { assertEquals } from "@std/assert";
import { bestMatch, type Fingerprint } from "./recognize.ts";
import { record, sameParts, type Trace } from "./trace.ts";

const known: Fingerprint[] = [
  { id: "small", sentence: "A small one.", parts: { a: [1, 5] } },
  { id: "large", sentence: "A large one.", parts: { a: [1, 5], b: [1, 6] } },
  { id: "twin", sentence: "One of two.", parts: { c: [1, 7] } },
  { id: "other twin", sentence: "The other.", parts: { c: [1, 7] } },
];

Deno.test("bestMatch() names the mistake that explains most", () => {
  assertEquals(bestMatch({ a: [1, 5], b: [1, 0] }, known)?.id, "small");
  assertEquals(bestMatch({ a: [1, 5], b: [1, 6] }, known)?.id, "large");
});

Deno.test("bestMatch() names nothing where nothing fits, or two fit equally", () => {
  assertEquals(bestMatch({ a: [1, 4], b: [1, 6] }, known), undefined);
  assertEquals(bestMatch({ c: [1, 7] }, known), undefined);
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
