import { assert, assertEquals } from "@std/assert";
import { lessons } from "../course.ts";
import { headings } from "../guide.ts";
import { excerpt, guideText } from "./guide_text.ts";
import { Style } from "./style.ts";

/** Wider than any paragraph, so that only what is wrapped anew is in one line. */
const WIDE = 100;

for (const language of ["en", "zh"] as const) {
  const style = new Style({ language, width: WIDE });

  Deno.test(`a guide in ${language} has all its sections, in lines that fit`, () => {
    for (const lesson of lessons) {
      const lines = guideText(style, lesson).split("\n");
      assert(lines[0].includes(lesson.title[language]), lines[0]);
      for (const heading of Object.values(headings)) {
        assert(lines.includes(heading[language]), heading[language]);
      }
    }
  });

  Deno.test(`the beginning of a guide in ${language} is shorter, the less room there is`, () => {
    for (const lesson of lessons) {
      const [all, idea, start] = ([0, 1, 2] as const)
        .map((cut) => excerpt(style, lesson, cut));
      assertEquals(all.includes(headings.specCard[language]), true);
      assertEquals(idea.includes(headings.specCard[language]), false);
      assert(all.length > idea.length && idea.length >= start.length);
    }
  });
}

Deno.test("paragraphs are wrapped anew: with spaces in English, without in Chinese", () => {
  const [first] = lessons;
  const zh = excerpt(new Style({ language: "zh", width: WIDE }), first, 2);
  assert(!/\p{Script=Han} \p{Script=Han}/u.test(zh.join("\n")), zh[1]);
  const en = excerpt(new Style({ language: "en", width: WIDE }), first, 2);
  assert(!/[a-z][A-Z]/.test(en.join("\n")), en[1]);
  // Nearly full, though the guide's own lines are shorter.
  assert(en[1].length > 85, en[1]);
});

Deno.test("what is between asterisks is bold", () => {
  const plain = new Style({ language: "en", width: WIDE });
  const bold = new Style({ language: "en", width: WIDE, colours: true });
  const starred = lessons.filter((lesson) =>
    /\*\*\w/.test(guideText(plain, lesson))
  );
  assertEquals(starred, []);
  assert(guideText(bold, lessons[0]).includes("\x1b[1m"));
});
