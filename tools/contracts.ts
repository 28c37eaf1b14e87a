/**
 * The contracts of the lessons, for whoever judges one.
 *
 * @module
 */
import type { Contract, Settings } from "../tests/support/contract.ts";

/** The contract of a lesson. */
export async function contractOf(
  { module }: { module: string },
): Promise<Contract> {
  return (await import(`../tests/contracts/${module}.ts`)).default;
}

/** What each test threw, by its sentence, or undefined where it passed. */
export type Outcomes = Map<string, unknown>;

/**
 * Runs the tests of a lesson, one after the other.
 *
 * @param contract The lesson's contract.
 * @param lesson What the lesson exports, and what it builds on.
 * @param settings How they are run.
 */
export async function outcomesOf(
  contract: Contract,
  lesson: object,
  settings: Partial<Settings> = {},
): Promise<Outcomes> {
  const outcomes: Outcomes = new Map();
  for (const { name, run } of contract.tests(lesson)) {
    outcomes.set(
      name,
      await run(settings).then(() => undefined, (error) => error),
    );
  }
  return outcomes;
}

/** The names of the tests that failed. */
export function failures(outcomes: Outcomes): string[] {
  return [...outcomes].filter(([, error]) => error !== undefined)
    .map(([name]) => name);
}
