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

/** A heading and what comes before the next one. */
interface Part {
  heading: string;
  level: number;
  /** What both languages have in the same order. */
  inOrder: Record<
    "code block" | "displayed formula" | "row" | "item",
    string[]
  >;
  /** What they have somewhere: words come in another order. */
  somewhere: Record<"formula" | "link", string[]>;
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
  return [
    ...unlinked(english, toChinese),
    ...unlinked(chinese, toEnglish),
    ...partDifferences(
      chinese.path,
      partsOf(chinese.markdown.replace(toEnglish, ""), (link) => link),
      partsOf(
        english.markdown.replace(toChinese, ""),
        (link) => inChinese(link, english.path, isThere),
      ),
    ).map((what) => `${what}, as in ${english.path}`),
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
  path: string,
  given: readonly Part[],
  wanted: readonly Part[],
): string[] {
  const [ours, theirs] = [given, wanted]
    .map((parts) => parts.map(({ level }) => level).join(", "));
  if (ours !== theirs) {
    return [`${path}: make the levels of its headings ${theirs}, not ${ours}`];
  }
  return given.flatMap((part, index) =>
    unlike(part, wanted[index])
      .map((what) => `${path}, "${part.heading}": ${what}`)
  );
}

/** What to do with a part, so that it is like another one. */
function unlike(given: Part, wanted: Part): string[] {
  return [
    ...entries(wanted.inOrder).flatMap(([name, theirs]) => {
      const ours = given.inOrder[name];
      if (ours.length !== theirs.length) {
        return [
          `make the number of ${name}s ${theirs.length}, not ${ours.length}`,
        ];
      }
      return ours.flatMap((one, index) =>
        one === theirs[index] ? [] : [`make ${name} ${index + 1} the same`]
      );
    }),
    ...entries(wanted.somewhere).flatMap(([name, theirs]) => {
      const ours = given.somewhere[name];
      return [
        ...without(theirs, ours).map((one) => `add the ${name} ${one}`),
        ...without(ours, theirs).map((one) => `leave out the ${name} ${one}`),
      ];
    }),
  ];
}

function entries<K extends string>(lists: Record<K, string[]>) {
  return Object.entries(lists) as [K, string[]][];
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
      .map(([, before, formula]) =>
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
      parts.push({ heading, level, ...nothing() });
    }
    const part = parts.at(-1);
    if (part) collect(block, part, linkIn);
  }
  return parts;
}

function nothing(): Pick<Part, "inOrder" | "somewhere"> {
  return {
    inOrder: { "code block": [], "displayed formula": [], row: [], item: [] },
    somewhere: { formula: [], link: [] },
  };
}

function collect(
  block: Token,
  { inOrder, somewhere }: Part,
  linkIn: (link: string) => string,
): void {
  marked.walkTokens([block], (token) => {
    if (token.type === "code") {
      inOrder["code block"].push(`${token.lang}\n${token.text}`);
    } else if (token.type === "table") {
      const { header, rows } = token as Tokens.Table;
      inOrder.row.push(...[header, ...rows].map(factsOf));
    } else if (token.type === "list_item") {
      inOrder.item.push("");
    } else if (token.type === "link") {
      somewhere.link.push(linkIn(token.href));
    }
  });
  inOrder["displayed formula"].push(...block.raw.match(DISPLAYED) ?? []);
  // Where one language repeats a formula, another has a pronoun.
  const formulas = proseOf(block).match(/\$[^$]+\$/g)?.map(oneLine) ?? [];
  somewhere.formula = [...new Set([...somewhere.formula, ...formulas])];
}

const DISPLAYED = /^\$\$[^$]+\$\$/gm;
const CODE = /`[^`]+`/g;
const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;

/** A block without its code and its displayed formulas. */
function proseOf({ type, raw }: Token): string {
  return type === "code" ? "" : raw.replaceAll(CODE, "").replace(DISPLAYED, "");
}

/** What a row of a table says without words: its code and its numbers. */
function factsOf(cells: readonly Tokens.TableCell[]): string {
  return cells.map(({ text }) => {
    const code = text.match(CODE) ?? [];
    const numbers = text.replaceAll(CODE, "").match(NUMBER) ?? [];
    return [...code, ...numbers].sort().join(" ");
  }).join(" | ");
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}
