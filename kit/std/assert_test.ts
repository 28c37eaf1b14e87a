// The names come by the import map, so that the same tables hold for std's own
// when it points there. Asserts about assertions are made by hand, so that a
// broken one can't vouch for itself.
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
  unimplemented,
} from "@std/assert";
import fc from "fast-check";
import { isDeepStrictEqual } from "node:util";

type Check = () => unknown;

/** Whether a check passes; everything that isn't a failed assertion is an error. */
async function passes(check: Check): Promise<boolean> {
  try {
    await check();
    return true;
  } catch (error) {
    if (error instanceof AssertionError && error.name === "AssertionError") {
      return false;
    }
    throw error;
  }
}

function raise(error: unknown): () => never {
  return () => {
    throw error;
  };
}

const reject = (error: unknown) => () => Promise.reject(error);
// What the types forbid, but JavaScript and a cast allow.
const noPromise = (() => 1) as unknown as () => Promise<void>;

const cases: Record<string, [passing: Check[], failing: Check[]]> = {
  "assert()": [
    [() => assert(1), () => assert([])],
    [() => assert(0), () => assert(NaN, "no number")],
  ],
  "assertStrictEquals()": [
    [() => assertStrictEquals(NaN, NaN)],
    [() => assertStrictEquals({}, {}), () => assertStrictEquals(0, -0)],
  ],
  "assertAlmostEquals()": [
    [
      () => assertAlmostEquals(1e6 + 0.09, 1e6),
      () => assertAlmostEquals(-1e6 - 0.09, -1e6),
      () => assertAlmostEquals(1.5, 1, 0.5),
      () => assertAlmostEquals(Infinity, Infinity),
      () => assertAlmostEquals(NaN, NaN),
      () => assertAlmostEquals(0, -0),
    ],
    [
      () => assertAlmostEquals(1e6 + 0.11, 1e6),
      () => assertAlmostEquals(1.6, 1, 0.5),
      () => assertAlmostEquals(1e-300, 0),
      () => assertAlmostEquals(NaN, 1),
      () => assertAlmostEquals(1, Infinity),
      () => assertAlmostEquals(-Infinity, Infinity, 1),
    ],
  ],
  "assertMatch()": [[() => assertMatch("abc", /b/)], [
    () => assertMatch("a", /b/),
  ]],
  "assertStringIncludes()": [
    [
      () => assertStringIncludes("abc", "b"),
      () => assertStringIncludes("", ""),
    ],
    [() => assertStringIncludes("a", "b")],
  ],
  "assertThrows()": [
    [
      () => assertThrows(raise(1)),
      () => assertThrows(raise(undefined), "a message"),
      () => assertThrows(raise(new RangeError("too large")), Error, "large"),
    ],
    [
      () => assertThrows(() => 1),
      () => assertThrows(() => new Error("returned"), "a message"),
      () => assertThrows(raise(new Error("plain")), RangeError),
      () => assertThrows(raise(new Error("plain")), Error, "fancy"),
      () => assertThrows(raise("text"), Error),
      () => assertThrows(raise({ message: "text" }), Error, "text"),
    ],
  ],
  "assertRejects()": [
    [
      () => assertRejects(reject(1)),
      () => assertRejects(reject(1), "a message"),
      () =>
        assertRejects(reject(new TypeError("no number")), TypeError, "number"),
    ],
    [
      () => assertRejects(() => Promise.resolve()),
      () => assertRejects(reject(new Error("plain")), TypeError),
      () => assertRejects(reject(new Error("plain")), Error, "fancy"),
      () => assertRejects(reject("text"), Error),
      () => assertRejects(raise(new Error("too early"))),
      () => assertRejects(raise(new Error("too early")), Error),
      () => assertRejects(noPromise),
    ],
  ],
  "unimplemented()": [[], [() => unimplemented(), () => unimplemented("a")]],
};
for (const [name, [passing, failing]] of Object.entries(cases)) {
  for (
    const [checks, verdict] of [[passing, true], [failing, false]] as const
  ) {
    if (checks.length === 0) continue;
    Deno.test(`${name} ${verdict ? "passes" : "fails"} where std's does`, async () => {
      for (const check of checks) {
        if (await passes(check) !== verdict) throw new Error(`not ${check}`);
      }
    });
  }
}

