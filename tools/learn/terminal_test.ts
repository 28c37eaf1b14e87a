import { assertEquals } from "@std/assert";
import { keysIn } from "./terminal.ts";

Deno.test("keysIn() tells keys apart, and knows the arrows of all terminals", () => {
  assertEquals(keysIn("nh课"), ["n", "h", "课"]);
  const arrows = ["up", "down"];
  assertEquals(keysIn("\x1b[A\x1b[B\x1bOA\x1bOB"), [...arrows, ...arrows]);
  const others = ["enter", "escape", "interrupt", "end"];
  assertEquals(keysIn("\r\x1b\x03\x04"), others);
});

Deno.test("keysIn() ignores keys that it doesn't know, such as delete, F5 and right", () => {
  assertEquals(keysIn("\x1b[3~\x1b[15~\x1b[C\x1b[1;5Cq"), ["q"]);
});
