/**
 * A student at a terminal: looks at the current lesson at every save, and does
 * what keys ask for.
 *
 * @module
 */
import { isSystemError, reason } from "../../lib/errors.ts";
import type { Values } from "../../lib/language.ts";
import { type Lesson, lessons, numberOf } from "../course.ts";
import { isUntouched } from "../stubs.ts";
import {
  Checker,
  hasVerdict,
  isSettled,
  isSolved,
  type Look,
} from "./checker.ts";
import { guideText } from "./guide_text.ts";
import { type Filter, filtered, filters, listScreen } from "./list.ts";
import { hints, solution } from "./material.ts";
import { FILE, type Mark, Progress, ProgressFile } from "./progress.ts";
import { screen } from "./screen.ts";
import { resetLesson } from "./stubs.ts";
import { type Appearance, Style } from "./style.ts";
import type { Terminal } from "./terminal.ts";
import type { TextName } from "./texts.ts";
import { openInBrowser, writePage } from "./theory.ts";

/** Most verdicts need less: until then the last one stays on the screen. */
const SETTLING = 200;
/** Of what changes faster, only the last is drawn. */
const FRAME = 10;

/** What is on the screen: a lesson, the list, a question, or a text. */
type Mode =
  | { name: "lesson" }
  | { name: "list"; filter: Filter; chosen: Lesson }
  | { name: "question"; text: string; yes: () => unknown }
  | { name: "text"; lines: string[] };

const [first] = lessons as readonly [Lesson, ...Lesson[]];

