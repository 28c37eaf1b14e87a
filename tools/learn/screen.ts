/**
 * The screen of a lesson, as lines: where it stands in the course, its
 * properties, the first that fails, what to do.
 *
 * @module
 */
import { padTo, widthOf } from "../../lib/text.ts";
import {
  allPoints,
  type Lesson,
  lessons,
  numberOf,
  required,
} from "../course.ts";
import { isSolved, type Look } from "./checker.ts";
import { explain, explainBroken } from "./explain.ts";
import { excerpt } from "./guide_text.ts";
import { guide, hints, learned, solution } from "./material.ts";
import type { Progress } from "./progress.ts";
import { isUnwritten, list, verdict } from "./properties.ts";
import type { Cut, Style } from "./style.ts";

/** What a screen shows. */
export interface View {
  lesson: Lesson;
  progress: Progress;
  /** What is known of the lesson; nothing yet before it was run. */
  look?: Look | undefined;
  /** What was just done or couldn't be. */
  notice?: string | undefined;
  /** What is being asked. */
  question?: string | undefined;
  /** Whether all lessons were run once more, and hold. */
  finished?: boolean;
  /** Whether keys can be pressed. */
  interactive: boolean;
}

/** The screen, with as much left out as it takes to fit. */
export function screen(style: Style, view: View): string[] {
  let lines: string[] = [];
  for (const cut of [0, 1, 2, 3] as const) {
    lines = layOut(style, view, cut);
    if (lines.length < style.height) break;
  }
  return lines;
}

function layOut(style: Style, view: View, cut: Cut): string[] {
  const { notice, question, interactive } = view;
  const keys = interactive ? style.keys(style.say("keys")) : [];
  const parts = [
    header(style, view, cut),
    ...view.finished ? finish(style, view) : lessonParts(style, view, cut),
    notice ? style.wrap(style.paint("cyan", notice)) : [],
    question ? style.wrap(style.paint("yellow", question)) : keys,
  ];
  return parts.filter((part) => part.length > 0)
    .flatMap((part, i) => i === 0 || cut === 3 ? part : ["", ...part]);
}

/** Columns of the bar of the points. */
const BAR = 20;

/** The course: its name, a bar of the points, a mark for each lesson. */
function header(style: Style, view: View, cut: Cut): string[] {
  const { say } = style;
  const isDone = (lesson: Lesson) => view.progress.of(lesson).solved;
  const solved = required.filter(isDone);
  const points = solved.reduce((sum, { points }) => sum + points, 0);
  const title = style.paint("bold", say("course"));
  const numbers = say("progress", {
    solved: solved.length,
    lessons: required.length,
    points,
    all: allPoints,
  });
  if (style.plain) return style.wrap(`${title}${say("colon")}${numbers}`);
  const done = Math.round(points / allPoints * BAR);
  const bar = style.paint("green", "█".repeat(done)) +
    style.paint("dim", "░".repeat(BAR - done));
  const marks = lessons.map((lesson) => {
    const mark = `${isDone(lesson) ? "✓" : "·"} ${numberOf(lesson)}`;
    if (lesson === view.lesson) return style.paint("bold", `[${mark}]`);
    return style.paint(isDone(lesson) ? "green" : "dim", ` ${mark} `);
  });
  return [
    ...style.wrap(`${title}  ${bar}  ${numbers}`),
    ...cut < 3 ? style.wrap(marks.join("")) : [],
  ];
}

/** The lesson: where it is, what is known of it, and its hints. */
function lessonParts(style: Style, view: View, cut: Cut): string[][] {
  const { lesson, look } = view;
  const { module, optional, points, title } = lesson;
  const { say } = style;
  const head = say(optional ? "optionalHead" : "lessonHead", {
    number: numberOf(lesson),
    title: title[style.language],
    points,
  });
  const width = Math.max(widthOf(say("write")), widthOf(say("read")));
  const place = (name: "write" | "read", path: string) =>
    style.item(`  ${padTo(say(name), width)}  `, style.link(path));
  return [
    [
      ...style.wrap(style.paint("bold", head)),
      ...place("write", `lessons/${module}.ts`),
      ...cut < 3 ? place("read", guide(lesson, style.language).path) : [],
    ],
    ...look ? lookParts(style, view, look, cut) : [style.wrap(say("loading"))],
    hintLines(style, view, cut),
  ];
}

