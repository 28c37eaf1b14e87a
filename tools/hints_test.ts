import { assertEquals } from "@std/assert";
import type { Lesson } from "./course.ts";
import { hintProblems, HINTS, type Hints } from "./hints.ts";

const lesson: Lesson = {
  id: "first",
  module: "00_first",
  exports: ["first"],
  title: { en: "First", zh: "第一" },
  points: 1,
  seconds: 1,
  buildsOn: [],
  stub: "",
};

const SOLUTION = `/** The first lesson, of which much can be said. */
export function first(x) {
  // Neither is this line of a comment a secret.
  return x.mean(0).add(1e-5).sqrt();
}
`;

const sound: Hints = {
  hints: [
    { en: "Look.", zh: "看。" },
    { en: "Think.", zh: "想。" },
    {
      en: "The root of x.mean(0).add(1e-5).",
      zh: "x.mean(0).add(1e-5) 的根。",
    },
  ],
  learned: { en: "You can do it.", zh: "你会了。" },
};

/** The problems of a text that stands in place of the hints. */
function problemsOf(hints: unknown): string[] {
  const text = typeof hints === "string" ? hints : JSON.stringify(hints);
  const files: Record<string, string | undefined> = {
    [HINTS]: hints === undefined ? undefined : text,
    "solutions/00_first.ts": SOLUTION,
  };
  return hintProblems([lesson], (path) => files[path]);
}

Deno.test("hintProblems() finds none in sound hints", () => {
  assertEquals(problemsOf({ first: sound }), []);
});

const { hints, learned } = sound;
const cases: [what: string, given: unknown, problems: string[]][] = [
  ["a missing file", undefined, [" is missing: add it"]],
  [
    "a lesson without hints",
    {},
    [
      ": first: give it 3 hints, not 0",
      ': first: write "learned" in "en"',
      ': first: write "learned" in "zh"',
    ],
  ],
  [
    "a lesson that isn't there",
    { first: sound, other: sound },
    [': "other" is no lesson: remove it'],
  ],
  [
    "too few hints",
    { first: { hints: hints.slice(1), learned } },
    [": first: give it 3 hints, not 2"],
  ],
  [
    "an empty text",
    {
      first: {
        hints: [hints[0], { en: "Think.", zh: " " }, hints[2]],
        learned: { zh: "你会了。" },
      },
    },
    [': first: write hint 2 in "zh"', ': first: write "learned" in "en"'],
  ],
  [
    "a line of the solution",
    {
      first: {
        hints: [
          hints[0],
          hints[1],
          { en: "Right.", zh: "写 return x.mean(0).add(1e-5).sqrt();" },
        ],
        learned,
      },
    },
    [
      ': first: hint 3 in "zh" has the solution\'s ' +
      '"return x.mean(0).add(1e-5).sqrt()"',
    ],
  ],
];
for (const [what, given, problems] of cases) {
  Deno.test(`hintProblems() reports ${what}`, () => {
    assertEquals(problemsOf(given), problems.map((end) => HINTS + end));
  });
}

Deno.test("hintProblems() says it where the file is no JSON", () => {
  assertEquals(
    problemsOf("{").map((problem) => problem.split(": ")[0]),
    [`${HINTS} can't be read`],
  );
});
