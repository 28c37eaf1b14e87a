/**
 * The table of grades for a terminal.
 *
 * @module
 */
import Table from "cli-table3";
import { cutTo } from "../../lib/text.ts";
import { allPoints, lessonById, lessons, numberOf } from "../course.ts";
import type { Grade, LessonGrade } from "./types.ts";
import {
  countedOutcome,
  extraPoints,
  heldOf,
  nothingBecause,
  tenths,
  titleOf,
  totalPoints,
} from "./words.ts";

/** Columns of a terminal that is narrow but not unusual. */
const WIDTH = 80;
/** Columns that a submission's name gets, however little room is left. */
const NAME_WIDTH = 12;
/** Columns that a cell takes besides its text. */
const FRAME = 3;

const style = { head: [], border: [], compact: true };

/** What stands in a cell in place of points, or beside them. */
const MARKS = {
  missing: { mark: "–", meaning: "not handed in" },
  broken: { mark: "!", meaning: "can't be loaded" },
  reference: {
    mark: "*",
    meaning: "with the reference for earlier lessons",
  },
};

/**
 * The grades as a table: of one submission its lessons, of several a row for
 * each, never wider than 80 columns.
 */
export function gradeTable(grades: readonly Grade[]): string {
  const [grade, ...others] = grades;
  return grade !== undefined && others.length === 0
    ? submissionTable(grade)
    : classTable(grades);
}

function submissionTable(grade: Grade): string {
  const table = new Table({
    head: ["Lesson", "Properties", "Points"],
    colAligns: ["left", "right", "right"],
    style,
  });
  for (const lesson of grade.lessons) table.push(...lessonRows(lesson));
  table.push(["Total", "", `${totalPoints(grade)} of ${grade.max}`]);
  const extra = extraPoints(grade);
  if (extra > 0) table.push(["Extra", "", String(extra)]);
  const notes = grade.ignored.map(({ path, why }) =>
    `Left out: ${path}: ${why}`
  );
  for (const { id, reason } of grade.lessons) {
    if (reason !== undefined) {
      notes.unshift(`${numberOf(lessonById(id))}: ${reason.split("\n")[0]}`);
    }
  }
  if (grade.problem !== undefined) {
    notes.unshift(nothingBecause(grade.problem));
  }
  return [table.toString(), ...notes.map((note) => cutTo(note, 2 * WIDTH))]
    .join("\n");
}

function lessonRows(lesson: LessonGrade): string[][] {
  const { id, status, max, withReference } = lesson;
  const row = (title: string, held: string, points: number) => [
    title,
    held,
    `${tenths(points)} of ${max}`,
  ];
  const held = { missing: "missing", broken: "not loaded" };
  const rows = [row(
    titleOf(id),
    status === "graded" ? heldOf(lesson) : held[status],
    lesson.points,
  )];
  if (withReference !== undefined) {
    const numbers = withReference.replaced.map((id) =>
      numberOf(lessonById(id))
    );
    rows.push(row(
      `   with the reference version of ${numbers.join(", ")}`,
      heldOf(withReference),
      withReference.points,
    ));
  }
  return rows;
}

function classTable(grades: readonly Grade[]): string {
  const columns = [
    ...lessons.map((lesson) => [
      numberOf(lesson),
      ...grades.map((grade) =>
        cellOf(grade.lessons.find(({ id }) => id === lesson.id))
      ),
      String(lesson.points),
    ]),
    [
      "Total",
      ...grades.map((grade) => String(totalPoints(grade))),
      String(allPoints),
    ],
    ["Extra", ...grades.map((grade) => String(extraPoints(grade))), ""],
  ];
  const tables = sideBySide(columns).map((some) => {
    const room = Math.max(WIDTH - widthOf(some), NAME_WIDTH);
    const names = grades.map(({ submission }) => cutTo(submission, room));
    const [head = [], ...rows] = ["Submission", ...names, "Points"]
      .map((name, i) => [name, ...some.map((cells) => cells[i] ?? "")]);
    const table = new Table({
      head,
      colAligns: ["left", ...some.map(() => "right" as const)],
      style,
    });
    table.push(...rows);
    return table.toString();
  });
  return [...tables, ...legend(columns.flat()), ...problems(grades)]
    .join("\n");
}

/** What columns take, and the frame of the names before them. */
function widthOf(columns: readonly string[][]): number {
  return columns.reduce(
    (sum, cells) => sum + FRAME + Math.max(...cells.map((cell) => cell.length)),
    FRAME + 1,
  );
}

/** Columns in groups that fit beside the names: one table for each. */
function sideBySide(columns: readonly string[][]): string[][][] {
  const groups: string[][][] = [[]];
  for (const column of columns) {
    const group = groups.at(-1)!;
    if (widthOf([...group, column]) + NAME_WIDTH > WIDTH) groups.push([column]);
    else group.push(column);
  }
  return groups;
}

function cellOf(lesson: LessonGrade | undefined): string {
  if (lesson === undefined) return MARKS.missing.mark;
  const counted = countedOutcome(lesson);
  if (counted !== lesson) {
    return `${tenths(counted.points)}${MARKS.reference.mark}`;
  }
  return lesson.status === "graded"
    ? String(tenths(lesson.points))
    : MARKS[lesson.status].mark;
}

function legend(cells: readonly string[]): string[] {
  const used = Object.values(MARKS)
    .filter(({ mark }) => cells.some((cell) => cell.endsWith(mark)))
    .map(({ mark, meaning }) => `${mark} ${meaning}`);
  return used.length === 0 ? [] : [used.join("   ")];
}

function problems(grades: readonly Grade[]): string[] {
  return grades.flatMap(({ submission, problem }) =>
    problem === undefined ? [] : [
      `${cutTo(submission, WIDTH / 2)}: ${cutTo(problem, 2 * WIDTH)}`,
    ]
  );
}
