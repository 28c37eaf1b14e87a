/**
 * Runs the tests of lessons on any implementation, in this process. It must have
 * been started with the import map of the switchboard: see `tools/mapped.ts`.
 *
 * @module
 */
import { collect, type CollectedTest } from "../harness/registry.ts";
import { type Implementations, switchTo } from "../harness/switchboard.ts";
import { type Lesson, lessons } from "../course.ts";
import type { Misconception, Variant } from "../../tests/support/catalogue.ts";
import { probes } from "../../tests/support/contract.ts";
import { settings } from "../../tests/support/settings.ts";
import type { Trace } from "../../tests/support/trace.ts";

// The tests import from `kata/`, so the switchboard above must come first.
const tests = new Map<string, CollectedTest[]>();
const reference: Implementations = {};
for (const { module } of lessons) {
  reference[module] = await import(`../../solutions/${module}.ts`);
}
switchTo(reference);
for (const { module } of lessons) {
  tests.set(
    module,
    await collect(() => import(`../../tests/${module}_test.ts`)),
  );
}

/** The names of a lesson's tests. */
export function testNames({ module }: Lesson): string[] {
  return tests.get(module)!.map(({ name }) => name);
}

/** What each test of a lesson threw, or undefined where it passed. */
export type Outcomes = Map<string, unknown>;

/**
 * Runs the tests of a lesson.
 *
 * @param lesson The lesson.
 * @param replaced What stands in place of the reference, by module.
 * @param run The seed, with how many inputs each property is tried, and whether
 *   the examples are run besides.
 */
export async function runTests(
  { module }: Lesson,
  replaced: Implementations = {},
  run: { seed?: number; runs?: number; examples?: boolean } = {},
): Promise<Outcomes> {
  const before = { ...settings };
  Object.assign(settings, { ...run, explain: false });
  switchTo({ ...reference, ...replaced });
  const outcomes: Outcomes = new Map();
  try {
    for (const test of tests.get(module)!) {
      outcomes.set(
        test.name,
        await test.run().then(() => undefined, (error) => error),
      );
    }
  } finally {
    Object.assign(settings, before);
    switchTo(reference);
  }
  return outcomes;
}

/** The names of the tests that failed. */
export function failures(outcomes: Outcomes): string[] {
  return [...outcomes].filter(([, error]) => error !== undefined)
    .map(([name]) => name);
}

/** The trace that an implementation leaves on the probe of a lesson. */
export async function traceOf(
  { module }: Lesson,
  replaced: Implementations = {},
): Promise<Trace> {
  switchTo({ ...reference, ...replaced });
  try {
    return await probes.get(module)!();
  } finally {
    switchTo(reference);
  }
}

/** The misconceptions of a lesson. */
export async function misconceptionsOf(
  { module }: Lesson,
): Promise<Misconception[]> {
  const { misconceptions } = await import(
    `../../tests/misconceptions/${module}.ts`
  );
  return misconceptions;
}

/** All variants. */
export async function allVariants(): Promise<Variant[]> {
  const { variants } = await import("../../tests/variants/mod.ts");
  return variants;
}
