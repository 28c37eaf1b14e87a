import { assertEquals } from "@std/assert";
import type { Lesson } from "./course.ts";
import { manifestProblems } from "./verify_manifest.ts";

const lesson: Lesson = {
  id: "first",
  module: "00_first",
  exports: ["first"],
  title: { en: "First", zh: "第一" },
  points: 1,
  seconds: 1,
  buildsOn: [],
};
const second = { ...lesson, id: "second", module: "01_second" };

const cases: [what: string, manifest: object, said: string[]][] = [
  ["nothing in a sound one", {
    id: "kata",
    version: 1,
    title: lesson.title,
    lessons: [lesson, { ...second, buildsOn: ["first"], calls: true }],
  }, []],
  ["names that nothing reads", {
    lesons: [],
    authors: [],
    lessons: [{ ...lesson, stub: "", buildOn: [], point: 2 }],
  }, [
    'write "lessons" for "lesons"',
    'leave out "authors", which nothing reads',
    'first: leave out "stub", which nothing reads',
    'first: write "buildsOn" for "buildOn"',
    'first: write "points" for "point"',
  ]],
  ["what a lesson lacks", { lessons: [{ id: "first" }] }, [
    "first: name its module NN_name",
    "first: list what its module exports",
    "first: give it a title in both languages",
    "first: give it points",
    "first: give it a time limit",
    "first: list what it builds on, if only as []",
    "first: number its module 00, its place",
  ]],
  ["values that don't fit", {
    lessons: [{
      ...lesson,
      id: "First",
      title: { en: "First", zh: "" },
      points: 0,
      optional: "yes",
      calls: false,
    }],
  }, [
    "First: write its id in a-z, 0-9 and hyphens",
    "First: give it a title in both languages",
    "First: give it points",
    'First: make "optional" true, or leave it out',
    'First: make "calls" true, or leave it out',
  ]],
  ["lessons in each other's way", {
    lessons: [lesson, { ...lesson, buildsOn: ["later"] }],
  }, [
    "first: give it an id of its own",
    "first: number its module 01, its place",
    "first: give it an id of its own",
    'first: let it build on earlier lessons only, not on "later"',
  ]],
  ["a lesson that builds on an optional one", {
    lessons: [
      { ...lesson, optional: true },
      { ...second, buildsOn: ["first", "second"] },
    ],
  }, [
    'second: let it build on no optional lesson, such as "first"',
    'second: let it build on earlier lessons only, not on "second"',
  ]],
];
for (const [what, manifest, said] of cases) {
  Deno.test(`manifestProblems() reports ${what}`, () => {
    assertEquals(
      manifestProblems({ lessons: [], ...manifest }),
      said.map((problem) => `course.json: ${problem}`),
    );
  });
}
