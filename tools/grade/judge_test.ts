import { assert, assertEquals, assertMatch, assertThrows } from "@std/assert";
import { DataError } from "../../data/errors.ts";
import {
  type Lesson,
  lessonById,
  lessons,
  pathOf,
  required,
} from "../course.ts";
import type { CollectedTest } from "../harness/registry.ts";
import { takeText } from "../../tests/support/prose.ts";
import { settings } from "../../tests/support/settings.ts";
import { checkWeights, type Course, judge, type Patience } from "./judge.ts";
import { Workshop } from "./sandbox/box.ts";
import { countedPoints, type LessonGrade } from "./types.ts";

const path = await Deno.makeTempDir({ prefix: "kata-judge" });
addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
const shop = await Workshop.open(path, { memory: 1024, cpu: 60 });

type Exported = (...args: unknown[]) => Promise<unknown>;
/** What `kata/` stands for while a submission is graded. */
const exported = Reflect.get(globalThis, Symbol.for("kata.switchboard")) as (
  module: string,
  name: string,
) => Exported & (new (...args: unknown[]) => Promise<Record<string, Exported>>);

const [WARM_UP, FORWARD, BACKWARD, ALT, , , NET] = lessons
  .map(({ module }) => module);

/** A property that holds if what a lesson exports gives true for it. */
function asks(id: string, what: string): CollectedTest {
  const { module, exports: [name] } = lessonById(id);
  return {
    name: what,
    run: async () => {
      assertEquals(await exported(module, name)(what), true);
    },
  };
}

/** A course of properties "a", "b" and "c"; some lessons have others. */
function courseOf(
  tests: Record<string, CollectedTest[]> = {},
  reference: Course["reference"] = {},
): Course {
  const all = lessons.map(({ id }) =>
    [id, tests[id] ?? ["a", "b", "c"].map((what) => asks(id, what))] as const
  );
  return { tests: new Map(all), reference };
}

/** A lesson whose properties hold that are among these letters. */
function holding(module: string, letters: string): string {
  const { exports: [name] } = lessons.find((one) => one.module === module)!;
  return `export const ${name} = (what) => "${letters}".includes(what);`;
}

/** Grades a submission: the grades by the lessons' modules. */
async function grade(
  files: Record<string, string>,
  course = courseOf(),
  patience: Patience = {},
): Promise<Record<string, LessonGrade>> {
  const texts = new Map(Object.entries(files));
  const grades = await judge(course, shop, texts, 231, patience);
  assertEquals(
    grades.map(({ id }) => id),
    lessons.filter(({ module, optional }) => !optional || module in files)
      .map(({ id }) => id),
  );
  return Object.fromEntries(
    grades.map((grade) => [lessonById(grade.id).module, grade]),
  );
}

/** Changes what the manifest says of the first lesson for a while. */
async function withWarmUp(changes: Partial<Lesson>, use: () => Promise<void>) {
  const lesson = lessons[0];
  const before = { ...lesson };
  Object.assign(lesson, changes);
  try {
    await use();
  } finally {
    for (const key of Object.keys(changes)) Reflect.deleteProperty(lesson, key);
    Object.assign(lesson, before);
  }
}

/** The points of the first lesson when these of its properties hold. */
async function pointsFor(letters: string): Promise<number> {
  const grades = await grade({ [WARM_UP]: holding(WARM_UP, letters) });
  return grades[WARM_UP].points;
}

Deno.test("judge() gives the share that holds, downwards to a tenth", async () => {
  assertEquals(lessons[0].points, 5);
  assertEquals(await pointsFor(""), 0);
  assertEquals(await pointsFor("b"), 1.6);
  assertEquals(await pointsFor("ac"), 3.3);
  assertEquals(await pointsFor("abc"), 5);
  assertEquals(settings.seed, 231);
});

Deno.test("judge() gives all or nothing where the course says so", async () => {
  await withWarmUp({ credit: "all" }, async () => {
    assertEquals(await pointsFor("ab"), 0);
    assertEquals(await pointsFor("abc"), 5);
  });
});

