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
import type { Cut, Style } from "./style.ts";

/** How a property is marked, painted, and counted where it isn't listed. */
const KINDS = {
  holds: { mark: "✓", look: "green", counted: "manyHold" },
  fails: { mark: "✗", look: "red", counted: "manyFail" },
  isUnwritten: { mark: "○", look: undefined, counted: "manyUnwritten" },
  isPending: { mark: "·", look: "dim", counted: "manyPending" },
} as const;

type Kind = keyof typeof KINDS;

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
  const isShown = (kind: Kind) => cut === 0 || (cut === 1 && kind === "fails");
  const line = (kind: Kind, text: string) => {
    const { mark, look } = KINDS[kind];
    const words = style.plain ? `${style.say(kind)} ` : `  ${mark} `;
    return style.item(words, text, look);
  };
  const sentences = tests.flatMap((test) =>
    isShown(kindOf(test)) ? line(kindOf(test), test.sentence) : []
  );
  const counts = (Object.keys(KINDS) as Kind[]).flatMap((kind) => {
    const count = tests.filter((test) => kindOf(test) === kind).length;
    if (count === 0 || isShown(kind)) return [];
    return line(kind, style.say(KINDS[kind].counted, { count }));
  });
  return [...sentences, ...counts];
}

/** What is certain by now, besides what the list says, and what is still running. */
export function verdict(style: Style, look: Look, cut: Cut): string[] {
  const { say } = style;
  const { tests, done, broken, first, running } = look.result;
  if (broken) return [];
  const all = tests.length;
  const passed = tests.filter(({ state }) => state === "passed").length;
  if (!done) {
    if (hasVerdict(look) && first === undefined) {
      return style.wrap(say("holdsSoFar", { tried: passed, all }));
    }
    if (running === undefined) return style.wrap(say("loading"));
    const { sentence } = running;
    const tried = tests.indexOf(running) + 1;
    return style.wrap(say("running", { tried, all, sentence }));
  }
  const lines: string[] = [];
  if (allPassed(look.result)) {
    lines.push(style.paint("green", say("allHold", { all })));
  } else if (isUnwritten(look.result)) {
    lines.push(say("noneWritten", { all }));
  } else if (cut === 0) lines.push(say("someHold", { passed, all }));
  if (look.types === undefined) {
    lines.push(style.paint("dim", say("checkingTypes")));
  }
  return lines.flatMap((line) => style.wrap(line));
}
