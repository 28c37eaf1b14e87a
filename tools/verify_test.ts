import { assertEquals } from "@std/assert";
import { type Course, problems } from "./verify.ts";
import { hashOf, type Lesson } from "./course.ts";
import { headings } from "./guide.ts";

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

const HEADINGS = Object.values(headings);
const CHINESE = "思路, 公式, 规格卡, 手算示例, 第一步, 常见错误, 自测";

const files: Record<string, string> = {
  "lessons/00_first.ts": `/** Guide: lessons/00_first.md. Source: paper. */
export function first() {
  // TODO
  unimplemented("Lesson 00: first");
}
`,
  "lessons/00_first.md": `# Lesson 00: First\n\n[简体中文](00_first.zh.md)\n${
    HEADINGS.map(({ en }) => `\n## ${en}\n\nText.\n`).join("")
  }`,
  "lessons/00_first.zh.md": `# 第 00 课 第一\n\n[English](00_first.md)\n${
    HEADINGS.map(({ zh }) => `\n## ${zh}\n\n文字。\n`).join("")
  }`,
  "lessons/hints.json": JSON.stringify({
    first: {
      hints: Array(3).fill({ en: "Look.", zh: "看。" }),
      learned: { en: "You can do it.", zh: "你会了。" },
    },
  }),
  "solutions/00_first.ts": "export function first() {}\n",
  "tests/00_first_test.ts": "",
  "tests/misconceptions/00_first.ts": "",
  ".deno-version": "1.2.3\n",
  "README.md": "# Kata\n\n[简体中文](README.zh.md)\n\n`deno@1.2.3`\n",
  "README.zh.md": "# 练习\n\n[English](README.md)\n\n`deno@1.2.3`\n",
  "labs/README.md": "# Labs\n\n[简体中文](README.zh.md)\n",
  "labs/README.zh.md": "# 实验\n\n[English](README.md)\n",
  // In the student's copy it is at the top: that is where its links lead from.
  "tools/handout/README.md":
    "# Kata\n\n[简体中文](README.zh.md)\n\n[Labs](labs/README.md)\n",
  "tools/handout/README.zh.md":
    "# 练习\n\n[English](README.md)\n\n[实验](labs/README.zh.md)\n",
};

lesson.stub = await hashOf(files["lessons/00_first.ts"]);

/** The sound course above with some files or the lesson changed. */
function course(
  changed: Record<string, string | undefined> = {},
  lessons: Lesson[] = [lesson],
): Course {
  const all = { ...files, ...changed };
  return {
    lessons,
    list: (folder) =>
      Object.keys(all).filter((path) =>
        path.slice(0, path.lastIndexOf("/")) === folder
      ).map((path) => path.slice(folder.length + 1)),
    read: (path) => all[path],
  };
}

Deno.test("problems() finds none in a sound course", async () => {
  assertEquals(await problems(course()), []);
});

const cases: [
  what: string,
  changed: Record<string, string | undefined>,
  problem: string,
][] = [
  [
    "a solved stub",
    {
      "lessons/00_first.ts":
        "/** lessons/00_first.md Source: a TODO */\nexport function first() {}",
    },
    'lessons/00_first.ts is no stub: let it call unimplemented("Lesson 00: …")',
  ],
  [
    "a stub without TODO",
    {
      "lessons/00_first.ts": files["lessons/00_first.ts"].replace("TODO", ""),
    },
    "lessons/00_first.ts: say TODO where to write",
  ],
  [
    "a missing solution",
    { "solutions/00_first.ts": undefined },
    "solutions/00_first.ts is missing: add the reference version",
  ],
  [
    "another export",
    { "solutions/00_first.ts": "export function second() {}" },
    "solutions/00_first.ts exports second; make that and course.json (first) agree",
  ],
  [
    "a stray file",
    { "lessons/07_other.ts": "" },
    "lessons/07_other.ts belongs to no lesson: remove it",
  ],
  [
    "missing hints",
    { "lessons/hints.json": undefined },
    "lessons/hints.json is missing: add it",
  ],
  [
    "a guide with another title",
    {
      "lessons/00_first.md": files["lessons/00_first.md"].replace("00", "01"),
    },
    'lessons/00_first.md: begin with "# Lesson 00: First"',
  ],
  [
    "a Chinese guide with another title",
    {
      "lessons/00_first.zh.md": files["lessons/00_first.zh.md"]
        .replace("第一", "第二"),
    },
    'lessons/00_first.zh.md: begin with "# 第 00 课 第一"',
  ],
  [
    "a Chinese guide with another heading",
    {
      "lessons/00_first.zh.md": files["lessons/00_first.zh.md"]
        .replace("自测", "检查"),
    },
    "lessons/00_first.zh.md has the sections " +
    `${CHINESE.replace("自测", "检查")}; make them ${CHINESE}`,
  ],
  [
    "a missing guide",
    { "lessons/00_first.md": undefined },
    "lessons/00_first.md is missing: add it",
  ],
  [
    "a text that isn't translated",
    { "tools/handout/README.zh.md": undefined },
    "tools/handout/README.zh.md is missing: add it",
  ],
  [
    "a translation that lacks something",
    { "README.md": `${files["README.md"]}\n- One.\n` },
    'README.zh.md, "练习": make the number of items 1, not 0, as in README.md',
  ],
  [
    "a link of the student's README that leads to English",
    {
      "tools/handout/README.zh.md":
        "# 练习\n\n[English](README.md)\n\n[实验](labs/README.zh.md)[课](labs/README.md)\n",
    },
    'tools/handout/README.zh.md, "练习": leave out the link labs/README.md, as ' +
    "in tools/handout/README.md",
  ],
  [
    "a formula that GitHub doesn't show",
    {
      "labs/README.md": `${files["labs/README.md"]}\nFor $x$.\n`,
      "labs/README.zh.md": `${files["labs/README.zh.md"]}\n对于，$x$。\n`,
    },
    "labs/README.zh.md: put a space before $x$, or GitHub shows its dollars",
  ],
  [
    "a link to nowhere",
    { "docs/grading.md": "[a](b.md) [b](../README.md#kata) [c](https://d/)\n" },
    "docs/grading.md links to b.md: there is no such file",
  ],
  [
    "a link of a guide to nowhere",
    {
      "lessons/00_first.md": `${files["lessons/00_first.md"]}[a](../kit/a.ts)`,
      "lessons/00_first.zh.md": `${
        files["lessons/00_first.zh.md"]
      }[一](../kit/a.ts)`,
      "kit/b.ts": "",
    },
    "lessons/00_first.md links to ../kit/a.ts: there is no such file",
  ],
  [
    "another version of Deno",
    { "README.md": files["README.md"].replace("1.2.3", "1.2.4") },
    "README.md says deno@1.2.4: make it deno@1.2.3",
  ],
];
for (const [what, changed, problem] of cases) {
  Deno.test(`problems() reports ${what}`, async () => {
    const changedStub = changed["lessons/00_first.ts"];
    const stub = changedStub ? await hashOf(changedStub) : lesson.stub;
    assertEquals(
      await problems(course(changed, [{ ...lesson, stub }])),
      [problem],
    );
  });
}

Deno.test("problems() reports a stub that the manifest doesn't know", async () => {
  const changed = `${files["lessons/00_first.ts"]}// more\n`;
  assertEquals(await problems(course({ "lessons/00_first.ts": changed })), [
    "lessons/00_first.ts isn't the stub that course.json knows: undo the " +
    `change, or make the lesson's "stub" there "${await hashOf(changed)}"`,
  ]);
});

