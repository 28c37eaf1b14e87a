import { assertEquals, assertRejects } from "@std/assert";
import { describe, it } from "./bdd.ts";

Deno.test("it() registers a test of Deno's, named by its groups and itself", async () => {
  const tests: [name: string, fn: () => Promise<void>][] = [];
  const original = Deno.test;
  const register = (...test: typeof tests[number]) => tests.push(test);
  Object.assign(Deno, { test: register });
  try {
    describe("mean()", () => {
      describe("of a row", () => it("is a number", () => {}));
      it("is linear", () => Promise.reject(new RangeError("it isn't")));
    });
    it("stands alone", () => {});
  } finally {
    Object.assign(Deno, { test: original });
  }
  assertEquals(tests.map(([name]) => name), [
    "mean() of a row is a number",
    "mean() is linear",
    "stands alone",
  ]);
  await assertRejects(() => tests[1]![1](), RangeError, "it isn't");
});
