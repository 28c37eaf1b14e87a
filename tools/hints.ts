/**
 * What helps with a lesson, and what it taught: folded away under the last heading of its guide.
 *
 * @module
 */
import type { Language, Text } from "../lib/language.ts";
import { sections } from "./guide.ts";

/** The heading. */
export const HEADING: Text = { en: "Hints", zh: "提示" };

/** What stands over each of the texts, from a nudge to nearly the line. */
const SUMMARIES: Record<Language, { hints: string[]; learned: string }> = {
  en: {
    hints: ["Hint 1", "Hint 2", "Hint 3"],
    learned: "What you have learned",
  },
  zh: { hints: ["提示 1", "提示 2", "提示 3"], learned: "学到了什么" },
};

const FOLDED = /<summary>(.*)<\/summary>\s*([\s\S]*?)\s*<\/details>/g;

/** Shorter lines say too little to give anything away. */
const SHORTEST_LINE = 20;

/** The hints of a guide, and what somebody who has solved the lesson has learned. */
export function hintsIn(
  guide: string,
  language: Language,
): { hints: string[]; learned: string } {
  const texts = folded(guide, language);
  const { hints, learned } = SUMMARIES[language];
  return {
    hints: hints.map((name) => texts.get(name) ?? "").filter(Boolean),
    learned: texts.get(learned) ?? "",
  };
}

/** A guide without them: who reads it hasn't asked for a hint. */
export function withoutHints(guide: string, language: Language): string {
  const [before = ""] = guide.split(`\n## ${HEADING[language]}\n`);
  return before;
}

function folded(guide: string, language: Language): Map<string, string> {
  const section = sections(guide).get(HEADING[language]) ?? "";
  return new Map(
    // A paragraph in the source is one line anywhere else.
    [...section.matchAll(FOLDED)].map(([, name = "", text = ""]) => [
      name,
      text.replaceAll(/\s*\n\s*/g, " "),
    ]),
  );
}

/** Finds what is wrong with a guide's hints: what is missing, and what gives the solution away. */
export function hintProblems(
  guide: string,
  language: Language,
  solution: string,
): string[] {
  const texts = folded(guide, language);
  const { hints, learned } = SUMMARIES[language];
  const [given, wanted] = [[...texts.keys()], [...hints, learned]]
    .map((names) => names.join(", "));
  if (given !== wanted) {
    return [
      `fold away ${wanted} under "## ${HEADING[language]}", not ${
        given || "nothing"
      }`,
    ];
  }
  const lines = linesOf(solution);
  return [...texts].flatMap(([name, text]) => {
    if (text === "") return [`write "${name}"`];
    const line = lines.find((line) => text.includes(line));
    return line ? [`"${name}" has the solution's "${line}"`] : [];
  });
}

/** The lines of a solution that a hint may not have. */
function linesOf(source: string): string[] {
  return source.split("\n")
    .map((line) => line.trim().replace(/[;,{]+$/, "").trim())
    .filter((line) => line.length >= SHORTEST_LINE)
    .filter((line) => !/^(\/?\*|\/\/|import |export )/.test(line));
}
