import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "../assert.ts";
import { afterEach, beforeEach, describe, it } from "./bdd.ts";

/** What is registered with Deno's runner by some code. */
function registered(register: () => void): Deno.TestDefinition[] {
  const found: Deno.TestDefinition[] = [];
  const original = Deno.test;
  const fake = (definition: Deno.TestDefinition) => found.push(definition);
  Object.assign(Deno, { test: fake });
  try {
    register();
  } finally {
    Object.assign(Deno, { test: original });
  }
  return found;
}

function run(test: Deno.TestDefinition): Promise<void> {
  return Promise.resolve(test.fn({} as Deno.TestContext));
}

Deno.test("it() registers a test named by its groups and itself", () => {
  const tests = registered(() => {
    describe("mean()", () => {
      describe("of a row", () => it("is a number", () => {}));
      it("is linear", () => {});
    });
    it("stands alone", () => {});
  });
  assertEquals(tests.map(({ name }) => name), [
    "mean() of a row is a number",
    "mean() is linear",
    "stands alone",
  ]);
});

Deno.test("it() passes options on, the group's and its own", () => {
  const [test] = registered(() => {
    describe("group", { timeout: 5, ignore: true }, () => {
      it("name", { timeout: 7 }, () => {});
    });
  });
  assertEquals(test.timeout, 7);
  assertEquals(test.ignore, true);
});

Deno.test("beforeEach() and afterEach() run around each test, outer ones outside", async () => {
  const log: string[] = [];
  const tests = registered(() => {
    describe("outer", () => {
      beforeEach(() => void log.push("before outer"));
      afterEach(() => void log.push("after outer"));
      describe("inner", () => {
        beforeEach(() => void log.push("before inner"));
        afterEach(() => void log.push("after inner"));
        it("passes", () => void log.push("test"));
        it("fails", () => {
          throw new Error("no");
        });
      });
    });
  });
  await run(tests[0]);
  const around = (what: string[]) => [
    "before outer",
    "before inner",
    ...what,
    "after inner",
    "after outer",
  ];
  assertEquals(log, around(["test"]));
  log.length = 0;
  await assertRejects(() => run(tests[1]), Error, "no");
  assertEquals(log, around([]));
});

Deno.test("beforeEach() and afterEach() need a group around them", () => {
  assertThrows(() => beforeEach(() => {}), TypeError, "beforeEach");
  assertThrows(() => afterEach(() => {}), TypeError, "afterEach");
});

Deno.test("a failure keeps its message and name, and no frames of a runner", async () => {
  const [test] = registered(() => {
    it("fails", () => {
      const error = new RangeError("line one\nline two");
      error.stack = [
        "RangeError: line one",
        "line two",
        "    at mean (file:///course/lessons/00_a.ts:3:5)",
        "    at run (file:///course/kit/std/testing/bdd.ts:3:5)",
        "    at node:internal/x:1:2",
        "    at outer (ext:cli/test.js:3:5)",
      ].join("\n");
      throw error;
    });
  });
  const error = await assertRejects(() => run(test), Error);
  assertEquals(error.name, "RangeError");
  assertEquals(error.message, "line one\nline two");
  assertEquals(
    error.stack,
    "\n    at mean (file:///course/lessons/00_a.ts:3:5)",
  );
});

Deno.test("a failure shows its cause", async () => {
  const [test] = registered(() =>
    it("fails", () => {
      throw new Error("Counterexample: [1]", { cause: new Error("1 is odd") });
    })
  );
  const error = await assertRejects(() => run(test), Error);
  assertEquals(error.message, "Counterexample: [1]\nCaused by: 1 is odd");
});

Deno.test("what is thrown but no error is passed on as it is", async () => {
  const [test] = registered(() =>
    it("fails", () => {
      throw "a string";
    })
  );
  assertEquals(await run(test).catch((error) => error), "a string");
});

Deno.test("under deno test, tests stand under their file, can be filtered, and fail in few lines", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const bdd = new URL("./bdd.ts", import.meta.url).href;
    await Deno.writeTextFile(
      `${folder}/mean_test.ts`,
      `import { describe, it } from "${bdd}";
       describe("mean()", () => {
         it("is a number", () => {});
         it("is linear", () => { throw new Error("it isn't\\n  at [0, 1]"); });
       });`,
    );
    const deno = async (...args: string[]) => {
      const { stdout } = await new Deno.Command(Deno.execPath(), {
        args: ["test", "--no-config", "--no-check", ...args, "mean_test.ts"],
        cwd: folder,
        env: { NO_COLOR: "1" },
        stderr: "null",
      }).output();
      return new TextDecoder().decode(stdout).replaceAll("\r\n", "\n");
    };
    const all = await deno();
    assertStringIncludes(all, "running 2 tests from ./mean_test.ts");
    assertStringIncludes(all, "mean() is a number ... ok");
    assertStringIncludes(all, "1 passed | 1 failed");
    const [, errors] = /ERRORS\s*\n\n([^]*?)\n\n FAILURES/.exec(all)!;
    const [, first, second, ...frames] = errors.trim().split("\n");
    assertEquals([first, second], ["error: it isn't", "  at [0, 1]"]);
    assertEquals(frames.length, 1);
    assertStringIncludes(frames[0], "/mean_test.ts:4:");
    const some = await deno("--filter", "mean() is a number");
    assert(some.includes("1 passed | 0 failed | 1 filtered out"), some);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
