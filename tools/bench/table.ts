/**
 * Measurements as tables.
 *
 * @module
 */
import type { Language } from "../../lib/language.ts";
import type { Library, Work } from "./work.ts";

/** How long some work took, in seconds, one number a repetition. */
export interface Measurement {
  work: Work;
  ours: number[];
  /** Of the libraries that do it, too. */
  theirs: Partial<Record<Library, number[]>>;
}

/** The machine and the programs of a run. */
export interface Setting {
  machine: string;
  deno: string;
  /** The versions of the libraries that there are. */
  libraries: Partial<Record<Library, string>>;
  date: string;
}

/** The middle one; of an even number, the smaller of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)]!;
}

/** Seconds as milliseconds or seconds, in three digits. */
export function formatSeconds(seconds: number): string {
  return seconds < 1
    ? `${Number((seconds * 1000).toPrecision(3))} ms`
    : `${Number(seconds.toPrecision(3))} s`;
}

const HEADINGS = {
  en: { work: "work", format: "format", here: "here" },
  zh: { work: "内容", format: "数值格式", here: "本课程" },
};

/** Some measurements as a table of Markdown. */
export function tableOf(
  measurements: readonly Measurement[],
  libraries: readonly Library[],
  language: Language,
): string {
  const { work, format, here } = HEADINGS[language];
  const headings = [
    ...[work, format, here],
    ...libraries.flatMap((library) => [library, `${here} / ${library}`]),
  ];
  const rows = measurements.map(({ work, ours, theirs }) => [
    `${work.group}: ${work.name}`,
    work.dtype ?? NONE,
    formatSeconds(median(ours)),
    ...libraries.flatMap((library) => {
      const seconds = theirs[library];
      if (seconds === undefined) return [NONE, NONE];
      const ratio = median(ours) / median(seconds);
      return [formatSeconds(median(seconds)), ratio.toFixed(2)];
    }),
  ]);
  return [headings, headings.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const NONE = "–";

/** What the tables were measured on. */
export function settingLine(
  { machine, deno, libraries, date }: Setting,
  language: Language,
): string {
  const all = Object.entries({ Deno: deno, ...libraries });
  const programs = all.map((pair) => pair.join(" ")).join(", ");
  return language === "en"
    ? `Measured on ${date}: ${machine}, ${programs}.`
    : `测于 ${date}：${machine}，${programs}。`;
}

const [BEGIN, END] = ["<!-- bench -->", "<!-- /bench -->"];

/** A text with something else between the markers. */
export function putBetweenMarkers(text: string, content: string): string {
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from) {
    throw new Error(`Cannot write the table: expected ${BEGIN} … ${END}`);
  }
  return `${text.slice(0, from + BEGIN.length)}\n\n${content}\n\n${
    text.slice(to)
  }`;
}
