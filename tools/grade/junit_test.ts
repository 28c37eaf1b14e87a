import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { XMLParser } from "fast-xml-parser";
import { validateXML } from "xmllint-wasm";
import { lessons } from "../course.ts";
import { junitOf } from "./junit.ts";
import { gradeOf, hostile, mixed, perfect } from "./sample_grades.ts";
import type { Grade } from "./types.ts";

const schema = await Deno.readTextFile(
  new URL("testdata/junit.xsd", import.meta.url),
);

async function complaints(xml: string): Promise<string[]> {
  const { errors } = await validateXML({
    xml: [{ fileName: "junit.xml", contents: xml }],
    schema: [schema],
  });
  return errors.map(({ message }) => message);
}

/** An element as the parser gives it: attributes and elements by name. */
// deno-lint-ignore no-explicit-any
type Parsed = any;

function read(grades: Grade[]): Parsed {
  return new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "",
    parseTagValue: false,
    isArray: (name: string) =>
      ["testsuite", "testcase", "property"].includes(name),
  }).parse(junitOf(grades)).testsuites;
}

Deno.test("junitOf() keeps to the schema", async () => {
  const problem = gradeOf("eve", [], { problem: "holds no lesson files" });
  const grades = [perfect("ada"), mixed("bob"), hostile(), problem];
  assertEquals(await complaints(junitOf(grades)), []);
  assertEquals(await complaints(junitOf([])), []);
});

Deno.test("junitOf() keeps to it whatever a submission is called", async () => {
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
  assertEquals(await complaints(junitOf(names.map(mixed))), []);
  const problems = names.map((problem) => gradeOf(problem, [], { problem }));
  assertEquals(await complaints(junitOf(problems)), []);
  assertEquals(
    names.map(mixed).map((g) => read([g]).testsuite[0].testcase[0].classname),
    ["true", "unnamed", "1", "<", "&lt;", "]]>", "�", "__proto__", "张伟"]
      .map((name) => `${name}.00_standardize`),
  );
});

Deno.test("the schema of this test finds what is wrong", async () => {
  const xml = junitOf([mixed("bob")]);
  for (
    const [right, wrong] of [
      [' classname="bob.00_standardize"', ""],
      [' tests="1"', ' tests="one"'],
      [' errors="0"', ""],
      ["</error>", "</error><error/>"],
      ['name="bob', 'name="\0bob'],
      ["</testsuites>", ""],
    ]
  ) {
    assert(xml.includes(right));
    const found = await complaints(xml.replace(right, wrong));
    assert(found.length > 0, wrong);
  }
});

Deno.test("junitOf() has a suite for each lesson of each submission", () => {
  const grades = [perfect("ada"), mixed("bob")];
  const { testsuite } = read(grades);
  assertEquals(
    testsuite.map(({ name }: Parsed) => name),
    grades.flatMap(({ submission, lessons: graded }) =>
      lessons.slice(0, graded.length).map(({ module, title, optional }) =>
        `${submission}: ${module.slice(0, 2)} ${title.en}` +
        (optional ? " (optional)" : "")
      )
    ),
  );
});

Deno.test("junitOf() counts", () => {
  const suites = read([mixed("bob")]);
  const counts = ({ tests, failures, errors }: Parsed) =>
    [tests, failures, errors].map(Number);
  assertEquals(counts(suites), [10, 4, 1]);
  assertEquals(suites.testsuite.map(counts), [
    [1, 0, 0],
    [2, 1, 0],
    [3, 1, 0],
    [1, 0, 1],
    [1, 1, 0],
    [1, 1, 0],
    [1, 0, 0],
  ]);
});

Deno.test("junitOf() has a case for each property, with what it said", () => {
  const { testcase } = read([mixed("bob")]).testsuite[1];
  assertEquals(testcase, [{
    classname: "bob.01_batchnorm_forward",
    name: "batchnorm_forward() gives an array",
  }, {
    classname: "bob.01_batchnorm_forward",
    name: "batchnorm_forward() in train mode agrees with plain loops",
    failure: {
      message: "Lesson 01, lessons/01_batchnorm_forward.ts: out is off",
      type: "recognized mistake: eps-outside-root",
      "#text": "Lesson 01, lessons/01_batchnorm_forward.ts: out is off\n" +
        "  expected 1\n  actual   2",
    },
  }]);
});

Deno.test("junitOf() shows the outcome that counts, and both scores", () => {
  const { testcase, properties } = read([mixed("bob")]).testsuite[2];
  assertEquals(
    testcase.map(({ failure }: Parsed) => failure?.message),
    [undefined, "Lesson 02: threw RangeError: no", undefined],
  );
  assertEquals(properties.property, [
    { name: "points", value: "13.3" },
    { name: "max", value: "20" },
    {
      name: "score",
      value:
        "13.3 of 20 points: 6.6 by itself, 13.3 with the reference version of lesson 01",
    },
    { name: "seed", value: "231" },
    { name: "hash", value: "9f".repeat(32) },
  ]);
});

Deno.test("junitOf() tells what is missing from what can't be loaded", () => {
  const { testsuite } = read([mixed("bob")]);
  assertEquals(testsuite[3].testcase, [{
    classname: "bob.03_batchnorm_backward_alt",
    name: "can be loaded",
    error: {
      message: "lessons/03_batchnorm_backward_alt.ts:3:7",
      type: "error",
      "#text": "lessons/03_batchnorm_backward_alt.ts:3:7\n  Unexpected token",
    },
  }]);
  assertEquals(testsuite[4].testcase, [{
    classname: "bob.04_layernorm_forward",
    name: "is handed in",
    failure: {
      message: "not handed in",
      type: "fail",
      "#text": "not handed in",
    },
  }]);
});

Deno.test("junitOf() has an error where nothing was taken", () => {
  const grade = gradeOf("eve", [], { problem: "holds no lesson files" });
  const { testsuite, errors } = read([grade]);
  assertEquals(errors, "1");
  assertEquals(testsuite.length, 1);
  assertEquals(testsuite[0].name, "eve");
  assertEquals(
    testsuite[0].testcase[0].error.message,
    "Nothing could be graded: the submission holds no lesson files",
  );
});

Deno.test("junitOf() shares the time of a submission among its suites", () => {
  const grades = [
    gradeOf("eve", mixed("").lessons, { seconds: 7 }),
    gradeOf("ada", mixed("").lessons.slice(0, 2), { seconds: 3 }),
  ];
  const suites = read(grades);
  assertEquals(suites.time, "10.000");
  assertEquals(
    suites.testsuite.map(({ time }: Parsed) => time),
    [...Array(7).fill("1.000"), "1.500", "1.500"],
  );
});

Deno.test("junitOf() gives a hostile message back as it was cleaned", () => {
  const [{ testcase }] = read([hostile()]).testsuite.slice(1);
  assertStringIncludes(
    testcase[0].failure["#text"],
    "evil <script>alert(1)</script><img src=x onerror=alert(2)> ]]> &lt; \" '",
  );
});
