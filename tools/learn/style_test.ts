import { assertEquals, assertMatch } from "@std/assert";
import { cutTo, padTo, widthOf } from "../../lib/text.ts";
import { Style } from "./style.ts";

const plain = new Style({ language: "en", width: 30 });

Deno.test("widths are those of a terminal: Chinese takes two columns, colours none", () => {
  assertEquals(widthOf("批归一化"), 8);
  assertEquals(widthOf("\x1b[31mred\x1b[39m"), 3);
  assertEquals(padTo("批", 4) + "|", "批  |");
  assertEquals(padTo("批", 4, "right"), "  批");
  assertEquals(cutTo("批归一化", 6), "批归…");
  assertEquals(cutTo("batch", 5), "batch");
});

Deno.test("a style is between 30 and 100 columns wide", () => {
  const width = (width: number) => new Style({ language: "en", width }).width;
  assertEquals([5, 60, 400].map(width), [30, 60, 100]);
});

Deno.test("wrap() and item() keep their margin", () => {
  assertEquals(plain.wrap("one two three four five six seven", "  "), [
    "  one two three four five six",
    "  seven",
  ]);
  assertEquals(plain.wrap("  code\n\nmore"), ["  code", "", "more"]);
  assertEquals(plain.item("✗ ", "one two three four five six seven"), [
    "✗ one two three four five six",
    "  seven",
  ]);
});

Deno.test("only a style with colours paints, and only one with links links", () => {
  const full = new Style({
    language: "en",
    width: 30,
    colours: true,
    links: true,
  });
  assertEquals(plain.paint("red", "a"), "a");
  assertEquals(full.paint("red", "a"), "\x1b[31ma\x1b[39m");
  assertEquals(plain.link("lessons/00_a.ts:3"), "lessons/00_a.ts:3");
  assertMatch(
    full.link("lessons/00_a.ts:3:4"),
    // deno-lint-ignore no-control-regex -- a link
    /^\x1b\]8;;file:\/\/\/.*\/lessons\/00_a\.ts\x07lessons\/00_a\.ts:3:4\x1b\]8;;\x07$/,
  );
});

Deno.test("keys() breaks between keys, never within what one does", () => {
  assertEquals(plain.keys("n 下一课  h 提示  l 列表  r 重置  s 答案"), [
    "n 下一课  h 提示  l 列表",
    "r 重置  s 答案",
  ]);
});
