/**
 * How a variant is written down: by the functions that it exports.
 *
 * @module
 */
import course from "../../course.json" with { type: "json" };
import type { Variant } from "../support/catalogue.ts";

/** Functions of lessons, by name. */
export type Functions = Record<string, unknown>;

/**
 * A variant that implements some lessons.
 *
 * @param id Its name, unique, in words joined by hyphens.
 * @param about What is different about it.
 * @param functions What it exports. None of it may hold state of its own.
 */
export function variant(
  id: string,
  about: string,
  functions: Functions,
): Variant {
  return {
    id,
    about,
    make() {
      const made: Record<string, Functions> = {};
      for (const [name, value] of Object.entries(functions)) {
        const { module } = course.lessons
          .find(({ exports }) => exports.includes(name))!;
        (made[module] ??= {})[name] = value;
      }
      return made;
    },
  };
}
