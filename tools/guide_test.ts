import { assertEquals } from "@std/assert";
import { guidePath, inLanguage, plainText, sections } from "./guide.ts";

Deno.test("sections() splits a guide at its second-level headings", () => {
  const guide = "# Title\r\n\r\nIntro\r\n\r\n## One\r\n\r\nText\r\n\r\n" +
    "### Deeper\r\n\r\n## Two\r\n\r\nMore\r\n";
  assertEquals([...sections(guide)], [
    ["One", "Text\n\n### Deeper"],
    ["Two", "More"],
  ]);
});

Deno.test("sections() finds none where there are none", () => {
  assertEquals(sections("# Title\n").size, 0);
});

Deno.test("plainText() turns the rows of a table into lines", () => {
  const section = "Before `x`.\n\n" +
    "|      | `f`   |\n| ---- | ----- |\n| In   | (N,)  |\n\n- after\n";
  assertEquals(
    plainText(section),
    "Before `x`.\n\n  Name: `f`\n  In: (N,)\n\n- after",
  );
});

Deno.test("plainText() names a table's empty corner in Chinese", () => {
  const section = "|      | `f`  |\n| ---- | ---- |\n| 输入 | (N,) |\n";
  assertEquals(plainText(section, "zh"), "  名称: `f`\n  输入: (N,)");
});

Deno.test("guidePath() and inLanguage() name the text in a language", () => {
  assertEquals(guidePath("00_first", "en"), "lessons/00_first.md");
  assertEquals(guidePath("00_first", "zh"), "lessons/00_first.zh.md");
  assertEquals(inLanguage("labs/README.md", "zh"), "labs/README.zh.md");
});