/** A session. */
export class Session {
  readonly #terminal: Terminal;
  readonly #look: Appearance;
  readonly #file = new ProgressFile();
  readonly #checker: Checker;
  #lesson = first;
  #progress = new Progress();
  #mode: Mode = { name: "lesson" };
  #known: Look | undefined;
  #notice: { name: TextName; text: string } | undefined;
  #finished = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** What keys do while a lesson is on the screen. */
  readonly #actions = new Map<string, () => unknown>([
    ["n", () => this.#next()],
    ["h", () => this.#hint()],
    ["l", () => {
      this.#mode = { name: "list", filter: "all", chosen: this.#lesson };
    }],
    ["r", () => this.#reset()],
    ["s", () => this.#showSolution()],
    ["g", () => this.#showGuide()],
    ["t", () => this.#showTheory()],
  ]);

  /**
   * @param terminal Where it is shown.
   * @param look How.
   */
  constructor(terminal: Terminal, look: Appearance) {
    this.#terminal = terminal;
    this.#look = look;
    this.#checker = new Checker(
      look.language,
      (pids) => terminal.setChildren(pids),
    );
  }

  /**
   * Goes to a lesson: the one given, that of last time, or the first that isn't
   * solved.
   */
  async start(given?: Lesson): Promise<void> {
    const { progress, aside } = this.#file.read();
    if (progress) this.#progress = progress;
    else if (!await this.#lookAtTouched()) return;
    const last = lessons.find(({ id }) => id === this.#progress.current);
    const [open = first] = this.#progress.openFrom(first);
    if (aside !== undefined) this.#tell("setAside", { file: FILE, aside });
    await this.goTo(given ?? last ?? open);
  }

  /** Goes to a lesson, and looks at it. */
  async goTo(lesson: Lesson): Promise<void> {
    this.#lesson = lesson;
    this.#known = undefined;
    this.#progress.current = lesson.id;
    await this.#save();
    await this.#check();
  }

  /** Looks again, if what was saved has to do with the current lesson. */
  async saved(modules: ReadonlySet<string>): Promise<void> {
    const changed = lessons.filter(({ module }) => modules.has(module));
    const concerned = changed.some((lesson) =>
      lesson === this.#lesson || this.#lesson.buildsOn.includes(lesson.id)
    );
    if (concerned || this.#finished) {
      // It spoke of what was there before, unless it is what has just been saved.
      if (this.#notice?.name !== "wasReset") this.#notice = undefined;
      return await this.#check();
    }
    const [other = first] = changed;
    this.#tell("otherSaved", { number: numberOf(other) });
    this.draw();
  }

  /** Does what a key asks for. */
  async key(key: string): Promise<"quit" | void> {
    const mode = this.#mode;
    const lower = key.toLowerCase();
    if (mode.name === "lesson" && lower === "q") return "quit";
    this.#notice = undefined;
    this.#mode = { name: "lesson" };
    try {
      if (mode.name === "lesson") await this.#actions.get(lower)?.();
      else if (mode.name === "list") this.#listKey(mode, lower);
      else if (mode.name === "question") {
        if (lower === "y") await mode.yes();
        else this.#tell("keptNothing");
      }
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.#tell("failed", { why: error.message });
    }
    this.draw();
  }

  /** Ends everything that it started. */
  close(): void {
    clearTimeout(this.#timer);
    this.#checker.close();
  }

  #next(): void {
    if (!this.#progress.of(this.#lesson).solved) {
      return this.#tell("notSolvedYet");
    }
    const [open] = this.#progress.openFrom(this.#lesson);
    if (open === undefined) this.#lookAtAll();
    else this.goTo(open);
  }

  async #hint(): Promise<void> {
    const all = hints(this.#lesson, this.#look.language);
    const { hints: seen } = this.#progress.of(this.#lesson);
    if (all.length === 0) this.#tell("noHints");
    else if (seen >= all.length) this.#tell("noMoreHints");
    else await this.#note({ hints: seen + 1 });
  }

  async #reset(): Promise<void> {
    const lesson = this.#lesson;
    if (await isUntouched(lesson).catch(() => false)) {
      return this.#tell("isStub", { path: `lessons/${lesson.module}.ts` });
    }
    this.#ask("askReset", { number: numberOf(lesson) }, async () => {
      this.#tell(...await resetLesson(lesson));
    });
  }

  async #showSolution(): Promise<void> {
    const text = solution(this.#lesson);
    if (text === undefined) return this.#tell("noSolution");
    if (this.#progress.of(this.#lesson).solved) return await this.#page(text);
    this.#ask("askSolution", { file: FILE }, async () => {
      await this.#note({ shown: true });
      await this.#page(text);
    });
  }

  async #showGuide(): Promise<void> {
    await this.#page(guideText(this.#style(), this.#lesson));
  }

  async #showTheory(): Promise<void> {
    // What typesets formulas may have to be fetched, and there may be no network.
    const path = await writePage(this.#lesson, this.#look.language)
      .catch(() => undefined);
    if (path !== undefined && await openInBrowser(path)) {
      this.#tell("theoryAt", { path });
    } else await this.#showGuide();
  }

  /** What keys do while the list is on the screen. */
  #listKey(list: Mode & { name: "list" }, key: string): void {
    const { filter, chosen } = list;
    const found = filtered(this.#progress, filter);
    const at = found.indexOf(chosen);
    const picked = key === "enter"
      ? found[at]
      : lessons[/^\d$/.test(key) ? Number(key) : -1];
    if (picked !== undefined) this.goTo(picked);
    else if (key === "f") {
      const next = filters[filters.indexOf(filter) + 1] ?? "all";
      const [first = chosen] = filtered(this.#progress, next);
      this.#mode = { name: "list", filter: next, chosen: first };
    } else if (key === "up" || key === "down") {
      const to = Math.max(0, at + (key === "up" ? -1 : 1));
      this.#mode = { ...list, chosen: found[to] ?? chosen };
    } else if (!["q", "l", "escape"].includes(key)) this.#mode = list;
  }

  /** Says something until the next key. */
  #tell(name: TextName, values?: Values): void {
    this.#notice = { name, text: this.#style().say(name, values) };
  }

  /** Asks, and does something if the answer is yes. */
  #ask(name: TextName, values: Values, yes: () => unknown): void {
    const text = this.#style().say(name, values);
    this.#mode = { name: "question", text, yes };
  }

