/**
 * The words of the tests, in the language of `settings`. English stands where
 * it is used; `zh.json` has the Chinese for it.
 *
 * @module
 */
import { settings } from "./settings.ts";
import zh from "./zh.json" with { type: "json" };

/** What can be said, in English; {names} stand for values. */
export type Template = keyof typeof zh.messages;

/** The {names} in a template. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** A value for each name, if there are names. */
type Values<T extends string> = [Names<T>] extends [never] ? []
  : [values: Record<Names<T>, string | number>];

/** What needs no space between itself and Chinese. */
const CHINESE = "[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef“”]";
const BEGINS_CHINESE = new RegExp(`^${CHINESE}`, "u");
const ENDS_CHINESE = new RegExp(`${CHINESE}$`, "u");

/**
 * Says something in the language of this run.
 *
 * @param template It in English.
 * @param values What its {names} stand for.
 */
export function say<T extends Template>(
  template: T,
  ...[values]: Values<T>
): string {
  const chinese = settings.lang === "zh";
  const text = chinese ? zh.messages[template] : template;
  return text.replaceAll(
    /( ?)\{(\w+)\}( ?)/g,
    (_, before: string, name: Names<T>, after: string) => {
      const value = String(values![name]);
      if (!chinese) return before + value + after;
      return (BEGINS_CHINESE.test(value) ? "" : before) + value +
        (ENDS_CHINESE.test(value) ? "" : after);
    },
  );
}

/**
 * A test's name as a sentence in the language of this run. In English it is the
 * name by which `--filter` and course.json know the test.
 */
export function sentenceOf(name: string): string {
  if (settings.lang === "en") return name;
  return (zh.sentences as Record<string, string>)[name] ?? name;
}
