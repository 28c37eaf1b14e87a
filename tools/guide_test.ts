import { assertEquals } from "@std/assert";
import { plainText, sections } from "./guide.ts";

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
