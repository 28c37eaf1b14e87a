import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { widthOf } from "../../lib/text.ts";
import {
  allPoints,
  lessonById,
  lessons,
  numberOf,
  required,
} from "../course.ts";
import type { TestResult } from "../run_lesson.ts";
import type { Look } from "./checker.ts";
import { Progress } from "./progress.ts";
import { screen, type View } from "./screen.ts";
import { Style, type StyleOptions } from "./style.ts";

const lesson = lessonById("standardize");
/** The marks of all lessons, of which the second is solved. */
const MARKS = "[· 00] ✓ 01 " +
  lessons.slice(2).map((later) => ` · ${numberOf(later)} `).join("").trimEnd();
const RED: TestResult = {
  name: "out is right",
  sentence: "out is right",
  state: "failed",
  report: {
    kind: "wrong",
    message: "out, shape (1, 2), is wrong at [0, 1]",
    numbers: {
      shape: [1, 2],
      index: [0, 1],
      expected: 3,
      actual: 4,
      tolerance: 1e-8,
    },
    notes: [{ id: "a", text: "The mean is missing." }],
  },
};
const GREEN: TestResult = {
  name: "x stays as it is",
  sentence: "x stays as it is",
  state: "passed",
};

function look(tests: TestResult[], more: Partial<Look["result"]> = {}): Look {
  const first = tests.find(({ state }) => state === "failed");
  const result = { lesson, tests, printed: [], done: true, ...more };
  return { result: { ...result, ...first && { first } }, types: [] };
}

/** A screen as text, 80 by 60 unless told. */
function shown(
  view: Partial<View>,
  { width = 80, height = 60, ...style }: Partial<StyleOptions> = {},
  hints = 0,
): string {
  const progress = new Progress();
  progress.note(lessonById("batchnorm-forward"), { solved: true });
  progress.note(lesson, { hints });
  const lines = screen(
    new Style({ language: "en", width, height, ...style }),
    { lesson, progress, interactive: true, ...view },
  );
  for (const line of lines) assert(widthOf(line) <= width, line);
  // Guides may get longer.
  return `\n${lines.join("\n")}\n`.replace(/(?<=\.md:)\d+/, "…");
}

Deno.test("a screen shows the course, the lesson, its properties and the first that fails", () => {
  assertEquals(
    shown({ look: look([RED, GREEN], { printed: ["so far"] }) }),
    `
Normalization Kata  ███░░░░░░░░░░░░░░░░░  1 of ${required.length} lessons, 20 of ${allPoints} points
${MARKS}

Lesson 00: Warm-up: standardize (5 points)
  write  lessons/00_standardize.ts
  read   lessons/00_standardize.md

Your code printed:
  so far

  ✗ out is right
  ✓ x stays as it is

1 of 2 properties hold.

✗ out is right
  out, shape (1, 2), is wrong at [0, 1]
  The mean is missing.
  More of what goes wrong: lessons/00_standardize.md:…

    expected  3
    actual    4
    off by    1, allowed 1e-8

  Again: deno test tests/00_standardize_test.ts --filter "out is right"

n next  h hint  l list  r reset  s solution  g guide  t theory  q quit
`,
  );
});

Deno.test("a screen in Chinese, with the hints that were asked for", () => {
  const chinese = { language: "zh", width: 60 } as const;
  const lines = shown({ look: look([RED, GREEN]) }, chinese, 2).split("\n");
  for (
    const line of [
      `归一化练习  ███░░░░░░░░░░░░░░░░░  完成 1/${required.length} 课，得分 20/${allPoints}`,
      "第 00 课：热身：标准化（5 分）",
      "  代码  lessons/00_standardize.ts",
      "  指南  lessons/00_standardize.zh.md",
      "2 条性质中有 1 条成立。",
      "  更多常见错误：lessons/00_standardize.zh.md:…",
      "    相差  1，允许 1e-8",
      "n 下一课  h 提示  l 列表  r 重置  s 答案  g 指南  t 网页",
    ]
  ) assert(lines.includes(line), line);
  const hints = lines.filter((line) => /^提示 \d\/3：/.test(line));
  assertEquals(hints.length, 2);
});

