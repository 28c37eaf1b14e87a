/**
 * `deno task learn`: leads through the lessons, one at a time. In a terminal it
 * stays, looks again at every save, and takes keys; elsewhere it prints once.
 *
 * @module
 */
import supportsHyperlinks from "supports-hyperlinks";
import { flag, parseCommand, text, usageError } from "../lib/command.ts";
import { isSystemError, UserError } from "../lib/errors.ts";
import {
  isLanguage,
  type Language,
  languageOf,
  speaker,
} from "../lib/language.ts";
import { type Lesson, lessons, numberOf } from "./course.ts";
import { Checker, isSolved } from "./learn/checker.ts";
import { Guard } from "./learn/guard.ts";
import { listLines } from "./learn/list.ts";
import { Progress, ProgressFile } from "./learn/progress.ts";
import { screen } from "./learn/screen.ts";
import { Session } from "./learn/session.ts";
import { resetLesson } from "./learn/stubs.ts";
import { type Appearance, Style } from "./learn/style.ts";
import { RealTerminal } from "./learn/terminal.ts";
import { texts } from "./learn/texts.ts";
import { watchLessons } from "./learn/watch.ts";

/** Columns where nobody says how many; a terminal that doesn't know says 0. */
const PRINTED_WIDTH = 80;

const options = {
  list: flag,
  lesson: text,
  reset: text,
  lang: text,
  plain: flag,
  poll: flag,
};

/** The language that the words of a command line ask for, or else the system's. */
export function languageIn(args: readonly string[], locale: string): Language {
  const [, word] = /(?:^| )--lang[= ](\w+)/.exec(args.join(" ")) ?? [];
  return isLanguage(word) ? word : languageOf(locale);
}

/**
 * Reads the words of a command line.
 *
 * @throws {UserError} If they can't be understood.
 */
export function parseOptions(args: readonly string[], language: Language) {
  const say = speaker(texts, language);
  const strange = () =>
    usageError(say("strangeWords", { given: args.join(" ") }));
  let parsed;
  try {
    parsed = parseCommand(args, options, say("usage"));
  } catch {
    throw strange();
  }
  const { values } = parsed;
  const { list = false, plain = false, poll = false, lang } = values;
  if ((lang ?? language) !== language) throw strange();
  /** The lesson that an option names, by its number or its id. */
  const lessonNamed = (option: "lesson" | "reset"): Lesson | undefined => {
    const given = values[option];
    if (given === undefined) return undefined;
    const number = given && given.padStart(2, "0");
    const lesson = lessons
      .find((lesson) => numberOf(lesson) === number || lesson.id === given);
    if (lesson) return lesson;
    const last = lessons.map(numberOf).at(-1)!;
    const said = { option: `--${option}`, last, given };
    throw usageError(say("strangeLesson", said));
  };
  const lesson = lessonNamed("lesson");
  return { list, plain, poll, lesson, reset: lessonNamed("reset") };
}

async function main(language: Language): Promise<void> {
  const asked = parseOptions(Deno.args, language);
  const { plain, poll, list, lesson, reset } = asked;
  const atTerminal = Deno.stdout.isTerminal();
  const look: Appearance = {
    language,
    plain,
    colours: atTerminal && !plain && !Deno.noColor &&
      Deno.env.get("TERM") !== "dumb",
    links: atTerminal && !plain && supportsHyperlinks.stdout,
  };
  const columns = atTerminal ? Deno.consoleSize().columns : 0;
  const style = new Style({ ...look, width: columns || PRINTED_WIDTH });
  const print = (lines: readonly string[]) => console.log(lines.join("\n"));
  if (list) {
    const progress = new ProgressFile().read().progress ?? new Progress();
    print(listLines(style, progress, lessons));
  } else if (reset) print([style.say(...await resetLesson(reset))]);
  else if (atTerminal && Deno.stdin.isTerminal()) {
    await stay(look, lesson, poll);
  } else print(await lookOnce(style, lesson));
}

/** Stays, and ends with the process. */
async function stay(
  look: Appearance,
  lesson: Lesson | undefined,
  poll: boolean,
): Promise<void> {
  const guard = await Guard.start(true);
  const terminal = new RealTerminal(guard, look.plain === true);
  const session = new Session(terminal, look);
  const watch = watchLessons((modules) => session.saved(modules), poll);
  session.start(lesson);
  await terminal.run(
    (key) => session.key(key),
    () => session.draw(),
    () => {
      watch[Symbol.dispose]();
      session.close();
    },
  );
}

/**
 * Looks at the lessons in order, up to the first that has to be solved and isn't.
 *
 * @param style How it is shown.
 * @param only The lesson to look at, whatever the others are.
 * @returns The screen of that lesson.
 */
async function lookOnce(style: Style, only?: Lesson): Promise<string[]> {
  const guard = await Guard.start(false);
  const checker = new Checker(style.language, (pids) => guard.tell(pids));
  const progress = new Progress();
  const view = { progress, interactive: false };
  try {
    for (const lesson of lessons) {
      if (lesson.optional && lesson !== only) continue;
      const look = await checker.check(lesson);
      const solved = look !== undefined && isSolved(look);
      progress.note(lesson, { solved });
      if (only === undefined ? !solved : lesson === only) {
        return screen(style, { ...view, lesson, look });
      }
    }
    const lesson = lessons.at(-1)!;
    return screen(style, { ...view, lesson, finished: true });
  } finally {
    checker.close();
    await guard.end();
  }
}

if (import.meta.main) {
  const language = languageIn(Deno.args, navigator.language);
  try {
    await main(language);
    Deno.exit(0);
  } catch (error) {
    if (!(error instanceof UserError) && !isSystemError(error)) throw error;
    const say = speaker(texts, language);
    console.error(say("cannotRun", { why: error.message }));
    Deno.exit(error instanceof UserError ? error.code : 1);
  }
}
