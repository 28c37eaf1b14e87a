import { assertEquals, assertThrows } from "@std/assert";
import { flag, oneOf, parseCommand, text, wholeNumber } from "./command.ts";
import { UserError } from "./errors.ts";

/** Tests that bad words are refused with a message. */
function assertRefused(read: () => unknown, message: string): void {
  const error = assertThrows(read, UserError);
  assertEquals([error.message, error.code], [message, 2]);
}

Deno.test("parseCommand() reads options and other words", () => {
  const options = { seed: text, fast: flag };
  const { values, positionals } = parseCommand(
    ["a", "--seed", "1", "--fast", "b"],
    options,
    "",
    "words",
  );
  assertEquals({ ...values }, { seed: "1", fast: true });
  assertEquals(positionals, ["a", "b"]);
  for (
    const [what, ...args] of [
      ["Unknown option '--sed'", "--sed", "1"],
      ["Option '--seed <value>' argument missing", "--seed"],
      ["Option '--seed' argument is ambiguous", "--seed", "-1"],
      ["Option '--fast' does not take an argument", "--fast=yes"],
      ['expected --seed to have a value, got ""', "--seed", ""],
      ['expected --seed to have a value, got ""', "--seed="],
      ["expected --seed once, got it twice", "--seed=1", "--seed=1"],
      ["expected --fast once, got it twice", "--fast", "--fast"],
      ['expected no words but options, got "a" "--b"', "a", "--", "--b"],
    ] as [string, ...string[]][]
  ) {
    assertRefused(
      () => parseCommand(args, options, ""),
      `${what}; --help shows what there is`,
    );
  }
  assertRefused(
    () => parseCommand(["a", ""], options, "", "words"),
    'expected no empty word, got "a" ""; --help shows what there is',
  );
  const several = { kind: { type: "string", multiple: true } } as const;
  const both = parseCommand(["--kind=a", "--kind=b"], several, "");
  assertEquals(both.values.kind, ["a", "b"]);
});

Deno.test("wholeNumber() reads digits in its range and nothing else", () => {
  assertEquals(wholeNumber("n", undefined, [1, 20]), undefined);
  assertEquals(wholeNumber("n", "1", [1, 20]), 1);
  assertEquals(wholeNumber("n", "20", [1, 20]), 20);
  for (
    const text of ["0", "21", "-1", "1.5", "", "ten", "1e1", "0x10", "NaN"]
  ) {
    assertRefused(
      () => wholeNumber("n", text, [1, 20]),
      `expected --n to be a whole number from 1 to 20, got "${text}"`,
    );
  }
});

Deno.test("oneOf() takes a choice, or the first of them", () => {
  assertEquals(oneOf("kind", undefined, ["a", "b"]), "a");
  assertEquals(oneOf("kind", "b", ["a", "b"]), "b");
  assertRefused(
    () => oneOf("kind", "c", ["a", "b"]),
    'expected --kind to be a or b, got "c"',
  );
});
