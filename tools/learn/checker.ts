/**
 * Looks at a lesson: runs its tests, and type-checks it beside that.
 *
 * @module
 */
import { endNow } from "../../lib/children.ts";
import type { Language } from "../../lib/language.ts";
import type { Lesson } from "../course.ts";
import { allPassed, LessonChild, type LessonResult } from "../run_lesson.ts";
import { parseTypeErrors, startTypeCheck } from "../type_check.ts";

/** What is known of a lesson. */
export interface Look {
  result: LessonResult;
  /** What the type checker says; undefined as long as it says nothing yet. */
  types?: string[];
}

/** Whether a lesson is solved: all its tests passed in full, and its types fit. */
export function isSolved({ result, types }: Look): boolean {
  return allPassed(result) && types?.length === 0;
}

/** Whether everything that will be known is known. */
export function isSettled({ result, types }: Look): boolean {
  return result.done && types !== undefined;
}

/** Whether it is certain what to tell: something is wrong, or nothing on the first inputs. */
export function hasVerdict({ result }: Look): boolean {
  const { done, first, broken, tests } = result;
  return done || first !== undefined || broken !== undefined ||
    tests.some(({ state }) => state === "passed");
}

/** Looks at one lesson at a time; a new look ends the one before. */
export class Checker {
  readonly #language: Language;
  readonly #onChildren: (pids: number[]) => void;
  /** The processes that there are. */
  readonly #pids = new Set<number>();
  #running: LessonChild | undefined;
  /** Has everything loaded already. */
  #spare: LessonChild | undefined;
  #types: Deno.ChildProcess | undefined;
  #looks = 0;

  /**
   * @param language What the tests speak.
   * @param onChildren Is told which processes there are.
   */
  constructor(
    language: Language,
    onChildren: (pids: number[]) => void = () => {},
  ) {
    this.#language = language;
    this.#onChildren = onChildren;
  }

  /**
   * Looks at a lesson.
   *
   * @param lesson The lesson.
   * @param onChange Is called with what is known so far, whenever that is more.
   * @returns All there is to know; undefined if another look began.
   */
  async check(
    lesson: Lesson,
    onChange: (look: Look) => void = () => {},
  ): Promise<Look | undefined> {
    this.stop();
    const number = this.#looks;
    const isCurrent = () => number === this.#looks;
    const child = this.#running = this.#spare ?? this.#start(lesson);
    this.#spare = undefined;
    let look: Look | undefined;
    let types: Promise<void> | undefined;
    await child.run(lesson, (result) => {
      if (!isCurrent()) return;
      const known = look ??= { result };
      // Earlier, the two would slow each other down.
      if (hasVerdict(known)) {
        types ??= this.#typesOf(lesson).then((errors) => {
          if (!isCurrent()) return;
          known.types = errors;
          onChange(known);
        });
      }
      onChange(known);
    });
    if (!isCurrent()) return undefined;
    this.#running = undefined;
    this.#spare = this.#start(lesson);
    await types;
    return isCurrent() ? look : undefined;
  }

  /** Ends the look that is going on. */
  stop(): void {
    this.#looks++;
    this.#running?.stop();
    endNow(this.#types);
    this.#running = this.#types = undefined;
  }

  /** Ends everything. */
  close(): void {
    this.#spare?.stop();
    this.#spare = undefined;
    this.stop();
  }

  #start(lesson: Lesson): LessonChild {
    const child = new LessonChild(this.#language, lesson);
    this.#announce(child.pid, child.ended).then(() => {
      // Somebody ended it, or the system did.
      if (this.#spare === child) this.#spare = undefined;
    });
    return child;
  }

  async #typesOf(lesson: Lesson): Promise<string[]> {
    const checker = this.#types = startTypeCheck(lesson);
    this.#announce(checker.pid, checker.status);
    const { stderr } = await checker.output();
    const errors = parseTypeErrors(new TextDecoder().decode(stderr));
    return [...errors.values()].flat();
  }

  /** Tells of a process now and when it has ended. */
  async #announce(pid: number, ended: Promise<unknown>): Promise<void> {
    this.#onChildren([...this.#pids.add(pid)]);
    await ended;
    this.#pids.delete(pid);
    this.#onChildren([...this.#pids]);
  }
}
