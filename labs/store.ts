/**
 * What a run leaves in its folder: a file for every finished training, so that
 * the same command goes on after an interruption.
 *
 * @module
 */
import { join } from "node:path";
import { reason, UserError } from "../lib/errors.ts";
import { removeTemporaries, writeWhole } from "../lib/files.ts";
import type { Result } from "./experiment.ts";

/** The finished trainings of a run. */
export class Store {
  readonly #folder: string;
  readonly #key: string;

  private constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  /**
   * Makes the folder, unless it is there.
   *
   * @param run The run's folder.
   * @param key Changes with whatever the results depend on.
   * @throws {UserError} If the folder can't be made.
   */
  static async open(run: string, key: string): Promise<Store> {
    const folder = join(run, "trainings");
    try {
      await Deno.mkdir(folder, { recursive: true });
      await removeTemporaries(folder);
    } catch (error) {
      throw new UserError(
        `Cannot write results: expected a folder that can be made, got ` +
          `${reason(error)}; choose another with --out`,
      );
    }
    return new Store(folder, key);
  }

  #path(id: string): string {
    return join(this.#folder, `${id}.json`);
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
