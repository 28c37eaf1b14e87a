/**
 * How the screen looks: colours, marks, links and widths, with a plain form of
 * each for whoever has no use for them.
 *
 * @module
 */
import { styleText } from "node:util";
import { toFileUrl } from "../../lib/files.ts";
import { type Language, type Say, speaker } from "../../lib/language.ts";
import { widthOf } from "../../lib/text.ts";
import { pathOf } from "../course.ts";
import { texts } from "./texts.ts";
import { wrapLine } from "./wrap.ts";

/** How things are shown, whatever the size of the terminal. */
export interface Appearance {
  language: Language;
  colours?: boolean;
  /** Whether paths become links. */
  links?: boolean;
  /** Words instead of marks, and nothing side by side: for screen readers. */
  plain?: boolean;
}

/** What a style is made from. */
export interface StyleOptions extends Appearance {
  /** Columns of the terminal. */
  width: number;
  /** Lines of the terminal; without end where nothing is cut. */
  height?: number;
}

/**
 * How much of a screen is left out, so that the rest fits: 0, nothing; 1, the
 * sentences that hold; 2, all sentences and most of the guide; 3, whatever can
 * be done without.
 */
export type Cut = 0 | 1 | 2 | 3;

/** Wider lines are hard to read. */
const MAX_WIDTH = 100;
/** Narrower ones can't hold a word. */
const MIN_WIDTH = 30;

/** The colours and forms that are used. */
export type Look = "red" | "green" | "yellow" | "cyan" | "bold" | "dim";

/** How things are shown. */
export class Style {
  readonly language: Language;
  readonly say: Say<typeof texts>;
  readonly width: number;
  readonly height: number;
  readonly plain: boolean;
  readonly #options: StyleOptions;

  constructor(options: StyleOptions) {
    const { language, width, height = Infinity, plain = false } = options;
    this.language = language;
    this.say = speaker(texts, language);
    this.width = Math.max(MIN_WIDTH, Math.min(width, MAX_WIDTH));
    // Plain screens are printed one below the other: nothing has to fit.
    this.height = plain ? Infinity : height;
    this.plain = plain;
    this.#options = options;
  }

  /** A text in a colour or form. */
  paint(look: Look, text: string): string {
    if (!this.#options.colours || text === "") return text;
    return styleText(look, text, { validateStream: false });
  }

  /** A path from the course's folder, perhaps with a line, as a link. */
  link(path: string): string {
    if (!this.#options.links) return path;
    const url = toFileUrl(pathOf(path.replace(/(:\d+)+$/, "")));
    return `\x1b]8;;${url}\x07${path}\x1b]8;;\x07`;
  }

  /** A text in lines that fit, each behind a margin. */
  wrap(text: string, margin = ""): string[] {
    return text.split("\n").flatMap((line) => {
      const [spaces = ""] = /^ */.exec(line) ?? [];
      const indent = margin + spaces;
      const room = Math.max(10, this.width - widthOf(indent));
      return wrapLine(line.trim(), room)
        .map((part) => part === "" ? "" : indent + part);
    });
  }

  /** Keys and what they do, two spaces between them, in lines that fit. */
  keys(text: string): string[] {
    const lines: string[] = [];
    for (const key of text.split("  ")) {
      const line = `${lines.at(-1)}  ${key}`;
      if (lines.length === 0 || widthOf(line) > this.width) lines.push(key);
      else lines.splice(-1, 1, line);
    }
    return lines.flatMap((line) => this.wrap(line))
      .map((line) => this.paint("dim", line));
  }

  /** A text behind a mark, its further lines behind as much space. */
  item(mark: string, text: string, look?: Look): string[] {
    const indent = " ".repeat(widthOf(mark));
    const lines = this.wrap(text, indent)
      .map((line, i) => i === 0 ? mark + line.slice(indent.length) : line);
    return look ? lines.map((line) => this.paint(look, line)) : lines;
  }
}