Deno.test("assertThrows() and assertRejects() return the error", async () => {
  const error = new Error("it");
  const thrown = assertThrows(raise(error), Error);
  const rejected = await assertRejects(reject(error), Error);
  if (thrown !== error || rejected !== error) throw new Error("another one");
});

Deno.test("a failed assertion says what it was told, and what it got", () => {
  const message = (check: Check) =>
    (assertThrows(check, AssertionError)).message;
  const said: [message: string, part: string][] = [
    [message(() => assert(0, "no zero")), "no zero"],
    [message(() => assertEquals(1, 2, "one")), "Values are not equal: one"],
    [message(() => assertMatch("a", /b/, "letters")), "letters"],
    [message(() => assertThrows(() => 1, "always")), "to throw: always"],
    [
      message(() => unimplemented("Lesson 00: a")),
      "Unimplemented: Lesson 00: a",
    ],
    [message(() => unimplemented()), "Unimplemented."],
  ];
  for (const [whole, part] of said) {
    if (!whole.includes(part)) throw new Error(`${whole}: no ${part}`);
  }
});

class Point {
  #length: number;
  constructor(public x: number, length: number) {
    this.#length = length;
  }
  get length() {
    return this.#length;
  }
}

function loop(value: unknown): unknown {
  const inner: Record<string, unknown> = { value };
  inner.self = [inner];
  return inner;
}

const error = new Error("a");
const mark = Symbol("mark");
const bytes = (...values: number[]) => Uint8Array.from(values);
const bare = Object.create(null);
const sparse: unknown[] = [];
sparse[1] = 1;

// Every pair is told here whether std takes it for equal, also where one would
// think otherwise: std's verdict counts.
const pairs: [name: string, equal: unknown[][], different: unknown[][]][] = [
  ["numbers", [[NaN, NaN], [0, -0], [[0], [-0]]], [[1, 1n], [1, "1"], [
    0,
    false,
  ]]],
  ["nothing", [[null, null]], [[null, undefined], [undefined, false], [
    null,
    {},
  ]]],
  ["lists", [[[1, [2]], [1, [2]]], [[, 1], sparse], [[1, ,], [1]]], [
    [[1, 2], [2, 1]],
    [[1], { 0: 1 }],
    [[undefined], [,]],
    [[], [undefined]],
  ]],
  ["objects", [
    [{ a: 1, b: 2 }, { b: 2, a: 1 }],
    [{ a: 1 }, Object.assign(Object.create(null), { a: 1 })],
    [{ [mark]: 1 }, { [mark]: 1 }],
    [Object.defineProperty({}, "a", { value: 1 }), {}],
  ], [
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [{ [mark]: 1 }, { [mark]: 2 }],
    [{ [mark]: 1 }, {}],
    [{ [mark]: undefined }, {}],
  ]],
  ["classes", [[new Point(1, 2), new Point(1, 2)], [
    new Number(1),
    new Number(2),
  ], [Object.create(bare), Object.create(bare)]], [
    [new Point(1, 2), new Point(1, 3)],
    [new Point(1, 2), { x: 1, length: 2 }],
    [new Point(1, 2), { x: 1 }],
    [new (class extends Point {})(1, 2), new Point(1, 2)],
  ]],
  ["functions", [[Math.sin, Math.sin]], [[() => 1, () => 1], [() => 1, {}]]],
  ["errors", [[error, error]], [
    [error, new Error("b")],
    [error, new TypeError("a")],
  ]],
  ["times and texts", [
    [new Date(5), new Date(5)],
    [new Date(NaN), new Date(NaN)],
    [new (class extends Date {})(5), new Date(5)],
    [/a/g, /a/g],
    [new URL("https://a.b"), new URL("https://a.b/")],
  ], [
    [new Date(5), new Date(6)],
    [new Date(5), 5],
    [/a/g, /a/],
    [new URL("https://a.b"), new URL("https://a.c")],
    [new URLSearchParams("a=1"), new URLSearchParams("a=2")],
  ]],
  ["memory", [
    [Float64Array.of(NaN, 0), Float64Array.of(NaN, -0)],
    [bytes(1).buffer, bytes(1).buffer],
    [new DataView(bytes(1, 2).buffer, 1), new DataView(bytes(1, 2).buffer, 1)],
  ], [
    [bytes(1), bytes(2)],
    [bytes(1), bytes(1, 2)],
    [bytes(1), [1]],
    [Float64Array.of(1), Float32Array.of(1)],
    [bytes(1).buffer, bytes(2).buffer],
    [new DataView(bytes(1, 2).buffer, 1), new DataView(bytes(1, 3).buffer, 1)],
  ]],
  ["sets", [
    [new Set([1, 2]), new Set([2, 1])],
    [new Set([0]), new Set([-0])],
    [new Set([{ a: 1 }, 2]), new Set([2, { a: 1 }])],
  ], [
    [new Set([1]), new Set([2])],
    [new Set([1]), new Set([1, 2])],
    [new Set([{ a: 1 }]), new Set([{ a: 2 }])],
    [new Set([1]), new Map([[1, 1]])],
  ]],
  ["maps", [
    [new Map([[1, { a: 1 }], [2, {}]]), new Map([[2, {}], [1, { a: 1 }]])],
    [new Map([[{ a: 1 }, [1]]]), new Map([[{ a: 1 }, [1]]])],
    [new Map([[{}, 1], [2, 3]] as never), new Map([[2, 3], [{}, 1]] as never)],
  ], [
    [new Map([[1, 2]]), new Map([[1, 3]])],
    [new Map([[1, undefined]]), new Map([[2, undefined]])],
    [new Map([[{ a: 1 }, 1]]), new Map([[{ a: 1 }, 2]])],
    [Object.assign(new Map(), { a: 1 }), new Map()],
    [new Map([[{ a: 1 }, 1]]), new Map([[{ a: 2 }, 1]])],
  ]],
  ["values that hold themselves", [[loop(1), loop(1)]], [[loop(1), loop(2)]]],
];
for (const [name, same, different] of pairs) {
  Deno.test(`assertEquals() and assertNotEquals() compare ${name} as std does`, async () => {
    for (const [list, verdict] of [[same, true], [different, false]] as const) {
      for (const [i, [a, b]] of list.entries()) {
        const verdicts = [
          await passes(() => assertEquals(a, b)),
          await passes(() => assertEquals(b, a)),
          !await passes(() => assertNotEquals(a, b)),
        ];
        if (verdicts.some((each) => each !== verdict)) {
          throw new Error(`pair ${i}, equal: ${verdict}: got ${verdicts}`);
        }
      }
    }
  });
}

