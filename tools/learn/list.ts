/**
 * The list of all lessons, as lines.
 *
 * @module
 */
import { type Lesson, lessons, numberOf } from "../course.ts";
import type { Progress } from "./progress.ts";
import { padTo, type Style, widthOf } from "./style.ts";

/** Which lessons are listed. */
export type Filter = "all" | "isOpen" | "isSolved";

/** The filters, in the order in which a key goes through them. */
export const filters: readonly Filter[] = ["all", "isOpen", "isSolved"];

/** The lessons that a filter leaves. */
export function filtered(progress: Progress, filter: Filter): Lesson[] {
  return lessons.filter((lesson) =>
    filter === "all" ||
    (progress.of(lesson).solved === true) === (filter === "isSolved")
  );
}

/**
 * The list of lessons.
 *
 * @param style How things are shown.
 * @param progress How far the student is.
 * @param filter Which lessons to list.
 * @param chosen The one that is marked, if one is.
 */
export function listLines(
  style: Style,
  progress: Progress,
  filter: Filter = "all",
  chosen?: Lesson,
): string[] {
  const { say } = style;
  const found = filtered(progress, filter);
  if (found.length === 0) return [`  ${say("noneListed")}`];
  const title = (lesson: Lesson) => lesson.title[style.language];
  const width = Math.max(...found.map((lesson) => widthOf(title(lesson))));
  return found.flatMap((lesson) => {
    const { solved, hints, shown } = progress.of(lesson);
    const words = [
      say(solved ? "isSolved" : "isOpen"),
      lesson.optional ? say("isOptional") : "",
      hints ? say("hintsSeen", { count: hints }) : "",
      shown ? say("isShown") : "",
    ].filter((word) => word !== "").join(say("comma"));
    const number = numberOf(lesson);
    if (style.plain) {
      return style.wrap(`${number} ${title(lesson)}${say("colon")}${words}`);
    }
    const mark = `${lesson === chosen ? "▸" : " "} ${solved ? "✓" : "·"} `;
    const line = style.item(
      mark,
      `${number} ${padTo(title(lesson), width)}  ${words}`,
      solved ? "green" : undefined,
    );
    return lesson === chosen
      ? line.map((text) => style.paint("bold", text))
      : line;
  });
}

/** The list with what keys do in it. */
export function listScreen(
  style: Style,
  progress: Progress,
  filter: Filter,
  chosen: Lesson,
): string[] {
  const which = style.say(filter);
  return [
    style.paint("bold", style.say("listTitle", { which })),
    "",
    ...listLines(style, progress, filter, chosen),
    "",
    ...style.keys(style.say("listKeys")),
  ];
}
