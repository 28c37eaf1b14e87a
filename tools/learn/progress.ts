/**
 * How far a student is: a small text file at the course's root, a line a
 * lesson, which can be committed and merged.
 *
 * @module
 */
import { type Lesson, lessons, pathOf } from "../course.ts";
import { answers } from "./answers.ts";
import { writeWhole } from "./files.ts";

/** Name of the file, in the course's folder. */
export const FILE = "progress.txt";

/** What is known of a lesson. */
export interface Mark {
  solved?: boolean;
  /** How many hints were shown. */
  hints?: number;
  /** Whether the solution was shown before the lesson was solved. */
  shown?: boolean;
}

/** Lines that git leaves where two versions differ. */
const CONFLICT = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/** How far a student is. */
export class Progress {
  /** Id of the lesson that was looked at last. */
  current?: string;
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
      const mark = parseMark(said ?? "");
      if (id === "current") progress.current = said;
      else if (mark === undefined) return undefined;
      else progress.#marks.set(id, both(progress.#marks.get(id), mark));
    }
    return progress;
  }

  /** What is known of a lesson; of most, nothing. */
  of({ id }: Lesson): Mark {
    return this.#marks.get(id) ?? {};
  }

  /** Notes something about a lesson. */
  note({ id }: Lesson, mark: Mark): void {
    this.#marks.set(id, { ...this.#marks.get(id), ...mark });
  }

  /** The lessons that have to be solved and aren't, from one on, around the end. */
  openFrom(lesson: Lesson): Lesson[] {
    const at = lessons.indexOf(lesson);
    return [...lessons.slice(at), ...lessons.slice(0, at)]
      .filter((lesson) => !lesson.optional && !this.of(lesson).solved);
  }

  /** The optional lessons that aren't solved. */
  openOptional(): Lesson[] {
    return lessons.filter((lesson) =>
      lesson.optional && !this.of(lesson).solved
    );
  }

  /** The text of its file: the same progress, the same text. */
  toString(): string {
    const lines = [...this.#marks].flatMap(([id, mark]) => {
      const words = formatMark(mark);
      return words === "" ? [] : [`${id}: ${words}`];
    }).sort();
    const { en, zh } = answers.progressFile;
    const current = this.current === undefined
      ? []
      : [`current: ${this.current}`];
    return [`# ${en}`, `# ${zh}`, ...current, ...lines, ""].join("\n");
  }
}

function parseMark(text: string): Mark | undefined {
  const mark: Mark = {};
  for (const word of text.split(", ")) {
    const [, hints] = /^hints (\d)$/.exec(word) ?? [];
    if (word === "solved") mark.solved = true;
    else if (word === "solution seen") mark.shown = true;
    else if (hints) mark.hints = Number(hints);
    else return undefined;
  }
  return mark;
}

function formatMark({ solved, hints, shown }: Mark): string {
  return [
    solved ? "solved" : "",
    hints ? `hints ${hints}` : "",
    shown ? "solution seen" : "",
  ].filter((word) => word !== "").join(", ");
}

function both(one: Mark = {}, other: Mark): Mark {
  return {
    solved: one.solved || other.solved,
    hints: Math.max(one.hints ?? 0, other.hints ?? 0),
    shown: one.shown || other.shown,
  };
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
    let text;
    try {
      text = Deno.readTextFileSync(this.#path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return {};
    }
    const progress = text === undefined ? undefined : Progress.parse(text);
    return progress === undefined ? { aside: this.#setAside() } : { progress };
  }

  /** Renames it, to a name that is free. */
  #setAside(): string | undefined {
    for (let n = 1;; n++) {
      const name = FILE.replace(".", `.damaged-${n}.`);
      const path = this.#path.replace(FILE, name);
      if (isThere(path)) continue;
      try {
        Deno.renameSync(this.#path, path);
        return name;
      } catch {
        // Whatever is in the way shows when the file is to be written.
        return undefined;
      }
    }
  }

  /** Writes it, if that changes anything, after what is being written already. */
  write(progress: Progress): Promise<void> {
    const text = String(progress);
    const written = this.#written.then(() => this.#replace(text));
    this.#written = written.catch(() => {});
    return written;
  }

  async #replace(text: string): Promise<void> {
    const before = await Deno.readTextFile(this.#path).catch(() => undefined);
    if (before !== text) await writeWhole(this.#path, text);
  }
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
