import { assert, assertEquals } from "@std/assert";
import { lessons } from "../course.ts";
import { guide, hints, learned } from "./material.ts";

for (const language of ["en", "zh"] as const) {
  Deno.test(`a guide in ${language} is shown without its hints, which are there`, () => {
    for (const lesson of lessons) {
      const spoken = guide(lesson, language);
      assertEquals(spoken.language, language);
      assert(!spoken.text.includes("<details>"), spoken.path);
      assertEquals(hints(lesson, language).length, 3);
      const isChinese = /\p{Script=Han}/u.test(learned(lesson, language));
      assertEquals(isChinese, language === "zh");
    }
  });
}
