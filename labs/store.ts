/**
 * What a run leaves in its folder: a file for every finished training, so that
 * the same command goes on after an interruption, then the results.
 *
 * @module
 */
import { join } from "node:path";
import { DataError, reason } from "../data/errors.ts";
import type { Result } from "./experiment.ts";

/** Writes a file so that nobody ever sees half of it. */
export async function writeWhole(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await Deno.writeTextFile(unfinished, text);
  await Deno.rename(unfinished, path);
}

/** The finished trainings of a run. */
export class Store {
  readonly #folder: string;
  readonly #key: string;

  /**
   * @param folder The run's folder.
   * @param key Changes with whatever the results depend on.
   */
  constructor(folder: string, key: string) {
    this.#folder = join(folder, "trainings");
    this.#key = key;
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
  }

  /**
   * Makes the folder.
   *
   * @throws {DataError} If it can't be made.
   */
  async open(): Promise<void> {
    try {
      await Deno.mkdir(this.#folder, { recursive: true });
    } catch (error) {
      throw new DataError(
        `Cannot write results: expected a folder that can be made, got ` +
          `${reason(error)}; choose another with --out`,
      );
    }
  }

  /** The result of a training, if it is finished and everything is as it was. */
  async read(id: string): Promise<Result | undefined> {
    try {
      const { key, result } = JSON.parse(
        await Deno.readTextFile(this.#path(id)),
        // JSON has no NaN and no infinity, to which numbers may come: both are
        // null, which in lists stands for nothing else.
        function (_, value) {
          return value === null && Array.isArray(this) ? NaN : value;
        },
      );
      return key === this.#key ? result : undefined;
    } catch {
      // Missing or damaged: the training is done again.
      return undefined;
    }
  }

  /** Keeps the result of a training. */
  async write(result: Result): Promise<void> {
    const text = JSON.stringify({ key: this.#key, result });
    await writeWhole(this.#path(result.training.id), `${text}\n`);
  }
}
