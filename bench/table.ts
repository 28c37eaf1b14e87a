/**
 * Measurements as tables.
 *
 * @module
 */
import type { Work } from "./work.ts";

/** How long some work took, in seconds, one number a repetition. */
export interface Measurement {
  work: Work;
  ours: number[];
  /** None without NumPy. */
  theirs: number[];
}

/** The machine and the programs of a run. */
export interface Setting {
  machine: string;
  deno: string;
  numpy?: string;
  date: string;
}

/** The middle one; of an even number, the smaller of two. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
}

/** Seconds as milliseconds or seconds, in three digits. */
export function formatSeconds(seconds: number): string {
  return seconds < 1
    ? `${Number((seconds * 1000).toPrecision(3))} ms`
    : `${Number(seconds.toPrecision(3))} s`;
}

const HEADINGS = {
  en: ["work", "format", "here", "NumPy", "here / NumPy"],
  zh: ["内容", "数值格式", "本课程", "NumPy", "本课程 / NumPy"],
};

/** Some measurements as a table of Markdown. */
export function tableOf(
  measurements: readonly Measurement[],
  language: keyof typeof HEADINGS,
): string {
  const rows = measurements.map(({ work, ours, theirs }) => [
    `${work.group}: ${work.name}`,
    work.dtype,
    formatSeconds(median(ours)),
    theirs.length > 0 ? formatSeconds(median(theirs)) : "–",
    theirs.length > 0 ? (median(ours) / median(theirs)).toFixed(2) : "–",
  ]);
  const lines = [
    HEADINGS[language],
    HEADINGS[language].map(() => "---"),
    ...rows,
  ];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** What the tables were measured on. */
export function settingLine(
  { machine, deno, numpy, date }: Setting,
  language: keyof typeof HEADINGS,
): string {
  const programs = `Deno ${deno}${numpy ? `, NumPy ${numpy}` : ""}`;
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
