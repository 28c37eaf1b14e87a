import { assert, assertEquals, assertMatch } from "@std/assert";
import { lessonById, lessons, pathOf, required } from "../course.ts";
import { takeText } from "../../tests/support/prose.ts";
import type { Contract, Test } from "../../tests/support/contract.ts";
import { type Course, judge, type Patience } from "./judge.ts";
import { Workshop } from "./sandbox/box.ts";
import { countedPoints, type LessonGrade } from "./types.ts";

const path = await Deno.makeTempDir({ prefix: "kata-judge" });
addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
const shop = await Workshop.open(path, { memory: 1024, cpu: 60 });

// deno-lint-ignore no-explicit-any -- whatever a submission exports
type Exports = Record<string, any>;
/** Grades by module, with those that are always there. */
type Grades =
  & Record<string, LessonGrade>
  & Record<
    | typeof WARM_UP
    | typeof FORWARD
    | typeof BACKWARD
    | typeof ALT
    | typeof ROWS
    | typeof NET
    | typeof QUESTIONS,
    LessonGrade
  >;
/** A property of a lesson that is handed to it. */
type Property = [name: string, holds: (lesson: Exports) => Promise<unknown>];

const WARM_UP = "00_standardize";
const FORWARD = "01_batchnorm_forward";
const BACKWARD = "02_batchnorm_backward";
const ALT = "03_batchnorm_backward_alt";
const ROWS = "04_layernorm_forward";
const NET = "06_fc_net";
const QUESTIONS = "09_questions";

/** A property that holds if what a lesson exports gives true for it. */
function asks(id: string, what: string): Property {
  const { exports: [name] } = lessonById(id);
  return [what, async (lesson) => {
    assertEquals(await lesson[name!](what), true);
  }];
}

/** The contract of some properties. */
function contractOf(id: string, properties: Property[]): Contract {
  const lesson = lessonById(id) as Contract["lesson"];
  return {
    lesson,
    returns: { FullyConnectedNet: "net", batchnorm_forward: "out and cache" },
    tests: (exports: Exports) =>
      properties.map(([name, holds]): Test => ({
        ...{ name, sentence: name, place: "", slow: false },
        run: async () => {
          await holds(exports);
        },
      })),
  } as Partial<Contract> as Contract;
}

/** A course of properties "a", "b" and "c"; some lessons have others. */
function courseOf(
  properties: Record<string, Property[]> = {},
  reference: Course["reference"] = {},
): Course {
  const all = lessons.map(({ id }) =>
    [
      id,
      contractOf(
        id,
        properties[id] ?? ["a", "b", "c"].map((what) => asks(id, what)),
      ),
    ] as const
  );
  return { contracts: new Map(all), reference };
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
): Promise<Grades> {
  const texts = new Map(Object.entries(files));
  const grades = await judge(course, shop, texts, 231, patience);
  assertEquals(
    grades.map(({ id }) => id),
    lessons.filter(({ module, optional }) => !optional || module in files)
      .map(({ id }) => id),
  );
  return Object.fromEntries(
    grades.map((grade) => [lessonById(grade.id).module, grade]),
  ) as Grades;
}

/** The points of the first lesson when these of its properties hold. */
async function pointsFor(letters: string): Promise<number> {
  const grades = await grade({ [WARM_UP]: holding(WARM_UP, letters) });
  return grades[WARM_UP].points;
}

Deno.test("judge() gives the share that holds, downwards to a tenth", async () => {
  assertEquals(lessons[0]!.points, 5);
  assertEquals(await pointsFor(""), 0);
  assertEquals(await pointsFor("b"), 1.6);
  assertEquals(await pointsFor("ac"), 3.3);
  assertEquals(await pointsFor("abc"), 5);
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
  assertEquals((await grade({ [module]: "" }))[module]!.status, "broken");
});

