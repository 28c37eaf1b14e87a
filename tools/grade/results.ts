/**
 * The results of a run, kept line by line while it goes on, so that whatever
 * ends it, the same command goes on from there.
 *
 * @module
 */
import { join } from "node:path";
import { usageError } from "../../lib/command.ts";
import { writeWhole } from "../../lib/files.ts";
import type { Grade } from "./types.ts";

/** A line of `results.jsonl`. */
export interface Line {
  /** Where the submission stands among all, so that shards can be put together. */
  order: number;
  grade: Grade;
}

/** What tells whether a submission has been graded. */
export type Key = Pick<Grade, "submission" | "hash" | "course" | "seed">;

const FILE = "results.jsonl";

/** The results in a folder. */
export class Results {
  readonly #path: string;
  readonly #lock: Deno.FsFile;
  readonly #file: Deno.FsFile;
  readonly #lines: Line[];

  private constructor(
    path: string,
    lock: Deno.FsFile,
    file: Deno.FsFile,
    lines: Line[],
  ) {
    this.#path = path;
    this.#lock = lock;
    this.#file = file;
    this.#lines = lines;
  }

  /**
   * Opens the results in a folder, which is made if it isn't there.
   *
   * @param fresh Whether to forget what is there.
   * @throws {UserError} If another run uses it.
   */
  static async open(folder: string, fresh: boolean): Promise<Results> {
    await Deno.mkdir(folder, { recursive: true });
    const lock = await Deno.open(join(folder, ".lock"), {
      create: true,
      write: true,
    });
    if (!await lock.tryLock(true)) {
      lock.close();
      throw usageError(
        `Cannot write results: another run is writing to "${folder}"; ` +
          "wait for it, or choose another folder with --out",
      );
    }
    const path = join(folder, FILE);
    const lines = fresh ? [] : await readLines(folder) ?? [];
    // Whole lines and nothing else: a killed run leaves a part of one.
    await writeWhole(path, textOf(lines));
    const file = await Deno.open(path, { append: true });
    return new Results(path, lock, file, lines);
  }

  /** The seed that was used last, if something was graded. */
  get seed(): number | undefined {
    return this.#lines.at(-1)?.grade.seed;
  }

  /** The grade of a submission, if the same was graded in the same way before. */
  find({ submission, hash, course, seed }: Key): Grade | undefined {
    return this.#lines.find(({ grade }) =>
      grade.submission === submission && grade.hash === hash &&
      grade.course === course && grade.seed === seed
    )?.grade;
  }

  /** Keeps a grade. */
  async add(line: Line): Promise<void> {
    const bytes = new TextEncoder().encode(textOf([line]));
    for (let written = 0; written < bytes.length;) {
      written += await this.#file.write(bytes.subarray(written));
    }
    this.#lines.push(line);
  }

  /** Puts the lines in order when all is done; those of other submissions come last. */
  async finish(lines: readonly Line[]): Promise<void> {
    const names = new Set(lines.map(({ grade }) => grade.submission));
    const others = this.#lines
      .filter(({ grade }) => !names.has(grade.submission))
      .map((line) => [line.grade.submission, line] as const);
    this.#file.close();
    await writeWhole(
      this.#path,
      textOf([...lines, ...new Map(others).values()]),
    );
    this.#lock.close();
  }
}

/** The lines in a folder of results, if it has any; what is no line is left out. */
export async function readLines(folder: string): Promise<Line[] | undefined> {
  let text: string;
  try {
    text = await Deno.readTextFile(join(folder, FILE));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
  return text.split("\n").flatMap((line) => {
    try {
      const parsed: Line = JSON.parse(line);
      return Array.isArray(parsed.grade?.lessons) ? [parsed] : [];
    } catch {
      return [];
    }
  });
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
