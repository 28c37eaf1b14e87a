/**
 * The properties of a lesson as a list, and what is certain of them by now.
 *
 * @module
 */
import {
  allPassed,
  type LessonResult,
  type TestResult,
} from "../run_lesson.ts";
import { hasVerdict, type Look } from "./checker.ts";
import type { Style } from "./style.ts";

/**
 * How much of a screen is left out, so that the rest fits: 0, nothing; 1, the
 * sentences that hold; 2, all sentences and most of the guide; 3, whatever can
 * be done without.
 */
export type Cut = 0 | 1 | 2 | 3;

type Kind = "holds" | "fails" | "isUnwritten" | "isPending";

const MARKS = { holds: "✓", fails: "✗", isUnwritten: "○", isPending: "·" };
const COLOURS = {
  holds: "green",
  fails: "red",
  isUnwritten: undefined,
  isPending: "dim",
} as const;
const COUNTED = {
  holds: "manyHold",
  fails: "manyFail",
  isUnwritten: "manyUnwritten",
  isPending: "manyPending",
} as const;

function kindOf({ state, report }: TestResult): Kind {
  if (report?.kind === "unwritten") return "isUnwritten";
  if (state === "failed") return "fails";
  return state === "passed" || state === "held" ? "holds" : "isPending";
}

/** Whether nothing of a lesson is written yet. */
export function isUnwritten({ tests }: LessonResult): boolean {
  return tests.length > 0 &&
    tests.every((test) => kindOf(test) === "isUnwritten");
}

/** The properties, each as a sentence behind its mark. */
export function list(style: Style, result: LessonResult, cut: Cut): string[] {
  const { tests } = result;
  if (cut > 0 && allPassed(result)) return [];
  const isShown = (test: TestResult) =>
    cut === 0 || (cut === 1 && kindOf(test) === "fails");
  const line = (kind: Kind, text: string) =>
    style.item(
      style.plain ? `${style.say(kind)} ` : `  ${MARKS[kind]} `,
      text,
      COLOURS[kind],
    );
  const hidden = tests.filter((test) => !isShown(test));
  const counts = (Object.keys(COUNTED) as Kind[]).flatMap((kind) => {
    const count = hidden.filter((test) => kindOf(test) === kind).length;
    return count === 0 ? [] : line(kind, style.say(COUNTED[kind], { count }));
  });
  return [
    ...tests.filter(isShown)
      .flatMap((test) => line(kindOf(test), test.sentence)),
    ...counts,
  ];
}

/** What is certain by now, besides what the list says, and what is still running. */
export function verdict(style: Style, look: Look, cut: Cut): string[] {
  const { tests, done, broken } = look.result;
  if (broken) return [];
  const all = tests.length;
  const passed = tests.filter(({ state }) => state === "passed").length;
  if (!done) return style.wrap(soFar(style, look, passed));
  const lines: string[] = [];
  const say = (text: string) => lines.push(...style.wrap(text));
  if (allPassed(look.result)) {
    say(style.paint("green", style.say("allHold", { all })));
  } else if (isUnwritten(look.result)) {
    say(style.say("noneWritten", { all }));
  } else if (cut === 0) say(style.say("someHold", { passed, all }));
  if (look.types === undefined) {
    say(style.paint("dim", style.say("checkingTypes")));
  }
  return lines;
}

function soFar(style: Style, look: Look, passed: number): string {
  const { tests, running, first } = look.result;
  const all = tests.length;
  if (hasVerdict(look) && first === undefined) {
    return style.say("holdsSoFar", { tried: passed, all });
  }
  if (running === undefined) return style.say("loading");
  const tried = tests.indexOf(running) + 1;
  return style.say("running", { tried, all, sentence: running.sentence });
}
