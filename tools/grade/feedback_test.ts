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
import { feedbackHtml, feedbackMarkdown } from "./feedback.ts";
import { clean, oneLine } from "./names.ts";
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

/** A grade with every text replaced. */
function withText(text: string): Grade {
  const grade = JSON.stringify(
    hostile(),
    (key, value) =>
      typeof value !== "string" ||
        ["id", "status", "hash", "course"].includes(key)
        ? value
        : value === HOSTILE
        ? text
        : value === `${HOSTILE}\n${HOSTILE}`
        ? `${text}x`
        : value,
  );
  return JSON.parse(grade);
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
    .replaceAll(/&[#\w]+;/g, (entity) => entities[entity]);
}

function rendered(grade: Grade): string {
  return marked(feedbackMarkdown(grade), { async: false, gfm: true });
}

Deno.test("feedbackMarkdown() says all of a grade", () => {
  const { lessons, ignored } = mixed("");
  const grade = gradeOf("张伟", lessons.slice(1, 5), { ignored });
  assertEquals(
    feedbackMarkdown(grade),
    `# Feedback for \`张伟\`

**19.9 of ${allPoints} points**

## ✗ 01 Batch normalization: forward

**6.6 of 20 points**

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
  for (const grade of [mixed("张伟"), perfect("ada"), hostile()]) {
    const words = (text: string) =>
      new Set(text.replaceAll(/[✓✗]|(?:passed|failed)\b/g, "").match(/\S+/g));
    const markdown = words(textOf(rendered(grade)));
    const html = words(textOf(feedbackHtml(grade)));
    assertEquals(markdown.difference(html), new Set());
    assertEquals(html.difference(markdown), new Set());
  }
});

Deno.test("feedbackHtml() shows a lesson with its properties and messages", () => {
  const html = feedbackHtml(mixed("bob"));
  assertStringIncludes(html, "<h1>Feedback for <bdi>bob</bdi></h1>");
  assertStringIncludes(
    html,
    `<p class="total">44.9 of ${allPoints} points</p>`,
  );
  assertStringIncludes(
    html,
    '<tr><th scope="row"><span class="failed">✗</span> ' +
      "02 Batch normalization: backward</th><td>13.3 of 20</td></tr>",
  );
  assertStringIncludes(
    html,
    `<section>
<h2><span class="failed">✗</span> 01 Batch normalization: forward</h2>
<p><strong>6.6 of 20 points</strong></p>
<p>1 of 2 properties hold.</p>
<ul>
<li><span class="failed">✗ failed</span>: batchnorm_forward() in train mode agrees with plain loops (recognized mistake: eps-outside-root)<pre>
Lesson 01, lessons/01_batchnorm_forward.ts: out is off
  expected 1
  actual   2</pre></li>
<li><span class="passed">✓ passed</span>: batchnorm_forward() gives an array</li>
</ul>
</section>`,
  );
  assertStringIncludes(
    html,
    `<section>
<h2><span class="failed">✗</span> 04 Layer normalization: forward</h2>
<p><strong>not handed in: 0 of 10 points</strong></p>

</section>`,
  );
});

Deno.test("feedback says why nothing was taken", () => {
  const grade = gradeOf("eve", [], { problem: "holds no lesson files" });
  for (const page of [feedbackMarkdown(grade), feedbackHtml(grade)]) {
    assertStringIncludes(
      page,
      "Nothing could be graded: the submission holds no lesson files",
    );
    assertStringIncludes(page, `0 of ${allPoints} points`);
  }
});

Deno.test("feedback names several lessons that the reference stood in for", () => {
  const grade = gradeOf("x", [
    lesson("fc-net", [property("a", "no")], {
      withReference: {
        properties: [property("a")],
        points: 20,
        replaced: [
          "batchnorm-forward",
          "batchnorm-backward",
          "layernorm-forward",
        ],
      },
    }),
  ]);
  const words =
    "20 of 20 points: 0 by itself, 20 with the reference versions " +
    "of lessons 01, 02, and 04";
  assertStringIncludes(feedbackMarkdown(grade), words);
  assertStringIncludes(feedbackHtml(grade), words);
});

Deno.test("feedbackHtml() is a page of its own that fetches and runs nothing", () => {
  const html = feedbackHtml(hostile());
  assert(html.startsWith('<!DOCTYPE html>\n<html lang="en">\n'));
  assertStringIncludes(html, '<meta charset="utf-8">');
  assertStringIncludes(
    html,
    '<meta name="viewport" content="width=device-width',
  );
  const used = tags(html).map((tag) => tag.replaceAll(/ .*|[<>/]/g, ""));
  const harmless = "!DOCTYPE html head meta title style body h1 h2 h3 bdi p " +
    "strong table tr th td span section ul li pre code";
  assertEquals(
    new Set(used).difference(new Set(harmless.split(" "))),
    new Set(),
  );
  const attributes = tags(html).join("").replaceAll(/"[^"]*"/g, "").matchAll(
    / ([\w-]+)=/g,
  );
  assertEquals(
    new Set([...attributes].map(([, name]) => name)).difference(
      new Set([
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "class",
        "scope",
      ]),
    ),
    new Set(),
  );
});

Deno.test("feedbackHtml() allows its own style and nothing else", () => {
  const html = feedbackHtml(mixed("bob"));
  const [, style] = /<style>(.*)<\/style>/s.exec(html)!;
  const hash = createHash("sha256").update(style).digest("base64");
  assertStringIncludes(
    html,
    `content="default-src &#39;none&#39;; base-uri &#39;none&#39;; ` +
      `form-action &#39;none&#39;; style-src &#39;sha256-${hash}&#39;"`,
  );
  assert(!/url\(|@import/.test(style));
});

Deno.test("feedbackHtml() takes hostile text for text", () => {
  const html = feedbackHtml(hostile());
  assertEquals(tags(html), tags(feedbackHtml(withText("x"))));
  assertStringIncludes(textOf(html), `\n${clean(`${HOSTILE}\n${HOSTILE}`)}`);
  assertStringIncludes(html, "]]&gt; &amp;lt; &quot; &#39; ");
});

Deno.test("feedbackMarkdown() takes hostile text for text", () => {
  const html = rendered(hostile());
  assertEquals(tags(html), tags(rendered(withText("x"))));
  assertStringIncludes(textOf(html), `\n${clean(`${HOSTILE}\n${HOSTILE}`)}\n`);
});

Deno.test("feedback takes any text for text", () => {
  const markdown = tags(rendered(withText("x")));
  const html = tags(feedbackHtml(withText("x")));
  fc.assert(fc.property(pieces, (text) => {
    const grade = withText(`x${text}`);
    assertEquals(tags(rendered(grade)), markdown);
    assertEquals(tags(feedbackHtml(grade)), html);
    for (const page of [rendered(grade), feedbackHtml(grade)]) {
      assertStringIncludes(textOf(page), `✓ passed: ${oneLine(`x${text}`)}\n`);
    }
  }));
});

Deno.test("feedback gives a message back as it is", () => {
  fc.assert(fc.property(pieces, (text) => {
    const message = `x\n${text}\n  y`;
    const grade = gradeOf("x", [
      lesson("standardize", [property("p()", message)]),
    ]);
    const [block] = marked.lexer(feedbackMarkdown(grade))
      .filter(({ type }) => type === "code") as Tokens.Code[];
    assertEquals(block.text, clean(message));
    const [, pre] = /<pre>\n(.*?)<\/pre>/s.exec(feedbackHtml(grade))!;
    assertEquals(textOf(pre), clean(message));
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
