/**
 * How the screen looks: colours, marks, links and widths, with a plain form of
 * each for whoever has no use for them.
 *
 * @module
 */
import { stripVTControlCharacters, styleText } from "node:util";
import stringWidth from "string-width";
import { pathOf } from "../course.ts";
import type { Language } from "../guide.ts";
import { toFileUrl } from "../paths.ts";
import { type Say, speaker } from "./speaker.ts";
import { wrapLine } from "./wrap.ts";

/** What a style is made from. */
export interface StyleOptions {
  language: Language;
  /** Columns of the terminal. */
  width: number;
  /** Lines of the terminal; without end where nothing is cut. */
  height?: number;
  colours?: boolean;
  /** Whether paths become links. */
  links?: boolean;
  /** Words instead of marks, and nothing side by side: for screen readers. */
  plain?: boolean;
}

/** The same, whatever the size of the terminal. */
export type Appearance = Omit<StyleOptions, "width" | "height">;

/** Wider lines are hard to read. */
const MAX_WIDTH = 100;
/** Narrower ones can't hold a word. */
const MIN_WIDTH = 30;

/** The colours and forms that are used. */
export type Look = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

/** How things are shown. */
export class Style {
  readonly language: Language;
  readonly say: Say;
  readonly width: number;
  readonly height: number;
  readonly plain: boolean;
  readonly #colours: boolean;
  readonly #links: boolean;

  constructor(options: StyleOptions) {
    const { language, width, height = Infinity } = options;
    this.language = language;
    this.say = speaker(language);
    this.width = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH));
    this.plain = options.plain ?? false;
    // Plain screens are printed one below the other: nothing has to fit.
    this.height = this.plain ? Infinity : height;
    this.#colours = options.colours ?? false;
    this.#links = options.links ?? false;
  }

  /** A text in a colour or form. */
  paint(look: Look, text: string): string {
    if (!this.#colours || text === "") return text;
    return styleText(look, text, { validateStream: false });
  }

  /** A path from the course's folder, perhaps with a line, as a link. */
  link(path: string): string {
    if (!this.#links) return path;
    const url = toFileUrl(pathOf(path.replace(/(:\d+)+$/, "")));
    return `\x1b]8;;${url}\x07${path}\x1b]8;;\x07`;
  }

  /** A text in lines that fit, each behind a margin. */
  wrap(text: string, margin = ""): string[] {
    return text.split("\n").flatMap((line) => {
      const indent = margin + /^ */.exec(line)![0];
      const room = Math.max(10, this.width - widthOf(indent));
      return wrapLine(line.trim(), room)
        .map((part) => part === "" ? "" : indent + part);
    });
  }

  /** Keys and what they do, two spaces between them, in lines that fit. */
  keys(text: string): string[] {
    const lines = [""];
    for (const key of text.split("  ")) {
      const line = lines.at(-1) === "" ? key : `${lines.at(-1)}  ${key}`;
      if (widthOf(line) <= this.width) lines[lines.length - 1] = line;
      else lines.push(key);
    }
    return lines.flatMap((line) => this.wrap(line))
      .map((line) => this.paint("dim", line));
  }

  /** A text behind a mark, its further lines behind as much space. */
  item(mark: string, text: string, look?: Look): string[] {
    const indent = " ".repeat(widthOf(mark));
    const [first, ...rest] = this.wrap(text, indent);
    const lines = [mark + first.slice(indent.length), ...rest];
    return look === undefined
      ? lines
      : lines.map((line) => this.paint(look, line));
  }
}

/** Columns that a text takes. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text filled up to a width: numbers to the right, words to the left. */
export function padTo(
  text: string,
  width: number,
  side: "left" | "right" = "left",
): string {
  const space = " ".repeat(Math.max(0, width - widthOf(text)));
  return side === "left" ? text + space : space + text;
}

/** A text cut to a width. */
export function cutTo(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let cut = "";
  for (const char of stripVTControlCharacters(text)) {
    if (widthOf(cut + char) > width - 1) break;
    cut += char;
  }
  return `${cut}…`;
}
