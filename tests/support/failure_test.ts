import { assert, assertEquals, assertMatch } from "@std/assert";
import { Mismatch } from "./close.ts";
import { Failure, findingOf, show } from "./failure.ts";
import { speak } from "./words.ts";

const lesson = { module: "01_second" };

/** A test with a sentence. */
function test(name: string, sentence = name) {
  return { name, sentence, place: "tests/contracts/01_second.ts:9:3" };
}

Deno.test("a failed property says all there is to say", () => {
  const error = new Mismatch("out", "out, shape (2, 1), is wrong at [1, 0]", {
    shape: [2, 1],
    index: [1, 0],
    expected: 1,
    actual: 1.25,
    tolerance: 1e-8,
  });
  const failure = new Failure(
    lesson,
    test("second() is right"),
    {
      ...findingOf(error),
      inputs: { input: { x: [[1], [2]], eps: 0.1 }, shift: -0 },
      seed: 7,
    },
    [{ id: "other", text: "This is the other one." }],
  );
  assertEquals(
    failure.message,
    `second() is right
  Lesson 01, lessons/01_second.ts: out, shape (2, 1), is wrong at [1, 0]
    expected 1
    actual   1.25
    off by   0.25, allowed 1e-8
  Smallest input found that shows it:
    x = [[1], [2]], shape (2, 1)
    eps = 0.1
    shift = -0
  The property: tests/contracts/01_second.ts:9:3
  Replay (seed 7): deno test tests/01_second_test.ts --filter "second() is right" -- --seed=7
  This is the other one.`,
  );
});

Deno.test("a failure says the same in Chinese, and the command as it is", () => {
  speak("zh");
  try {
    const name = "standardize() agrees with plain loops";
    const error = new Mismatch("out", "out 不对", {
      shape: [1],
      index: [0],
      expected: 1,
      actual: 1.25,
      tolerance: 1e-8,
    });
    const inputs = { x: [1, 2] };
    const notes = [{ id: "a", text: "这是另一个。" }];
    const finding = { ...findingOf(error), inputs, seed: 7 };
    assertEquals(
      new Failure(
        lesson,
        test(name, "standardize() 与朴素循环的结果一致"),
        finding,
        notes,
      ).message,
      `standardize() 与朴素循环的结果一致
  第 01 课，lessons/01_second.ts：out 不对
    期望 1
    实际 1.25
    相差 0.25，允许 1e-8
  能让它出错的最小输入：
    x = [1, 2]，形状 (2,)
  性质：tests/contracts/01_second.ts:9:3
  重现（种子 7）：deno test tests/01_second_test.ts --filter "${name}" -- --seed=7
  这是另一个。`,
    );
    const stub = new Error("Unimplemented: Lesson 01: second");
    assertEquals(
      new Failure(
        lesson,
        test(name, "standardize() 与朴素循环的结果一致"),
        findingOf(stub),
      ).message,
      `standardize() 与朴素循环的结果一致
  第 01 课，lessons/01_second.ts：还没有写（第 01 课：second）
  先读指南 lessons/01_second.zh.md，或者运行：deno task learn`,
    );
  } finally {
    speak("en");
  }
});

Deno.test("a failure never has more than 15 lines", () => {
  const inputs = Object.fromEntries(
    Array.from({ length: 30 }, (_, i) => [`w${i}`, [[i, i]]]),
  );
  const error = new Mismatch("out", "out is wrong", {
    shape: [],
    index: [],
    expected: 1,
    actual: NaN,
    tolerance: 0,
  });
  const { message } = new Failure(
    lesson,
    test("s"),
    { ...findingOf(error), inputs, seed: 1, place: "lessons/01_second.ts:1:1" },
    [{ id: "a", text: "b" }],
  );
  assertEquals(message.split("\n").length, 15);
  assert(message.split("\n").every((line) => line.length < 200));
});

Deno.test("an unwritten lesson says where to begin", () => {
  const stub = (number: string) =>
    findingOf(new Error(`Unimplemented: Lesson ${number}: something`));
  assertEquals(
    new Failure(lesson, test("second() is right"), stub("01")).message,
    `second() is right
  Lesson 01, lessons/01_second.ts: not written yet: Lesson 01: something
  Begin with the guide, lessons/01_second.md, or with: deno task learn`,
  );
  assertMatch(
    new Failure(lesson, test("second() is right"), stub("00")).message,
    /Lesson 01 builds on lesson 00: begin there, with: deno task learn$/,
  );
});

Deno.test("an error of the lesson's own is shown with its place", () => {
  const error = new TypeError("no such thing");
  error.stack = `TypeError: no such thing
    at file:///a/course/kit/nd/ndarray.ts:5:1
    at second (file:///a/course/lessons/01_second.ts:12:7)
    at file:///a/course/tests/01_second_test.ts:9:1`;
  assertEquals(
    new Failure(lesson, test("second() is right"), findingOf(error)).message,
    `second() is right
  Lesson 01, lessons/01_second.ts: threw TypeError: no such thing
    at lessons/01_second.ts:12:7
  The property: tests/contracts/01_second.ts:9:3
  Alone: deno test tests/01_second_test.ts --filter "second() is right"`,
  );
});

Deno.test("findingOf() takes whatever is thrown", () => {
  assertEquals(findingOf("text").message, 'threw "text"');
  assertEquals(findingOf(undefined).message, "threw undefined");
  assertEquals(findingOf({ a: [1] }).message, "threw { a: [1] }");
});

Deno.test("show() keeps numbers short and tells -0 from 0", () => {
  assertEquals(
    show([1 / 3, -0, 0, NaN, 1e21]),
    "[0.333333, -0, 0, NaN, 1e+21]",
  );
});