  /** Shows a text in a pager, or on the screen. */
  async #page(text: string): Promise<void> {
    if (await this.#terminal.page(text)) return;
    this.#mode = { name: "text", lines: text.split("\n") };
  }

  /** Looks at the current lesson. */
  async #check(): Promise<void> {
    const lesson = this.#lesson;
    this.#finished = false;
    const show = (look?: Look) => {
      this.#known = look;
      this.#drawSoon();
    };
    let latest: Look | undefined;
    let isSettling = true;
    const timer = setTimeout(() => {
      isSettling = false;
      show(latest);
    }, SETTLING);
    const look = await this.#checker.check(lesson, (look) => {
      latest = look;
      if (isSettling && !hasVerdict(look)) return;
      clearTimeout(timer);
      show(look);
    });
    clearTimeout(timer);
    if (look === undefined) return;
    await this.#mark(lesson, look);
    this.draw();
  }

  /** Looks at all lessons that are solved or have to be. */
  async #lookAtAll(): Promise<void> {
    const some = lessons.filter((lesson) =>
      !lesson.optional || this.#progress.of(lesson).solved
    );
    if (!await this.#lookAt(some)) return;
    const open = this.#progress.openFrom(first);
    const [again] = open;
    if (again === undefined) {
      this.#finished = true;
      return this.draw();
    }
    // What no longer holds is to do again.
    this.#tell("regressed", { lessons: open.map(numberOf).join(", ") });
    await this.goTo(again);
  }

  /** Finds out what is solved of the lessons that were written in. */
  async #lookAtTouched(): Promise<boolean> {
    const untouched = await Promise.all(
      lessons.map((lesson) => isUntouched(lesson).catch(() => true)),
    );
    return await this.#lookAt(lessons.filter((_, i) => !untouched[i]));
  }

  /** Looks at lessons one after the other; false if something came between. */
  async #lookAt(some: readonly Lesson[]): Promise<boolean> {
    for (const lesson of some) {
      this.#tell("checkingAll", { number: numberOf(lesson) });
      this.draw();
      const look = await this.#checker.check(lesson);
      if (look === undefined) return false;
      await this.#mark(lesson, look);
    }
    this.#notice = undefined;
    return true;
  }

  async #mark(lesson: Lesson, look: Look): Promise<void> {
    const solved = isSolved(look);
    if (solved === this.#progress.of(lesson).solved) return;
    await this.#note({ solved }, lesson);
  }

  /** Notes something about a lesson: the current one, unless given. */
  async #note(mark: Partial<Mark>, lesson = this.#lesson): Promise<void> {
    this.#progress.note(lesson, mark);
    await this.#save();
  }

  async #save(): Promise<void> {
    try {
      await this.#file.write(this.#progress);
    } catch (error) {
      this.#tell("notSaved", { file: FILE, why: reason(error) });
    }
  }

  #style(): Style {
    return new Style({ ...this.#look, ...this.#terminal.size() });
  }

  #drawSoon(): void {
    // One screen below the other is only worth it when everything is known.
    if (this.#look.plain && !(this.#known && isSettled(this.#known))) return;
    this.#timer ??= setTimeout(() => this.draw(), FRAME);
  }

  /** Draws the screen. */
  draw(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#terminal.draw(this.#lines(this.#style()));
  }

  #lines(style: Style): string[] {
    const mode = this.#mode;
    if (mode.name === "list") {
      return listScreen(style, this.#progress, mode.filter, mode.chosen);
    }
    if (mode.name === "text") {
      return [...mode.lines, "", style.paint("dim", style.say("back"))];
    }
    return screen(style, {
      lesson: this.#lesson,
      progress: this.#progress,
      look: this.#known,
      notice: this.#notice?.text,
      question: mode.name === "question" ? mode.text : undefined,
      finished: this.#finished,
      interactive: true,
    });
  }
}
