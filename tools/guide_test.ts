import { assertEquals } from "@std/assert";
import { sections } from "./guide.ts";

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