Deno.test("judge() keeps what a property says, and the mistakes that it recognized", async () => {
  const fails = (error: unknown): Property => [
    "it fails",
    () => Promise.reject(error),
  ];
  const known = Object.assign(new Error("it fails\n  badly"), {
    notes: [{ text: "Right up to var." }, { id: "eps-forgotten", text: "" }],
  });
  const course = courseOf({ standardize: [fails(known), fails("text")] });
  const { [WARM_UP]: { properties } } = await grade(
    { [WARM_UP]: holding(WARM_UP, "") },
    course,
  );
  assertEquals(
    properties.map(({ message, misconceptions }) => [message, misconceptions]),
    [["it fails\n  badly", ["eps-forgotten"]], ["text", undefined]],
  );
});

Deno.test("judge() keeps what a submission answered in words, and of no other", async () => {
  const asks: Property = ["it answers", async ({ question_1 }) => {
    takeText(await question_1(), "question_1");
  }];
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
    grade1.properties[1]!.message,
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
    [ROWS]: right,
  });
  assertEquals(grades[WARM_UP].points, 1.6);
  assertEquals(grades[ROWS].points, 10);
});

/** Properties of the backward pass, each of which needs the forward pass. */
const backwardTests = ["a", "b", "c"].map((what): Property => [
  what,
  async ({ batchnorm_forward, batchnorm_backward }) => {
    const cache = await batchnorm_forward(what);
    assertEquals(await batchnorm_backward(what, cache), true);
  },
]);
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
  assertEquals(c, withReference!.properties[2]!.message);
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
  const tests = ["a", "b"].map((what): Property => [
    what,
    async ({ FullyConnectedNet }) => {
      const net = await new FullyConnectedNet(what);
      assertEquals(await net.check(), true);
    },
  ]);
  const course = courseOf({ "fc-net": tests }, {
    [FORWARD]: { batchnorm_forward: () => 42 },
    [ROWS]: { layernorm_forward: () => 43 },
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
    alone[NET].properties[0]!.message,
    "a\n  Lesson 06, lessons/06_fc_net.ts: this holds with the reference " +
      "version of what it builds on; of that, not solved: 01, 02, 04, 05",
  );
  assertEquals(countedPoints(alone[NET]), 10);
});

Deno.test("judge() blames no lesson for those that only its own code imports", async () => {
  const course = courseOf({}, {
    [FORWARD]: { batchnorm_forward: () => 42 },
  });
  const forward = holding(FORWARD, "a");
  const rows = `import * as nd from "kit/nd/mod.ts";
import { batchnorm_forward } from "./${FORWARD}.ts";
export const layernorm_forward = (what) =>
  what !== "c" && batchnorm_forward(nd.ones([2])) === 42;`;
  const grades = await grade({
    [FORWARD]: forward,
    [ROWS]: rows,
  }, course);
  const { points, max, withReference, properties } = grades[ROWS];
  assertEquals(points, 0);
  assertEquals(withReference?.replaced, ["batchnorm-forward"]);
  assertEquals(countedPoints(grades[ROWS]), Math.floor(max * 20 / 3) / 10);
  assertMatch(properties[0]!.message!, /not solved: 01$/);
  // Who has nothing right there isn't lent what would do the work.
  const idle = await grade({
    [FORWARD]: holding(FORWARD, ""),
    [ROWS]: rows,
  }, course);
  assertEquals(idle[ROWS].withReference, undefined);
  // By way of another lesson.
  const through = await grade({
    [FORWARD]: forward,
    [ROWS]: rows,
    [NET]: `import { layernorm_forward } from "./${ROWS}.ts";
export const FullyConnectedNet = layernorm_forward;`,
  }, course);
  assertEquals(
    through[NET].withReference?.replaced,
    lessonById("fc-net").buildsOn,
  );
});

Deno.test("judge() tells a property from a lesson that prints it", async () => {
  const grades = await grade({
    [WARM_UP]: `console.log(JSON.stringify({ type: "done", packet: 1 }));
export const standardize = (what) => { console.log("ok", what); return false; };`,
  });
  assertEquals(grades[WARM_UP].points, 0);
});
