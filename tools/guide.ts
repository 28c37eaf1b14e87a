/**
 * Reading the guides.
 *
 * @module
 */

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
