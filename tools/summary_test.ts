import { assertEquals } from "@std/assert";
import { countsOf } from "./summary.ts";

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
