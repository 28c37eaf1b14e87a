/**
 * Registers the tests of a lesson's contract with Deno's runner. It is the only
 * one of these modules that needs Deno.
 *
 * @module
 */
import { isLanguage, languageOf } from "../../lib/language.ts";
import { type Contract, DEFAULTS } from "./contract.ts";
import { Failure } from "./failure.ts";
import { speak } from "./words.ts";

/**
 * Registers the tests, each under its whole sentence and with its time limit.
 * The seed and the language stand on the command line, after two dashes:
 * `deno test -- --seed=42 --lang=zh`.
 *
 * @param contract The contract.
 * @param lesson The student's module.
 * @param earlier The contracts of those that it builds on, and their modules.
 */
export function underDeno<L extends object>(
  contract: Contract<L>,
  lesson: Partial<L>,
  ...earlier: [contract: Contract, lesson: object][]
): void {
  const seed = seedFrom(Deno.args);
  speak(langFrom(Deno.args, navigator.language));
  const modules = earlier.map(([, module]) => module);
  const all = Object.assign({}, ...modules, lesson) as L;
  const contracts = earlier.map(([contract]) => contract);
  for (const test of contract.tests(all, { earlier: contracts })) {
    Deno.test({
      name: test.name,
      timeout: contract.lesson.seconds * 1000,
      async fn() {
        try {
          await test.run({ seed });
        } catch (error) {
          throw error instanceof Failure ? bare(error) : error;
        }
      },
    });
  }
}

/**
 * A failure as Deno should print it. It has the prototype of an error but isn't
 * made by `new Error`, because for those Deno adds lines that point at the
 * runner and not at the lesson.
 */
function bare({ message }: Failure): Error {
  return Object.create(Error.prototype, {
    name: { value: "" },
    message: { value: message },
    // Without a second line Deno would add one of its own.
    stack: { value: "\n " },
  });
}

/** The text of an option such as `--seed=42`. */
function optionFrom(args: readonly string[], start: string) {
  return args.find((arg) => arg.startsWith(start))?.slice(start.length);
}

function seedFrom(args: readonly string[]): number {
  const text = optionFrom(args, "--seed=");
  if (text === undefined) return DEFAULTS.seed;
  const seed = Number(text);
  if (text === "" || !Number.isInteger(seed)) {
    throw new RangeError(
      `Cannot use the seed: expected --seed= and a whole number, got "${text}"`,
    );
  }
  return seed;
}

/** The language asked for by `--lang=`, or the machine's own. */
function langFrom(args: readonly string[], own: string) {
  const asked = optionFrom(args, "--lang=");
  if (asked === undefined) return languageOf(own);
  if (isLanguage(asked)) return asked;
  throw new RangeError(
    `Cannot use the language: expected --lang=en or --lang=zh, got "${asked}"`,
  );
}
