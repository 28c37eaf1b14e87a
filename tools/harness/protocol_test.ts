import { assert, assertEquals } from "@std/assert";
import { decode, encode, type Event } from "./protocol.ts";

Deno.test("an event is the same after its way, also numbers that JSON doesn't have", () => {
  const event: Event = {
    type: "failed",
    name: "a\nb",
    report: {
      kind: "wrong",
      message: "is 'Infinity'",
      numbers: {
        shape: [3],
        index: [0],
        expected: NaN,
        actual: -0,
        tolerance: 1e-12,
        arrays: { expected: [NaN, Infinity], actual: [-Infinity, -0] },
      },
      inputs: { text: "NaN", none: null },
    },
  };
  const text = encode(event);
  assert(!text.includes("\n"));
  assertEquals(decode(text), event);
  const { report } = decode(text) as typeof event;
  assert(Object.is(report!.numbers!.actual, -0));
});
