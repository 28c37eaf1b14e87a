/**
 * What a student gets back, as Markdown and as a page of HTML.
 *
 * @module
 */
import { createHash } from "node:crypto";
import {
  countedPoints,
  type Grade,
  type LessonGrade,
  type PropertyGrade,
} from "./types.ts";
import {
  type Attempt,
  attemptsOf,
  detailOf,
  isSolved,
  markOf,
  nothingBecause,
  replayOf,
  scoreOf,
  tenths,
  titleOf,
  totalOf,
} from "./words.ts";

const LEFT_OUT = "Left out of what was handed in";

/** The feedback on a submission as Markdown. */
export function feedbackMarkdown(grade: Grade): string {
  const { submission, problem, lessons, ignored } = grade;
  const { text, command } = replayOf(grade);
  const blocks = [
    `# Feedback for ${code(submission)}`,
    `**${totalOf(grade)}**`,
    ...(problem === undefined ? [] : [escaped(nothingBecause(problem))]),
    ...lessons.flatMap(lessonMarkdown),
  ];
  if (ignored.length > 0) {
    blocks.push(
      `## ${LEFT_OUT}`,
      ignored.map(({ path, why }) => `- ${code(path)}: ${escaped(why)}`)
        .join("\n"),
    );
  }
  blocks.push("## Trying it again", text, fence(command, "sh"));
  return `${blocks.join("\n\n")}\n`;
}

function lessonMarkdown(lesson: LessonGrade): string[] {
  const sign = isSolved(lesson) ? "✓" : "✗";
  return [
    `## ${sign} ${titleOf(lesson.id)}`,
    `**${scoreOf(lesson)}**`,
    ...attemptsOf(lesson).flatMap(attemptMarkdown),
  ];
}

function attemptMarkdown(attempt: Attempt): string[] {
  const { how, result, reason, failed, passed } = attempt;
  const blocks = [
    ...(how === "" ? [] : [`### ${how}`]),
    result,
    ...(reason === undefined ? [] : [fence(reason)]),
    ...failed.flatMap(failureMarkdown),
  ];
  if (passed.length > 0) {
    blocks.push(
      passed.map(({ name }) => `- ✓ passed: ${escaped(name)}`).join("\n"),
    );
  }
  return blocks;
}

function failureMarkdown(property: PropertyGrade): string[] {
  const mark = markOf(property);
  const detail = detailOf(property);
  return [
    `✗ **failed**: ${escaped(property.name)}` +
    (mark === "" ? "" : ` (${escaped(mark)})`),
    ...(detail === "" ? [] : [fence(detail)]),
  ];
}

/**
 * What students answered in their own words as Markdown, for somebody to read: one
 * question after another, so that each can be read of the whole class at a time.
 * Empty where nobody answered any.
 */
export function answersMarkdown(grades: readonly Grade[]): string {
  const byQuestion = new Map<string, string[]>();
  for (const { submission, lessons } of grades) {
    for (const { id, answers = {} } of lessons) {
      for (const [name, text] of Object.entries(answers)) {
        const heading = `## ${titleOf(id)}: \`${name}()\``;
        const blocks = byQuestion.get(heading) ?? [heading];
        blocks.push(`### ${code(submission)}`, fence(text));
        byQuestion.set(heading, blocks);
      }
    }
  }
  if (byQuestion.size === 0) return "";
  const blocks = ["# Answers to read", ...[...byQuestion.values()].flat()];
  return `${blocks.join("\n\n")}\n`;
}

/** A text of one line in which Markdown, with GitHub's additions, sees nothing but text. */
function escaped(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>&~|!@$]|:(?=\S)|(?<=www)\./gi, "\\$&");
}

/** A text of one line as it stands, in Markdown. */
function code(text: string): string {
  const ticks = "`".repeat(longestRun(text) + 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return ticks + space + text + space + ticks;
}

/** A text of any lines as it stands, in Markdown. */
function fence(text: string, language = "text"): string {
  const ticks = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${ticks}${language}\n${text}\n${ticks}`;
}

/** The most backticks that follow one another. */
function longestRun(text: string): number {
  const runs = text.match(/`+/g) ?? [];
  return runs.reduce((most, { length }) => Math.max(most, length), 0);
}

/** HTML that may stand in a page: {@linkcode fill} makes it. */
class Html {
  constructor(readonly text: string) {}
}

/** HTML from a template; what is put in is text, unless it is HTML already. */
function fill(
  parts: TemplateStringsArray,
  ...values: (string | number | Html | Html[])[]
): Html {
  return new Html(String.raw({ raw: parts }, ...values.map(inserted)));
}

