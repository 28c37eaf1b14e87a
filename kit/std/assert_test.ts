// Asserts about assertions are made by hand, so that a broken one can't vouch
// for itself.
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  AssertionError,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertStringIncludes,
  assertThrows,
  fail,
  unimplemented,
} from "./assert.ts";

type Check = () => unknown;

const holds: Record<string, Check> = {
  "assert() accepts what is truthy": () => assert(1),
  "assertEquals() compares deeply": () =>
    assertEquals({ a: [1, { b: new Float64Array([1, NaN]) }] }, {
      a: [1, { b: new Float64Array([1, NaN]) }],
    }),
  "assertNotEquals() accepts what differs": () => assertNotEquals([1], [2]),
  "assertStrictEquals() accepts the same value": () =>
    assertStrictEquals(NaN, NaN),
  "assertAlmostEquals() accepts 1e-7 of the expected value": () =>
    assertAlmostEquals(1e6 + 0.09, 1e6),
  "assertAlmostEquals() accepts its tolerance": () =>
    assertAlmostEquals(1.5, 1, 0.5),
  "assertAlmostEquals() takes infinities for equal": () =>
    assertAlmostEquals(Infinity, Infinity),
  "assertMatch() accepts a match": () => assertMatch("abc", /b/),
  "assertStringIncludes() accepts a part": () =>
    assertStringIncludes("abc", "b"),
  "assertThrows() accepts any error": () =>
    assertThrows(() => {
      throw 1;
    }),
  "assertThrows() accepts a subclass": () =>
    assertThrows(
      () => {
        throw new RangeError("too large");
      },
      Error,
      "large",
    ),
  "assertRejects() accepts any rejection": () =>
    assertRejects(() => Promise.reject(1)),
  "assertRejects() accepts a class and a part of the message": () =>
    assertRejects(
      () => Promise.reject(new TypeError("not a number")),
      TypeError,
      "number",
    ),
};
for (const [name, check] of Object.entries(holds)) {
  Deno.test(name, async () => {
    await check();
  });
}

const fails: Record<string, [check: Check, message: string]> = {
  "assert() says what it is told": [() => assert(0, "no zero"), "no zero"],
  "assertEquals() shows both values": [
    () => assertEquals([1, 2], [1, 3], "pairs"),
    "Values are not equal: pairs\n  actual:   [ 1, 2 ]\n  expected: [ 1, 3 ]",
  ],
  "assertEquals() tells null from undefined": [
    () => assertEquals<unknown>(null, undefined),
    "Values are not equal.",
  ],
  "assertNotEquals() refuses what is equal": [
    () => assertNotEquals([1], [1]),
    "not to be: [ 1 ]",
  ],
  "assertStrictEquals() refuses an equal object": [
    () => assertStrictEquals({}, {}),
    "not strictly equal",
  ],
  "assertAlmostEquals() refuses more than its tolerance": [
    () => assertAlmostEquals(1.6, 1, 0.5, "far"),
    "delta 0.6000000000000001 is greater than 0.5: far",
  ],
  "assertAlmostEquals() refuses NaN": [
    () => assertAlmostEquals(NaN, 1),
    "delta NaN",
  ],
  "assertAlmostEquals() refuses a number for an infinity": [
    () => assertAlmostEquals(1, Infinity),
    "delta Infinity",
  ],
  "assertMatch() shows the pattern": [() => assertMatch("a", /b/), "/b/"],
  "assertStringIncludes() shows both": [
    () => assertStringIncludes("a", "b"),
    "Expected actual: 'a' to contain: 'b'.",
  ],
  "assertThrows() refuses a function that returns": [
    () => assertThrows(() => 1, "always"),
    "Expected function to throw: always",
  ],
  "assertThrows() refuses another class": [
    () =>
      assertThrows(() => {
        throw new Error("plain");
      }, RangeError),
    'Expected error to be instance of "RangeError", but was "Error": plain',
  ],
  "assertThrows() refuses another message": [
    () =>
      assertThrows(
        () => {
          throw new Error("plain");
        },
        Error,
        "fancy",
      ),
    "Expected error message to include 'fancy', but got 'plain'",
  ],
  "assertThrows() refuses what is no error": [
    () =>
      assertThrows(() => {
        throw "text";
      }, Error),
    "Threw a non-Error object",
  ],
  "assertRejects() refuses a promise that resolves": [
    () => assertRejects(() => Promise.resolve(), "never"),
    "Expected function to reject: never",
  ],
  "assertRejects() refuses another class": [
    () => assertRejects(() => Promise.reject(new Error("plain")), TypeError),
    'instance of "TypeError"',
  ],
  "fail() fails": [() => fail("so it is"), "Failed assertion: so it is"],
  "unimplemented() names what is missing": [
    () => unimplemented("Lesson 00: a"),
    "Unimplemented: Lesson 00: a",
  ],
  "unimplemented() needs no name": [() => unimplemented(), "Unimplemented."],
};
for (const [name, [check, message]] of Object.entries(fails)) {
  Deno.test(name, async () => {
    let thrown: unknown;
    try {
      await check();
    } catch (error) {
      thrown = error;
    }
    if (!(thrown instanceof AssertionError)) {
      throw new Error(`expected an AssertionError, got ${thrown}`);
    }
    if (thrown.name !== "AssertionError") throw new Error(thrown.name);
    if (!thrown.message.includes(message)) throw new Error(thrown.message);
  });
}

Deno.test("assertThrows() and assertRejects() return the error", async () => {
  const error = new Error("it");
  const thrown = assertThrows(() => {
    throw error;
  }, Error);
  const rejected = await assertRejects(() => Promise.reject(error), Error);
  if (thrown !== error || rejected !== error) throw new Error("another one");
});
