import { assertEquals } from "@std/assert";
import { countsOf, failuresOf } from "./summary.ts";

const passed = "a ... ok\n\nok | 12 passed | 0 failed | 3 ignored (2s)\n\n";

const failed = `a ... FAILED (1ms)

 ERRORS 

one fails => ./a_test.ts:1:6
error: Error: no
second line
3
4
5
6
7

./b_test.ts (uncaught error)
error: (in promise) Error: uncaught

 FAILURES 

one fails => ./a_test.ts:1:6
./b_test.ts (uncaught error)

FAILED | 1 passed (3 steps) | 2 failed (28ms)

`;

Deno.test("countsOf() reads the last line of deno test", () => {
  assertEquals(countsOf(passed), { passed: 12, failed: 0 });
  assertEquals(countsOf(failed), { passed: 1, failed: 2 });
  assertEquals(countsOf("error: Type checking failed."), {
    passed: 0,
    failed: 0,
  });
});

Deno.test("failuresOf() gives each failure with the start of its error", () => {
  assertEquals(failuresOf(passed), []);
  const [one, two, ...more] = failuresOf(failed);
  assertEquals(
    one,
    "one fails => ./a_test.ts:1:6\nerror: Error: no\nsecond line\n3\n4\n5\n6",
  );
  assertEquals(
    two?.split("\n").slice(0, 2),
    ["./b_test.ts (uncaught error)", "error: (in promise) Error: uncaught"],
  );
  assertEquals(more, []);
});
