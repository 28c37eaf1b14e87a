import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { widthOf } from "../../lib/text.ts";
import { wrapLine } from "./wrap.ts";

const red = "\x1b[31mone\x1b[39m \x1b]8;;file:///a\x07two\x1b]8;;\x07";
const cases: [what: string, text: string, width: number, ...lines: string[]][] =
  [
    ["breaks at spaces", "one two three four", 9, "one two", "three", "four"],
    ["leaves what fits", "one two", 7, "one two"],
    ["gives a line for none", "", 7, ""],
    ["breaks long words", "a abcdefghijk", 5, "a", "abcde", "fghij", "k"],
    ["breaks Chinese", "批归一化和层归一化", 10, "批归一化和", "层归一化"],
    [
      "begins no line with a comma",
      "批归一化很好，层",
      12,
      "批归一化很",
      "好，层",
    ],
    [
      "ends no line with a bracket",
      "归一化（批或层）",
      8,
      "归一化",
      "（批或",
      "层）",
    ],
    ["counts no colours and no links", `${red} three`, 7, red, "three"],
  ];
for (const [what, text, width, ...lines] of cases) {
  Deno.test(`wrapLine() ${what}`, () => {
    assertEquals(wrapLine(text, width), lines);
  });
}

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
        for (const line of lines) assert(widthOf(line) <= width, line);
      },
    ),
    { numRuns: 1000 },
  );
});
