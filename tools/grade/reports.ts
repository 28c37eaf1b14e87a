/**
 * Everything that is written from the results of a run.
 *
 * @module
 */
import { join } from "node:path";
import { writeWhole } from "../../lib/files.ts";
import { lessonById, numberOf } from "../course.ts";
import { answersMarkdown, feedbackHtml, feedbackMarkdown } from "./feedback.ts";
import { csvOf, gradescopeOf, junitOf } from "./formats.ts";
import { cleanGrade, fileNames } from "./names.ts";
import { gradeTable } from "./table.ts";
import type { Grade, GradeOrder } from "./types.ts";
import { isSolved, nothingBecause } from "./words.ts";

/** Writes the pages and the formats, and prints the table and what comes next. */
export async function writeReports(
  { out, formats }: Pick<GradeOrder, "out" | "formats">,
  dirty: readonly Grade[],
): Promise<void> {
  const names = fileNames(dirty.map(({ submission }) => submission));
  const grades = dirty.map(cleanGrade);
  const files = new Map<string, string>();
  for (const [i, grade] of grades.entries()) {
    files.set(`feedback/${names[i]}.md`, feedbackMarkdown(grade));
    files.set(`feedback/${names[i]}.html`, feedbackHtml(grade));
    if (!formats.includes("gradescope")) continue;
    const path = grades.length === 1
      ? "results.json"
      : `gradescope/${names[i]}.json`;
    files.set(path, gradescopeOf(grade));
  }
  if (formats.includes("csv")) files.set("grades.csv", csvOf(grades));
  if (formats.includes("junit")) files.set("junit.xml", junitOf(grades));
  const answers = answersMarkdown(grades);
  if (answers !== "") files.set("answers.md", answers);
  for (const [path, text] of files) await writeWhole(join(out, path), text);
  if (formats.includes("table")) console.log(gradeTable(grades));
  const [grade, ...others] = grades;
  if (grade !== undefined && others.length === 0) console.log(nextStep(grade));
  console.log(`See ${join(out, "feedback")} and ${join(out, "results.jsonl")}`);
}

/** What comes next for a student: the first lesson that isn't solved, and why. */
function nextStep({ lessons, problem }: Grade): string {
  if (problem !== undefined) return nothingBecause(problem);
  const next = lessons.find((lesson) => !isSolved(lesson));
  if (next === undefined) return "All lessons are solved.";
  const lesson = lessonById(next.id);
  const why = next.status === "missing"
    ? `lessons/${lesson.module}.ts wasn't handed in`
    : next.reason ?? next.properties.find(({ passed }) => !passed)?.message;
  return `Next: lesson ${numberOf(lesson)}, ${lesson.title.en}\n${why ?? ""}`;
}
