import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import fc from "fast-check";
import { marked, type Tokens } from "marked";
import { createHash } from "node:crypto";
import { allPoints } from "../course.ts";
import { answersMarkdown, feedbackHtml, feedbackMarkdown } from "./feedback.ts";
import { cleanGrade, shownLine, shownText } from "./names.ts";
import {
  gradeOf,
  HOSTILE,
  hostile,
  lesson,
  mixed,
  perfect,
  property,
} from "./sample_grades.ts";
import type { Grade } from "./types.ts";

/** Pieces that hostile text could be made of. */
const pieces = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ..."`<>&\"'[]()!*_~|\\#-+.:/@\n\t x1",
      "```",
      "www.x.example",
      "http://x.example",
      "a@x.example",
      "[a](b:c)",
      "<b>",
      "&lt;",
      "\n- ",
      "\n# ",
      "\n    ",
    ),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 1 }),
  ),
});

/** The hostile grade with another text in place of what is hostile. */
function withText(text: string): Grade {
  return JSON.parse(JSON.stringify(hostile()), (_, value) => {
    if (value === HOSTILE) return text;
    return value === `${HOSTILE}\n${HOSTILE}` ? `${text}x` : value;
  });
}

function tags(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

/** The text of HTML, as a browser shows it. */
function textOf(html: string): string {
  const entities: Record<string, string> = {
    "&lt;": "<",
    "&gt;": ">",
    "&quot;": '"',
    "&#39;": "'",
    "&amp;": "&",
  };
  return html.replaceAll(/<style>.*<\/style>/gs, "")
    .replaceAll(/<td>/g, " ").replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&[#\w]+;/g, (entity) => entities[entity] ?? "?");
}

/** Both pages of a grade as HTML. */
function pagesOf(grade: Grade): [markdown: string, html: string] {
  const clean = cleanGrade(grade);
  const markdown = feedbackMarkdown(clean);
  return [marked(markdown, { async: false, gfm: true }), feedbackHtml(clean)];
}

Deno.test("feedbackMarkdown() says all of a grade", () => {
  const { lessons, ignored } = mixed("");
  const grade = gradeOf("张伟", lessons.slice(1, 5), { ignored });
  assertEquals(
    feedbackMarkdown(grade),
    `# Feedback for \`张伟\`

**23.3 of ${allPoints} points**

## ✗ 01 Batch normalization: forward

**10 of 20 points**

1 of 2 properties hold.

✗ **failed**: batchnorm\\_forward() in train mode agrees with plain loops (recognized mistake: eps-outside-root)

\`\`\`text
Lesson 01, lessons/01_batchnorm_forward.ts: out is off
  expected 1
  actual   2
\`\`\`

- ✓ passed: batchnorm\\_forward() gives an array

## ✗ 02 Batch normalization: backward

**13.3 of 20 points: 6.6 by itself, 13.3 with the reference version of lesson 01**

### By itself

1 of 3 properties hold.

✗ **failed**: batchnorm\\_backward() agrees with plain loops

\`\`\`text
Lesson 02, lessons/02_batchnorm_backward.ts: dx is off
  expected 1
  actual   2
\`\`\`

✗ **failed**: batchnorm\\_backward() takes any batch

\`\`\`text
Lesson 02, lessons/02_batchnorm_backward.ts: dx is off
\`\`\`

- ✓ passed: batchnorm\\_backward() leaves its inputs alone

### With the reference version of lesson 01

2 of 3 properties hold.

✗ **failed**: batchnorm\\_backward() takes any batch

\`\`\`text
Lesson 02: threw RangeError: no
\`\`\`

- ✓ passed: batchnorm\\_backward() agrees with plain loops
- ✓ passed: batchnorm\\_backward() leaves its inputs alone

## ✗ 03 Batch normalization: the simplified backward

**0 of 15 points**

It can't be loaded, so nothing could be tried.

\`\`\`text
lessons/03_batchnorm_backward_alt.ts:3:7
  Unexpected token
\`\`\`

## ✗ 04 Layer normalization: forward

**not handed in: 0 of 10 points**

## Left out of what was handed in

- \`notes/todo.txt\`: isn't a lesson

## Trying it again

The inputs came from seed 231. To try the same in the course's folder:

\`\`\`sh
deno test -- --seed=231
\`\`\`
`,
  );
});

Deno.test("feedbackHtml() says the same as the Markdown", () => {
  const words = (page: string) =>
    new Set(
      textOf(page).replaceAll(/[✓✗]|(?:passed|failed)\b/g, "").match(/\S+/g),
    );
  const problem = "holds no lesson files";
  const nothing = gradeOf("eve", [], { problem });
  for (const grade of [mixed("张伟"), perfect("ada"), hostile(), nothing]) {
    const [markdown, html] = pagesOf(grade).map(words);
    assertEquals(markdown, html);
  }
  assertStringIncludes(
    textOf(feedbackHtml(nothing)),
    `0 of ${allPoints} points\nNothing could be graded: the submission ${problem}`,
  );
});

Deno.test("feedbackHtml() shows a lesson with its properties and messages", () => {
  const html = feedbackHtml(mixed("bob"));
  for (
    const part of [
      "<h1>Feedback for <bdi>bob</bdi></h1>",
      `<p class="total">48.3 of ${allPoints} points</p>`,
      '<tr><th scope="row"><span class="failed">✗</span> ' +
      "02 Batch normalization: backward</th><td>13.3 of 20</td></tr>",
      `<section>
<h2><span class="failed">✗</span> 01 Batch normalization: forward</h2>
<p><strong>10 of 20 points</strong></p>
<p>1 of 2 properties hold.</p>
<ul>
<li><span class="failed">✗ failed</span>: batchnorm_forward() in train mode agrees with plain loops (recognized mistake: eps-outside-root)<pre>
Lesson 01, lessons/01_batchnorm_forward.ts: out is off
  expected 1
  actual   2</pre></li>
<li><span class="passed">✓ passed</span>: batchnorm_forward() gives an array</li>
</ul>
</section>`,
    ]
  ) assertStringIncludes(html, part);
});

Deno.test("feedbackHtml() is a page of its own that fetches and runs nothing", () => {
  const html = feedbackHtml(cleanGrade(hostile()));
  assert(html.startsWith('<!DOCTYPE html>\n<html lang="en">\n'));
  assertStringIncludes(html, '<meta charset="utf-8">');
  const used = tags(html).map((tag) => tag.replaceAll(/ .*|[<>/]/g, ""));
  const harmless = "!DOCTYPE html head meta title style body h1 h2 h3 bdi p " +
    "strong table tr th td span section ul li pre code";
  assertEquals(
    new Set(used).difference(new Set(harmless.split(" "))),
    new Set(),
  );
  const attributes = tags(html).join("").replaceAll(/"[^"]*"/g, "")
    .matchAll(/ ([\w-]+)=/g);
  const allowed = "lang charset http-equiv content name class scope";
  assertEquals(
    new Set([...attributes].map(([, name]) => name))
      .difference(new Set(allowed.split(" "))),
    new Set(),
  );
  const [, style = ""] = /<style>(.*)<\/style>/s.exec(html) ?? [];
  const hash = createHash("sha256").update(style).digest("base64");
  assertStringIncludes(
    html,
    `content="default-src &#39;none&#39;; base-uri &#39;none&#39;; ` +
      `form-action &#39;none&#39;; style-src &#39;sha256-${hash}&#39;"`,
  );
  assert(!/url\(|@import/.test(style));
});

Deno.test("feedback takes any text for text", () => {
  const [markdown, html] = pagesOf(withText("x")).map(tags);
  const check = (text: string) => {
    const pages = pagesOf(withText(text));
    assertEquals(pages.map(tags), [markdown, html]);
    for (const page of pages) {
      assertStringIncludes(textOf(page), `✓ passed: ${shownLine(text)}\n`);
      assertStringIncludes(textOf(page), `\n${shownText(text)}`);
    }
  };
  check(HOSTILE);
  fc.assert(fc.property(pieces, (text) => check(`x${text}`)));
});

Deno.test("feedback gives a message back as it is", () => {
  fc.assert(fc.property(pieces, (text) => {
    const message = `x\n${text}\n  y`;
    const grade = cleanGrade(gradeOf("x", [
      lesson("standardize", [property("p()", message)]),
    ]));
    const [block] = marked.lexer(feedbackMarkdown(grade))
      .filter(({ type }) => type === "code") as Tokens.Code[];
    assertEquals(block?.text, shownText(message));
    const [, pre = ""] = /<pre>\n(.*?)<\/pre>/s.exec(feedbackHtml(grade)) ?? [];
    assertEquals(textOf(pre), shownText(message));
  }));
});

Deno.test("feedback begins a message after its sentence only if it repeats it", () => {
  const one = (message: string) =>
    feedbackMarkdown(
      gradeOf("x", [lesson("standardize", [property("p()", message)])]),
    );
  assertMatch(one("p()\n  a\n    b"), /\n```text\na\n {2}b\n```\n/);
  assertMatch(one("p() is a\n  b"), /\n```text\np\(\) is a\n {2}b\n```\n/);
  assert(!one("").includes("```text"));
});

function answering(submission: string, answers: Record<string, string>) {
  return cleanGrade(
    gradeOf(submission, [lesson("questions", [], { answers })]),
  );
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
  assertEquals(answersMarkdown([mixed("bob")]), "");
});

Deno.test("answersMarkdown() keeps a text in its block", () => {
  const text = answersMarkdown([answering("x", { question_1: HOSTILE })]);
  const [, fence = ""] = /^(`{3,})text$/m.exec(text) ?? [];
  const [, inside = ""] = text.split(`${fence}text\n`);
  assert(inside.endsWith(`\n${fence}\n`));
  assert(!inside.slice(0, -fence.length - 2).includes(fence));
});
