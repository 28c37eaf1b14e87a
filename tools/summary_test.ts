import { assertEquals } from "@std/assert";
import { countsOf, failuresOf } from "./summary.ts";

Deno.test("countsOf() reads the last line of deno test", () => {
  assertEquals(
    countsOf("a ... ok\n\nok | 12 passed | 0 failed | 3 ignored (2s)\n"),
    { passed: 12, failed: 0 },
  );
  assertEquals(countsOf("FAILED | 1 passed (3 steps) | 2 failed (1s)"), {
    passed: 1,
    failed: 2,
  });
});

Deno.test("countsOf() reads the last line of deno task test", () => {
  assertEquals(
    countsOf("ok | 5 passed | 0 failed (2s)\n\n12 passed, 3 failed\n"),
    { passed: 12, failed: 3 },
  );
});

Deno.test("countsOf() counts nothing where nothing ran", () => {
  assertEquals(countsOf("error: Type checking failed."), {
    passed: 0,
    failed: 0,
  });
});

const printed = `a ... FAILED (1ms)

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

FAILED | 1 passed | 2 failed (28ms)
`;

Deno.test("failuresOf() gives each failure with the start of its error", () => {
  const [one, two] = failuresOf(printed);
  assertEquals(
    one,
    "one fails => ./a_test.ts:1:6\nerror: Error: no\nsecond line\n3\n4\n5\n6",
  );
  assertEquals(
    two.startsWith("./b_test.ts (uncaught error)\nerror: (in promise)"),
    true,
  );
});

Deno.test("failuresOf() reads all runs, and nothing from one that passed", () => {
  assertEquals(failuresOf(printed + printed).length, 4);
  assertEquals(failuresOf("a ... ok\n\nok | 12 passed | 0 failed (2s)"), []);
});