function lookParts(
  style: Style,
  view: View,
  look: Look,
  cut: Cut,
): string[][] {
  const { lesson } = view;
  const { result, types: [wrong] = [] } = look;
  const { broken, first, printed } = result;
  const path = style.link(`lessons/${lesson.module}.ts`);
  const red = (lines: string[]) =>
    lines.map((line) => style.paint("red", line));
  if (isUnwritten(result)) {
    const number = numberOf(lesson);
    // The lesson that this one builds on, if that isn't written.
    const [other = number] = /\d\d/.exec(first?.report?.message ?? "") ?? [];
    const advice = other === number
      ? style.say("begin", { path })
      : style.say("buildsOn", { number, other });
    return [
      excerpt(style, lesson, cut),
      cut === 0 ? list(style, result, cut) : [],
      verdict(style, look, cut),
      style.wrap(advice),
    ];
  }
  return [
    wrong === undefined ? [] : [
      ...red(style.wrap(style.say("typesWrong"))),
      ...style.wrap(wrong, "  "),
    ],
    broken ? red(explainBroken(style, lesson, broken)) : [],
    printedLines(style, printed, cut),
    list(style, result, cut),
    verdict(style, look, cut),
    first ? explain(style, result, first, cut) : [],
    isSolved(look)
      ? reward(style, view)
      : view.interactive
      ? []
      : style.wrap(style.say("mend", { path })),
  ];
}

/** Lines that the lesson's code printed, when little room is left. */
const FEW_PRINTED = 4;

function printedLines(style: Style, printed: string[], cut: Cut): string[] {
  if (printed.length === 0) return [];
  const lines = printed.flatMap((line) => style.wrap(line, "  "));
  const shown = cut === 0 ? lines : lines.slice(0, FEW_PRINTED);
  const count = lines.length - shown.length;
  if (count > 0) shown.push(`  ${style.say("moreLines", { count })}`);
  return [...style.wrap(style.say("printed")), ...shown];
}

/** What was learned, and how to go on. */
function reward(style: Style, view: View): string[] {
  const { lesson, progress, interactive } = view;
  const { say } = style;
  const lines = [
    style.paint("green", say("solved", { number: numberOf(lesson) })),
    "",
    learned(lesson, style.language),
  ];
  if (interactive) {
    const next = progress.openFrom(lesson).find((open) => open !== lesson);
    const how = next
      ? say("solvedNext", { number: numberOf(next) })
      : say("solvedLast");
    lines.push("", solution(lesson) ? `${how} ${say("compare")}` : how);
  }
  return lines.flatMap((line) => style.wrap(line));
}

function finish(style: Style, { progress }: View): string[][] {
  const { say } = style;
  const open = lessons
    .filter((lesson) => lesson.optional && !progress.of(lesson).solved)
    .map(numberOf).join(", ");
  return [
    style.wrap(style.paint("green", say("allSolved"))),
    style.wrap(say("allSolvedNext")),
    open === "" ? [] : style.wrap(say("optionalOpen", { lessons: open })),
  ];
}

/** The hints that were asked for; the last one alone where there is no room for all. */
function hintLines(style: Style, { lesson, progress }: View, cut: Cut) {
  const { hints: seen, solved } = progress.of(lesson);
  if (solved || seen === 0) return [];
  const all = hints(lesson, style.language);
  const lines = all.slice(0, seen).map((text, i) =>
    style.wrap(style.say("hint", { number: i + 1, all: all.length, text }))
  );
  return lines.slice(cut < 2 ? 0 : -1).flat()
    .map((line) => style.paint("cyan", line));
}
