/**
 * A failure laid out for reading: the numbers, the smallest input as tables,
 * what mistake it is, and what shows it again.
 *
 * @module
 */
import { type Lesson, numberOf } from "../course.ts";
import type { Numbers, Report } from "../harness/protocol.ts";
import type { LessonResult, TestResult } from "../run_lesson.ts";
import { guide, lineOf } from "./material.ts";
import { factorsBetween } from "./ratio.ts";
import type { Cut } from "./properties.ts";
import { flatten, inputLines } from "./inputs.ts";
import { padTo, type Style, widthOf } from "./style.ts";
import { besides, markIn, rowsOf, tableOf } from "./table.ts";

/** Explains why a test failed. */
export function explain(
  style: Style,
  { lesson, tests }: LessonResult,
  test: TestResult,
  cut: Cut,
): string[] {
  const { report } = test;
  const mark = style.plain ? `${style.say("fails")} ` : "✗ ";
  const head = style.item(mark, test.sentence, "red");
  if (report === undefined) {
    return [...head, ...style.wrap(style.say("searching"), "  ")];
  }
  const end = howItEnded(style, report);
  if (end !== undefined) {
    const count = tests.filter(({ state }) => state === "skipped").length;
    return [
      ...head,
      ...style.wrap(end, "  "),
      ...count > 0 ? style.wrap(style.say("notRun", { count }), "  ") : [],
    ];
  }
  const { message, place, numbers, known } = report;
  const inputs = flatten(report.inputs ?? {});
  return [
    ...head,
    ...style.wrap(message, "  "),
    ...place
      ? style.wrap(style.say("place", { place: style.link(place) }), "  ")
      : [],
    ...known ? knownLines(style, lesson, known.sentence) : [],
    ...numbers ? ["", ...numberLines(style, test, numbers, inputs, cut)] : [],
    ...inputLines(style, inputs, cut, numbers),
    ...cut < 2 ? ["", ...again(style, lesson, test)] : [],
  ];
}

/** What ended the run before the test itself could say anything. */
function howItEnded(style: Style, report: Report): string | undefined {
  const { kind, message } = report;
  if (kind === "stopped") return style.say("stopped", { seconds: message });
  if (kind === "ended") {
    const how = message.replace(
      /^\d+/,
      (code) => style.say("exitCode", { code }),
    );
    return style.say("ended", { how });
  }
  return kind === "unsettled" ? style.say("unsettled") : undefined;
}

/** Explains why a lesson could not be loaded. */
export function explainBroken(
  style: Style,
  lesson: Lesson,
  broken: Report,
): string[] {
  const { message } = broken;
  const [, module, name] =
    /requested module '(?:.*\/)?(\d\d_\w+)\.ts' does not provide an export named '(\w+)'/
      .exec(message) ?? [];
  const [, absent] =
    /Module not found "file:\/\/\S*\/(\d\d_\w+)\.ts"/.exec(message) ?? [];
  const path = style.link(`lessons/${module ?? absent}.ts`);
  if (module) return style.wrap(style.say("notExported", { path, name }));
  if (absent) return style.wrap(style.say("missing", { path }));
  return [
    ...style.wrap(style.say("notLoaded", { number: numberOf(lesson) })),
    ...style.wrap(howItEnded(style, broken) ?? whatWasThrown(message)),
  ];
}

/** An error while loading, with paths from the course's folder. */
function whatWasThrown(message: string): string {
  return message.replace(/^\w+: (?=SyntaxError: )/, "")
    .replaceAll(/file:\/\/\S*\/(\w+\/\d\d_\w+\.ts)/g, "$1").trim();
}

/** The offending number, or the whole arrays where they are known. */
function numberLines(
  style: Style,
  test: TestResult,
  numbers: Numbers,
  inputs: Record<string, unknown>,
  cut: Cut,
): string[] {
  const { say } = style;
  const isGradient = /centred differences|gradient check/.test(test.name);
  const [wanted, given] = isGradient
    ? [say("numeric"), say("analytic")]
    : [say("expected"), say("actual")];
  const { expected, actual, tolerance } = numbers;
  const rows: [name: string, text: string][] = [
    [wanted, String(expected)],
    [given, String(actual)],
  ];
  // A NaN is off by nothing that could be said.
  if (!Number.isNaN(actual)) {
    const short = (value: number) => String(Number(value.toPrecision(3)));
    const difference = short(Math.abs(actual - expected));
    rows.push([
      say("offBy"),
      say("allowed", { difference, tolerance: short(tolerance) }),
    ]);
  }
  const width = Math.max(...rows.map(([name]) => widthOf(name)));
  const lines = rows.flatMap(([name, text]) =>
    style.item(`    ${padTo(name, width)}  `, text)
  );
  const tables = cut < 3 ? arrayLines(style, numbers, wanted, given) : [];
  return [
    ...lines,
    ...factorLines(style, numbers, inputs),
    ...tables.length > 0 ? ["", ...tables] : [],
  ];
}

/** Both arrays as tables; a single number is told already. */
function arrayLines(
  style: Style,
  { arrays, index }: Numbers,
  wanted: string,
  given: string,
): string[] {
  const expected = rowsOf(arrays?.expected);
  const actual = rowsOf(arrays?.actual);
  if (!expected || !actual || expected.flat().length < 2) return [];
  const marked = markIn(expected, index);
  const tables = [
    tableOf(style, wanted, expected, marked),
    tableOf(style, given, actual, marked),
  ].filter((table) => table !== undefined);
  return besides(style, tables);
}

/** By what factor the array, or the number, is off, where that tells something. */
function factorLines(
  style: Style,
  { arrays, shape, expected, actual }: Numbers,
  inputs: Record<string, unknown>,
): string[] {
  const isNumber = shape.length === 0;
  const wanted = isNumber ? [[expected]] : rowsOf(arrays?.expected);
  const given = isNumber ? [[actual]] : rowsOf(arrays?.actual);
  const factors = wanted && given ? factorsBetween(wanted, given, inputs) : [];
  if (factors.length === 0) return [];
  const isOne = wanted!.flat().length === 1;
  const factor = factors.join(style.say("or"));
  return style.wrap(
    style.say(isOne ? "itIsTimes" : "everyEntry", { factor }),
    "    ",
  );
}

/** A known mistake, and where the guide says more of such. */
function knownLines(style: Style, lesson: Lesson, sentence: string): string[] {
  const spoken = guide(lesson, style.language);
  const path = style.link(`${spoken.path}:${lineOf(spoken, "mistakes")}`);
  return [
    ...style.wrap(sentence, "  ").map((line) => style.paint("yellow", line)),
    ...style.wrap(style.say("guidePlace", { path }), "  "),
  ];
}

function again(style: Style, lesson: Lesson, test: TestResult): string[] {
  const { seed } = test.report!;
  const command = `deno test tests/${lesson.module}_test.ts --filter ` +
    `"${test.name}"${seed === undefined ? "" : ` -- --seed=${seed}`}`;
  return style.wrap(style.say("again", { command }), "  ")
    .map((line) => style.paint("dim", line));
}
