/**
 * How far a student is: a small text file at the course's root, a line a
 * lesson, which can be committed and merged.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { writeWhole } from "../../lib/files.ts";
import { type Lesson, lessons, pathOf } from "../course.ts";
import { texts } from "./texts.ts";

/** Name of the file, in the course's folder. */
export const FILE = "progress.txt";

/** What is known of a lesson. */
export interface Mark {
  solved: boolean;
  /** How many hints were shown. */
  hints: number;
  /** Whether the solution was shown before the lesson was solved. */
  shown: boolean;
}

/** Of most lessons nothing is known. */
const NOTHING: Mark = { solved: false, hints: 0, shown: false };

/** Lines that git leaves where two versions differ. */
const CONFLICT = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/** How far a student is. */
export class Progress {
  /** Id of the lesson that was looked at last. */
  current: string | undefined;
  /** By id; also of lessons that this version of the course doesn't have. */
  readonly #marks = new Map<string, Mark>();

  /**
   * Reads the text of a progress file. What two merged versions say of a lesson
   * is put together, also between the marks of a conflict.
   *
   * @returns What it says, or undefined if it is no such text.
   */
  static parse(text: string): Progress | undefined {
    const progress = new Progress();
    for (const line of text.split(/\r?\n/)) {
      if (line === "" || line.startsWith("#") || CONFLICT.test(line)) continue;
      const [, id, said] = /^([a-z0-9-]+): (.+)$/.exec(line) ?? [];
      if (id === undefined || said === undefined) return undefined;
      if (id === "current") progress.current = said;
      else if (!progress.#read(id, said)) return undefined;
    }
    return progress;
  }

  /** Adds what a line says of a lesson; false if it says anything strange. */
  #read(id: string, said: string): boolean {
    const mark = { ...NOTHING, ...this.#marks.get(id) };
    this.#marks.set(id, mark);
    return said.split(", ").every((word) => {
      const [, hints] = /^hints (\d)$/.exec(word) ?? [];
      if (word === "solved") mark.solved = true;
      else if (word === "solution seen") mark.shown = true;
      else if (hints) mark.hints = Math.max(mark.hints, Number(hints));
      else return false;
      return true;
    });
  }

  /** What is known of a lesson. */
  of({ id }: Lesson): Mark {
    return this.#marks.get(id) ?? NOTHING;
  }

  /** Notes something about a lesson. */
  note(lesson: Lesson, mark: Partial<Mark>): void {
    this.#marks.set(lesson.id, { ...this.of(lesson), ...mark });
  }

  /** The lessons that have to be solved and aren't, from one on, around the end. */
  openFrom(lesson: Lesson): Lesson[] {
    const at = lessons.indexOf(lesson);
    return [...lessons.slice(at), ...lessons.slice(0, at)]
      .filter((lesson) => !lesson.optional && !this.of(lesson).solved);
  }

  /** The text of its file: the same progress, the same text. */
  toString(): string {
    const lines = [...this.#marks].flatMap(([id, { solved, hints, shown }]) => {
      const words = [
        ...solved ? ["solved"] : [],
        ...hints > 0 ? [`hints ${hints}`] : [],
        ...shown ? ["solution seen"] : [],
      ];
      return words.length > 0 ? [`${id}: ${words.join(", ")}`] : [];
    }).sort();
    const { en, zh } = texts.progressFile;
    const current = this.current ? [`current: ${this.current}`] : [];
    return [`# ${en}`, `# ${zh}`, ...current, ...lines, ""].join("\n");
  }
}

/** The progress file. */
export class ProgressFile {
  readonly #path: string;
  #written: Promise<void> = Promise.resolve();

  /** @param path Where it is; at the course's root unless given. */
  constructor(path: string = pathOf(FILE)) {
    this.#path = path;
  }

  /**
   * Reads it. One that can't be read is renamed.
   *
   * @returns What it says, if it is there, and its new name, if it got one.
   */
  read(): { progress?: Progress; aside?: string } {
    let progress;
    try {
      progress = Progress.parse(Deno.readTextFileSync(this.#path));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return {};
    }
    return progress ? { progress } : this.#setAside();
  }

  /** Renames it, to a name that is free. */
  #setAside(): { aside?: string } {
    const named = (n: number) => FILE.replace(".", `.damaged-${n}.`);
    const pathOf = (n: number) => this.#path.replace(FILE, named(n));
    let n = 1;
    while (existsSync(pathOf(n))) n++;
    try {
      Deno.renameSync(this.#path, pathOf(n));
      return { aside: named(n) };
    } catch {
      // Whatever is in the way shows when the file is to be written.
      return {};
    }
  }

  /** Writes it, if that changes anything, after what is being written already. */
  write(progress: Progress): Promise<void> {
    const text = String(progress);
    const written = this.#written.then(async () => {
      const before = await Deno.readTextFile(this.#path).catch(() => undefined);
      if (before !== text) await writeWhole(this.#path, text);
    });
    this.#written = written.catch(() => {});
    return written;
  }
}
