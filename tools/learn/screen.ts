/**
 * The screen of a lesson, as lines: where it stands in the course, its
 * properties, the first that fails, what to do.
 *
 * @module
 */
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
import { guide, learned, solution } from "./material.ts";
import type { Progress } from "./progress.ts";
import { type Cut, isUnwritten, list, verdict } from "./properties.ts";
import { padTo, type Style, widthOf } from "./style.ts";

/** What a screen shows. */
export interface View {
  lesson: Lesson;
  progress: Progress;
  /** What is known of the lesson; nothing yet before it was run. */
  look?: Look;
  /** The hints that were asked for. */
  hints: string[];
  /** How many there are. */
  allHints: number;
  /** What was just done or couldn't be. */
  notice?: string;
  /** What is being asked. */
  question?: string;
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
  const { lesson, progress, look, notice, question } = view;
  const parts = [
    header(style, progress, lesson, cut),
    ...view.finished ? finish(style, progress) : [
      lessonHead(style, lesson, cut),
      ...look === undefined
        ? [style.wrap(style.say("loading"))]
        : lookParts(style, view, look, cut),
      hintLines(style, view, cut),
    ],
    notice ? style.wrap(style.paint("cyan", notice)) : [],
    question ? style.wrap(style.paint("yellow", question)) : keys(style, view),
  ];
  return parts.filter((part) => part.length > 0)
    .flatMap((part, i) => i === 0 || cut === 3 ? part : ["", ...part]);
}

/** The course: its name, a bar of the points, a mark for each lesson. */
function header(
  style: Style,
  progress: Progress,
  here: Lesson,
  cut: Cut,
): string[] {
  const isDone = (lesson: Lesson) => progress.of(lesson).solved === true;
  const sum = (some: readonly Lesson[]) =>
    some.reduce((total, { points }) => total + points, 0);
  const solved = required.filter(isDone);
  const points = sum(solved);
  const title = style.paint("bold", style.say("course"));
  const numbers = style.say("progress", {
    solved: solved.length,
    lessons: required.length,
    points,
    all: allPoints,
  });
  if (style.plain) return style.wrap(`${title}${style.say("colon")}${numbers}`);
  const marks = lessons.map((lesson) => {
    const mark = `${isDone(lesson) ? "✓" : "·"} ${numberOf(lesson)}`;
    if (lesson === here) return style.paint("bold", `[${mark}]`);
    return style.paint(isDone(lesson) ? "green" : "dim", ` ${mark} `);
  });
  return [
    ...style.wrap(`${title}  ${bar(style, points / allPoints)}  ${numbers}`),
    ...cut < 3 ? style.wrap(marks.join("")) : [],
  ];
}

function bar(style: Style, part: number): string {
  const width = 20;
  const done = Math.round(part * width);
  return style.paint("green", "█".repeat(done)) +
    style.paint("dim", "░".repeat(width - done));
}

function lessonHead(style: Style, lesson: Lesson, cut: Cut): string[] {
  const { module, optional, points, title } = lesson;
  const number = numberOf(lesson);
  const head = style.say(optional ? "optionalHead" : "lessonHead", {
    number,
    title: title[style.language],
    points,
  });
  const names = [style.say("write"), style.say("read")];
  const paths = [`lessons/${module}.ts`, guide(lesson, style.language).path];
  const width = Math.max(...names.map(widthOf));
  return [
    ...style.wrap(style.paint("bold", head)),
    ...names.slice(0, cut < 3 ? 2 : 1).flatMap((name, i) =>
      style.item(`  ${padTo(name, width)}  `, style.link(paths[i]))
    ),
  ];
}

function lookParts(
  style: Style,
  view: View,
  look: Look,
  cut: Cut,
): string[][] {
  const { lesson } = view;
  const { result, types = [] } = look;
  const { broken, first, printed } = result;
  if (isUnwritten(result)) {
    return [
      excerpt(style, lesson, cut),
      cut === 0 ? list(style, result, cut) : [],
      verdict(style, look, cut),
      advice(style, lesson, first?.report?.message),
    ];
  }
  return [
    types.length > 0
      ? [
        ...style.wrap(style.paint("red", style.say("typesWrong"))),
        ...style.wrap(types[0], "  "),
      ]
      : [],
    broken === undefined ? [] : explainBroken(style, lesson, broken)
      .map((line) => style.paint("red", line)),
    printedLines(style, printed, cut),
    list(style, result, cut),
    verdict(style, look, cut),
    first ? explain(style, result, first, cut) : [],
    isSolved(look) ? reward(style, view) : view.interactive ? [] : style.wrap(
      style.say("mend", { path: style.link(`lessons/${lesson.module}.ts`) }),
    ),
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

/** Where to begin: here, or in a lesson that this one builds on. */
function advice(style: Style, lesson: Lesson, message = ""): string[] {
  const number = numberOf(lesson);
  const [other = number] = /\d\d/.exec(message) ?? [];
  return style.wrap(
    other === number
      ? style.say("begin", { path: style.link(`lessons/${lesson.module}.ts`) })
      : style.say("buildsOn", { number, other }),
  );
}

/** What was learned, and how to go on. */
function reward(style: Style, view: View): string[] {
  const { lesson, progress, interactive } = view;
  const [next] = progress.openFrom(lesson).filter((open) => open !== lesson);
  const how = next
    ? style.say("solvedNext", { number: numberOf(next) })
    : style.say("solvedLast");
  const compare = solution(lesson) ? ` ${style.say("compare")}` : "";
  return [
    ...style.wrap(
      style.paint("green", style.say("solved", { number: numberOf(lesson) })),
    ),
    "",
    ...style.wrap(learned(lesson, style.language)),
    ...interactive ? ["", ...style.wrap(how + compare)] : [],
  ];
}

function finish(style: Style, progress: Progress): string[][] {
  const open = progress.openOptional().map(numberOf).join(", ");
  return [
    style.wrap(style.paint("green", style.say("allSolved"))),
    style.wrap(style.say("allSolvedNext")),
    open === "" ? [] : style.wrap(style.say("optionalOpen", { lessons: open })),
  ];
}

/** The hints; the last one alone where there is no room for all. */
function hintLines(style: Style, view: View, cut: Cut): string[] {
  const all = view.allHints;
  const lines = view.hints.map((text, i) =>
    style.wrap(style.say("hint", { number: i + 1, all, text }))
  );
  return lines.slice(cut < 2 ? 0 : -1).flat()
    .map((line) => style.paint("cyan", line));
}

function keys(style: Style, { interactive }: View): string[] {
  return interactive ? style.keys(style.say("keys")) : [];
}
