/**
 * Reading the guides.
 *
 * @module
 */
import { marked, type Tokens } from "marked";

/** The sections of a guide, in order, by their second-level headings. */
export function sections(markdown: string): Map<string, string> {
  const found = new Map<string, string>();
  const [, ...parts] = markdown.replaceAll("\r\n", "\n").split(/^## /m);
  for (const part of parts) {
    const [heading, ...body] = part.split("\n");
    found.set(heading.trim(), body.join("\n").trim());
  }
  return found;
}

/**
 * A section as text for a terminal: the rows of its tables become lines of
 * their own, which a narrow window can wrap.
 */
export function plainText(section: string): string {
  return marked.lexer(section).map((token) => {
    if (token.type !== "table") return token.raw.trim();
    const { header, rows } = token as Tokens.Table;
    return [header, ...rows]
      .map((cells) => cells.map(({ text }) => text))
      .map(([first, ...others]) => `  ${first || "Name"}: ${others.join("; ")}`)
      .join("\n");
  }).filter((text) => text !== "").join("\n\n");
}
