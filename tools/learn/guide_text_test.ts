import { assert, assertEquals } from "@std/assert";
import { lessonById, lessons } from "../course.ts";
import { headings } from "../guide.ts";
import { excerpt, guideText } from "./guide_text.ts";
import { guide } from "./material.ts";
import { Style } from "./style.ts";

/** Wider than any paragraph, so that only what is wrapped anew is in one line. */
const WIDE = 100;

const warmUp = lessonById("standardize");
const plain = new Style({ language: "en", width: WIDE });

for (const language of ["en", "zh"] as const) {
  const style = new Style({ language, width: WIDE });

  Deno.test(`a guide in ${language} has all its sections`, () => {
    for (const lesson of lessons) {
      const [title = "", ...lines] = guideText(style, lesson).split("\n");
      assert(title.includes(lesson.title[language]), title);
      for (const heading of Object.values(headings)) {
        assert(lines.includes(heading[language]), heading[language]);
      }
    }
  });

  Deno.test(`the beginning of a guide in ${language} is shorter, the less room there is`, () => {
    for (const lesson of lessons) {
      const all = excerpt(style, lesson, 0);
      const idea = excerpt(style, lesson, 1);
      const start = excerpt(style, lesson, 2);
      assertEquals(all.includes(headings.specCard[language]), true);
      assertEquals(idea.includes(headings.specCard[language]), false);
      assert(all.length > idea.length && idea.length >= start.length);
    }
  });
}

Deno.test("paragraphs are wrapped anew: with spaces in English, without in Chinese", () => {
  const chinese = new Style({ language: "zh", width: WIDE });
  const zh = excerpt(chinese, warmUp, 2).join("\n");
  assert(!/\p{Script=Han} \p{Script=Han}/u.test(zh), zh);
  const en = excerpt(plain, warmUp, 2);
  assert(!/[a-z][A-Z]/.test(en.join("\n")), en.join("\n"));
  // Nearly full, though the guide's own lines are shorter.
  assert(en.some(({ length }) => length > 85), en.join("\n"));
});

Deno.test("what is between asterisks is bold", () => {
  const bold = new Style({ language: "en", width: WIDE, colours: true });
  for (const lesson of lessons) {
    assert(!/\*\*\w/.test(guideText(plain, lesson)), lesson.id);
  }
  const [, word = "none"] = /\*\*([a-z]+)\*\*/.exec(guide(warmUp, "en").text)!;
  assert(guideText(bold, warmUp).includes(bold.paint("bold", word)));
});
