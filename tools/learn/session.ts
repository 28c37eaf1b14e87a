/**
 * A student at a terminal: looks at the current lesson at every save, and does
 * what keys ask for.
 *
 * @module
 */
import { isUntouched, type Lesson, lessons, numberOf } from "../course.ts";
import type { Language } from "../guide.ts";
import { type Desk, type Mode, press } from "./actions.ts";
import {
  Checker,
  hasVerdict,
  isSettled,
  isSolved,
  type Look,
} from "./checker.ts";
import { isSystemError } from "./files.ts";
import { guideText } from "./guide_text.ts";
import { FILE, type Mark, Progress, ProgressFile } from "./progress.ts";
import { type Appearance, Style } from "./style.ts";
import type { Terminal } from "./terminal.ts";
import { linesOf } from "./view.ts";
import type { TextName, Values } from "./speaker.ts";

/** Most verdicts need less: until then the last one stays on the screen. */
const SETTLING = 200;
/** Of what changes faster, only the last is drawn. */
const FRAME = 10;

/** A session. */
export class Session implements Desk {
  readonly language: Language;
  lesson: Lesson = lessons[0];
  progress: Progress = new Progress();
  mode: Mode = { name: "lesson" };
  readonly #terminal: Terminal;
  readonly #look: Appearance;
  readonly #file = new ProgressFile();
  readonly #checker: Checker;
  #known?: Look;
  #notice?: string;
  #told?: TextName;
  #finished = false;
  #timer?: ReturnType<typeof setTimeout>;

  /**
   * @param terminal Where it is shown.
   * @param look How.
   */
  constructor(terminal: Terminal, look: Appearance) {
    this.#terminal = terminal;
    this.#look = look;
    this.language = look.language;
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
    if (progress !== undefined) this.progress = progress;
    else if (!await this.#lookAtTouched()) return;
    const last = lessons.find(({ id }) => id === this.progress.current);
    const [open = lessons[0]] = this.progress.openFrom(lessons[0]);
    if (aside !== undefined) this.tell("setAside", { file: FILE, aside });
    await this.goTo(given ?? last ?? open);
  }

  /** Ends everything that it started. */
  close(): void {
    clearTimeout(this.#timer);
    this.#checker.close();
  }

  /** Looks again, if what was saved has to do with the current lesson. */
  async saved(modules: ReadonlySet<string>): Promise<void> {
    const changed = lessons.filter(({ module }) => modules.has(module));
    const concerned = changed.some((lesson) =>
      lesson === this.lesson || this.lesson.buildsOn.includes(lesson.id)
    );
    if (concerned || this.#finished) {
      // It spoke of what was there before, unless it is what has just been saved.
      if (this.#told !== "wasReset") this.#notice = undefined;
      return await this.#check();
    }
    this.tell("otherSaved", { number: numberOf(changed[0]) });
    this.draw();
  }

  /** Does what a key asks for. */
  async key(key: string): Promise<"quit" | void> {
    const { mode } = this;
    const lower = key.toLowerCase();
    if (mode.name === "lesson" && lower === "q") return "quit";
    this.#notice = undefined;
    this.mode = { name: "lesson" };
    try {
      await press(this, mode, lower);
    } catch (error) {
      if (!isSystemError(error)) throw error;
      this.tell("failed", { why: error.message });
    }
    this.draw();
  }

  tell(name: TextName, values?: Values): void {
    this.#told = name;
    this.#notice = this.#style().say(name, values);
  }

  ask(name: TextName, values: Values, yes: () => unknown): void {
    const text = this.#style().say(name, values);
    this.mode = { name: "question", text, yes };
  }

  async note(mark: Mark): Promise<void> {
    this.progress.note(this.lesson, mark);
    await this.#save();
  }

  async page(text: string): Promise<void> {
    if (await this.#terminal.page(text)) return;
    this.mode = { name: "text", lines: text.split("\n") };
  }

  async pageGuide(): Promise<void> {
    await this.page(guideText(this.#style(), this.lesson));
  }

  async goTo(lesson: Lesson): Promise<void> {
    this.lesson = lesson;
    this.#known = undefined;
    this.progress.current = lesson.id;
    await this.#save();
    await this.#check();
  }

  async lookAtAll(): Promise<void> {
    const some = lessons.filter((lesson) =>
      !lesson.optional || this.progress.of(lesson).solved
    );
    if (!await this.#lookAt(some)) return;
    this.#notice = undefined;
    const open = this.progress.openFrom(lessons[0]);
    if (open.length > 0) {
      // What no longer holds is to do again.
      this.tell("regressed", { lessons: open.map(numberOf).join(", ") });
      return await this.goTo(open[0]);
    }
    this.#finished = true;
    this.draw();
  }

  /** Looks at the current lesson. */
  async #check(): Promise<void> {
    const { lesson } = this;
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

  /** Looks at lessons one after the other; false if something came between. */
  async #lookAt(some: readonly Lesson[]): Promise<boolean> {
    for (const lesson of some) {
      this.tell("checkingAll", { number: numberOf(lesson) });
      this.draw();
      const look = await this.#checker.check(lesson);
      if (look === undefined) return false;
      await this.#mark(lesson, look);
    }
    return true;
  }

  /** Finds out what is solved of the lessons that were written in. */
  async #lookAtTouched(): Promise<boolean> {
    const untouched = await Promise.all(
      lessons.map((lesson) => isUntouched(lesson).catch(() => true)),
    );
    const done = await this.#lookAt(lessons.filter((_, i) => !untouched[i]));
    this.#notice = undefined;
    return done;
  }

  async #mark(lesson: Lesson, look: Look): Promise<void> {
    const solved = isSolved(look);
    if (solved === (this.progress.of(lesson).solved ?? false)) return;
    this.progress.note(lesson, { solved });
    await this.#save();
  }

  async #save(): Promise<void> {
    try {
      await this.#file.write(this.progress);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.tell("notSaved", { file: FILE, why });
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
    const { mode, lesson, progress } = this;
    return linesOf(style, {
      mode,
      lesson,
      progress,
      look: this.#known,
      notice: this.#notice,
      finished: this.#finished,
    });
  }
}
