/**
 * The proof that the lessons' tests can be trusted: right implementations pass,
 * wrong ones fail, unwritten ones fail everywhere, and no test is idle.
 *
 * Run by `deno task test`, with the import map of the switchboard.
 */
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { isUntouched, lessons, numberOf } from "../course.ts";
import {
  allVariants,
  failures,
  misconceptionsOf,
  runTests,
  testNames,
  traceOf,
} from "./catalogue.ts";
import { batchnorm_forward } from "../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../solutions/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "../../solutions/03_batchnorm_backward_alt.ts";
import { fingerprintsOf } from "./fingerprints.ts";
import { GRADING_RUNS, settings } from "../../tests/support/settings.ts";
import { bestMatch, readFingerprints } from "../../tests/support/recognize.ts";
import zh from "../../tests/support/zh.json" with { type: "json" };

settings.lang = "en";

const recorded = await readFingerprints();
const variants = await allVariants();
const catalogue = await Promise.all(lessons.map(async (lesson) => ({
  lesson,
  misconceptions: await misconceptionsOf(lesson),
})));

/** Which tests of its lesson a misconception fails; run once. */
const caught = new Map<string, Promise<string[]>>();
function caughtBy(lesson: typeof lessons[number], id: string) {
  const key = `${lesson.module} ${id}`;
  let result = caught.get(key);
  if (result === undefined) {
    const { misconceptions } = catalogue.find((c) => c.lesson === lesson)!;
    const { make } = misconceptions.find((m) => m.id === id)!;
    result = runTests(lesson, { [lesson.module]: make() }, {
      runs: GRADING_RUNS,
    }).then(failures);
    caught.set(key, result);
  }
  return result;
}

for (const lesson of lessons) {
  Deno.test(`solution ${lesson.module} passes`, async () => {
    for (const [name, error] of await runTests(lesson)) {
      if (error !== undefined) throw new Error(name, { cause: error });
    }
  });
}

for (const variant of variants) {
  Deno.test(`variant ${variant.id} passes`, async () => {
    for (const lesson of lessons) {
      const modules = variant.make();
      if (!(lesson.module in modules)) continue;
      for (const [name, error] of await runTests(lesson, modules)) {
        if (error !== undefined) throw new Error(name, { cause: error });
      }
    }
  });
}

for (const { lesson, misconceptions } of catalogue) {
  for (const { id } of misconceptions) {
    Deno.test(`misconception ${numberOf(lesson)} ${id} is caught`, async () => {
      assert((await caughtBy(lesson, id)).length > 0, "every test passed");
    });
  }

  Deno.test(`every test of ${lesson.module} catches a misconception`, async () => {
    const busy = new Set<string>();
    for (const { id } of misconceptions) {
      for (const name of await caughtBy(lesson, id)) busy.add(name);
    }
    const idle = testNames(lesson).filter((name) => !busy.has(name));
    assertEquals(idle, [], "tests that catch nothing");
  });

  Deno.test(`weights of ${lesson.module} are those of its tests`, () => {
    const names = testNames(lesson);
    const strange = Object.keys(lesson.weights ?? {})
      .filter((name) => !names.includes(name));
    assertEquals(strange, [], "sentences that are no test's");
  });

  Deno.test(`the stub of ${lesson.module} fails every test`, async () => {
    if (!await isUntouched(lesson)) {
      console.log(
        `lessons/${lesson.module}.ts is being written: no stub to try`,
      );
      return;
    }
    const stub = await import(`../../lessons/${lesson.module}.ts`);
    const outcomes = await runTests(lesson, { [lesson.module]: stub });
    const number = numberOf(lesson);
    for (const [name, error] of outcomes) {
      assert(error instanceof Error, `the stub passes: ${name}`);
      assert(
        error.message.includes(`Lesson ${number}, lessons/${lesson.module}.ts`),
        `no word of the lesson: ${error.message}`,
      );
      assert(error.message.includes("deno task learn"), error.message);
    }
  });

  Deno.test(`the fingerprints of ${lesson.module} are up to date`, async () => {
    assertEquals(
      recorded[lesson.module],
      await fingerprintsOf(lesson),
      "run: deno task fingerprints",
    );
  });

  Deno.test(`no misconception of ${lesson.module} is taken for another`, async () => {
    const known = recorded[lesson.module];
    for (const { id, make } of misconceptions) {
      const trace = await traceOf(lesson, { [lesson.module]: make() });
      const named = bestMatch(trace, known)?.id;
      if (named !== undefined) assertEquals(named, id);
    }
  });
}

Deno.test("every test has its sentence in Chinese, and nothing else has", () => {
  assertEquals(
    Object.keys(zh.sentences).sort(),
    lessons.flatMap(testNames).sort(),
  );
});

Deno.test("every misconception is explained in Chinese", () => {
  const english = catalogue.flatMap(({ misconceptions }) => misconceptions)
    .filter(({ zh }) => !/\p{Script=Han}.*。$/u.test(zh)).map(({ id }) => id);
  assertEquals(english, []);
});

Deno.test("cell 6 of the notebook holds at its full size", () => {
  const random = new RandomState(231);
  const [N, D] = [1000, 5000];
  const x = random.randn(N, D).mul(5).add(12);
  const gamma = random.randn(D);
  const beta = random.randn(D);
  const dout = random.randn(N, D);
  const [, cache] = batchnorm_forward(x, gamma, beta, { mode: "train" });
  const staged = batchnorm_backward(dout, cache!);
  const simplified = batchnorm_backward_alt(dout, cache!);
  staged.forEach((gradient, k) => {
    assert(rel_error(gradient, simplified[k]) < 1e-8);
  });
});

Deno.test("the catalogue is as large as promised", () => {
  const total = catalogue.reduce((n, c) => n + c.misconceptions.length, 0);
  const named = Object.values(recorded)
    .reduce((n, { misconceptions }) => n + misconceptions.length, 0);
  console.log(
    `${total} misconceptions (${named} recognized by name), ` +
      `${variants.length} variants, ` +
      `${lessons.reduce((n, l) => n + testNames(l).length, 0)} tests`,
  );
  assert(total >= 80);
  assert(variants.length >= 25);
});
