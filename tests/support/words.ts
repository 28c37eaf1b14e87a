/**
 * The words of the tests, in the language of this process. English stands where
 * it is used; `zh.json` has the Chinese for it.
 *
 * @module
 */
import { fill, type Language, type Text } from "../../lib/language.ts";
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

let language: Language = "en";

/** Sets the language of what the tests say from now on. */
export function speak(as: Language): void {
  language = as;
}

/** A text in the language of this process. */
export function spoken(text: Text): string {
  return text[language];
}

/**
 * Says something in the language of this process.
 *
 * @param template It in English.
 * @param values What its {names} stand for.
 */
export function say<T extends Template>(
  template: T,
  ...[values]: Values<T>
): string {
  return fill(
    language,
    spoken({ en: template, zh: zh.messages[template] }),
    values,
  );
}

/**
 * A test's sentence in the language of this process.
 *
 * @param group Its beginning, such as "batchnorm_forward() in train mode ".
 * @param name Its end.
 * @param own The Chinese of ends that one contract alone has.
 */
export function sentenceOf(
  group: string,
  name: string,
  own: Readonly<Record<string, string>> = {},
): string {
  if (language === "en") return group + name;
  const [, subject, mode] = /^(.*?)(?: in (train|test) mode )?$/.exec(group)!;
  const before = mode ? MODES[mode as keyof typeof MODES] : "";
  const end = own[name] ?? (zh.sentences as Record<string, string>)[name];
  return `${before}${subject}${mode ? " " : ""}${end ?? name}`;
}

const MODES = { train: "训练模式下，", test: "测试模式下，" };
