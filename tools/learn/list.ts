/**
 * The list of all lessons, as lines.
 *
 * @module
 */
import { padTo, widthOf } from "../../lib/text.ts";
import { type Lesson, lessons, numberOf } from "../course.ts";
import type { Progress } from "./progress.ts";
import type { Style } from "./style.ts";

/** Which lessons are listed, in the order in which a key goes through them. */
export const filters = ["all", "isOpen", "isSolved"] as const;

/** Which lessons are listed. */
export type Filter = typeof filters[number];

/** The lessons that a filter leaves. */
export function filtered(progress: Progress, filter: Filter): Lesson[] {
  return lessons.filter((lesson) =>
    filter === "all" || progress.of(lesson).solved === (filter === "isSolved")
  );
}

/**
 * The list of lessons.
 *
 * @param style How things are shown.
 * @param progress How far the student is.
 * @param found Which lessons to list.
 * @param chosen The one that is marked, if one is.
 */
export function listLines(
  style: Style,
  progress: Progress,
  found: readonly Lesson[],
  chosen?: Lesson,
): string[] {
  const { say, language } = style;
  const titles = found.map(({ title }) => title[language]);
  const width = Math.max(...titles.map(widthOf));
  return found.flatMap((lesson) => {
    const { solved, hints, shown } = progress.of(lesson);
    const words = [
      say(solved ? "isSolved" : "isOpen"),
      ...lesson.optional ? [say("isOptional")] : [],
      ...hints > 0 ? [say("hintsSeen", { count: hints })] : [],
      ...shown ? [say("isShown")] : [],
    ].join(say("comma"));
    const number = numberOf(lesson);
    const title = lesson.title[language];
    if (style.plain) {
      return style.wrap(`${number} ${title}${say("colon")}${words}`);
    }
    const lines = style.item(
      `${lesson === chosen ? "▸" : " "} ${solved ? "✓" : "·"} `,
      `${number} ${padTo(title, width)}  ${words}`,
      solved ? "green" : undefined,
    );
    if (lesson !== chosen) return lines;
    return lines.map((line) => style.paint("bold", line));
  });
}

/** The list with what keys do in it. */
export function listScreen(
  style: Style,
  progress: Progress,
  filter: Filter,
  chosen: Lesson,
): string[] {
  const { say } = style;
  const found = filtered(progress, filter);
  return [
    style.paint("bold", say("listTitle", { which: say(filter) })),
    "",
    ...found.length === 0
      ? [`  ${say("noneListed")}`]
      : listLines(style, progress, found, chosen),
    "",
    ...style.keys(say("listKeys")),
  ];
}
