import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { contract } from "./contract.ts";

Deno.test("contract() wants a lesson of the manifest", () => {
  const error = assertThrows(
    () => contract("99_other", () => {}, { probe: () => Promise.resolve({}) }),
    RangeError,
  );
  assertEquals(
    error.message,
    'Cannot test lesson "99_other": expected a module of course.json',
  );
});

Deno.test("a failing property gives its smallest input, and the same one every time", async () => {
  const run = async (...args: string[]) => {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--no-check",
        new URL("./testdata/failing.ts", import.meta.url).href,
        ...args,
      ],
      env: { NO_COLOR: "1" },
      stderr: "null",
    }).output();
    const text = new TextDecoder().decode(stdout).replaceAll("\r\n", "\n");
    return /ERRORS\s*\n\n([^]*?)\n\n FAILURES/.exec(text)![1].split("\n");
  };
  const lines = await run("--", "--lang=en");
  assertEquals(lines.slice(1), [
    "error: sums stay below ten",
    "  Lesson 00, lessons/00_standardize.ts: sum is wrong",
    "    expected 0",
    "    actual   10",
    "    off by   10, allowed 9.5",
    "  Smallest input found that shows it:",
    "    a = 10",
    "    list = [], shape (0,)",
    "  The property: tests/support/testdata/failing.ts:9:5",
    "  Replay (seed 1): deno test tests/00_standardize_test.ts " +
    '--filter "sums stay below ten" -- --seed=1',
    " ",
  ]);
  assertEquals(await run("--", "--lang=en"), lines);
  const others = await run("--", "--seed=2", "--lang=en");
  assertMatch(others.join("\n"), /Replay \(seed 2\).* -- --seed=2/);
});

const refused: [what: string, arg: string, message: RegExp][] = [
  [
    "a seed that is none",
    "--seed=many",
    /Cannot test: expected --seed to be a whole number from 0 to 4294967295, got "many"/,
  ],
  [
    "a language that the tests don't speak",
    "--lang=fr",
    /Cannot test: expected --lang to be en or zh, got "fr"/,
  ],
  [
    "an option that isn't known",
    "--bogus",
    /Cannot test: Unknown option '--bogus'/,
  ],
  ["a word", "00", /Cannot test: expected no words but options, got "00"/],
];
for (const [what, arg, message] of refused) {
  Deno.test(`${what} is refused in one line`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "test",
        "--no-check",
        new URL("./testdata/failing.ts", import.meta.url).href,
        "--",
        arg,
      ],
      env: { NO_COLOR: "1" },
    }).output();
    assertEquals(code, 1);
    const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    assertMatch(decode(stdout) + decode(stderr), message);
  });
}
