/**
 * The list of the lessons for readers, in both languages, written from `course.json`.
 *
 * @module
 */
import { padTo, widthOf } from "../lib/text.ts";
import { type Lesson, numberOf } from "./course.ts";

/** Where it is. */
export const INDEX = "lessons/README.md";

const HEAD = [
  "no. · 编号",
  "guide · 指南",
  "you write · 要写的",
  "builds on · 先学",
  "points · 分值",
];

/** The text of the list. */
export function indexOf(lessons: readonly Lesson[]): string {
  const rows = lessons.map((lesson) => {
    const { module, title, exports, buildsOn, points, optional } = lesson;
    const before = lessons.filter(({ id }) => buildsOn.includes(id));
    return [
      numberOf(lesson),
      `[${title.en}](${module}.md) · [${title.zh}](${module}.zh.md)`,
      exports.map((name) => `\`${name}\``).join(", "),
      before.map(numberOf).join(", "),
      `${optional ? "+" : ""}${points}`,
    ];
  });
  return `# The lessons · 课程

<!-- Written from course.json. -->

${table([HEAD, ...rows])}
Points with a + are extra: the course is solved without these lessons.

带 + 的是附加分：不做这些课，课程也算完成。
`;
}

/** A table as \`deno fmt\` leaves it. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = HEAD.map((_, k) =>
    Math.max(...rows.map((row) => widthOf(row[k] ?? "")))
  );
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |\n`;
  const [head = "", ...body] = rows.map((row) =>
    line(widths.map((width, k) => padTo(row[k] ?? "", width)))
  );
  return head + line(widths.map((width) => "-".repeat(width))) + body.join("");
}