function inserted(value: string | number | Html | Html[]): string {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(inserted).join("\n");
  return String(value).replaceAll("&", "&amp;").replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;").replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

const STYLE = `
:root {
  color-scheme: light dark;
  --text: #1b1f24; --page: #fff; --block: #f3f4f6; --line: #d0d5db;
  --passed: #116329; --failed: #b3261e;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --text: #e6e8eb; --page: #15181c; --block: #22272e; --line: #444c56;
    --passed: #6fdd8b; --failed: #ff9a91;
  }
}
body {
  font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page);
  max-width: 50rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere;
}
h1, h2, h3 { line-height: 1.25; }
h1 { font-size: 1.6rem; }
h2 { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: 1rem; }
table { border-collapse: collapse; }
th, td { padding: 0.15rem 1rem 0.15rem 0; vertical-align: top; }
th { text-align: left; font-weight: normal; }
td { white-space: nowrap; }
ul { list-style: none; padding: 0; }
li { margin: 0.4rem 0; }
pre {
  background: var(--block); border-left: 3px solid var(--line);
  padding: 0.5rem 0.75rem; margin: 0.4rem 0 1rem; white-space: pre-wrap;
  font: 13px/1.45 ui-monospace, monospace; tab-size: 4;
}
.total { font-size: 1.4rem; font-weight: bold; }
.passed { color: var(--passed); }
.failed { color: var(--failed); }
@media print {
  body { margin: 0; max-width: none; }
  h2, h3 { break-after: avoid; }
  li { break-inside: avoid; }
}
`;

/** No script, no picture, no form, nothing fetched, and this style alone. */
const POLICY = `default-src 'none'; base-uri 'none'; form-action 'none'; ` +
  `style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** The feedback on a submission as a page of its own: one file, nothing fetched. */
export function feedbackHtml(grade: Grade): string {
  const { submission, problem, lessons, ignored } = grade;
  const { text, command } = replayOf(grade);
  const body = [
    fill`<h1>Feedback for <bdi>${submission}</bdi></h1>`,
    fill`<p class="total">${totalOf(grade)}</p>`,
  ];
  if (problem !== undefined) {
    body.push(fill`<p class="failed">${nothingBecause(problem)}</p>`);
  }
  if (lessons.length > 0) body.push(overview(lessons));
  body.push(...lessons.map(lessonHtml));
  if (ignored.length > 0) body.push(ignoredHtml(grade));
  body.push(fill`<h2>Trying it again</h2>
<p>${text}</p>
<pre>${command}</pre>`);
  return fill`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Feedback for ${submission}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
${body}
</body>
</html>
`.text;
}

function overview(lessons: readonly LessonGrade[]): Html {
  const rows = lessons.map((lesson) =>
    fill`<tr><th scope="row">${heading(lesson)}</th><td>${
      tenths(countedPoints(lesson))
    } of ${lesson.max}</td></tr>`
  );
  return fill`<table>
${rows}
</table>`;
}

function heading(lesson: LessonGrade): Html {
  const sign = isSolved(lesson)
    ? fill`<span class="passed">✓</span>`
    : fill`<span class="failed">✗</span>`;
  return fill`${sign} ${titleOf(lesson.id)}`;
}

function lessonHtml(lesson: LessonGrade): Html {
  return fill`<section>
<h2>${heading(lesson)}</h2>
<p><strong>${scoreOf(lesson)}</strong></p>
${attemptsOf(lesson).flatMap(attemptHtml)}
</section>`;
}

function attemptHtml(attempt: Attempt): Html[] {
  const { how, result, reason, failed, passed } = attempt;
  const items = [...failed.map(failureHtml), ...passed.map(passedHtml)];
  return [
    ...(how === "" ? [] : [fill`<h3>${how}</h3>`]),
    fill`<p>${result}</p>`,
    ...(reason === undefined ? [] : [block(reason)]),
    ...(items.length === 0 ? [] : [list(items)]),
  ];
}

function failureHtml(property: PropertyGrade): Html {
  const mark = markOf(property);
  const detail = detailOf(property);
  return fill`<span class="failed">✗ failed</span>: ${property.name}${
    mark === "" ? "" : ` (${mark})`
  }${detail === "" ? "" : block(detail)}`;
}

function passedHtml({ name }: PropertyGrade): Html {
  return fill`<span class="passed">✓ passed</span>: ${name}`;
}

function ignoredHtml({ ignored }: Grade): Html {
  const items = ignored.map(({ path, why }) =>
    fill`<code><bdi>${path}</bdi></code>: ${why}`
  );
  return fill`<h2>${LEFT_OUT}</h2>
${list(items)}`;
}

function list(items: Html[]): Html {
  return fill`<ul>
${items.map((item) => fill`<li>${item}</li>`)}
</ul>`;
}

/** A text of any lines as it stands: a parser takes the first line end away. */
function block(text: string): Html {
  return fill`<pre>
${text}</pre>`;
}
