import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { lessons } from "../course.ts";
import { guide } from "./material.ts";
import { pageOf } from "./theory.ts";

for (const language of ["en", "zh"] as const) {
  for (const lesson of lessons) {
    Deno.test(`the guide of ${lesson.module} in ${language} is a page with all its formulas set`, async () => {
      const spoken = guide(lesson, language);
      assertEquals(spoken.language, language);
      const page = await pageOf(spoken);
      assertStringIncludes(page, `<html lang="${language}">`);
      assertStringIncludes(page, lesson.title[language]);
      // None that can't be set, and none left as it was typed.
      assert(!page.includes("temml-error"));
      assert(!/\$|\\(frac|gamma|sigma|text)/.test(withoutCode(page)));
      const formulas = [...spoken.text.matchAll(/\$\$[^$]+\$\$|\$[^$\n]+\$/g)];
      assertEquals([...page.matchAll(/<math/g)].length, formulas.length);
    });
  }
}

function withoutCode(html: string): string {
  return html.replaceAll(/<(pre|code|annotation)[^]*?<\/\1>/g, "");
}
