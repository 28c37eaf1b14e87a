/**
 * Command lines: reading them, refusing them, and how a command ends.
 *
 * @module
 */
import { realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
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
 * @param options What there may be, each once unless it is `multiple`; `--help`
 *   is always among it.
 * @param usage What `--help` shows; the command ends with it.
 * @param words Whether there may be others than options; the command looks at them.
 * @throws {UserError} If there is something else, or something empty.
 */
export function parseCommand<T extends Options>(
  args: readonly string[],
  options: T,
  usage: string,
  words: "no words" | "words" = "no words",
) {
  if (args.some((arg) => arg === "--help" || arg === "-h")) {
    console.log(usage);
    Deno.exit(0);
  }
  const refuse = (what: string) =>
    usageError(`${what}; --help shows what there is`);
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
      tokens: true,
    });
  } catch (error) {
    const [what = ""] = reason(error).split(/\.(?:\s|$)/);
    throw refuse(what);
  }
  const { values, positionals, tokens } = parsed;
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const { name, rawName, value } = token;
    if (value === "") {
      throw refuse(`expected ${rawName} to have a value, got ""`);
    }
    if (seen.has(name) && !options[name]?.multiple) {
      throw refuse(`expected ${rawName} once, got it twice`);
    }
    seen.add(name);
  }
  if (words === "no words" && positionals.length > 0) {
    throw refuse(`expected no words but options, got ${quoted(positionals)}`);
  }
  if (positionals.includes("")) {
    throw refuse(`expected no empty word, got ${quoted(positionals)}`);
  }
  return { values, positionals };
}

/** Words as a message shows them. */
export function quoted(words: readonly string[]): string {
  return words.map((word) => `"${word}"`).join(" ");
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

/** The folders of the course that are its own, besides hidden ones. */
export const OWN_FOLDERS = [
  "data",
  "docs",
  "kit",
  "labs",
  "lessons",
  "lib",
  "solutions",
  "tests",
  "tools",
];

/**
 * A path as it was typed, of something that a command writes.
 *
 * @throws {UserError} If that is the course's folder itself, or in one of its own.
 */
export function typedOutput(path: string): string {
  const out = typedPath(path);
  const course = realpathSync(resolve(import.meta.dirname!, ".."));
  const [first = ""] = relative(course, withoutLinks(out)).split(sep);
  const isOwn = first === "" || OWN_FOLDERS.includes(first.toLowerCase()) ||
    first.startsWith(".") && first !== "..";
  if (!isOwn) return out;
  throw usageError(
    `expected a place outside the course's own folders, got "${path}"; ` +
      "choose another, as in out/mine",
  );
}

/** A path with the links in it followed, as far as it is there. */
function withoutLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(withoutLinks(parent), basename(path));
  }
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
