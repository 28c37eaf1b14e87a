import { assertEquals } from "@std/assert";
import { type Course, problems } from "./verify.ts";
import type { Lesson } from "./course.ts";
import { headings } from "./guide.ts";
import { INDEX, indexOf } from "./verify_index.ts";

const lesson: Lesson = {
  id: "first",
  module: "00_first",
  exports: ["first"],
  title: { en: "First", zh: "第一" },
  points: 1,
  seconds: 1,
  buildsOn: [],
};

const HEADINGS = Object.values(headings);
const CHINESE = "思路, 公式, 规格卡, 手算示例, 第一步, 常见错误, 自测, 提示";

/** The last section of a guide. */
function hints(heading: string, ...names: string[]): string {
  const folded = names.map((name) =>
    `\n<details>\n<summary>${name}</summary>\n\nText.\n\n</details>\n`
  );
  return `\n## ${heading}\n${folded.join("")}`;
}

const files = {
  "lessons/00_first.ts": `/** Guide: lessons/00_first.md. Source: paper. */
export function first() {
  // TODO
  unimplemented("Lesson 00: first");
}
`,
  "lessons/00_first.md": `# Lesson 00: First\n\n[简体中文](00_first.zh.md)\n${
    HEADINGS.map(({ en }) => `\n## ${en}\n\nText.\n`).join("")
  }${hints("Hints", "Hint 1", "Hint 2", "Hint 3", "What you have learned")}`,
  "lessons/00_first.zh.md": `# 第 00 课 第一\n\n[English](00_first.md)\n${
    HEADINGS.map(({ zh }) => `\n## ${zh}\n\n文字。\n`).join("")
  }${hints("提示", "提示 1", "提示 2", "提示 3", "学到了什么")}`,
  "lessons/deno.json": "{}",
  "solutions/00_first.ts": "export function first() {}\n",
  "tests/00_first_test.ts": "",
  "tests/contracts/00_first.ts": "",
  "tests/catalogue/00_first/mod.ts": "",
  "tests/catalogue/mod.ts": "",
  ".deno-version": "1.2.3\n",
  "README.md": "# Kata\n\n[简体中文](README.zh.md)\n\n`deno@1.2.3`\n",
  "README.zh.md": "# 练习\n\n[English](README.md)\n\n`deno@1.2.3`\n",
  "labs/README.md": "# Labs\n\n[简体中文](README.zh.md)\n",
  "labs/README.zh.md": "# 实验\n\n[English](README.md)\n",
  // In the student's copy it is at the top: that is where its links lead from.
  "tools/release/handout/README.md":
    "# Kata\n\n[简体中文](README.zh.md)\n\n[Labs](labs/README.md)\n",
  "tools/release/handout/README.zh.md":
    "# 练习\n\n[English](README.md)\n\n[实验](labs/README.zh.md)\n",
};

/** The sound course above with some files or the lessons changed. */
function course(
  changed: Record<string, string | undefined> = {},
  lessons: Lesson[] = [lesson],
): Course {
  const all: Record<string, string | undefined> = {
    ...files,
    [INDEX]: indexOf(lessons),
    ...changed,
  };
  return {
    manifest: { lessons },
    varied: new Set(lessons.map(({ module }) => module)),
    list: (folder) =>
      Object.entries(all).filter(([path, text]) =>
        text !== undefined && path.startsWith(`${folder}/`)
      ).map(([path]) => path.slice(folder.length + 1)),
    read: (path) => all[path],
  };
}

Deno.test("problems() finds none in a sound course", () => {
  assertEquals(problems(course()), []);
});

/** What is done to a file, and what is said of it then. */
const cases: [
  path: string,
  edit: (text: string) => string | undefined,
  ...said: string[],
][] = [
  [
    "lessons/00_first.ts",
    (text) => text.replace("unimplemented", "solve"),
    'lessons/00_first.ts: let it call unimplemented("Lesson 00: …")',
  ],
  [
    "lessons/00_first.ts",
    (text) => text.replace("TODO", "").replace("Source", ""),
    "lessons/00_first.ts: say TODO where to write",
    "lessons/00_first.ts: name its source",
  ],
  [
    INDEX,
    () => indexOf([{ ...lesson, points: 2 }]),
    "lessons/README.md doesn't list the lessons as course.json does: run deno " +
    "task verify --write",
  ],
  [
    "solutions/00_first.ts",
    (text) => text.replace("first", "second"),
    "solutions/00_first.ts exports second; make that and course.json (first) " +
    "agree",
  ],
  [
    "lessons/other.json",
    () => "",
    "lessons/other.json belongs to no lesson: remove it",
  ],
  [
    "tests/07_other_test.ts",
    () => "",
    "tests/07_other_test.ts belongs to no lesson: remove it",
  ],
  [
    "lessons/00_first.md",
    (text) => text.replace("00: First", "01: First"),
    'lessons/00_first.md: begin with "# Lesson 00: First"',
  ],
  [
    "lessons/00_first.zh.md",
    (text) => text.replace("第一\n", "第二\n").replace("自测", "检查"),
    'lessons/00_first.zh.md: begin with "# 第 00 课 第一"',
    `lessons/00_first.zh.md: make its sections ${CHINESE}, not ${
      CHINESE.replace("自测", "检查")
    }`,
  ],
  [
    "lessons/00_first.zh.md",
    (text) => text.replace("提示 3", "提示 4"),
    "lessons/00_first.zh.md: fold away 提示 1, 提示 2, 提示 3, 学到了什么 " +
    'under "## 提示", not 提示 1, 提示 2, 提示 4, 学到了什么',
  ],
  [
    "lessons/00_first.md",
    (text) => `${text}\n[a](../kit/a.ts) [b](../solutions/00_first.ts)`,
    'lessons/00_first.zh.md, "提示": add the link ../kit/a.ts, as in ' +
    "lessons/00_first.md",
    'lessons/00_first.zh.md, "提示": add the link ../solutions/00_first.ts, as ' +
    "in lessons/00_first.md",
    "lessons/00_first.md links to ../kit/a.ts: there is no such file",
  ],
  [
    "docs/grading.md",
    () => "[a](b.md) [b](../README.md#kata) [c](https://d/)\n",
    "docs/grading.md links to b.md: there is no such file",
  ],
  [
    "tools/release/handout/README.zh.md",
    () => undefined,
    "tools/release/handout/README.zh.md is missing: add it",
  ],
  [
    "tools/release/handout/README.zh.md",
    (text) => `${text}[课](labs/README.md)\n`,
    'tools/release/handout/README.zh.md, "练习": leave out the link ' +
    "labs/README.md, as in tools/release/handout/README.md",
  ],
  [
    "labs/README.zh.md",
    (text) => `${text}\n对于，$x$。\n`,
    'labs/README.zh.md, "实验": leave out the formula $x$, as in labs/README.md',
    "labs/README.zh.md: put a space before $x$, or GitHub shows its dollars",
  ],
  [
    "README.md",
    (text) => text.replace("1.2.3", "1.2.4"),
    "README.md says deno@1.2.4: make it deno@1.2.3",
  ],
];
for (const [path, edit, ...said] of cases) {
  Deno.test(`problems() reports: ${said[0]}`, () => {
    const text = edit(course().read(path) ?? "");
    assertEquals(problems(course({ [path]: text })), said);
  });
}

Deno.test("problems() asks for every file of a lesson, and for a variant", () => {
  const mine = Object.keys(files).filter((path) => path.includes("00_first"));
  const none = course(
    Object.fromEntries(mine.map((path) => [path, undefined])),
  );
  assertEquals(problems({ ...none, varied: new Set() }), [
    "lessons/00_first.ts is missing: add the stub",
    "lessons/00_first.md is missing: add the guide",
    "lessons/00_first.zh.md is missing: add the guide in Chinese",
    "solutions/00_first.ts is missing: add the reference version",
    "tests/contracts/00_first.ts is missing: add its contract",
    "tests/00_first_test.ts is missing: add what binds the contract to the lesson",
    "tests/catalogue/00_first/mod.ts is missing: add its reference, " +
    "misconceptions and variants",
    "00_first has no variant: add another right implementation, which must pass",
  ]);
});
