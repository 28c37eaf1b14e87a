/**
 * What each key does.
 *
 * @module
 */
import { isUntouched, type Lesson, lessons, numberOf } from "../course.ts";
import type { Language } from "../guide.ts";
import { type Filter, filtered, filters } from "./list.ts";
import { hints, solution } from "./material.ts";
import { FILE, type Mark, type Progress } from "./progress.ts";
import { resetLesson } from "./stubs.ts";
import type { TextName, Values } from "./speaker.ts";
import { openInBrowser, writePage } from "./theory.ts";

/** What is on the screen: a lesson, the list, a question, or a text. */
export type Mode =
  | { name: "lesson" }
  | { name: "list"; filter: Filter; chosen: Lesson }
  | { name: "question"; text: string; yes: () => unknown }
  | { name: "text"; lines: string[] };

/** What keys act on. */
export interface Desk {
  readonly language: Language;
  readonly lesson: Lesson;
  readonly progress: Progress;
  mode: Mode;
  /** Shows a text until the next key. */
  tell(name: TextName, values?: Values): void;
  /** Asks, and does something if the answer is yes. */
  ask(name: TextName, values: Values, yes: () => unknown): void;
  /** Notes something about the current lesson. */
  note(mark: Mark): Promise<void>;
  /** Shows a text in a pager. */
  page(text: string): Promise<void>;
  /** Shows the guide in a pager. */
  pageGuide(): Promise<void>;
  goTo(lesson: Lesson): void;
  /** Runs all lessons once more. */
  lookAtAll(): void;
}

/** What keys do while a lesson is on the screen. */
const actions: Record<string, (desk: Desk) => unknown> = {
  n: next,
  h: hint,
  l(desk) {
    desk.mode = { name: "list", filter: "all", chosen: desk.lesson };
  },
  r: reset,
  s: showSolution,
  g: (desk) => desk.pageGuide(),
  t: showTheory,
};

function next(desk: Desk): void {
  const { lesson, progress } = desk;
  if (!progress.of(lesson).solved) return desk.tell("notSolvedYet");
  const [open] = progress.openFrom(lesson);
  if (open === undefined) desk.lookAtAll();
  else desk.goTo(open);
}

async function hint(desk: Desk): Promise<void> {
  const all = hints(desk.lesson, desk.language);
  const { hints: seen = 0 } = desk.progress.of(desk.lesson);
  if (all.length === 0) return desk.tell("noHints");
  if (seen >= all.length) return desk.tell("noMoreHints");
  await desk.note({ hints: seen + 1 });
}

async function reset(desk: Desk): Promise<void> {
  const { lesson } = desk;
  const path = `lessons/${lesson.module}.ts`;
  if (await isUntouched(lesson).catch(() => false)) {
    return desk.tell("isStub", { path });
  }
  desk.ask("askReset", { number: numberOf(lesson) }, async () => {
    desk.tell(...await resetLesson(lesson));
  });
}

async function showSolution(desk: Desk): Promise<void> {
  const text = solution(desk.lesson);
  if (text === undefined) return desk.tell("noSolution");
  if (desk.progress.of(desk.lesson).solved) return await desk.page(text);
  desk.ask("askSolution", { file: FILE }, async () => {
    await desk.note({ shown: true });
    await desk.page(text);
  });
}

async function showTheory(desk: Desk): Promise<void> {
  const { lesson, language } = desk;
  // What typesets formulas may have to be fetched, and there may be no network.
  const path = await writePage(lesson, language).catch(() => undefined);
  if (path !== undefined && await openInBrowser(path)) {
    return desk.tell("theoryAt", { path });
  }
  await desk.pageGuide();
}

/** Does what a key asks for, given what is on the screen. */
export async function press(
  desk: Desk,
  mode: Mode,
  key: string,
): Promise<void> {
  if (mode.name === "list") listKey(desk, mode, key);
  else if (mode.name === "lesson") await actions[key]?.(desk);
  else if (mode.name === "question") {
    if (key === "y") await mode.yes();
    else desk.tell("keptNothing");
  }
}

/** What keys do while the list is on the screen. */
function listKey(
  desk: Desk,
  list: Mode & { name: "list" },
  key: string,
): void {
  const { filter, chosen } = list;
  const found = filtered(desk.progress, filter);
  const at = found.indexOf(chosen);
  const picked = key === "enter" ? found[at] : lessons[numberIn(key)];
  desk.mode = list;
  if (picked !== undefined) {
    desk.mode = { name: "lesson" };
    desk.goTo(picked);
  } else if (key === "f") {
    const next = filters[(filters.indexOf(filter) + 1) % filters.length];
    const [first = chosen] = filtered(desk.progress, next);
    desk.mode = { ...list, filter: next, chosen: first };
  } else if (key === "up" || key === "down") {
    const to = Math.max(0, at + (key === "up" ? -1 : 1));
    desk.mode = { ...list, chosen: found[to] ?? chosen };
  } else if (["q", "l", "escape"].includes(key)) {
    desk.mode = { name: "lesson" };
  }
}

function numberIn(key: string): number {
  return /^\d$/.test(key) ? Number(key) : -1;
}