Deno.test("assertEquals() compares what weak references refer to", () => {
  const [one, alike, other] = [[1], [1], [2]].map((value) =>
    new WeakRef(value)
  );
  assertEquals(one, alike);
  assertNotEquals(one, other);
});

Deno.test("assertEquals() refuses what can't be looked into", () => {
  for (const make of [() => new WeakMap(), () => new WeakSet()]) {
    assertThrows(
      () => assertEquals(make(), make()),
      TypeError,
      "Cannot compare",
    );
  }
});

Deno.test("assertEquals() agrees with Node's strict equality where the two mean the same", async () => {
  // No -0, and no objects in a set: there the two differ.
  const leaf = fc.constantFrom(
    0,
    1,
    NaN,
    "",
    "a",
    true,
    null,
    undefined,
    1n,
    mark,
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => {
    const list = fc.array(tie("value"), { maxLength: 2 });
    return {
      value: fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        leaf,
        list,
        fc.dictionary(fc.constantFrom("a", "b"), tie("value"), {
          maxKeys: 2,
          noNullPrototype: true,
        }),
        list.map((items) => new Map(items.map((item, i) => [String(i), item]))),
        fc.array(leaf, { maxLength: 2 }).map((items) => new Set(items)),
        fc.array(fc.constantFrom(1, 2, NaN), { maxLength: 2 })
          .map((items) => Float32Array.from(items)),
        fc.constantFrom(1, 2).map((time) => new Date(time)),
        fc.constantFrom(1, 2).map((x) => new Point(x, 0)),
      ),
    };
  });
  const two = fc.oneof(fc.clone(value, 2), fc.tuple(value, value));
  await fc.assert(
    fc.asyncProperty(two, async ([a, b]) => {
      const verdict = await passes(() => assertEquals(a, b));
      if (verdict !== isDeepStrictEqual(a, b)) {
        throw new Error(`got ${verdict}`);
      }
    }),
    { numRuns: 1000 },
  );
});
