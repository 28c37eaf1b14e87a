/**
 * What goes with a lesson besides its tests: guide, hints, what was learned,
 * the reference version.
 *
 * @module
 */
import type { Lesson } from "../course.ts";
import { guidePath, headings, type Language, sections } from "../guide.ts";
import { read } from "./files.ts";

/** A text in both languages. */
type Both = Record<Language, string>;

/** What `lessons/hints.json` says of a lesson. */
interface Hints {
  hints: Both[];
  learned: Both;
}

function hintsOf({ id }: Lesson): Hints | undefined {
  return JSON.parse(read("lessons/hints.json") ?? "{}")[id];
}

/** The hints of a lesson, from the first nudge on. */
export function hints(lesson: Lesson, language: Language): string[] {
  return hintsOf(lesson)?.hints.map((hint) => hint[language]) ?? [];
}

/** What somebody who has solved a lesson has learned. */
export function learned(lesson: Lesson, language: Language): string {
  return hintsOf(lesson)?.learned[language] ?? "";
}

/** A guide in a language that it has: that language, its path and its text. */
export interface Guide {
  language: Language;
  path: string;
  text: string;
}

/** The guide of a lesson, in English where there is no other. */
export function guide({ module }: Lesson, language: Language): Guide {
  for (const spoken of [language, "en"] as const) {
    const path = guidePath(module, spoken);
    const text = read(path);
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
  return read(`solutions/${module}.ts`);
}
