/**
 * What helps with each lesson, and what is said when it is solved:
 * `lessons/hints.json`.
 *
 * @module
 */
import type { Lesson } from "./course.ts";
import type { Language } from "./guide.ts";

/** Where they are, from the course's folder. */
export const HINTS = "lessons/hints.json";

/** A text in all languages of the course. */
export type Text = Record<Language, string>;

/** What is said of a lesson. */
export interface Hints {
  /** From a nudge to nearly the line. */
  hints: Text[];
  /** What it taught, and where that matters. */
  learned: Text;
}

const COUNT = 3;
const LANGUAGES: readonly Language[] = ["en", "zh"];
/** Shorter lines say too little to give anything away. */
const SHORTEST_LINE = 20;

/**
 * Finds what is wrong with the hints: what is missing, and what gives the
 * solution away.
 *
 * @param lessons The lessons in order.
 * @param read Gives the text of a file, or undefined.
 */
export function hintProblems(
  lessons: readonly Lesson[],
  read: (path: string) => string | undefined,
): string[] {
  const text = read(HINTS);
  if (text === undefined) return [`${HINTS} is missing: add it`];
  let all: Record<string, Partial<Hints>>;
  try {
    all = JSON.parse(text);
  } catch (error) {
    return [`${HINTS} can't be read: ${(error as Error).message}`];
  }
  const strange = Object.keys(all)
    .filter((id) => !lessons.some((lesson) => lesson.id === id))
    .map((id) => `"${id}" is no lesson: remove it`);
  const ofLessons = lessons.flatMap(({ id, module }) => {
    const lines = linesOf(read(`solutions/${module}.ts`) ?? "");
    return slips(all[id] ?? {}, lines).map((slip) => `${id}: ${slip}`);
  });
  return [...strange, ...ofLessons].map((problem) => `${HINTS}: ${problem}`);
}

function slips({ hints = [], learned }: Partial<Hints>, lines: string[]) {
  const found: string[] = [];
  if (hints.length !== COUNT) {
    found.push(`give it ${COUNT} hints, not ${hints.length}`);
  }
  const texts = [...hints, learned];
  texts.forEach((text, i) => {
    const name = i < hints.length ? `hint ${i + 1}` : `"learned"`;
    for (const language of LANGUAGES) {
      const said = text?.[language]?.trim() ?? "";
      if (said === "") found.push(`write ${name} in "${language}"`);
      const line = lines.find((line) => said.includes(line));
      if (line) {
        found.push(`${name} in "${language}" has the solution's "${line}"`);
      }
    }
  });
  return found;
}

/** The lines of a solution that a hint may not have. */
function linesOf(source: string): string[] {
  return source.split("\n")
    .map((line) => line.trim().replace(/[;,{]+$/, "").trim())
    .filter((line) => line.length >= SHORTEST_LINE)
    .filter((line) => !/^(\/?\*|\/\/|import |export )/.test(line));
}
