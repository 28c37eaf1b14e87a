import { assertEquals } from "@std/assert";
import { classroomOf } from "./classroom.ts";
import { csvOf } from "./csv.ts";
import { render } from "./formats.ts";
import { formatNames } from "./order.ts";
import { gradescopeOf } from "./gradescope.ts";
import { junitOf } from "./junit.ts";
import { mixed, perfect } from "./sample_grades.ts";

const one = [mixed("张伟")];
const several = [perfect("Ada"), mixed("ada"), mixed("../eve")];

Deno.test("formatNames has the table and what render() knows", () => {
  assertEquals(formatNames, [
    "table",
    "csv",
    "junit",
    "gradescope",
    "classroom",
  ]);
});

Deno.test("render() gives one file where a format holds a whole class", () => {
  for (const grades of [[], one, several]) {
    assertEquals(render("csv", grades), [
      { path: "grades.csv", text: csvOf(grades) },
    ]);
    assertEquals(render("junit", grades), [
      { path: "junit.xml", text: junitOf(grades) },
    ]);
  }
});

Deno.test("render() gives Gradescope's file its name where there is one", () => {
  assertEquals(render("gradescope", one), [
    { path: "results.json", text: gradescopeOf(one[0]) },
  ]);
  assertEquals(
    render("gradescope", several),
    ["Ada", "ada-2", "_eve"].map((name, i) => ({
      path: `gradescope/${name}.json`,
      text: gradescopeOf(several[i]),
    })),
  );
  assertEquals(render("gradescope", []), []);
});

Deno.test("render() gives JSON and base64 for GitHub Classroom", () => {
  const { json, base64 } = classroomOf(one[0]);
  assertEquals(render("classroom", one), [
    { path: "classroom.json", text: json },
    { path: "classroom.base64", text: base64 },
  ]);
  assertEquals(render("classroom", several).map(({ path }) => path), [
    "classroom/Ada.json",
    "classroom/Ada.base64",
    "classroom/ada-2.json",
    "classroom/ada-2.base64",
    "classroom/_eve.json",
    "classroom/_eve.base64",
  ]);
});
