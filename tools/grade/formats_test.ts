import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { validateXML } from "xmllint-wasm";
import { allPoints, lessons } from "../course.ts";
import { csvOf, gradescopeOf, junitOf } from "./formats.ts";
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
import { countedPoints, type Grade } from "./types.ts";

const nothing = gradeOf("eve", [], { problem: "holds no lesson files" });

function rowsOf(grades: Grade[]): Record<string, string>[] {
  return parse(csvOf(grades.map(cleanGrade)), { bom: true, columns: true });
}

Deno.test("csvOf() has a row for each submission, a column for each lesson, and one beside it where it may build on others", () => {
  const both = (of: (lesson: typeof lessons[number]) => unknown) =>
    lessons.flatMap((lesson) => {
      const cells: [string, string][] = [[lesson.id, String(of(lesson))]];
      if (lesson !== lessons[0]) {
        cells.push([`${lesson.id} with reference`, ""]);
      }
      return cells;
    });
  const common = { max: String(allPoints), seed: "231", hash: "9f".repeat(32) };
  const rows = rowsOf([mixed("bob"), perfect("ada")]);
  assertEquals(rows, [{
    ...common,
    submission: "bob",
    total: "48.3",
    extra: "0",
    ...Object.fromEntries(both(() => 0)),
    standardize: "5",
    "batchnorm-forward": "10",
    "batchnorm-backward": "6.6",
    "batchnorm-backward with reference": "13.3",
    "fc-net": "20",
    notes: "not handed in: 04, 05; can't be loaded: 03; left out: 1 file",
  }, {
    ...common,
    submission: "ada",
    total: String(allPoints),
    extra: String(allExtra),
    ...Object.fromEntries(both(({ points }) => points)),
    notes: "",
  }]);
  assertEquals(Object.keys(rows[0] ?? {}), [
    ...["submission", "total", "max", "extra"],
    ...both(() => 0).map(([name]) => name),
    ...["notes", "seed", "hash"],
  ]);
});

Deno.test("csvOf() says why nothing was taken", () => {
  const ignored = [{ path: "a", why: "b" }, { path: "c", why: "d" }];
  const [row] = rowsOf([{ ...nothing, ignored }]);
  assertEquals(row?.notes, "holds no lesson files; left out: 2 files");
  assertEquals([row?.total, row?.standardize], ["0", "0"]);
});

