/**
 * What goes with a lesson besides its tests: guide, hints, what was learned, the reference version.
 *
 * @module
 */
import { readIfThere } from "../../lib/files.ts";
import type { Language } from "../../lib/language.ts";
import { type Lesson, pathOf } from "../course.ts";
import { guidePath, headings, sections } from "../guide.ts";
import { hintsIn, withoutHints } from "../hints.ts";

/** The hints of a lesson, from the first nudge on. */
export function hints(lesson: Lesson, language: Language): string[] {
  const { language: spoken, text } = wholeGuide(lesson, language);
  return hintsIn(text, spoken).hints;
}

/** What somebody who has solved a lesson has learned. */
export function learned(lesson: Lesson, language: Language): string {
  const { language: spoken, text } = wholeGuide(lesson, language);
  return hintsIn(text, spoken).learned;
}

/** A guide in a language that it has: that language, its path and its text. */
export interface Guide {
  language: Language;
  path: string;
  text: string;
}

/** The guide of a lesson, in English where there is no other, but for its hints. */
export function guide(lesson: Lesson, language: Language): Guide {
  const whole = wholeGuide(lesson, language);
  return { ...whole, text: withoutHints(whole.text, whole.language) };
}

function wholeGuide({ module }: Lesson, language: Language): Guide {
  for (const spoken of [language, "en"] as const) {
    const path = guidePath(module, spoken);
    const text = readIfThere(pathOf(path));
    if (text !== undefined) return { language: spoken, path, text };
  }
  return { language, path: guidePath(module, "en"), text: "" };
}

/** A section of a guide: its heading and its text. */
export function sectionOf(
  { language, text }: Guide,
  name: keyof typeof headings,
): { heading: string; text: string } {
  const heading = headings[name][language];
  return { heading, text: sections(text).get(heading) ?? "" };
}

/** The line on which a section of a guide begins, from 1 on. */
export function lineOf(
  { language, text }: Guide,
  name: keyof typeof headings,
): number {
  return text.split("\n").indexOf(`## ${headings[name][language]}`) + 1;
}

/** The reference version of a lesson; a student's copy has none. */
export function solution({ module }: Lesson): string | undefined {
  return readIfThere(pathOf(`solutions/${module}.ts`));
}
