/**
 * The command line of `deno task learn`.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { type Lesson, lessons, numberOf } from "../course.ts";
import type { Language } from "../guide.ts";
import { speaker, type TextName, type Values } from "./speaker.ts";

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

const flag = { type: "boolean", default: false } as const;
const text = { type: "string" } as const;
const options = {
  help: { ...flag, short: "h" },
  list: flag,
  lesson: text,
  reset: text,
  lang: text,
  plain: flag,
  poll: flag,
} as const;
const examples: Record<string, string> = {
  lesson: "03",
  reset: "03",
  lang: "en",
};

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
  const { values, tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    tokens: true,
  });
  const lang = String(values.lang);
  const isKnown = lang === "en" || lang === "zh";
  const language = isKnown ? lang : /^zh\b/.test(locale) ? "zh" : "en";
  const refuse = (name: TextName, said: Values): never => {
    const say = speaker(language);
    throw new UsageError(say("cannotRun", { why: say(name, said) }));
  };
  for (const token of tokens) {
    if (token.kind === "option-terminator") continue;
    if (token.kind === "positional") {
      refuse("unknownOption", { given: token.value });
    } else if (!(token.name in options)) {
      refuse("unknownOption", { given: token.rawName });
    } else checkValue(token, refuse);
  }
  if (values.lang !== undefined && !isKnown) {
    refuse("strangeLanguage", { given: lang });
  }
  const lesson = (name: "lesson" | "reset") =>
    values[name] === undefined
      ? undefined
      : lessonNamed(String(values[name])) ?? refuse("strangeLesson", {
        option: `--${name}`,
        last: numberOf(lessons.at(-1)!),
        given: String(values[name]),
      });
  return {
    help: values.help === true,
    list: values.list === true,
    lesson: lesson("lesson"),
    reset: lesson("reset"),
    language,
    plain: values.plain === true,
    poll: values.poll === true,
  };
}

/** Refuses an option without the value that it needs, or with one that it doesn't. */
function checkValue(
  { name, rawName, value }: { name: string; rawName: string; value?: string },
  refuse: (name: TextName, said: Values) => never,
): void {
  const example = examples[name];
  if (example !== undefined && !/^[^-]/.test(value ?? "")) {
    refuse("needsValue", { option: rawName, example });
  } else if (example === undefined && value !== undefined) {
    refuse("needsNoValue", { option: rawName, given: value });
  }
}

/** The lesson with a number, such as "03" or "3", or with an id. */
function lessonNamed(name: string): Lesson | undefined {
  return lessons.find((lesson) =>
    numberOf(lesson) === name.padStart(2, "0") || lesson.id === name
  );
}
