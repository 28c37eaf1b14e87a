/**
 * The command line of `deno task learn`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Lesson, lessons, numberOf } from "../course.ts";
import type { Language } from "../guide.ts";

/** What is shown for `--help`. */
export const USAGE = `deno task learn [options]

  --list           the lessons, and how far you are
  --lesson 03      goes to a lesson
  --reset 03       puts back the stub of a lesson; your version is kept
  --lang en|zh     the language; unless given, your system's
  --plain          no colours, no marks, one screen after the other
  --poll           looks for saved files again and again, where events don't arrive`;

/** Bad words on the command line; the message says which. */
export class UsageError extends Error {}

/** What the command line asks for. */
export interface Options {
  help: boolean;
  list: boolean;
  lesson?: Lesson;
  reset?: Lesson;
  language: Language;
  plain: boolean;
  poll: boolean;
}

/**
 * Reads the command line.
 *
 * @param args Its words.
 * @param locale The system's language, such as "zh-CN".
 * @throws {UsageError} If it can't be understood.
 */
export function parseOptions(
  args: readonly string[],
  locale: string,
): Options {
  const flag = { type: "boolean", default: false } as const;
  const text = { type: "string" } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        help: { ...flag, short: "h" },
        list: flag,
        lesson: text,
        reset: text,
        lang: text,
        plain: flag,
        poll: flag,
      },
    }));
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${what}; deno task learn --help shows the options`);
  }
  const { help, list, plain, poll, lang } = values;
  if (lang !== undefined && lang !== "en" && lang !== "zh") {
    throw new UsageError(`expected --lang to be en or zh, got "${lang}"`);
  }
  return {
    help,
    list,
    lesson: lessonNamed("lesson", values.lesson),
    reset: lessonNamed("reset", values.reset),
    language: lang ?? (/^zh\b/.test(locale) ? "zh" : "en"),
    plain,
    poll,
  };
}

/** The lesson with a number, such as "03" or "3", or with an id. */
function lessonNamed(option: string, name?: string): Lesson | undefined {
  if (name === undefined) return undefined;
  const found = lessons.find((lesson) =>
    numberOf(lesson) === name.padStart(2, "0") || lesson.id === name
  );
  if (found !== undefined) return found;
  const last = numberOf(lessons.at(-1)!);
  throw new UsageError(
    `expected --${option} to be a lesson from 00 to ${last}, got "${name}"`,
  );
}
