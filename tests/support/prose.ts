/**
 * Answers in a student's own words: what can be checked of them, and where they
 * are kept for whoever reads them.
 *
 * @module
 */
import { kindOf, Mismatch } from "./close.ts";
import { say } from "./words.ts";

/**
 * What lessons answered in their own words, by the function that did. `grade`
 * hands it on to the instructor.
 */
export const prose: Map<string, string> = new Map();

/** Scripts that leave no space between words. */
const SPACELESS = "[\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}]";
const WORD = new RegExp(
  `${SPACELESS}|(?:(?!${SPACELESS})[\\p{L}\\p{M}\\p{N}])+`,
  "gu",
);

/**
 * The words of a text in any language, in small letters. Where no space is left
 * between words, as in Chinese, a character counts as one.
 */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(WORD) ?? [];
}

/**
 * Takes an answer in words, and keeps it.
 *
 * @param answer What the lesson returned.
 * @param name Name of the function that did.
 * @returns The text.
 * @throws {Mismatch} If it is no text.
 */
export function takeText(answer: unknown, name: string): string {
  if (typeof answer !== "string") {
    const kind = kindOf(answer);
    throw new Mismatch(
      name,
      say("{call}: expected a text, got {kind}", { call: `${name}()`, kind }),
    );
  }
  prose.set(name, answer);
  return answer;
}

/**
 * Asserts that a text has some length.
 *
 * @throws {Mismatch} If it is shorter, or longer.
 */
export function assertLength(
  text: string,
  name: string,
  { words, characters }: { words: number; characters: number },
): void {
  const call = `${name}()`;
  const count = wordsOf(text).length;
  if (count < words) {
    throw new Mismatch(
      name,
      say("{call}: expected {words} words or more, got {count}", {
        call,
        words,
        count,
      }),
    );
  }
  if (text.length > characters) {
    throw new Mismatch(
      name,
      say("{call}: expected {characters} characters at the most, got {count}", {
        call,
        characters,
        count: text.length,
      }),
    );
  }
}

/**
 * Asserts that a text has words of its own: different ones, which aren't those of
 * the question.
 *
 * @throws {Mismatch} If it has fewer.
 */
export function assertOwnWords(
  text: string,
  name: string,
  question: string,
  least: number,
): void {
  const given = new Set(wordsOf(question));
  const count = new Set(wordsOf(text).filter((word) => !given.has(word))).size;
  if (count >= least) return;
  throw new Mismatch(
    name,
    say(
      "{call}: expected {least} different words that aren't the question's, got {count}",
      { call: `${name}()`, least, count },
    ),
  );
}
