/**
 * Grades for a spreadsheet.
 *
 * @module
 */
import { stringify } from "csv-stringify/sync";
import { lessons } from "../course.ts";
import { cleanGrade } from "./names.ts";
import type { Grade } from "./types.ts";
import {
  extraPoints,
  lessonsOf,
  notesOf,
  tenths,
  totalPoints,
} from "./words.ts";

/**
 * A row for each submission. A lesson's column, named by its id, has its points
 * by itself; the one beside it those with the reference version of what it
 * builds on, where that was tried. The better of the two is in the total.
 */
export function csvOf(grades: readonly Grade[]): string {
  const head = [
    "submission",
    "total",
    "max",
    "extra",
    ...lessons.flatMap(({ id, buildsOn }) =>
      buildsOn.length === 0 ? [id] : [id, `${id} with reference`]
    ),
    "notes",
    "seed",
    "hash",
  ];
  return stringify([head, ...grades.map(cleanGrade).map(rowOf)], {
    // Spreadsheets take a file without it for the letters of their own country.
    bom: true,
    // A name such as =HYPERLINK(…) would be run.
    escape_formulas: true,
    quoted_string: true,
  });
}

function rowOf(grade: Grade): (string | number)[] {
  const found = lessonsOf(grade);
  const points = lessons.flatMap(({ buildsOn }, i) => {
    const own = tenths(found[i]?.points ?? 0);
    if (buildsOn.length === 0) return [own];
    const other = found[i]?.withReference;
    return [own, other === undefined ? "" : tenths(other.points)];
  });
  return [
    grade.submission,
    totalPoints(grade),
    grade.max,
    extraPoints(grade),
    ...points,
    notesOf(grade).join("; "),
    grade.seed,
    grade.hash,
  ];
}
