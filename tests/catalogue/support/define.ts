/**
 * How the catalogue is written down: the lesson's computation in steps, and for
 * each entry the steps that it replaces.
 *
 * @module
 */
import course from "../../../course.json" with { type: "json" };
import type { Exports } from "../../support/trace.ts";
import type { Misconception, Variant } from "../types.ts";

/**
 * A lesson's computation in steps.
 *
 * @param right The right steps, in the order of their use.
 * @param build The lesson's exports by its steps.
 * @returns What makes the exports with some steps replaced.
 */
export function recipe<Steps extends object>(
  right: Steps,
  build: (step: Steps) => Exports,
): (replaced: Partial<Steps>) => Exports {
  return (replaced) => build({ ...right, ...replaced });
}

/**
 * Wrong implementations of a lesson.
 *
 * @param make Makes the lesson's exports of what an entry changes.
 * @param entries By id: the sentence, the same in Chinese, and what is changed;
 *   a function where that needs a memory of its own in every run.
 */
export function mistakesIn<Change extends object>(
  make: (change: Change) => Exports,
  entries: Record<
    string,
    [sentence: string, zh: string, change: NoInfer<Change | (() => Change)>]
  >,
): Misconception[] {
  return Object.entries(entries).map(([id, [sentence, zh, change]]) => {
    const steps = () => typeof change === "function" ? change() : change;
    return {
      id,
      sentence,
      zh,
      steps,
      make: (beside) => make({ ...steps(), ...beside?.steps() as Change }),
    };
  });
}

/**
 * Right implementations, written in other ways.
 *
 * @param entries By id: what is different, and the functions of lessons that
 *   are written so. None of them may hold state of its own.
 */
export function otherWays(
  entries: Record<string, [about: string, functions: Exports]>,
): Variant[] {
  return Object.entries(entries).map(([id, [about, functions]]) => ({
    id,
    about,
    make: () => byModule(functions),
  }));
}

/** Exports of lessons, by the modules that they belong to. */
function byModule(functions: Exports): Record<string, Exports> {
  return Object.fromEntries(
    course.lessons.map(({ module, exports }) =>
      [
        module,
        Object.fromEntries(
          exports.filter((name) => name in functions)
            .map((name) => [name, functions[name]]),
        ),
      ] as const
    ).filter(([, own]) => Object.keys(own).length > 0),
  );
}