Deno.test("judge() weighs properties as the course says", async () => {
  await withWarmUp({ weights: { b: 7, c: 2 } }, async () => {
    assertEquals(await pointsFor("b"), 3.5);
    assertEquals(await pointsFor("ac"), 1.5);
    const { [WARM_UP]: { properties } } = await grade({
      [WARM_UP]: holding(WARM_UP, "ab"),
    });
    assertEquals(
      properties.map(({ name, weight, passed }) => [name, weight, passed]),
      [["a", 1, true], ["b", 7, true], ["c", 2, false]],
    );
  });
  // Full points mean that every property holds.
  await withWarmUp({ weights: { a: 998 } }, async () => {
    assertEquals(await pointsFor("ab"), 4.9);
  });
});

Deno.test("checkWeights() refuses what can't be weighed", () => {
  const tests = [{ name: "f() is even" }, { name: "f() is odd" }];
  const check = (weights?: Record<string, number>) =>
    checkWeights({ ...lessons[0], weights }, tests);
  check();
  check({ "f() is odd": 0.5, "f() is even": 3 });
  for (
    const [sentence, weight, got] of [
      ["f() is od", 1, "a sentence of none"],
      ["f() is odd", 0, "0"],
      ["f() is odd", -1, "-1"],
      ["f() is odd", NaN, "NaN"],
      ["f() is odd", Infinity, "Infinity"],
    ] as const
  ) {
    const error = assertThrows(() => check({ [sentence]: weight }), DataError);
    assertEquals(
      error.message,
      'course.json: expected "weights" of standardize to give properties ' +
        `numbers above 0, got ${got} for "${sentence}"`,
    );
  }
});