Deno.test("an optional lesson says that it is one, and isn't counted", () => {
  const optional = lessons.find(({ optional }) => optional)!;
  const { points, title } = optional;
  const number = numberOf(optional);
  const screen = shown({ lesson: optional, look: look([GREEN]) });
  assertStringIncludes(
    screen,
    `Lesson ${number}: ${title.en} (optional, ${points} extra points)`,
  );
  assertStringIncludes(screen, `1 of ${required.length} lessons, 20 of `);
  assertStringIncludes(
    shown({ finished: true }),
    `Optional lessons that are left, for l to pick: ${number}`,
  );
});

Deno.test("for screen readers and scripts, words stand for marks and bars", () => {
  const lines = shown(
    { look: look([RED, GREEN]), interactive: false },
    { plain: true, height: 10 },
  ).split("\n");
  assertEquals(lines.slice(1, 11), [
    `Normalization Kata: 1 of ${required.length} lessons, 20 of ${allPoints} points`,
    "",
    "Lesson 00: Warm-up: standardize (5 points)",
    "  write  lessons/00_standardize.ts",
    "  read   lessons/00_standardize.md",
    "",
    "fails: out is right",
    "holds: x stays as it is",
    "",
    "1 of 2 properties hold.",
  ]);
  assertEquals(
    lines.at(-2),
    "What to do: mend lessons/00_standardize.ts and save.",
  );
});

Deno.test("a low screen leaves out what is said elsewhere, and never the failure", () => {
  const many = Array.from({ length: 20 }, (_, i) => ({
    ...GREEN,
    name: `${i}`,
    sentence: `property ${i}`,
  }));
  const view = { look: look([RED, ...many]) };
  for (const height of [16, 24, 30, 40]) {
    const text = shown(view, { height });
    assert(text.trim().split("\n").length < height, text);
    assertStringIncludes(text, "✓ holding: 20");
    assertStringIncludes(text, "out, shape (1, 2), is wrong at [0, 1]");
    assertStringIncludes(text, "actual    4");
    assertStringIncludes(text, "q quit");
  }
  assertStringIncludes(shown(view), "✓ property 19");
});

Deno.test("a screen says what is still running, and that nothing is certain yet", () => {
  const waiting = { ...GREEN, state: "waiting" } as const;
  const held = { ...GREEN, state: "held" } as const;
  const running = { done: false, running: waiting };
  assertStringIncludes(
    shown({ look: look([waiting, held], running) }),
    "Still running: 1 of 2, x stays as it is",
  );
  assertStringIncludes(
    shown({ look: look([GREEN, waiting], running) }),
    "All hold for the first inputs. More are being tried: 1 of 2.",
  );
  const { report: _, ...unexplained } = RED;
  assertStringIncludes(
    shown({ look: look([unexplained, waiting], running) }),
    "Looking for the smallest input that shows it …",
  );
  assertStringIncludes(shown({}), "Loading the lesson …");
});

Deno.test("a lesson is solved when its properties hold and its types fit, not before", () => {
  const solved = look([GREEN]);
  assertStringIncludes(shown({ look: solved }), "Lesson 00 is solved.");
  const { result } = solved;
  for (const look of [{ result }, { result, types: ["TS1 [ERROR]: no"] }]) {
    const text = shown({ look });
    assertStringIncludes(text, "All 1 properties hold.");
    assert(!text.includes("is solved"), text);
  }
  const passing = look([GREEN], { done: false });
  assert(!shown({ look: passing }).includes("is solved"));
});

Deno.test("a stub is no failure: the screen shows how to begin, or where", () => {
  const stub = (number: string) => ({
    ...RED,
    report: { kind: "unwritten", message: `not written yet: Lesson ${number}` },
  });
  const own = shown({ look: look([stub("00")]) });
  assertStringIncludes(own, "The idea\n");
  assertStringIncludes(own, "Spec card\n");
  assertStringIncludes(own, "  ○ out is right\n");
  assertStringIncludes(own, "What to do: read the guide");
  assertStringIncludes(
    shown({
      lesson: lessonById("batchnorm-backward"),
      look: look([stub("01")]),
    }),
    "Lesson 02 builds on lesson 01, which isn't written yet: begin there.",
  );
});

for (const width of [30, 40, 60, 80, 120]) {
  Deno.test(`no line is wider than a terminal of ${width} columns`, () => {
    for (const language of ["en", "zh"] as const) {
      for (const plain of [false, true]) {
        const style = { width, language, plain };
        shown({ look: look([RED, GREEN]) }, style, 3);
        shown({ look: look([GREEN]), notice: "批归一化，".repeat(20) }, style);
        shown({ finished: true }, style);
      }
    }
  });
}
