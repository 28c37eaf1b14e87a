import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Language } from "../../lib/language.ts";
import { lessonById } from "../course.ts";
import type { Report } from "../harness/protocol.ts";
import type { TestResult } from "../run_lesson.ts";
import { explain, explainBroken } from "./explain.ts";
import { Style, type StyleOptions } from "./style.ts";

const lesson = lessonById("batchnorm-backward");
const NAME = "batchnorm_backward() gives the dx of plain loops";

/** A failure as a screen shows it. */
function shown(
  report: Report | undefined,
  look: Partial<StyleOptions> = {},
  name = NAME,
): string {
  const test: TestResult = {
    name,
    sentence: name,
    state: "failed",
    ...report && { report },
  };
  const others = Array(2).fill({ ...test, state: "skipped" });
  const tests = [test, ...others];
  const result = { lesson, tests, printed: [], done: true };
  const style = new Style({ language: "en", width: 60, ...look });
  // Guides may get longer.
  const lines = explain(style, result, test, 0).join("\n")
    .replace(/(?<=\.md:)\d+/, "…");
  return `\n${lines}\n`;
}

const doubled: Report = {
  kind: "wrong",
  message: "dx, shape (2, 1), is wrong at [1, 0]",
  numbers: {
    shape: [2, 1],
    index: [1, 0],
    expected: -1.5,
    actual: -3,
    tolerance: 1e-8,
    arrays: { expected: [[1.5], [-1.5]], actual: [[3], [-3]] },
  },
  inputs: {
    x: [[1], [-1]],
    bn_param: { mode: "train", eps: 1e-5 },
    dout: [[0.5], [Infinity]],
    gamma: [1.25],
  },
  seed: 1,
};

Deno.test("a wrong number is shown with its array, the inputs and what shows it again", () => {
  assertEquals(
    shown(doubled),
    `
✗ batchnorm_backward() gives the dx of plain loops
  dx, shape (2, 1), is wrong at [1, 0]

    expected  -1.5
    actual    -3
    off by    1.5, allowed 1e-8
    Every entry is the expected one × 2 or N (N = 2).

    expected   actual
      1.5        3
    [-1.5]     [-3]

  The smallest input found that shows it:
    x (2, 1)   dout (2, 1)   gamma (1,)
      1              0.5      1.25
    [-1]       [Infinity]
    mode = "train"
    eps = 0.00001

  Again: deno test tests/02_batchnorm_backward_test.ts
  --filter "batchnorm_backward() gives the dx of plain
  loops" -- --seed=1
`,
  );
});

Deno.test("for a screen reader, tables stand below each other and words say what marks do", () => {
  const plain = shown(doubled, { plain: true, width: 80 });
  assertEquals(plain.split("\n")[1], `fails: ${NAME}`);
  assertEquals(/[✗✓·▸]/.test(plain), false);
  assertEquals(
    plain.slice(plain.indexOf("  The smallest"), plain.indexOf("    mode")),
    `  The smallest input found that shows it:
    x (2, 1)
      1
    [-1]
    dout (2, 1)
          0.5
    [Infinity]
    gamma (1,)
     1.25
`,
  );
});

Deno.test("a gradient check is explained in Chinese, aligned by the width of characters", () => {
  const name =
    "batchnorm_backward() agrees with centred differences of the forward pass";
  const notes = [{ id: "twice", text: "dx 多乘了 2。" }];
  const screen = shown({ ...doubled, notes }, { language: "zh" }, name);
  assertStringIncludes(
    screen,
    `
  dx 多乘了 2。
  更多常见错误：lessons/02_batchnorm_backward.zh.md:…

    数值梯度          -1.5
    解析梯度（你的）  -3
    相差              1.5，允许 1e-8
    每个元素都是应有值的 2 或 N (N = 2) 倍。

    数值梯度   解析梯度（你的）
      1.5        3
    [-1.5]     [-3]

  能说明问题的最小输入：
    x (2, 1)   dout (2, 1)   gamma (1,)
`,
  );
});

Deno.test("a NaN is off by nothing that could be said", () => {
  const text = shown({
    ...doubled,
    numbers: { ...doubled.numbers!, actual: NaN },
  });
  assertStringIncludes(text, "actual    NaN");
  assert(!text.includes("off by"), text);
});

const single: Report = {
  kind: "wrong",
  message: "loss is wrong",
  numbers: { shape: [], index: [], expected: 2, actual: 6, tolerance: 1e-8 },
  inputs: { X: [[1], [2], [3]], one: { x: 1 }, two: { x: "a" } },
};
const place = "lessons/02_batchnorm_backward.ts:3:4";
const cases: [report: Report, language: Language, ...texts: string[]][] = [
  [
    single,
    "en",
    "    off by    4, allowed 1e-8\n    It is the expected one × N (N = 3).",
    // Of two inputs with the same name, it is said whose they are.
    '    one.x = 1\n    two.x = "a"',
  ],
  [
    { kind: "threw", message: "threw TypeError: no", place },
    "en",
    `  threw TypeError: no\n  at ${place}`,
  ],
  [
    { kind: "stopped", message: "5" },
    "en",
    "  This was stopped after 5 s.",
    "  2 properties were not run",
  ],
  [
    { kind: "ended", message: "0" },
    "en",
    "  This ended the process (exit code 0).",
  ],
  [
    { kind: "ended", message: "SIGSEGV" },
    "zh",
    "  它结束了整个进程（SIGSEGV）。",
    "  之后的 2 条",
  ],
  [{ kind: "ended", message: "1" }, "zh", "  它结束了整个进程（退出码 1）。"],
  [
    { kind: "unsettled", message: "" },
    "en",
    "  This waits for a promise that never settles.",
  ],
];
for (const [report, language, ...texts] of cases) {
  Deno.test(`${report.kind} ${report.message} is explained in ${language}`, () => {
    const screen = shown(report, { language });
    for (const text of texts) assertStringIncludes(screen, `\n${text}`);
  });
}

const broken: [message: string, ...lines: string[]][] = [
  [
    "SyntaxError: The requested module 'file:///a/lessons/01_a.ts' does not provide an export named 'b'",
    `lessons/01_a.ts doesn't export b. Is "export" missing before it, or is its name another?`,
  ],
  [
    'Module not found "file:///a/lessons/01_a.ts"',
    "lessons/01_a.ts is missing.",
  ],
  [
    "TypeError: SyntaxError: Expected ',' at file:///a/lessons/01_a.ts:1:2",
    "Lesson 02 could not be loaded.",
    "SyntaxError: Expected ',' at lessons/01_a.ts:1:2",
  ],
];
for (const [message, ...lines] of broken) {
  Deno.test(`why a lesson can't be loaded: ${lines.at(-1)}`, () => {
    const style = new Style({ language: "en", width: 100 });
    const report = { kind: "broken", message };
    assertEquals(explainBroken(style, lesson, report), lines);
  });
}
