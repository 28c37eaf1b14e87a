/**
 * Reading the guides.
 *
 * @module
 */
import { marked, type Tokens } from "marked";
import type { Language, Text } from "../lib/language.ts";

/** The headings of every guide, in order. */
export const headings = {
  idea: { en: "The idea", zh: "思路" },
  formulas: { en: "Formulas", zh: "公式" },
  specCard: { en: "Spec card", zh: "规格卡" },
  workedExample: { en: "Worked example", zh: "手算示例" },
  firstSteps: { en: "First steps", zh: "第一步" },
  mistakes: { en: "What goes wrong", zh: "常见错误" },
  check: { en: "Check yourself", zh: "自测" },
} satisfies Record<string, Text>;

/** The path of a text in a language, from its path in English. */
export function inLanguage(path: string, language: Language): string {
  return language === "en" ? path : path.replace(/\.md$/, `.${language}.md`);
}

/** The path of a lesson's guide. */
export function guidePath(module: string, language: Language): string {
  return inLanguage(`lessons/${module}.md`, language);
}

/** The sections of a guide, in order, by their second-level headings. */
export function sections(markdown: string): Map<string, string> {
  const found = new Map<string, string>();
  const [, ...parts] = markdown.replaceAll("\r\n", "\n").split(/^## /m);
  for (const part of parts) {
    const [heading = "", ...body] = part.split("\n");
    found.set(heading.trim(), body.join("\n").trim());
  }
  return found;
}

/** What a table's corner is called where it has no heading. */
const corner: Text = { en: "Name", zh: "名称" };

/**
 * A section as text for a terminal: the rows of its tables become lines of
 * their own, which a narrow window can wrap.
 */
export function plainText(section: string, language: Language = "en"): string {
  return marked.lexer(section).map((token) => {
    if (token.type !== "table") return token.raw.trim();
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows]
      .map((cells) => cells.map(({ text }) => text))
      .map(([first, ...others]) =>
        `  ${first || corner[language]}: ${others.join("; ")}`
      )
      .join("\n");
  }).filter((text) => text !== "").join("\n\n");
}
