import { assert, assertEquals, assertThrows } from "@std/assert";
import { Mismatch } from "./close.ts";
import { refusingPromises } from "./synchronous.ts";

class Net {
  #steps = 0;
  params = {};
  get steps() {
    return this.#steps;
  }
  step(): number {
    return ++this.#steps;
  }
  loss(): Promise<number> {
    return Promise.resolve(1);
  }
}

const lesson = refusingPromises({
  twice: (x: number) => 2 * x,
  later: () => Promise.reject(new Error("nobody waits")),
  other: () => Promise.resolve(1),
  Net,
}, ["twice", "later", "Net"]);

Deno.test("refusingPromises() passes on what is there, and refuses promises of it", async () => {
  assertEquals(lesson.twice(2), 4);
  assertThrows(() => lesson.later(), Mismatch, "later() returned a promise");
  // It is none of the lesson's own.
  assertEquals(await lesson.other(), 1);
});

Deno.test("refusingPromises() does the same for methods", () => {
  const net = new lesson.Net();
  assert(net instanceof Net);
  assertEquals([net.step(), net.step(), net.steps], [1, 2, 2]);
  net.params = { W1: 1 };
  assertEquals(net.params, { W1: 1 });
  assertThrows(() => net.loss(), Mismatch, "loss() returned a promise");
});