Deno.test("judge() says why a lesson can't be graded", async () => {
  const cases: [text: string, reason: RegExp][] = [
    ["export function standardize( {", /can't be loaded: /],
    ["throw new RangeError('at once');", /can't be loaded: .*at once/],
    ["throw '';", /can't be loaded: /],
    ["function standardize() {}", /doesn't export standardize\. Is "export"/],
    ["Deno.exit(0);", /ended its process \(exit code 0\)$/],
  ];
  for (const [text, reason] of cases) {
    const { [WARM_UP]: broken, [FORWARD]: missing } = await grade({
      [WARM_UP]: text,
    });
    assertEquals(broken.status, "broken", text);
    assertEquals([broken.points, broken.max, broken.properties], [0, 5, []]);
    assert(broken.reason!.startsWith(`lessons/${WARM_UP}.ts `));
    assertMatch(broken.reason!, reason);
    assertEquals(missing, {
      id: "batchnorm-forward",
      max: 20,
      points: 0,
      properties: [],
      status: "missing",
    });
  }
});

Deno.test("judge() leaves out an optional lesson that is missing or a stub", async () => {
  const { module } = lessons.findLast(({ optional }) => optional)!;
  assertEquals(module in await grade({ [WARM_UP]: "" }), false);
  const stub = await Deno.readTextFile(pathOf(`lessons/${module}.ts`));
  const texts = new Map([[module, stub.replaceAll("\n", "\r\n")]]);
  const ids = (await judge(courseOf(), shop, texts, 231, {}))
    .map(({ id }) => lessonById(id).module);
  assertEquals(ids, required.map(({ module }) => module));
  assertEquals((await grade({ [module]: "" }))[module].status, "broken");
});

Deno.test("judge() keeps what a property says, and the mistake that it recognized", async () => {
  const fails = (error: unknown): CollectedTest => ({
    name: "it fails",
    run: () => Promise.reject(error),
  });
  const known = Object.assign(new Error("it fails\n  badly"), {
    known: { id: "eps-forgotten" },
  });
  const course = courseOf({ standardize: [fails(known), fails("text")] });
  const { [WARM_UP]: { properties } } = await grade(
    { [WARM_UP]: holding(WARM_UP, "") },
    course,
  );
  assertEquals(
    properties.map(({ message, misconception }) => [message, misconception]),
    [["it fails\n  badly", "eps-forgotten"], ["text", undefined]],
  );
});

Deno.test("judge() keeps what a submission answered in words, and of no other", async () => {
  const QUESTIONS = "09_questions";
  const asks = {
    name: "it answers",
    run: async () => {
      takeText(await exported(QUESTIONS, "question_1")(), "question_1");
    },
  };
  const course = courseOf({ questions: [asks] });
  const says = (text: string) => ({
    [QUESTIONS]: `export const question_1 = () => ${JSON.stringify(text)};
export const [question_2, question_3, question_4] = [0, 0, 0];`,
    [WARM_UP]: holding(WARM_UP, "abc"),
  });
  const one = await grade(says("Because."), course);
  assertEquals(one[QUESTIONS].answers, { question_1: "Because." });
  assertEquals(one[WARM_UP].answers, undefined);
  const { [WARM_UP]: _, ...alone } = says("因为。");
  const two = await grade(alone, course);
  assertEquals(two[QUESTIONS].answers, { question_1: "因为。" });
  const none = await grade({ [QUESTIONS]: "throw 7;" }, course);
  assertEquals(none[QUESTIONS].answers, undefined);
});

Deno.test("judge() goes on after a property that ends the child", async () => {
  const { [WARM_UP]: grade1 } = await grade({
    [WARM_UP]: `let calls = 0;
export function standardize(what) {
  if (what === "b") Deno.exit(7);
  return ++calls < 3;
}`,
  });
  assertEquals(grade1.properties.map(({ passed }) => passed), [
    true,
    false,
    true,
  ]);
  assertEquals(
    grade1.properties[1].message,
    "b\n  Lesson 00, lessons/00_standardize.ts: it ended its process (exit code 7)",
  );
});

Deno.test("judge() stops a property that takes too long, and waits less for the next", async () => {
  const text = `export function standardize(what) {
  if (what !== "a") for (;;);
  return true;
}`;
  const start = performance.now();
  const { [WARM_UP]: { properties, points } } = await grade(
    { [WARM_UP]: text },
    courseOf(),
    { seconds: 2 },
  );
  assertEquals(points, 1.6);
  const stopped = (seconds: number) =>
    `was stopped after ${seconds} s; is there a loop that never ends?`;
  const [, b, c] = properties.map(({ message }) => message?.split(": it ")[1]);
  assertEquals([b, c], [stopped(2), stopped(1)]);
  assert(performance.now() - start > 3000);
});

Deno.test("judge() lets no lesson harm another", async () => {
  const harm = `Math.sqrt = () => 0;
Array.prototype.includes = () => { throw 1; };
export const standardize = (what) => what === "a";`;
  const right = `const sqrt = (x) => Math.sqrt(x);
export const layernorm_forward = (what) => sqrt(4) === 2 && ["a", "b", "c"].includes(what);`;
  const grades = await grade({
    [WARM_UP]: harm,
    "04_layernorm_forward": right,
  });
  assertEquals(grades[WARM_UP].points, 1.6);
  assertEquals(grades["04_layernorm_forward"].points, 10);
});

/** Properties of the backward pass, each of which needs the forward pass. */
const backwardTests = ["a", "b", "c"].map((what): CollectedTest => ({
  name: what,
  run: async () => {
    const cache = await exported(FORWARD, "batchnorm_forward")(what);
    const result = await exported(BACKWARD, "batchnorm_backward")(what, cache);
    assertEquals(result, true);
  },
}));
const withBackward = courseOf({ "batchnorm-backward": backwardTests }, {
  [FORWARD]: { batchnorm_forward: (what: unknown) => ({ what }) },
});

Deno.test("judge() tries a lesson with the reference of what it builds on, where that failed", async () => {
  const forward =
    `export const batchnorm_forward = (what) => what === "a" && { what };`;
  const backward =
    `export const batchnorm_backward = (what, cache) => what !== "c" && cache.what === what;`;
  const grades = await grade(
    { [FORWARD]: forward, [BACKWARD]: backward },
    withBackward,
  );
  const { status, points, max, properties, withReference } = grades[BACKWARD];
  assertEquals([status, points, max], ["graded", 6.6, 20]);
  assertEquals(properties.map(({ passed }) => passed), [true, false, false]);
  assertEquals(
    withReference?.properties.map(({ passed }) => passed),
    [true, true, false],
  );
  assertEquals(withReference?.points, 13.3);
  assertEquals(withReference?.replaced, ["batchnorm-forward"]);
  assertEquals(countedPoints(grades[BACKWARD]), 13.3);
  assertEquals(grades[FORWARD].withReference, undefined);
  // What the lesson itself can't help isn't held against it.
  const [, b, c] = properties.map(({ message }) => message);
  assertEquals(
    b,
    "b\n  Lesson 02, lessons/02_batchnorm_backward.ts: this holds with the " +
      "reference version of what it builds on; of that, not solved: 01",
  );
  assertEquals(c, withReference?.properties[2].message);
});

Deno.test("judge() counts the better of the two", async () => {
  // The same mistake in both: together they are right.
  const forward =
    `export const batchnorm_forward = (what) => ({ mine: what });`;
  const backward =
    `export const batchnorm_backward = (what, cache) => what !== "c" && cache.mine === what;`;
  const grades = await grade(
    { [FORWARD]: forward, [BACKWARD]: backward },
    withBackward,
  );
  assertEquals(grades[BACKWARD].points, 13.3);
  assertEquals(grades[BACKWARD].withReference?.points, 0);
  assertEquals(countedPoints(grades[BACKWARD]), 13.3);
});

Deno.test("judge() tries no lesson twice that needs it not", async () => {
  const right = `export const batchnorm_forward = (what) => true;`;
  const wrong = `export const batchnorm_backward = () => false;`;
  const one = await grade({ [FORWARD]: right, [BACKWARD]: wrong });
  assertEquals(one[BACKWARD].points, 0);
  assertEquals(one[BACKWARD].withReference, undefined);
  // All points by itself, whatever it builds on.
  const two = await grade({ [BACKWARD]: holding(BACKWARD, "abc") });
  assertEquals(two[BACKWARD].points, 20);
  assertEquals(two[BACKWARD].withReference, undefined);
  // Not there at all.
  assertEquals(two[ALT].status, "missing");
  assertEquals(two[ALT].withReference, undefined);
});

Deno.test("judge() stands in for what a lesson itself calls", async () => {
  const tests: CollectedTest[] = ["a", "b"].map((what) => ({
    name: what,
    run: async () => {
      const net = await new (exported(NET, "FullyConnectedNet"))(what);
      assertEquals(await net.check(), true);
    },
  }));
  const course = courseOf({ "fc-net": tests }, {
    [FORWARD]: { batchnorm_forward: () => 42 },
    "04_layernorm_forward": { layernorm_forward: () => 43 },
  });
  const net = `import * as nd from "kit/nd/mod.ts";
import { batchnorm_forward } from "kata/${FORWARD}.ts";
export class FullyConnectedNet {
  params = {};
  constructor(what) { this.what = what; }
  check() { return this.what === "a" && batchnorm_forward(nd.ones([2])) === 42; }
}`;
  // It can't even be loaded with what was handed in for the other.
  const grades = await grade({ [NET]: net, [FORWARD]: "export {};" }, course);
  const { status, reason, points, withReference } = grades[NET];
  assertEquals([status, points], ["broken", 0]);
  assertMatch(reason!, /lessons\/06_fc_net\.ts can't be loaded: /);
  assertEquals(
    withReference?.properties.map(({ passed }) => passed),
    [true, false],
  );
  assertEquals(withReference?.replaced, lessonById("fc-net").buildsOn);
  assertEquals(countedPoints(grades[NET]), 10);
  // And with nothing handed in for it, the net is there but can't do much.
  const alone = await grade({ [NET]: net }, course);
  assertEquals([alone[NET].status, alone[NET].points], ["graded", 0]);
  assertEquals(
    alone[NET].properties[0].message,
    "a\n  Lesson 06, lessons/06_fc_net.ts: this holds with the reference " +
      "version of what it builds on; of that, not solved: 01, 02, 04, 05",
  );
  assertEquals(countedPoints(alone[NET]), 10);
});

Deno.test("judge() tells a property from a lesson that prints it", async () => {
  const grades = await grade({
    [WARM_UP]: `console.log(JSON.stringify({ type: "done", packet: 1 }));
export const standardize = (what) => { console.log("ok", what); return false; };`,
  });
  assertEquals(grades[WARM_UP].points, 0);
});
