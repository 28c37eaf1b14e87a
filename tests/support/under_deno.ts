/**
 * Registers the tests of a lesson's contract with Deno's runner. It is the only
 * one of these modules that needs Deno.
 *
 * @module
 */
import { oneOf, parseCommand, text, wholeNumber } from "../../lib/command.ts";
import { UserError } from "../../lib/errors.ts";
import { languageOf } from "../../lib/language.ts";
import { type Contract, DEFAULTS } from "./contract.ts";
import { Failure } from "./failure.ts";
import { speak } from "./words.ts";

const USAGE =
  "deno test [FILES…] [options of Deno] -- [--seed N] [--lang en|zh]";

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
  const asked = whatIsAsked(Deno.args);
  if (asked instanceof UserError) {
    return Deno.test(`Lesson ${contract.lesson.module}`, () => {
      throw bare(asked);
    });
  }
  const { seed, language } = asked;
  speak(language);
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
function bare({ message }: Error): Error {
  return Object.create(Error.prototype, {
    name: { value: "" },
    message: { value: message },
    // Without a second line Deno would add one of its own.
    stack: { value: "\n " },
  });
}

/** The seed and the language that the words after the dashes ask for, or why not. */
function whatIsAsked(args: readonly string[]) {
  try {
    const { values } = parseCommand(args, { seed: text, lang: text }, USAGE);
    const own = languageOf(navigator.language);
    return {
      seed: wholeNumber("seed", values.seed, [0, 2 ** 32 - 1]) ?? DEFAULTS.seed,
      language: oneOf("lang", values.lang ?? own, ["en", "zh"]),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return new UserError(`Cannot test: ${error.message}`);
  }
}