Deno.test("problems() reports a guide without a section", async () => {
  const [guide] = await problems(
    course({ "lessons/00_first.md": "# Lesson 00: First\n" }),
  );
  assertEquals(
    guide,
    "lessons/00_first.md has the sections ; make them The idea, Formulas, " +
      "Spec card, Worked example, First steps, What goes wrong, Check yourself",
  );
});

Deno.test("problems() reports a manifest that doesn't fit together", async () => {
  const odd: Lesson = {
    ...lesson,
    points: 0,
    title: { en: "First", zh: "" },
    buildsOn: ["first"],
  };
  assertEquals(await problems(course({}, [odd])), [
    "course.json: first: give it a title in both languages",
    "course.json: first: give it points",
    'course.json: first: let it build on earlier lessons only, not on "first"',
    'lessons/00_first.zh.md: begin with "# 第 00 课 "',
  ]);
});

Deno.test("problems() finds a lesson that builds on an optional one", async () => {
  const [first, second] = [{ ...lesson, optional: true }, {
    ...lesson,
    id: "second",
    module: "01_second",
    buildsOn: ["first"],
  }];
  assertEquals(
    (await problems(course({}, [first, second])))
      .filter((problem) => problem.startsWith("course.json")),
    [
      "course.json: second: " +
      'let it build on no optional lesson, such as "first"',
    ],
  );
});
