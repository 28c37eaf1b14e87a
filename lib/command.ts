/**
 * Command lines: reading them, refusing them, and how a command ends.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs, type ParseArgsConfig } from "node:util";
import { reason, UserError } from "./errors.ts";

/** Options of a command, as `parseArgs` takes them. */
export type Options = NonNullable<ParseArgsConfig["options"]>;

/** An option with a value. */
export const text = { type: "string" } as const;
/** An option without one. */
export const flag = { type: "boolean" } as const;

/** The error for bad words on the command line. */
export function usageError(message: string): UserError {
  return new UserError(message, 2);
}

/**
 * Reads the words of a command line.
 *
 * @param args The words.
 * @param options What there may be; `--help` is always among it.
 * @param usage What `--help` shows; the command ends with it.
 * @throws {UserError} If there is something else.
 */
export function parseCommand<T extends Options>(
  args: readonly string[],
  options: T,
  usage: string,
) {
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(usage);
    Deno.exit(0);
  }
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    const [what] = reason(error).split(/\.(?:\s|$)/);
    throw usageError(`${what}; --help shows what there is`);
  }
}

/**
 * The whole number that an option was given.
 *
 * @param name The option's name, without its dashes.
 * @param text What was given, if it was.
 * @throws {UserError} If it is no whole number between the two.
 */
export function wholeNumber(
  name: string,
  text: string | undefined,
  [min, max]: readonly [min: number, max: number],
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw usageError(
    `expected --${name} to be a whole number from ${min} to ${max}, got "${text}"`,
  );
}

/**
 * The choice that an option was given; the first if none was.
 *
 * @throws {UserError} If it is none of the choices.
 */
export function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  const found = choices.find((choice) => choice === (text ?? choices[0]));
  if (found !== undefined) return found;
  throw usageError(
    `expected --${name} to be ${choices.join(" or ")}, got "${text}"`,
  );
}

/** A path as it was typed: `deno task` starts in the course's folder, wherever the user is. */
export function typedPath(path: string): string {
  return resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), path);
}

/**
 * Runs a command and ends the process: with the code that it gives, or with one line of what the
 * user can mend.
 *
 * @param what What can't be done then: "grade".
 * @param main The command.
 */
export async function runCommand(
  what: string,
  main: () => number | Promise<number>,
): Promise<never> {
  try {
    Deno.exit(await main());
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, code } = error;
    console.error(
      message.startsWith("Cannot ") ? message : `Cannot ${what}: ${message}`,
    );
    Deno.exit(code);
  }
}
