/**
 * The proof that the lessons' tests can be trusted: right implementations pass,
 * wrong ones fail, unwritten ones fail everywhere, and no test is idle.
 */
import { RandomState } from "kit/nd/random.ts";
import { rel_error } from "kit/nn/mod.ts";
import { assert, assertEquals } from "@std/assert";
import { batchnorm_forward } from "../../solutions/01_batchnorm_forward.ts";
import { batchnorm_backward } from "../../solutions/02_batchnorm_backward.ts";
import { batchnorm_backward_alt } from "../../solutions/03_batchnorm_backward_alt.ts";
import { allVariants } from "../../tests/catalogue/mod.ts";
import type { Room } from "../../tests/catalogue/types.ts";
import { GRADING_RUNS } from "../../tests/support/contract.ts";
import { Failure } from "../../tests/support/failure.ts";
import { namesOf } from "../../tests/support/recognize.ts";
import zh from "../../tests/support/zh.json" with { type: "json" };
import { contractOf, failures, outcomesOf } from "../contracts.ts";
import { lessons, numberOf } from "../course.ts";
import { isUntouched } from "../stubs.ts";

const rooms = await Promise.all(lessons.map(async (lesson) => {
  const contract = await contractOf(lesson);
  const { module } = lesson;
  const { reference: right, misconceptions }: Room = await import(
    `../../tests/catalogue/${module}/mod.ts`
  );
  const names = contract.tests(right).map(({ name }) => name);
  return { lesson, contract, right, misconceptions, names };
}));
const variants = await allVariants();

/** What makes a run quicker that only asks whether a test fails. */
const QUICK = { explain: false, runs: GRADING_RUNS };

function assertAllPass(outcomes: Map<string, unknown>): void {
  for (const [name, error] of outcomes) {
    if (error !== undefined) throw new Error(name, { cause: error });
  }
}

for (const { lesson, contract, right, misconceptions, names } of rooms) {
  const { module } = lesson;

  Deno.test(`solution ${module} passes`, async () => {
    assertAllPass(await outcomesOf(contract, right, { explain: false }));
  });

  const busy = new Set<string>();
  for (const { id, make } of misconceptions) {
    Deno.test(`misconception ${numberOf(lesson)} ${id} is caught`, async () => {
      const wrong = { ...right, ...make() };
      const caught = failures(await outcomesOf(contract, wrong, QUICK));
      assert(caught.length > 0, "every test passed");
      for (const name of caught) busy.add(name);
      // Made anew: some remember what they were called with.
      const trace = await contract.probe({ ...right, ...make() });
      for (const named of namesOf(trace, await contract.known())) {
        assertEquals(named.id, id);
      }
    });
  }

  // After those that tell which tests are busy; under --filter they may not run.
  Deno.test(`every test of ${module} catches a misconception`, async () => {
    for (const { make } of misconceptions) {
      if (busy.size === names.length) return;
      const wrong = { ...right, ...make() };
      for (const name of failures(await outcomesOf(contract, wrong, QUICK))) {
        busy.add(name);
      }
    }
    const idle = names.filter((name) => !busy.has(name));
    assertEquals(idle, [], "tests that catch nothing");
  });

  Deno.test(`the stub of ${module} fails every test`, async () => {
    if (!await isUntouched(lesson)) {
      console.log(
        `lessons/${module}.ts is being written: no stub to try`,
      );
      return;
    }
    const stub = await import(`../../lessons/${module}.ts`);
    const number = numberOf(lesson);
    const outcomes = await outcomesOf(contract, { ...right, ...stub });
    for (const [name, error] of outcomes) {
      assert(error instanceof Error, `the stub passes: ${name}`);
      assert(
        error.message.includes(`Lesson ${number}, lessons/${module}.ts`),
        `no word of the lesson: ${error.message}`,
      );
      assert(error.message.includes("deno task learn"), error.message);
    }
  });

  Deno.test(`each sentence of ${module} is found by --filter alone`, () => {
    for (const name of names) {
      assertEquals(names.filter((other) => other.includes(name)), [name]);
      assert(!/["$`\\]/.test(name), `a shell would read: ${name}`);
    }
  });
}

Deno.test("a test that fails because of an earlier lesson sends the student there", async () => {
  let failed = 0;
  for (const { lesson, contract, right } of rooms) {
    const earlier = rooms.filter((room) =>
      lesson.buildsOn.includes(room.lesson.id)
    );
    const contracts = earlier.map(({ contract }) => contract);
    for (const { lesson: { module }, misconceptions } of earlier) {
      for (const { make } of misconceptions.slice(0, 3)) {
        const tests = contract.tests({ ...right, ...make() }, {
          earlier: contracts,
        });
        const quick = tests.filter(({ slow }) => !slow);
        for (const { name, run } of quick) {
          try {
            await run({ runs: 3 });
          } catch (error) {
            failed++;
            assert(error instanceof Failure, name);
            assertEquals(error.notes.map(({ text }) => text), [
              `Lesson ${module.slice(0, 2)} isn't right yet, and lesson ` +
              `${numberOf(lesson)} builds on it: begin there.`,
            ], name);
          }
        }
      }
    }
  }
  assert(failed > 20, `only ${failed} failed`);
});

for (const variant of variants) {
  Deno.test(`variant ${variant.id} passes`, async () => {
    for (const { lesson, contract, right } of rooms) {
      const made = variant.make();
      if (!(lesson.module in made)) continue;
      const exports = Object.assign({}, right, ...Object.values(made));
      assertAllPass(await outcomesOf(contract, exports, { explain: false }));
    }
  });
}

Deno.test("every sentence has its end in Chinese, once, and nothing else has", () => {
  const shared = Object.keys(zh.sentences);
  const used = new Set<string>();
  for (const { contract, names, lesson: { module } } of rooms) {
    const own = Object.keys(contract.zh);
    assertEquals(own.filter((end) => shared.includes(end)), []);
    for (const name of names) {
      const end = [...own, ...shared].find((end) => name.endsWith(` ${end}`));
      assert(end !== undefined, `no Chinese: ${module}: ${name}`);
      used.add(end);
    }
    assertEquals(own.filter((end) => !used.has(end)), [], module);
  }
  assertEquals(shared.filter((end) => !used.has(end)), []);
});

Deno.test("every misconception is explained in Chinese", () => {
  const english = rooms.flatMap(({ misconceptions }) => misconceptions)
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
    assert(rel_error(gradient, simplified[k]!) < 1e-8);
  });
});

Deno.test("the catalogue is as large as promised", () => {
  const sum = (counts: number[]) => counts.reduce((a, b) => a + b, 0);
  const total = sum(rooms.map(({ misconceptions }) => misconceptions.length));
  console.log(
    `${total} misconceptions, ${variants.length} variants, ` +
      `${sum(rooms.map(({ names }) => names.length))} tests`,
  );
  assert(total >= 80);
  assert(variants.length >= 25);
});
