import { assert, assertEquals, assertMatch } from "@std/assert";
import { widthOf } from "../../lib/text.ts";
import { allPoints, lessons, numberOf } from "../course.ts";
import { cleanGrade } from "./names.ts";
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

/** The lines of the table itself. */
function frame(grades: Grade[]): string[] {
  return gradeTable(grades.map(cleanGrade)).split("\n")
    .filter((line) => /^[┌│├└]/.test(line));
}

/** The cells of its rows. */
function cells(grades: Grade[]): string[][] {
  return frame(grades).filter((line) => line.startsWith("│"))
    .map((line) => line.split("│").slice(1, -1).map((cell) => cell.trim()));
}

/** The cells of a class, put together where they stand in several tables. */
function classCells(grades: Grade[]): string[][] {
  const rows = cells(grades);
  const count = grades.length + 2;
  return rows.slice(0, count).map(([name = "", ...first], i) => [
    name,
    ...first,
    ...rows.slice(count)
      .flatMap((row, k) => k % count === i ? row.slice(1) : []),
  ]);
}

Deno.test("gradeTable() of one submission has a row for each lesson", () => {
  assertEquals(cells([mixed("bob")]), [
    ["Lesson", "Properties", "Points"],
    ["00 Warm-up: standardize", "1 of 1", "5 of 5"],
    ["01 Batch normalization: forward", "1 of 2", "10 of 20"],
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
    ["Total", "", `48.3 of ${allPoints}`],
  ]);
  const [optional, ...sums] = cells([perfect("ada")]).slice(-3);
  assertMatch(optional?.[0] ?? "", /^11 .+ \(optional\)$/);
  assertEquals(sums, [
    ["Total", "", `${allPoints} of ${allPoints}`],
    ["Extra", "", String(allExtra)],
  ]);
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
  const eve = gradeOf("eve", [], { problem: "holds no lesson files" });
  const grades = [mixed("bob"), perfect("ada"), eve];
  const points = lessons.map(({ points }) => String(points));
  const later = lessons.slice(7).map(() => "–");
  assertEquals(classCells(grades), [
    ["Submission", ...lessons.map(numberOf), "Total", "Extra"],
    ["bob", "5", "10", "13.3*", "!", "–", "–", "20", ...later, "48.3", "0"],
    ["ada", ...points, String(allPoints), String(allExtra)],
    ["eve", ...lessons.map(() => "–"), "0", "0"],
    ["Points", ...points, String(allPoints), ""],
  ]);
  assertEquals(gradeTable(grades).split("\n").slice(-2), [
    "– not handed in   ! can't be loaded   * with the reference for earlier lessons",
    "eve: holds no lesson files",
  ]);
  assertMatch(gradeTable([perfect("a"), perfect("b")]), /┘$/);
  assertEquals(
    classCells([]).map(([first]) => first),
    ["Submission", "Points"],
  );
});

Deno.test("gradeTable() is never wider than 80 columns, and goes on in a second table", () => {
  const worst = gradeOf(
    "x".repeat(500),
    lessons.map(({ id }) =>
      lesson(id, [property("a")], {
        max: 20,
        points: 1000.5,
        withReference: {
          points: 1018.5,
          properties: [],
          replaced: ["standardize", "batchnorm-forward", "layernorm-forward"],
        },
      })
    ),
  );
  const chinese = mixed("张伟".repeat(200));
  for (const grades of [[worst, chinese, worst], [worst], [chinese]]) {
    for (const line of frame(grades)) assert(widthOf(line) <= 80, line);
  }
  const names = ["Submission", "xxxxxxxxxxxxxxx…", "张伟张伟张伟张…", "Points"];
  const rows = classCells([worst, chinese]);
  assertEquals(rows.map(([name]) => name), names);
  assertEquals(rows[0]?.slice(1), [...lessons.map(numberOf), "Total", "Extra"]);
  assert(cells([worst, chinese]).length > rows.length);
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
  const grades = [...names, "\x1b[2J\nbob\r\x07"].map(mixed);
  assertEquals(
    classCells(grades).slice(1, -1).map(([name]) => name),
    [...names, "bob �"],
  );
  const tables = frame([...grades, hostile()]).join("\n").split(/\n(?=┌)/);
  for (const table of tables) {
    assertEquals(new Set(table.split("\n").map(widthOf)).size, 1);
  }
});
