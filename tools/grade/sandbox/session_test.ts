import {
  assert,
  assertEquals,
  assertMatch,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import * as nd from "kit/nd/mod.ts";
import { RandomState } from "kit/nd/random.ts";
import { standIn, Workshop } from "./box.ts";
import { Gone, Session, type StandIns } from "./session.ts";

const path = await Deno.makeTempDir({ prefix: "kata-session" });
addEventListener("unload", () => Deno.removeSync(path, { recursive: true }));
const shop = await Workshop.open(path, { memory: 1024, cpu: 60 });

const MODULE = "00_standardize";

/** Starts a child with these lessons. */
async function startWith(
  files: Record<string, string>,
  standIns: StandIns = {},
): Promise<Session> {
  const texts = new Map(Object.entries(files));
  return await Session.start(shop, texts, [...texts.keys()], standIns);
}

/** Talks with a child that has loaded one lesson. */
async function talk(
  text: string,
  use: (session: Session) => Promise<void>,
): Promise<void> {
  const session = await startWith({ [MODULE]: text });
  try {
    await session.load();
    await use(session);
  } finally {
    await session.end();
  }
}

Deno.test("Session calls a lesson, and what it does to its arguments is done here", async () => {
  await talk(
    `import * as nd from "kit/nd/mod.ts";
export function f(x, param, ...rest) {
  param.calls = (param.calls ?? 0) + 1;
  param.mean = x.mean(0);
  delete param.old;
  x.data[0] = 9;
  return [x, nd.ones([2, 0]), { rest }, param.list.push(3)];
}`,
    async (session) => {
      const x = nd.array([[1, 2], [3, 4]]);
      const list = [1, 2];
      const param: Record<string, unknown> = { old: 1, list };
      const rest = [NaN, -0, undefined, "é\n\u0001"];
      const result = await session
        .call(MODULE, "f", [x, param, ...rest]) as unknown[];
      assertStrictEquals((result[0] as nd.NdArray).data.buffer, x.data.buffer);
      assertEquals(x.toArray(), [[9, 2], [3, 4]]);
      assertEquals((result[1] as nd.NdArray).shape, [2, 0]);
      assertEquals(result[2], { rest });
      assertEquals(Object.keys(param), ["list", "calls", "mean"]);
      assertEquals(param.calls, 1);
      assertEquals((param.mean as nd.NdArray).toArray(), [2, 3]);
      assertStrictEquals(param.list, list);
      assertEquals(list, [1, 2, 3]);
    },
  );
});

Deno.test("Session gives what is thrown, as what it is and from where", async () => {
  await talk(
    `class Odd extends RangeError { name = "Odd"; }
const all = [
  () => { throw new RangeError("mode is \\"x\\""); },
  () => null.x,
  () => { throw new Odd("3"); },
  () => { throw "text"; },
  () => { throw undefined; },
  () => { throw { get message() { throw 1; }, toString: null }; },
  () => { throw Object.defineProperty(new Error(), "message", { get() { throw 1; } }); },
];
export async function f(k) {
  await 0;
  all[k]();
}`,
    async (session) => {
      const thrown = async (k: number) => {
        try {
          await session.call(MODULE, "f", [k]);
        } catch (error) {
          return error;
        }
        throw new Error("Nothing was thrown");
      };
      const [range, type, odd] = [
        await thrown(0),
        await thrown(1),
        await thrown(2),
      ] as Error[];
      assert(range instanceof RangeError);
      assertEquals([range.name, range.message], ["RangeError", 'mode is "x"']);
      assertMatch(range.stack!, /lessons\/00_standardize\.ts:3:17/);
      assert(!range.stack!.includes(path), "nothing of this machine");
      assert(type instanceof TypeError);
      assertMatch(type.message, /^Cannot read properties of null/);
      assert(odd instanceof RangeError);
      assertEquals([odd.name, odd.message], ["Odd", "3"]);
      assertEquals(await thrown(3), "text");
      assertEquals(await thrown(4), "undefined");
      assertEquals(await thrown(5), "something unreadable");
      assertEquals(await thrown(6), "something unreadable");
      assertEquals(session.gone, undefined);
    },
  );
});

Deno.test("Session keeps changes made before something is thrown", async () => {
  await talk(
    `export function f(param) { param.n = 2; throw new Error("no"); }`,
    async (session) => {
      const param = { n: 1 };
      await assertRejects(() => session.call(MODULE, "f", [param]));
      assertEquals(param.n, 2);
    },
  );
});

Deno.test("Session gives a cache back as the very same, until all is forgotten", async () => {
  await talk(
    `let last;
class Cache {
  #secret = 7;
  constructor(x) { this.x = x; this.self = this; this.f = () => this.#secret; }
}
export function f_forward(x) { last = new Cache(x); return [x.mul(2), last]; }
export function f_backward(dout, cache) {
  return [cache === last, cache instanceof Cache && cache.f(), cache.x === last.x, cache.x];
}`,
    async (session) => {
      const x = nd.array([1, 2]);
      const [out, cache] = await session
        .call(MODULE, "f_forward", [x]) as [nd.NdArray, object];
      assertEquals(out.toArray(), [2, 4]);
      const [same, secret, whole, kept] = await session
        .call(MODULE, "f_backward", [out, cache]) as unknown[];
      assertEquals([same, secret, whole], [true, 7, true]);
      assertEquals((kept as nd.NdArray).toArray(), [1, 2]);
      // The child has the very memory of x.
      x.set(5, 0);
      const [, , , now] = await session
        .call(MODULE, "f_backward", [x, cache]) as unknown[];
      assertEquals((now as nd.NdArray).toArray(), [5, 2]);
      session.forget();
      const [other] = await session
        .call(MODULE, "f_backward", [x, { x }]) as unknown[];
      assertEquals(other, false);
    },
  );
});

Deno.test("Session waits for what is async", async () => {
  await talk(
    `export async function f(x) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return x + 1;
}
export const g = (x) => ({ then: (done) => done(x + 2) });`,
    async (session) => {
      assertEquals(await session.call(MODULE, "f", [1]), 2);
      assertEquals(await session.call(MODULE, "g", [1]), 3);
    },
  );
});

Deno.test("Session gives every one of many calls its own answer", async () => {
  await talk(
    `export async function f(x, k) {
  if (k % 7 === 3) throw new RangeError("no " + k);
  if (k % 5 === 0) await 0;
  x.data[0] += k;
  return [k, x.mul(2)];
}`,
    async (session) => {
      // Together more than fits in the pipes between the two.
      const size = 20_000;
      const xs = Array.from({ length: 60 }, () => nd.ones([size]));
      const results = await Promise.allSettled(
        xs.map((x, k) => session.call(MODULE, "f", [x, k])),
      );
      for (const [k, result] of results.entries()) {
        if (k % 7 === 3) {
          assert(result.status === "rejected");
          assertEquals(result.reason.message, `no ${k}`);
          continue;
        }
        assert(result.status === "fulfilled");
        const [number, doubled] = result.value as [number, nd.NdArray];
        assertEquals([number, doubled.at(0)], [k, 2 + 2 * k]);
        assertEquals([xs[k]!.at(0), xs[k]!.at(size - 1)], [1 + k, 1]);
      }
    },
  );
});

Deno.test("Session gives all of many calls the reason when the child is gone", async () => {
  await talk(
    `export const f = (k) => k === 5 ? Deno.exit(9) : k;`,
    async (session) => {
      const calls = Array.from(
        { length: 9 },
        (_, k) => session.call(MODULE, "f", [k]),
      );
      const results = await Promise.allSettled(calls);
      // What was answered before may have been lost on the way.
      for (const result of results.slice(5)) {
        assert(result.status === "rejected");
        assertStrictEquals(result.reason, session.gone);
      }
      assertEquals(session.gone?.message, "ended its process (exit code 9)");
    },
  );
});

Deno.test("Session builds nets, whose parameters are seen from both sides", async () => {
  await talk(
    `export class Net {
  constructor(dims, { random }) {
    this.params = { W1: random.randn(...dims), b1: random.randn(1) };
  }
  loss(x, step) {
    this.params.W1.data[0] += step;
    this.params.extra = x;
    return [x, { W1: this.params.W1.sum() }];
  }
  async failing() { this.params.b1 = 0; throw new RangeError("no"); }
}`,
    async (session) => {
      const random = new RandomState(231);
      const same = new RandomState(231);
      const [one, params] = await session
        .construct(MODULE, "Net", [[2, 3], { random }]) as [
          number,
          { W1: nd.NdArray; b1: nd.NdArray },
        ];
      assertEquals(params.W1.toArray(), same.randn(2, 3).toArray());
      assertEquals(params.b1.toArray(), same.randn(1).toArray());
      // The stream was drawn from.
      assertEquals(random.randn(2).toArray(), same.randn(2).toArray());
      const [two, others] = await session
        .construct(MODULE, "Net", [[1, 1], { random }]);
      assert(one !== two);

      // What is changed and put in here is there; what is changed there, here.
      params.W1.data.fill(1);
      params.b1 = nd.array([4]);
      const x = nd.array([7]);
      const [result, after] = await session
        .method(one, "loss", params, [x, 0.5]) as [
          [nd.NdArray, { W1: number }],
          typeof params,
        ];
      assertEquals(result[1].W1, 6.5);
      assertStrictEquals(result[0].data.buffer, x.data.buffer);
      assertEquals(params.W1.at(0, 0), 1.5);
      assertEquals(Object.keys(after), ["W1", "b1", "extra"]);
      assertEquals(after.b1.toArray(), [4]);
      const error = await assertRejects(
        () => session.method(two, "failing", others, []),
        RangeError,
        "no",
      );
      assertMatch(error.stack!, /failing/);
    },
  );
});

Deno.test("Session isn't disturbed by what a lesson prints", async () => {
  await talk(
    `const encoder = new TextEncoder();
const print = (text) => Deno.stdout.writeSync(encoder.encode(text));
print("loading\\n\\u0001 {}\\n");
console.log({ type: "ready" });
export function f(x) {
  console.log("log");
  console.error("error");
  Deno.stderr.writeSync(encoder.encode("more\\n"));
  print("\\n\\u0001 " + JSON.stringify({ type: "done", packet: { values: [0], buffers: [] } }) + "\\n");
  print("no end of line");
  return x + 1;
}`,
    async (session) => {
      for (let k = 0; k < 50; k++) {
        assertEquals(await session.call(MODULE, "f", [k]), k + 1);
      }
    },
  );
});

Deno.test("Session says how each lesson was loaded", async () => {
  const session = await startWith({
    good: `export const a = 1; export function b() {} export default 2;`,
    throws: `throw new RangeError("at once");`,
    syntax: `export function f( {`,
    imports: `import "kit/nothing.ts";`,
    fs: `import "node:fs";`,
    uses: `import { c } from "kata/good.ts"; export const e = c;`,
    again: `import { a } from "kata/good.ts"; export const d = a + 1;`,
  });
  await session.load();
  const { good, again, ...others } = Object.fromEntries(session.loaded);
  assertEquals(good!.exports.toSorted(), ["a", "b", "default"]);
  assertEquals(again!.exports, ["d"]);
  const words: Record<string, RegExp> = {
    throws: /at once/,
    syntax: /lessons\/syntax\.ts/,
    imports: /kit\/nothing\.ts/,
    fs: /node:fs|"fs"/,
    uses: /'\.\/good\.ts'|kata\/good\.ts|export named 'c'/,
  };
  assertEquals(Object.keys(others), Object.keys(words));
  for (const [name, { exports, error }] of Object.entries(others)) {
    assertEquals(exports, [], name);
    const text = error instanceof Error ? error.message : String(error);
    assertMatch(text, words[name]!);
    assert(!text.includes(path), text);
  }
  assertEquals(session.gone, undefined);
  await session.end();
});

/** Texts of lessons whose call ends the child, and what is said of it. */
const ends: [what: string, text: string, why: RegExp][] = [
  [
    "ends its process",
    `export const f = () => Deno.exit(3);`,
    /^ended its process \(exit code 3\)$/,
  ],
  [
    "ends it as if all were well",
    `export const f = () => Deno.exit(0);`,
    /^ended its process \(exit code 0\)$/,
  ],
  [
    "throws where nobody waits",
    `export const f = () => {
      setTimeout(() => { throw new Error("late"); });
      return new Promise((resolve) => setTimeout(resolve, 1000));
    };`,
    /^ended its process \(exit code 1\)$/,
  ],
  [
    "waits for nothing",
    `export const f = () => new Promise(() => {});`,
    /^waits for a promise that never settles$/,
  ],
  [
    "prints without end",
    `const line = new TextEncoder().encode("x".repeat(1000) + "\\n");
    export const f = () => { for (;;) Deno.stdout.writeSync(line); };`,
    /^printed too much$/,
  ],
  [
    "prints one line without end",
    `const line = new Uint8Array(1 << 20).fill(65);
    export const f = () => { for (;;) Deno.stdout.writeSync(line); };`,
    /^printed too much$/,
  ],
  [
    "prints errors without end",
    `const line = new TextEncoder().encode("x".repeat(1000) + "\\n");
    export const f = () => { for (;;) Deno.stderr.writeSync(line); };`,
    /^printed too much$/,
  ],
  [
    "closes what it answers through",
    `export const f = () => { Deno.stdout.close(); return 1; };`,
    /^ended its process \(exit code 1\)$/,
  ],
];
for (const [what, text, why] of ends) {
  Deno.test(`Session says why the child is gone when it ${what}`, async () => {
    await talk(text, async (session) => {
      const gone = await assertRejects(
        () => session.call(MODULE, "f", []),
        Gone,
      );
      assertMatch(gone.message, why);
      assertStrictEquals(session.gone, gone);
      const again = await assertRejects(() => session.call(MODULE, "f", []));
      assertStrictEquals(again, gone);
    });
  });
}

Deno.test("Session ends a child that never answers, for the reason that it is given", async () => {
  await talk(`export const f = () => { for (;;); };`, async (session) => {
    const call = session.call(MODULE, "f", []);
    const ended = new Promise((resolve) => setTimeout(resolve, 100))
      .then(() => session.end("was stopped"));
    const gone = await assertRejects(() => call, Gone, "was stopped");
    await ended;
    assertStrictEquals(session.gone, gone);
    // Nothing of it is left.
    const boxes = [...Deno.readDirSync(path)].map(({ name }) => name);
    assertEquals(boxes, ["cache"]);
  });
});

Deno.test("Session says why a child never got to load a lesson", async () => {
  for (
    const [text, why] of [
      [`Deno.exit(4);`, "ended its process (exit code 4)"],
      [
        `await new Promise(() => {});`,
        "waits for a promise that never settles",
      ],
    ] as const
  ) {
    const session = await startWith({ first: "export {};", [MODULE]: text });
    const gone = await assertRejects(() => session.load(), Gone);
    assertEquals(gone.message, why);
    assertEquals(session.loading, MODULE);
    assertEquals([...session.loaded.keys()], ["first"]);
    await session.end();
  }
});

/** A lesson that puts its own words in place of the child's next answer. */
function forging(reply: string): string {
  return `const { encode } = TextEncoder.prototype;
export function f(param) {
  param.n = 2;
  TextEncoder.prototype.encode = function (text) {
    const mark = text.slice(0, text.indexOf("{"));
    return encode.call(this, mark + ${JSON.stringify(reply)} + "\\n");
  };
}`;
}

const done = (packet: unknown) => JSON.stringify({ type: "done", packet });
const forged = [
  "",
  "{",
  "null",
  "7",
  "[]",
  "{}",
  '{"type":"ready"}',
  '{"type":"loaded","module":"00_standardize","exports":["f"]}',
  '{"type":"done"}',
  '{"type":"done","packet":null}',
  done({ values: [], buffers: 1 }),
  done({ values: [["r", 999]], buffers: [] }),
  done({ values: [["a", "d", 998, 0, 1, [1]]], buffers: [[998, "AAAA"]] }),
  '{"type":"threw","packet":{"values":[],"buffers":[]}}',
  '{"type":"threw","packet":{"values":[],"buffers":[]},"thrown":{"name":{"toString":1}}}',
  '{"type":"unfit","message":{"toString":null}}',
  '{"type":"ask","module":"00_standardize","name":"f","packet":{"values":[],"buffers":[]}}',
  '{"type":"ask","module":"__proto__","name":"toString","packet":{"values":[],"buffers":[]}}',
  `{"type":"done","packet":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
];
Deno.test("Session ends a child that says what no child says", async () => {
  for (const reply of forged) {
    await talk(forging(reply), async (session) => {
      const error = await assertRejects(
        () => session.call(MODULE, "f", [{ n: 1 }]),
        Gone,
        undefined,
        reply.slice(0, 80),
      );
      assertEquals(error.message, "sent something that isn't a reply");
    });
  }
});

Deno.test("Session takes no more of a forged answer than of any other", async () => {
  // The child may say what it likes of its results: they are judged.
  const reply = done({ values: [42], buffers: [] });
  await talk(forging(reply), async (session) => {
    const param = { n: 1 };
    assertEquals(await session.call(MODULE, "f", [param]), 42);
    assertEquals(param, { n: 1 });
  });
});

Deno.test("Session stands in for a lesson that another calls", async () => {
  const other = "01_batchnorm_forward";
  const session = await startWith({
    [MODULE]: `import { batchnorm_forward } from "kata/${other}.ts";
export function f(x, param) {
  param.running = 4;
  const [out, cache] = batchnorm_forward(x, param, 3);
  param.after = param.running + 1;
  return [out, batchnorm_forward(x, { cache }, 4)];
}
export function g(x) {
  try { batchnorm_forward(x, {}, "wrong"); } catch (error) {
    return [error instanceof RangeError, error.message];
  }
}`,
    [other]: standIn(other),
  }, {
    [other]: {
      batchnorm_forward(
        x: nd.NdArray,
        param: { cache?: unknown; running?: number },
        n: unknown,
      ) {
        if (n === "wrong") throw new RangeError("mode");
        if (n === 4) return param.cache === made;
        // What the lesson changed before it called is seen here.
        param.running = 10 * param.running!;
        return [x.mul(3), made];
      },
    },
  });
  const made = { x: 1 };
  try {
    await session.load();
    const param = {};
    const [out, same] = await session
      .call(MODULE, "f", [nd.array([1]), param]) as [nd.NdArray, boolean];
    assertEquals(out.toArray(), [3]);
    assertEquals(same, true);
    assertEquals(param, { running: 40, after: 41 });
    const x = nd.array([1]);
    assertEquals(await session.call(MODULE, "g", [x]), [true, "mode"]);
  } finally {
    await session.end();
  }
});

Deno.test("Session can be ended twice, and before it has begun", async () => {
  const session = await startWith({ [MODULE]: "export {};" });
  await Promise.all([session.end(), session.end()]);
  await session.end();
  await assertRejects(() => session.load(), Gone);
});

Deno.test("a child has nothing of this process but its own folder", async () => {
  await talk(
    `export async function f() {
  const may = async (attempt) => {
    try { await attempt(); return true; } catch { return false; }
  };
  return [
    await may(() => Deno.env.toObject()),
    await may(() => Deno.readTextFile("/etc/passwd")),
    await may(() => Deno.readTextFile("main.ts")),
    await may(() => Deno.writeTextFile("a", "")),
    await may(() => Deno.env.get("HOME")),
    await may(() => new Deno.Command("true").output()),
    await may(() => fetch("http://127.0.0.1:9/")),
    await may(() => import("node:" + "fs")),
    await may(() => import("npm:" + "fast-check@4.10.2")),
  ];
}`,
    async (session) => {
      const result = await session.call(MODULE, "f", []);
      assertEquals(result, Array.from({ length: 9 }, () => false));
    },
  );
});

Deno.test("a session looks into caches, and into nothing that is none", async () => {
  await talk(
    `import * as nd from "kit/nd/mod.ts";
export const f = (x, kind) => [x, kind === "object"
  ? { mean: nd.ones([2]), eps: 0.5 }
  : kind === "function" ? () => 1 : null];`,
    async (session) => {
      const x = nd.array([1]);
      const cacheOf = async (kind: string) => {
        const made = await session.call(MODULE, "f", [x, kind], true);
        return (made as [unknown, unknown])[1];
      };
      const cache = await cacheOf("object");
      const [mean, eps, other] = await session
        .look(cache, ["mean", "eps", "other"]) as [nd.NdArray, number, unknown];
      assertEquals([mean.toArray(), eps, other], [[1, 1], 0.5, undefined]);
      for (const kind of ["function", "nothing"]) {
        const names = ["mean"];
        const values = await session.look(await cacheOf(kind), names);
        assertEquals(values?.[0], undefined, kind);
      }
    },
  );
});

Deno.test("a session that isn't patient refuses promises", async () => {
  await talk(
    `export async function f() { return 1; }
export const g = () => 2;`,
    async (session) => {
      assertEquals(await session.call(MODULE, "f", []), 1);
      session.patient = false;
      assertEquals(await session.call(MODULE, "g", []), 2);
      const error = await assertRejects(() => session.call(MODULE, "f", []));
      assertMatch((error as Error).message, /f\(\) returned a promise/);
    },
  );
});
