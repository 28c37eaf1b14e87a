/**
 * What students answered in their own words, for somebody to read.
 *
 * @module
 */
import { code, fence } from "./feedback.ts";
import { cleanGrade } from "./names.ts";
import type { Grade } from "./types.ts";
import { titleOf } from "./words.ts";

/**
 * The answers of all submissions as Markdown, one question after another, so that
 * each can be read of the whole class at a time. Empty where nobody gave any.
 */
export function answersMarkdown(grades: readonly Grade[]): string {
  const byQuestion = new Map<string, string[]>();
  for (const { submission, lessons } of grades.map(cleanGrade)) {
    for (const { id, answers = {} } of lessons) {
      for (const [name, text] of Object.entries(answers)) {
        const heading = `## ${titleOf(id)}: \`${name}()\``;
        const blocks = byQuestion.get(heading) ?? [];
        blocks.push(`### ${code(submission)}`, fence(text));
        byQuestion.set(heading, blocks);
      }
    }
  }
  if (byQuestion.size === 0) return "";
  const blocks = [...byQuestion].flatMap(([heading, some]) => [
    heading,
    ...some,
  ]);
  return `${["# Answers to read", ...blocks].join("\n\n")}\n`;
}
