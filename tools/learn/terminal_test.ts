import { assertEquals } from "@std/assert";
import { keysIn } from "./terminal.ts";

Deno.test("keysIn() tells keys apart, and knows the arrows of all terminals", () => {
  assertEquals(keysIn("nh"), ["n", "h"]);
  assertEquals(keysIn("\x1b[A\x1b[B\x1bOA\x1bOB"), [
    "up",
    "down",
    "up",
    "down",
  ]);
  assertEquals(keysIn("\r\x1b\x03\x04"), [
    "enter",
    "escape",
    "interrupt",
    "end",
  ]);
});

Deno.test("keysIn() ignores keys that it doesn't know", () => {
  // Delete, F5, right, and one character of a pasted text that is none of ours.
  assertEquals(keysIn("\x1b[3~\x1b[15~\x1b[C\x1b[1;5Cq"), ["q"]);
  assertEquals(keysIn("课"), ["课"]);
});
