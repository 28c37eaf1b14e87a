/**
 * Whether two languages of a text agree, as far as a program can tell.
 *
 * @module
 */
import { basename } from "node:path";
import { marked, type Token, type Tokens } from "marked";
import { inLanguage } from "./guide.ts";

/** A text and its path from the course's folder. */
export interface Text {
  path: string;
  markdown: string;
}

/** A heading, and what comes before the next one but words. */
interface Part {
  heading: string;
  level: number;
  facts: string[];
}

/**
 * Finds where two languages of a text differ in more than words.
 *
 * @param english The text in English.
 * @param chinese The text in Chinese.
 * @param isThere Whether a path leads to a file.
 * @returns What to do about each difference.
 */
export function differences(
  english: Text,
  chinese: Text,
  isThere: (path: string) => boolean,
): string[] {
  const toChinese = `[简体中文](${basename(chinese.path)})`;
  const toEnglish = `[English](${basename(english.path)})`;
  const theirs = partsOf(
    english.markdown.replace(toChinese, ""),
    (link) => inChinese(link, english.path, isThere),
  );
  const ours = partsOf(chinese.markdown.replace(toEnglish, ""), (link) => link);
  return [
    ...unlinked(english, toChinese),
    ...unlinked(chinese, toEnglish),
    ...partDifferences(ours, theirs)
      .map((what) => `${chinese.path}${what}, as in ${english.path}`),
  ];
}

function unlinked({ path, markdown }: Text, link: string): string[] {
  const [, , third] = markdown.split("\n");
  return third === link ? [] : [`${path}: write ${link} under its title`];
}

/** Where a link of an English text leads in Chinese. */
function inChinese(
  link: string,
  path: string,
  isThere: (path: string) => boolean,
): string {
  if (!/^[^:]+\.md$/.test(link)) return link;
  const other = inLanguage(link, "zh");
  const { pathname } = new URL(other, `file:///${path}`);
  return isThere(pathname.slice(1)) ? other : link;
}

function partDifferences(
  ours: readonly Part[],
  theirs: readonly Part[],
): string[] {
  const [given, wanted] = [ours, theirs]
    .map((parts) => parts.map(({ level }) => level).join(", "));
  if (given !== wanted) {
    return [`: make the levels of its headings ${wanted}, not ${given}`];
  }
  return ours.flatMap(({ heading, facts }, index) => {
    const others = theirs[index]?.facts ?? [];
    return [
      ...without(others, facts).map((fact) => `add ${fact}`),
      ...without(facts, others).map((fact) => `leave out ${fact}`),
    ].map((what) => `, "${heading}": ${what}`);
  });
}

/** What is left of a list when others are taken from it, one for one. */
function without(list: readonly string[], others: readonly string[]): string[] {
  const left = [...list];
  for (const other of others) {
    const index = left.indexOf(other);
    if (index >= 0) left.splice(index, 1);
  }
  return left;
}

/** Finds formulas in sentences that GitHub would show as they are typed. */
export function crampedFormulas({ path, markdown }: Text): string[] {
  return marked.lexer(markdown).flatMap((block) =>
    // A bracket may stand before a formula.
    [...proseOf(block).matchAll(/([^\s(])?(\$[^$]+\$)([\p{L}\p{N}])?/gu)]
      .filter(([, before, , after]) => before ?? after)
      .map(([, before, formula = ""]) =>
        `${path}: put a space ${before ? "before" : "after"} ` +
        `${oneLine(formula)}, or GitHub shows its dollars`
      )
  );
}

function partsOf(markdown: string, linkIn: (link: string) => string): Part[] {
  const parts: Part[] = [];
  for (const block of marked.lexer(markdown)) {
    if (block.type === "heading") {
      const { text: heading, depth: level } = block as Tokens.Heading;
      parts.push({ heading, level, facts: [] });
    }
    const part = parts.at(-1);
    if (part) collect(block, part.facts, linkIn);
  }
  return parts;
}

const DISPLAYED = /^\$\$[^$]+\$\$/gm;
const CODE = /`[^`]+`/g;
const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

function collect(
  block: Token,
  facts: string[],
  linkIn: (link: string) => string,
): void {
  /** What both languages have in the same order, and so by its number. */
  const next = (kind: string, text: string) => {
    const before = facts.filter((fact) => fact.startsWith(kind));
    facts.push(`${kind} ${before.length + 1}${oneLine(text)}`);
  };
  marked.walkTokens([block], (token) => {
    if (token.type === "code") {
      next("code block", `: ${token.lang} ${token.text}`);
    } else if (token.type === "table") {
      const { header, rows } = token as Tokens.Table;
      for (const row of [header, ...rows]) next("row", `: ${wordless(row)}`);
    } else if (token.type === "list_item") {
      next("item", "");
    } else if (token.type === "link") {
      facts.push(`the link ${linkIn(token.href)}`);
    }
  });
  for (const formula of block.raw.match(DISPLAYED) ?? []) {
    next("displayed formula", `: ${formula}`);
  }
  for (const formula of proseOf(block).match(/\$[^$]+\$/g) ?? []) {
    const fact = `the formula ${oneLine(formula)}`;
    // Where one language repeats a formula, another has a pronoun.
    if (!facts.includes(fact)) facts.push(fact);
  }
}

/** A block without its code and its displayed formulas. */
function proseOf({ type, raw }: Token): string {
  return type === "code" ? "" : raw.replaceAll(CODE, "").replace(DISPLAYED, "");
}

/** What a row of a table says without words: its code and its numbers. */
function wordless(cells: readonly Tokens.TableCell[]): string {
  return cells.map(({ text }) => {
    const code = text.match(CODE) ?? [];
    const numbers = text.replaceAll(CODE, "").match(NUMBER) ?? [];
    return [...code, ...numbers].sort().join(" ");
  }).join(" | ");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
