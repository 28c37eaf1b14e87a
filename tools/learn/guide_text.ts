/**
 * Guides as text for a terminal.
 *
 * @module
 */
import type { Lesson } from "../course.ts";
import { plainText, sections } from "../guide.ts";
import { guide, sectionOf } from "./material.ts";
import type { Cut, Style } from "./style.ts";

/** The whole guide of a lesson. */
export function guideText(style: Style, lesson: Lesson): string {
  const { language, text } = guide(lesson, style.language);
  const [, title = ""] = /^# (.*)/.exec(text) ?? [];
  const parts = [...sections(text)].flatMap(([heading, body]) => [
    "",
    style.paint("bold", heading),
    "",
    ...style.wrap(emphasized(style, plainText(body, language))),
  ]);
  return [style.paint("bold", title), ...parts, ""].join("\n");
}

/** The beginning of a lesson's guide: the idea and the specification. */
export function excerpt(style: Style, lesson: Lesson, cut: Cut): string[] {
  const spoken = guide(lesson, style.language);
  const names = cut === 0 ? ["idea", "specCard"] as const : ["idea"] as const;
  const parts = names.flatMap((name) => {
    const { heading, text } = sectionOf(spoken, name);
    const plain = joined(plainText(text, spoken.language));
    const part = cut >= 2 ? plain.replace(/\n\n[^]*/, "") : plain;
    return [
      style.paint("bold", heading),
      ...style.wrap(emphasized(style, part)),
      "",
    ];
  });
  const path = style.link(spoken.path);
  return [...parts, ...style.wrap(style.say("wholeGuide", { path }))];
}

/** A text with what stands between asterisks in bold. */
function emphasized(style: Style, text: string): string {
  return text.replaceAll(
    /\*\*([^*]+)\*\*/g,
    (_, words) => style.paint("bold", words),
  );
}

/** A text whose paragraphs are a line each, to be wrapped anew. */
function joined(text: string): string {
  const isChinese = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/u;
  return text.replaceAll(
    /(\S)\n(?=([^\s|*-]))/g,
    (_, before, after) =>
      before + (isChinese.test(before) && isChinese.test(after) ? "" : " "),
  );
}
