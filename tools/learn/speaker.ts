/**
 * Says texts in a language.
 *
 * @module
 */
import type { Language } from "../guide.ts";
import { answers } from "./answers.ts";
import { texts as screen } from "./texts.ts";

/** Everything that can be said. */
const texts = { ...screen, ...answers };

/** The name of a text. */
export type TextName = keyof typeof texts;

/** The values of the {names} in a text. */
export type Values = Record<string, string | number>;

/** Says a text in a language. */
export type Say = (name: TextName, values?: Values) => string;

/** What says everything in a language. */
export function speaker(language: Language): Say {
  return (name, values = {}) =>
    texts[name][language].replaceAll(
      /\{(\w+)\}/g,
      (_, key) => String(values[key]),
    );
}
