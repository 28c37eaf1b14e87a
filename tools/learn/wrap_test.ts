import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import stringWidth from "string-width";
import { wrapLine } from "./wrap.ts";

Deno.test("wrapLine() breaks at spaces", () => {
  assertEquals(wrapLine("one two three four", 9), ["one two", "three", "four"]);
  assertEquals(wrapLine("one two", 7), ["one two"]);
  assertEquals(wrapLine("", 7), [""]);
});

Deno.test("wrapLine() breaks words that are too long for a line", () => {
  assertEquals(wrapLine("a abcdefghijk", 5), ["a", "abcde", "fghij", "k"]);
});

Deno.test("wrapLine() breaks between Chinese characters, which are two wide", () => {
  assertEquals(wrapLine("批归一化和层归一化", 10), ["批归一化和", "层归一化"]);
});

Deno.test("wrapLine() keeps punctuation off the beginning, and brackets off the end, of a line", () => {
  assertEquals(wrapLine("批归一化很好，层归一化", 12), [
    "批归一化很",
    "好，层归一化",
  ]);
  assertEquals(wrapLine("归一化（批或层）", 8), ["归一化", "（批或", "层）"]);
});

Deno.test("wrapLine() counts no colours and no links", () => {
  const red = "\x1b[31mone\x1b[39m \x1b]8;;file:///a\x07two\x1b]8;;\x07 three";
  assertEquals(wrapLine(red, 7), [red.slice(0, -6), "three"]);
});

Deno.test("wrapLine() loses nothing but spaces, and no line is too wide", () => {
  const unit = fc.constantFrom(
    "a",
    "be",
    " ",
    "批",
    "，",
    "（",
    "\x1b[1m",
    ".",
  );
  fc.assert(
    fc.property(
      fc.array(unit).map((units) => units.join("").trim()),
      fc.integer({ min: 8, max: 30 }),
      (text, width) => {
        const lines = wrapLine(text, width);
        const squeeze = (text: string) => text.replaceAll(" ", "");
        assertEquals(squeeze(lines.join("")), squeeze(text));
        for (const line of lines) assert(stringWidth(line) <= width, line);
      },
    ),
    { numRuns: 1000 },
  );
});
