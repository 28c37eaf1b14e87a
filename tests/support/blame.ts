/**
 * Who is to blame: a lesson that builds on others may fail because of them.
 *
 * @module
 */
import { Failure, type Note } from "./failure.ts";
import { say } from "./words.ts";

/** A lesson, as far as it is named. */
interface Lesson {
  module: string;
}

/** A contract, as far as it can be asked whether it is fulfilled. */
interface Contract<L extends Lesson> {
  lesson: L;
  tests(lesson: object): {
    slow: boolean;
    run(settings: { runs: number; explain: false }): Promise<void>;
  }[];
}

/** Inputs of each property, enough to see whether a lesson is right. */
const RUNS = 8;

/**
 * The first lesson whose contract isn't fulfilled.
 *
 * @param contracts Contracts of lessons.
 * @param lesson What all of these lessons export.
 */
export async function firstUnfulfilled<L extends Lesson>(
  contracts: readonly Contract<L>[],
  lesson: object,
): Promise<L | undefined> {
  for (const contract of contracts) {
    for (const test of contract.tests(lesson)) {
      if (test.slow) continue;
      try {
        await test.run({ runs: RUNS, explain: false });
      } catch (error) {
        // Where an unwritten lesson is called, its own message says so.
        if (error instanceof Failure && error.finding.kind === "unwritten") {
          break;
        }
        return contract.lesson;
      }
    }
  }
}

/** Says that a lesson isn't right yet, to whoever works on one that builds on it. */
export function blameOn(earlier: Lesson, later: Lesson): Note {
  return {
    text: say(
      "Lesson {earlier} isn't right yet, and lesson {number} builds on it: begin there.",
      {
        earlier: earlier.module.slice(0, 2),
        number: later.module.slice(0, 2),
      },
    ),
  };
}

/**
 * The earlier lessons that a lesson imports, and those that they import.
 *
 * @param module The lesson's module, such as "03_batchnorm_backward_alt".
 * @param textOf The text of a lesson, if there is one.
 */
export function importedBy(
  module: string,
  textOf: (module: string) => string | undefined,
): Set<string> {
  const found = new Set<string>();
  const look = (from: string) => {
    const text = textOf(from) ?? "";
    for (
      const [, name = ""] of text.matchAll(/["'][^"'\s]*\/(\d\d_\w+)\.ts["']/g)
    ) {
      if (name >= module || found.has(name)) continue;
      found.add(name);
      look(name);
    }
  };
  look(module);
  return found;
}
