import { assert, assertEquals, assertMatch } from "@std/assert";
import stringWidth from "string-width";
import { allPoints, lessons, numberOf } from "../course.ts";
import {
  allExtra,
  gradeOf,
  hostile,
  lesson,
  mixed,
  perfect,
  property,
} from "./sample_grades.ts";
import { gradeTable } from "./table.ts";
import type { Grade } from "./types.ts";

/** The lessons that the mixed grade says nothing of. */
const later = lessons.slice(mixed("").lessons.length);

/** The lines of the table itself. */
function frame(grades: Grade[]): string[] {
  return gradeTable(grades).split("\n").filter((line) => /^[┌│├└]/.test(line));
}

/** The cells of its rows. */
function cells(grades: Grade[]): string[][] {
  return frame(grades).filter((line) => line.startsWith("│"))
    .map((line) => line.split("│").slice(1, -1).map((cell) => cell.trim()));
}

/** The cells of a class, put together where they stand in several tables. */
function classCells(grades: Grade[]): string[][] {
  const rows = cells(grades);
  const heads = rows.flatMap(([first], i) => first === "Submission" ? [i] : []);
  return rows.slice(0, grades.length + 2).map(([name], i) => [
    name,
    ...heads.flatMap((head) => rows[head + i].slice(1)),
  ]);
}

Deno.test("gradeTable() of one submission has a row for each lesson", () => {
  assertEquals(cells([mixed("bob")]), [
    ["Lesson", "Properties", "Points"],
    ["00 Warm-up: standardize", "1 of 1", "5 of 5"],
    ["01 Batch normalization: forward", "1 of 2", "6.6 of 20"],
    ["02 Batch normalization: backward", "1 of 3", "6.6 of 20"],
    ["with the reference version of 01", "2 of 3", "13.3 of 20"],
    [
      "03 Batch normalization: the simplified backward",
      "not loaded",
      "0 of 15",
    ],
    ["04 Layer normalization: forward", "missing", "0 of 10"],
    ["05 Layer normalization: backward", "missing", "0 of 10"],
    ["06 Fully connected nets with normalization", "1 of 1", "20 of 20"],
    ["Total", "", `44.9 of ${allPoints}`],
  ]);
});

Deno.test("gradeTable() of one submission counts extra points apart", () => {
  const rows = cells([perfect("ada")]);
  assertEquals(rows.slice(-2), [
    ["Total", "", `${allPoints} of ${allPoints}`],
    ["Extra", "", String(allExtra)],
  ]);
  const { optional, title } = lessons.at(-1)!;
  assertEquals(optional, true);
  assertEquals(
    rows.at(-3)![0],
    `${numberOf(lessons.at(-1)!)} ${title.en} (optional)`,
  );
});

Deno.test("gradeTable() of one submission says what else there is to know", () => {
  assertEquals(gradeTable([mixed("bob")]).split("\n").slice(-2), [
    "03: lessons/03_batchnorm_backward_alt.ts:3:7",
    "Left out: notes/todo.txt: isn't a lesson",
  ]);
  const grade = gradeOf("eve", [], { problem: "holds no lesson files" });
  assertEquals(
    gradeTable([grade]).split("\n").at(-1),
    "Nothing could be graded: the submission holds no lesson files",
  );
});

Deno.test("gradeTable() of a class has a row for each submission", () => {
  const grades = [mixed("bob"), perfect("ada"), gradeOf("eve", [])];
  assertEquals(classCells(grades), [
    ["Submission", ...lessons.map(numberOf), "Total", "Extra"],
    [
      ...["bob", "5", "6.6", "13.3*", "!", "–", "–", "20"],
      ...later.map(() => "–"),
      ...["44.9", "0"],
    ],
    [
      "ada",
      ...lessons.map(({ points }) => String(points)),
      ...[String(allPoints), String(allExtra)],
    ],
    ["eve", ...lessons.map(() => "–"), "0", "0"],
    [
      "Points",
      ...lessons.map(({ points }) => String(points)),
      ...[String(allPoints), ""],
    ],
  ]);
});

Deno.test("gradeTable() of a class explains its marks, and what went wrong", () => {
  const eve = gradeOf("eve", [], { problem: "holds no lesson files" });
  assertEquals(gradeTable([mixed("bob"), eve]).split("\n").slice(-2), [
    "– not handed in   ! can't be loaded   * with the reference for earlier lessons",
    "eve: holds no lesson files",
  ]);
  assertMatch(gradeTable([perfect("a"), perfect("b")]), /┘$/);
});

Deno.test("gradeTable() is never wider than 80 columns", () => {
  const worst = gradeOf(
    "x".repeat(500),
    lessons.map(({ id }) =>
      lesson(id, [property("a")], {
        max: 20,
        points: 3,
        withReference: {
          points: 18.5,
          properties: [],
          replaced: ["standardize", "batchnorm-forward", "layernorm-forward"],
        },
      })
    ),
  );
  const chinese = mixed("张伟".repeat(200));
  for (const grades of [[worst, chinese, worst], [worst], [chinese]]) {
    for (const line of frame(grades)) assert(stringWidth(line) <= 80, line);
  }
  assertEquals(cells([worst, chinese])[1][0], "xxxxxxxxxxx…");
  assertEquals(cells([worst, chinese])[2][0], "张伟张伟张…");
});

Deno.test("gradeTable() stays aligned whatever a submission is called", () => {
  const names = [
    "ada",
    "张伟_作业",
    "Łukasz",
    "😀",
    "ｆｕｌｌ",
    "𠮷野家",
    "e\u0301",
  ];
  const lines = frame([...names.map(mixed), hostile()]);
  for (const table of lines.join("\n").split(/\n(?=┌)/)) {
    assertEquals(
      new Set(table.split("\n").map((line) => stringWidth(line))).size,
      1,
    );
  }
  assertEquals(
    classCells(names.map(mixed)).slice(1, -1).map(([n]) => n),
    names,
  );
});

Deno.test("gradeTable() sends nothing to the terminal but text", () => {
  for (
    const grades of [[hostile()], [hostile(), mixed("\x1b[2J\nbob\r\x07")]]
  ) {
    assertMatch(
      gradeTable(grades),
      /^(?:\n|(?![\p{Cc}\p{Bidi_Control}\p{Cs}]).)*$/u,
    );
  }
  assertEquals(cells([mixed("\x1b[2J\nbob\r\x07"), mixed("a")])[1][0], "bob �");
});

Deno.test("gradeTable() of nobody has a head and the points", () => {
  assertEquals(
    classCells([]).map(([first]) => first),
    ["Submission", "Points"],
  );
});

Deno.test("gradeTable() of a class goes on in a second table where one is too wide", () => {
  const grades = [mixed("bob"), mixed("ada")].map((grade) => ({
    ...grade,
    lessons: lessons.map(({ id }) => lesson(id, [], { points: 1000.5 })),
  }));
  const rows = cells(grades);
  const heads = rows.filter(([first]) => first === "Submission");
  assert(heads.length > 1);
  assertEquals(heads.flatMap(([, ...columns]) => columns), [
    ...lessons.map(numberOf),
    "Total",
    "Extra",
  ]);
  for (const name of ["bob", "ada", "Points"]) {
    const own = rows.filter(([first]) => first === name);
    assertEquals(own.length, heads.length);
  }
});
