/**
 * A failure laid out for reading: the numbers, the smallest input as tables,
 * what mistake it is, and what shows it again.
 *
 * @module
 */
import { padTo, widthOf } from "../../lib/text.ts";
import { type Lesson, numberOf } from "../course.ts";
import type { Numbers, Report } from "../harness/protocol.ts";
import type { LessonResult, TestResult } from "../run_lesson.ts";
import { guide, lineOf } from "./material.ts";
import { factorsBetween } from "./ratio.ts";
import type { Cut, Style } from "./style.ts";
import { flatten, inputLines, rowsOf, sideBySide, tableOf } from "./table.ts";

/** Explains why a test failed. */
export function explain(
  style: Style,
  { lesson, tests }: LessonResult,
  test: TestResult,
  cut: Cut,
): string[] {
  const { report } = test;
  const say = (text: string) => style.wrap(text, "  ");
  const mark = style.plain ? `${style.say("fails")} ` : "✗ ";
  const head = style.item(mark, test.sentence, "red");
  if (report === undefined) return [...head, ...say(style.say("searching"))];
  const end = howItEnded(style, report);
  if (end !== undefined) {
    const count = tests.filter(({ state }) => state === "skipped").length;
    const rest = count > 0 ? say(style.say("notRun", { count })) : [];
    return [...head, ...say(end), ...rest];
  }
  const { message, place, numbers, notes = [], seed } = report;
  const inputs = flatten(report.inputs ?? {});
  const lines = [...head, ...say(message)];
  if (place) {
    lines.push(...say(style.say("place", { place: style.link(place) })));
  }
  lines.push(...noteLines(style, lesson, notes));
  if (numbers) {
    lines.push("", ...numberLines(style, test, numbers, inputs, cut));
  }
  lines.push(...inputLines(style, inputs, cut, numbers));
  if (cut < 2) {
    const command = `deno test tests/${lesson.module}_test.ts --filter ` +
      `"${test.name}"${seed === undefined ? "" : ` -- --seed=${seed}`}`;
    const again = say(style.say("again", { command }));
    lines.push("", ...again.map((line) => style.paint("dim", line)));
  }
  return lines;
}

/** What ended the run before the test itself could say anything. */
function howItEnded(style: Style, report: Report): string | undefined {
  const { kind, message } = report;
  if (kind === "stopped") return style.say("stopped", { seconds: message });
  if (kind === "ended") {
    const how = message
      .replace(/^\d+/, (code) => style.say("exitCode", { code }));
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
  if (name) return style.wrap(style.say("notExported", { path, name }));
  if (absent) return style.wrap(style.say("missing", { path }));
  // With paths from the course's folder.
  const thrown = message.replace(/^\w+: (?=SyntaxError: )/, "")
    .replaceAll(/file:\/\/\S*\/(\w+\/\d\d_\w+\.ts)/g, "$1").trim();
  return [
    ...style.wrap(style.say("notLoaded", { number: numberOf(lesson) })),
    ...style.wrap(howItEnded(style, broken) ?? thrown),
  ];
}

/** The offending number, by what factor it is off, and the whole arrays where they are known. */
function numberLines(
  style: Style,
  test: TestResult,
  { expected, actual, tolerance, shape, index, arrays }: Numbers,
  inputs: Record<string, unknown>,
  cut: Cut,
): string[] {
  const { say } = style;
  const isGradient = /centred differences|gradient check/.test(test.name);
  const wanted = say(isGradient ? "numeric" : "expected");
  const given = say(isGradient ? "analytic" : "actual");
  const texts: [name: string, text: string][] = [
    [wanted, String(expected)],
    [given, String(actual)],
  ];
  // A NaN is off by nothing that could be said.
  if (!Number.isNaN(actual)) {
    const short = (value: number) => String(Number(value.toPrecision(3)));
    const difference = short(Math.abs(actual - expected));
    const allowed = { difference, tolerance: short(tolerance) };
    texts.push([say("offBy"), say("allowed", allowed)]);
  }
  const width = Math.max(...texts.map(([name]) => widthOf(name)));
  const lines = texts.flatMap(([name, text]) =>
    style.item(`    ${padTo(name, width)}  `, text)
  );
  const isNumber = shape.length === 0;
  const right = isNumber ? [[expected]] : rowsOf(arrays?.expected);
  const wrong = isNumber ? [[actual]] : rowsOf(arrays?.actual);
  if (!right || !wrong) return lines;
  const isOne = right.flat().length === 1;
  const factor = factorsBetween(right, wrong, inputs).join(say("or"));
  if (factor !== "") {
    const text = say(isOne ? "itIsTimes" : "everyEntry", { factor });
    lines.push(...style.wrap(text, "    "));
  }
  // A single number is told already.
  if (cut === 3 || isOne) return lines;
  const tables = sideBySide(
    style,
    [
      tableOf(style, wanted, right, index),
      tableOf(style, given, wrong, index),
    ].filter((table) => table !== undefined),
  );
  return [...lines, ...tables.length > 0 ? ["", ...tables] : []];
}

/** What is known of the mistake, and where the guide says more of such. */
function noteLines(
  style: Style,
  lesson: Lesson,
  notes: NonNullable<Report["notes"]>,
): string[] {
  const lines = notes.flatMap(({ text }) => style.wrap(text, "  "))
    .map((line) => style.paint("yellow", line));
  if (!notes.some(({ id }) => id !== undefined)) return lines;
  const spoken = guide(lesson, style.language);
  const path = style.link(`${spoken.path}:${lineOf(spoken, "mistakes")}`);
  return [...lines, ...style.wrap(style.say("guidePlace", { path }), "  ")];
}