Deno.test("csvOf() keeps a name in its cell, and lets none be a formula", () => {
  // Spreadsheets read Chinese by the mark at the beginning.
  assert(csvOf([mixed("张伟")]).startsWith('\uFEFF"submission"'));
  for (const name of ["张伟", '"', 'a","b', "a,b;c", 'a"";=1+1;"']) {
    const names = rowsOf([mixed(name)]).map(({ submission }) => submission);
    assertEquals(names, [name]);
    assert(csvOf([mixed(name)]).includes(`\n"${name.replaceAll('"', '""')}",`));
  }
  for (const start of "=+-@＝＋－＠") {
    const name = `${start}HYPERLINK("x")`;
    const [row] = rowsOf([gradeOf(name, [], { problem: name })]);
    assertEquals([row?.submission, row?.notes], [`'${name}`, `'${name}`]);
  }
  // What a spreadsheet would skip before it.
  for (const start of ["\t", "\r", "\n", " ", "\0", "\u200b", "\u3000"]) {
    const [row] = rowsOf([mixed(`${start}=1+1`)]);
    assert(/^('=|�)/.test(row?.submission ?? ""), row?.submission);
  }
  assertEquals(rowsOf([hostile(), mixed("bob")])[1]?.submission, "bob");
});

// deno-lint-ignore no-explicit-any
function scoresOf(grade: Grade): any {
  return JSON.parse(gradescopeOf(cleanGrade(grade)));
}

Deno.test("gradescopeOf() says of the whole what Gradescope wants to know", () => {
  const { tests, output, ...rest } = scoresOf(mixed("bob"));
  assertEquals(tests.length, 7);
  assertEquals(
    output,
    `48.3 of ${allPoints} points

Left out:
  notes/todo.txt: isn't a lesson

The inputs came from seed 231. To try the same in the course's folder:
  deno test -- --seed=231`,
  );
  assertEquals(rest, {
    score: 48.3,
    execution_time: 13,
    output_format: "text",
    test_output_format: "text",
    test_name_format: "text",
    visibility: "visible",
    extra_data: { hash: "9f".repeat(32), course: "c0".repeat(32), seed: 231 },
  });
  const none = scoresOf(nothing);
  assertEquals([none.score, none.tests], [0, []]);
  assertStringIncludes(
    none.output,
    `0 of ${allPoints} points\n\nNothing could be graded: ` +
      "the submission holds no lesson files\n",
  );
});

Deno.test("gradescopeOf() has a test for each lesson", () => {
  assertEquals(
    scoresOf(perfect("ada")).tests,
    lessons.map((lesson) => ({
      score: lesson.points,
      max_score: lesson.points,
      status: "passed",
      name: lesson.title.en,
      number: lesson.module.slice(0, 2),
      output: `${lesson.points} of ${lesson.points} points

2 of 2 properties hold.
✓ passed: ${lesson.exports[0]}() agrees with plain loops
✓ passed: ${lesson.exports[0]}() leaves its inputs alone`,
      visibility: "visible",
    })),
  );
});

Deno.test("gradescopeOf() shows why a lesson failed, and both ways in which it was tried", () => {
  const [, forward, backward, broken, missing] = scoresOf(mixed("bob")).tests;
  assertEquals(
    forward.output,
    `10 of 20 points

1 of 2 properties hold.
✗ failed: batchnorm_forward() in train mode agrees with plain loops
    Lesson 01, lessons/01_batchnorm_forward.ts: out is off
      expected 1
      actual   2
    (recognized mistake: eps-outside-root)
✓ passed: batchnorm_forward() gives an array`,
  );
  const { score, max_score, status, name, number } = forward;
  assertEquals(
    [score, max_score, status, name, number],
    [10, 20, "failed", "Batch normalization: forward", "01"],
  );
  assertEquals(backward.score, 13.3);
  assert(
    backward.output.startsWith(
      "13.3 of 20 points: 6.6 by itself, 13.3 with the reference version of lesson 01\n\n" +
        "By itself: 1 of 3 properties hold.\n✗ failed: ",
    ),
  );
  assertStringIncludes(
    backward.output,
    "\n\nWith the reference version of lesson 01: 2 of 3 properties hold.\n" +
      "✗ failed: batchnorm_backward() takes any batch\n" +
      "    Lesson 02: threw RangeError: no\n✓ passed: ",
  );
  assertEquals(
    broken.output,
    `0 of 15 points

It can't be loaded, so nothing could be tried.
    lessons/03_batchnorm_backward_alt.ts:3:7
      Unexpected token`,
  );
  assertEquals(missing.output, "not handed in: 0 of 10 points");
  assertEquals([broken.status, missing.status], ["failed", "failed"]);
});

Deno.test("gradescopeOf() takes everything for text", () => {
  const results = scoresOf(hostile());
  assertStringIncludes(results.output, "<script>alert(1)</script>");
  const text = JSON.stringify(results);
  assert(!/[\p{Cc}\p{DI}\p{NChar}]|\\u00[01]|\\[bfr]/u.test(text));
});

Deno.test("gradescopeOf() has scores that add up to the whole", () => {
  const properties = fc.array(fc.boolean(), { minLength: 1, maxLength: 21 })
    .map((held) =>
      held.map((held) => property("p()", held ? undefined : "no"))
    );
  const lists = fc.tuple(
    ...lessons.map(({ id }) => properties.map((some) => lesson(id, some))),
  );
  const tenths = (points: number) => {
    assertEquals(points, Number(points.toFixed(1)));
    return Math.round(points * 10);
  };
  const sum = (points: number[]) =>
    points.reduce((sum, points) => sum + tenths(points), 0);
  fc.assert(fc.property(lists, (graded) => {
    const { score, tests } = scoresOf(gradeOf("x", graded));
    const scores: number[] = tests.map((test: { score: number }) => test.score);
    assertEquals(tenths(score), sum(scores));
    assertEquals(tenths(score), sum(graded.map(countedPoints)));
  }));
});

const schema = await Deno.readTextFile(
  new URL("testdata/junit.xsd", import.meta.url),
);

async function complaints(contents: string): Promise<string[]> {
  const xml = [{ fileName: "junit.xml", contents }];
  const { errors } = await validateXML({ xml, schema: [schema] });
  return errors.map(({ message }) => message);
}

Deno.test("junitOf() keeps to the schema, whatever a submission is called", async () => {
  const names = [
    "true",
    "",
    "1",
    "<",
    "&lt;",
    "]]>",
    "\0",
    "__proto__",
    "张伟",
  ];
  const problems = names.map((problem) => gradeOf(problem, [], { problem }));
  const grades = [perfect("ada"), hostile(), ...names.map(mixed), ...problems];
  const xml = junitOf(grades.map(cleanGrade));
  assertEquals(await complaints(xml), []);
  assertEquals(await complaints(junitOf([])), []);
  const classnames = [...xml.matchAll(/classname="(.+)\.00_standardize"/g)];
  assertEquals(classnames.slice(-names.length).map(([, name]) => name), [
    ...["true", "unnamed", "1", "&lt;", "&amp;lt;", "]]&gt;", "�"],
    ...["__proto__", "张伟"],
  ]);
  // The schema finds what is wrong.
  const error = "</error>";
  assert((await complaints(xml.replace(error, `${error}<error/>`))).length > 0);
});

Deno.test("junitOf() has a suite for each lesson, a case for each property as it counts", () => {
  const grade = gradeOf("bob", mixed("").lessons.slice(1, 5), { seconds: 6 });
  const xml = junitOf([{ ...nothing, seconds: 1 }, grade]);
  const [head = "", eve = "", forward = "", backward = "", broken, missing] =
    xml.split(/^ {2}(?=<testsuite )/m);
  assertStringIncludes(
    head,
    '<testsuites name="Grades" tests="8" failures="3" errors="2" time="7.000">',
  );
  assertStringIncludes(
    eve,
    `<testcase classname="eve" name="can be taken in">
      <error message="Nothing could be graded: the submission holds no lesson files" type="error">`,
  );
  assertEquals(
    forward,
    `<testsuite name="bob: 01 Batch normalization: forward" tests="2" failures="1" errors="0" skipped="0" time="1.500">
    <properties>
      <property name="points" value="10"/>
      <property name="max" value="20"/>
      <property name="score" value="10 of 20 points"/>
      <property name="seed" value="231"/>
      <property name="hash" value="${"9f".repeat(32)}"/>
    </properties>
    <testcase classname="bob.01_batchnorm_forward" name="batchnorm_forward() gives an array"/>
    <testcase classname="bob.01_batchnorm_forward" name="batchnorm_forward() in train mode agrees with plain loops">
      <failure message="Lesson 01, lessons/01_batchnorm_forward.ts: out is off" type="recognized mistake: eps-outside-root">Lesson 01, lessons/01_batchnorm_forward.ts: out is off
  expected 1
  actual   2</failure>
    </testcase>
  </testsuite>
`,
  );
  assertEquals(backward.match(/<failure message="[^"]+"/g), [
    '<failure message="Lesson 02: threw RangeError: no"',
  ]);
  assertStringIncludes(backward, 'value="13.3 of 20 points: 6.6 by itself,');
  assertStringIncludes(
    broken ?? "",
    'name="can be loaded">\n      <error message="lessons/03_batchnorm_back',
  );
  assertStringIncludes(
    missing ?? "",
    'name="is handed in">\n      <failure message="not handed in" type="fail">',
  );
});
