import * as nd from "kit/nd/mod.ts";
import { assertEquals } from "@std/assert";
import { diagnosisOf, type KnownOf, namesOf, placesIn } from "./recognize.ts";
import { marksOf, type Part, record, sameParts, type Trace } from "./trace.ts";
import { speak } from "./words.ts";

/** A part that is a list of numbers. */
function list(...values: number[]): Part {
  return { shape: [values.length], values };
}

const RIGHT: Trace = {
  a: list(1, 2),
  b: list(3, 4),
  c: list(5, 6),
  d: list(7, 8),
};

/** What is known where mistakes leave these traces. */
function knownIn(
  traces: Record<string, Trace>,
  right: Trace = RIGHT,
): KnownOf {
  const places = placesIn(right);
  return {
    right,
    misconceptions: Object.entries(traces).map(([id, trace]) => ({
      id,
      sentence: `This is ${id}.`,
      zh: `这是 ${id}。`,
      marks: [...marksOf({ ...right, ...trace }, right)]
        .flatMap(([name, mark]) => [places.indexOf(name), mark]),
    })),
  };
}

const known = knownIn({
  early: { a: list(9, 2), b: list(3, 9), c: list(0.5, 6) },
  "early, once": { a: list(9, 2) },
  late: { c: list(5, 9), d: list(7, 9) },
  flat: { b: { shape: [1, 2], values: [3, 4] } },
});

/** The names of the mistakes in a trace that is right elsewhere. */
function names(trace: Trace): string[] {
  return namesOf({ ...RIGHT, ...trace }, known).map(({ id }) => id);
}

Deno.test("namesOf() names the mistake that explains all that is wrong", () => {
  const early = { a: list(9, 2), b: list(3, 9), c: list(0.5, 6) };
  assertEquals(names(early), ["early"]);
  assertEquals(names({ a: list(9, 2) }), ["early, once"]);
  assertEquals(names({}), []);
});

Deno.test("namesOf() names a mistake beside what isn't written, and what isn't known", () => {
  assertEquals(names({ c: "undefined", d: list(7, 9) }), ["late"]);
  assertEquals(names({ b: "AssertionError", d: list(7, 9) }), ["late"]);
  assertEquals(names({ a: list(0, 0.25), d: list(7, 9) }), ["late"]);
});

Deno.test("namesOf() names two mistakes in the order of the parts", () => {
  assertEquals(
    names({ a: list(9, 2), b: list(3, 9), c: list(-1, 1), d: list(7, 9) }),
    ["early", "late"],
  );
});

Deno.test("namesOf() names a wrong shape whatever its numbers are", () => {
  assertEquals(names({ b: { shape: [1, 2], values: [3, 4] } }), ["flat"]);
  assertEquals(names({ b: { shape: [1, 2], values: [8, 8] } }), ["flat"]);
});

Deno.test("namesOf() names nothing by words, zeros or what isn't finite", () => {
  const weak = knownIn({ zeros: { a: list(0, 0) }, error: { b: "TypeError" } });
  assertEquals(namesOf({ ...RIGHT, a: list(0, 0), b: "TypeError" }, weak), []);
  const nan: Trace = { a: { shape: [2], values: ["NaN", "NaN"] } };
  assertEquals(namesOf({ ...RIGHT, ...nan }, knownIn({ nan })), []);
});

Deno.test("namesOf() says of nobody that something was changed that wasn't", () => {
  const right = { ...RIGHT, "x afterwards": list(1) };
  const changing = { a: list(9, 9), "x afterwards": list(0.5) };
  const known = knownIn({ changing }, right);
  assertEquals(namesOf({ ...right, a: list(9, 9) }, known), []);
  assertEquals(namesOf({ ...right, ...changing }, known).length, 1);
});

Deno.test("namesOf() names nothing where two are just as likely", () => {
  const twins = knownIn({ one: { a: list(9, 9) }, other: { a: list(9, 9) } });
  assertEquals(namesOf({ ...RIGHT, a: list(9, 9) }, twins), []);
});

Deno.test("diagnosisOf() says which step is the first wrong one, in both languages", () => {
  const steps = {
    "step by step in train mode: x": list(1, 3),
    "step by step in train mode: mean": list(2),
    "step by step in train mode: std": list(1),
    "step by step in test mode: x": list(1, 3),
    "step by step in test mode: out": list(1.5, 3),
  };
  const said = (trace: Trace) =>
    diagnosisOf({ ...steps, ...trace }, {
      right: steps,
      misconceptions: [],
    });
  const std = { "step by step in train mode: std": list(4) };
  const out = { "step by step in test mode: out": "undefined" };
  assertEquals(said({}), []);
  assertEquals(said({ ...std, ...out }), [{
    text:
      "In train mode, for x = [1, 3], right so far: mean; wrong: std, expected [1], got [4]",
  }]);
  assertEquals(said(out), [{
    text:
      "In test mode, for x = [1, 3], out is wrong: expected [1.5, 3], got undefined",
  }]);
  speak("zh");
  try {
    assertEquals(said(std), [{
      text:
        "训练模式下，x = [1, 3] 时，mean 都对，从 std 起不对：期望 [1]，实际 [4]",
    }]);
  } finally {
    speak("en");
  }
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
    array: { shape: [1, 2], values: [1, "NaN"] },
    number: { shape: [], values: [2] },
    nothing: "undefined",
    thrown: "RangeError",
  });
});

Deno.test("sameParts() sees through rounding, and no further", () => {
  assertEquals(sameParts(list(1, 1e-13), list(1 + 1e-12, 0)), true);
  assertEquals(sameParts(list(1), list(1 + 1e-6)), false);
  const nan = { shape: [1], values: ["NaN"] };
  assertEquals(sameParts(nan, { ...nan }), true);
  assertEquals(sameParts(nan, list(1)), false);
  assertEquals(sameParts(list(1), list(1, 2)), false);
  assertEquals(sameParts(list(1, 2), { shape: [2, 1], values: [1, 2] }), false);
  assertEquals(sameParts("TypeError", "RangeError"), false);
  assertEquals(sameParts(undefined, list(1)), false);
});
