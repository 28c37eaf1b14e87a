/**
 * The formats that grades are written in.
 *
 * @module
 */
import { classroomOf } from "./classroom.ts";
import { csvOf } from "./csv.ts";
import { gradescopeOf } from "./gradescope.ts";
import { junitOf } from "./junit.ts";
import { fileNames } from "./names.ts";
import type { Format } from "./order.ts";
import type { Grade } from "./types.ts";

export { gradeTable } from "./table.ts";

/** A file to write. */
export interface File {
  /** Its path from the folder of results, with slashes. */
  path: string;
  text: string;
}

/**
 * The files of a format. A table isn't one: it is for the terminal, see
 * {@linkcode gradeTable}.
 */
export function render(
  format: Exclude<Format, "table">,
  grades: readonly Grade[],
): File[] {
  switch (format) {
    case "csv":
      return [{ path: "grades.csv", text: csvOf(grades) }];
    case "junit":
      return [{ path: "junit.xml", text: junitOf(grades) }];
    case "gradescope":
      return paths(grades, "results", "gradescope").map(({ grade, path }) => ({
        path: `${path}.json`,
        text: gradescopeOf(grade),
      }));
    case "classroom":
      return paths(grades, "classroom", "classroom").flatMap(
        ({ grade, path }) => {
          const { json, base64 } = classroomOf(grade);
          return [
            { path: `${path}.json`, text: json },
            { path: `${path}.base64`, text: base64 },
          ];
        },
      );
  }
}

/** Where each submission's file goes, without its ending: alone, or in a folder. */
function paths(
  grades: readonly Grade[],
  alone: string,
  folder: string,
): { grade: Grade; path: string }[] {
  if (grades.length === 1) return [{ grade: grades[0], path: alone }];
  const names = fileNames(grades.map(({ submission }) => submission));
  return grades.map((grade) => ({
    grade,
    path: `${folder}/${names.get(grade.submission)}`,
  }));
}
