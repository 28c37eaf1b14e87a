/**
 * The languages of the course, and saying things in them. It runs in a browser, too.
 *
 * @module
 */

/** A language that the course is written in. */
export type Language = "en" | "zh";

/** A text in all languages of the course. */
export type Text = Record<Language, string>;

/** What the {names} in a text stand for. */
export type Values = Record<string, string | number>;

/** Whether a word names a language of the course. */
export function isLanguage(word: unknown): word is Language {
  return word === "en" || word === "zh";
}

/** The language of the course for a machine's own, such as "zh-CN". */
export function languageOf(locale: string): Language {
  return /^zh\b/i.test(locale) ? "zh" : "en";
}

/** What needs no space between itself and Chinese. */
const CHINESE = "[\\p{Script=Han}\\u3000-\\u303f\\uff00-\\uffef“”]";
const BEGINS_CHINESE = new RegExp(`^${CHINESE}`, "u");
const ENDS_CHINESE = new RegExp(`${CHINESE}$`, "u");

/**
 * Fills in the {names} of a text. In Chinese, a value that is Chinese itself needs no spaces around.
 *
 * @param language What the text is written in.
 * @param text The text.
 * @param values What its {names} stand for.
 */
export function fill(
  language: Language,
  text: string,
  values: Values = {},
): string {
  return text.replaceAll(
    /( ?)\{(\w+)\}( ?)/g,
    (_, before: string, name: string, after: string) => {
      const value = String(values[name]);
      if (language === "en") return before + value + after;
      return (BEGINS_CHINESE.test(value) ? "" : before) + value +
        (ENDS_CHINESE.test(value) ? "" : after);
    },
  );
}

/** What says the texts of a table in a language. */
export type Say<T extends Record<string, Text>> = (
  name: keyof T,
  values?: Values,
) => string;

/** What says the texts of a table in a language. */
export function speaker<T extends Record<string, Text>>(
  texts: T,
  language: Language,
): Say<T> {
  return (name, values) => fill(language, texts[name]![language], values);
}
