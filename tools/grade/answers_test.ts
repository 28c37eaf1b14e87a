import { assert, assertEquals, assertMatch } from "@std/assert";
import { answersMarkdown } from "./answers.ts";
import { gradeOf, HOSTILE, lesson, mixed } from "./sample_grades.ts";

function answering(submission: string, answers: Record<string, string>) {
  return gradeOf(submission, [lesson("questions", [], { answers })]);
}

Deno.test("answersMarkdown() has one question after another, and in each all submissions", () => {
  assertEquals(
    answersMarkdown([
      answering("ada", { question_1: "One.\nTwo.", question_2: "Three." }),
      mixed("bob"),
      answering("李雷", { question_1: "四。" }),
    ]),
    `# Answers to read

## 09 The questions of the notebook: \`question_1()\`

### \`ada\`

\`\`\`text
One.
Two.
\`\`\`

### \`李雷\`

\`\`\`text
四。
\`\`\`

## 09 The questions of the notebook: \`question_2()\`

### \`ada\`

\`\`\`text
Three.
\`\`\`
`,
  );
});

Deno.test("answersMarkdown() of nobody's answers is empty", () => {
  assertEquals(answersMarkdown([mixed("bob")]), "");
});

Deno.test("answersMarkdown() keeps a text in its block, and harmless", () => {
  const text = answersMarkdown([answering(HOSTILE, { question_1: HOSTILE })]);
  assertMatch(text, /^(?:[\n\t]|(?![\p{Cc}\p{Bidi_Control}\p{Cs}])[^])*$/u);
  const [, fence] = /^(`{3,})text$/m.exec(text)!;
  const [, inside] = text.split(`${fence}text\n`);
  assert(inside.endsWith(`\n${fence}\n`));
  assert(!inside.slice(0, -fence.length - 2).includes(fence));
});
