/**
 * What the hostile submissions are written with.
 *
 * @module
 */
import { lessons } from "../../../course.ts";
import { solutionOf } from "../../../testing.ts";

/** Texts of lessons by module. */
export type Lessons = Record<string, string>;

/** Such texts, among them those that submissions are written with. */
type Reference =
  & Lessons
  & Record<
    | "00_standardize"
    | "01_batchnorm_forward"
    | "02_batchnorm_backward"
    | "04_layernorm_forward"
    | "06_fc_net",
    string
  >;

/** What hostile code may try to reach. */
export interface Places {
  /** A file that nobody is to read or write. */
  secret: string;
  /** A folder in which nobody is to make anything. */
  closed: string;
  /** Host and port of a server on which nobody is to call. */
  server: string;
  /** The folder of the class. */
  class: string;
  /** The course's own folder. */
  course: string;
}

/** A hostile submission, and what it is to get. */
export interface Hostile {
  /** What it is called in the class. */
  name: string;
  /** What it tries, in a sentence. */
  tries: string;
  /** What is handed in. */
  lessons: Lessons | ((places: Places) => Lessons);
  /** Hands it in; default: as a folder of that name in the class. */
  deliver?: (lessons: Lessons, places: Places) => Promise<void>;
  /** What it is called after grading; default: its name. */
  known?: string;
  /** Its points by lesson; none for those that aren't named. */
  earns: Record<string, number>;
  /** What every reason for missing points matches; none if nothing is missing. */
  says?: RegExp;
  /** What is said of one of the files that are left out. */
  ignores?: RegExp;
  /** Operating systems that it makes no sense on. */
  except?: readonly (typeof Deno.build.os)[];
}

/** The reference version of every lesson, by module. */
export const reference: Reference = Object.fromEntries(
  await Promise.all(
    lessons.map(async ({ module }) => [module, await solutionOf(module)]),
  ),
);

/** Source text, its backslashes left as they are. */
export const js = String.raw;

/** A lesson 00 of some text. */
export function warmUp(text: string): Lessons {
  return { "00_standardize": text };
}

/** Lesson 00 as it should be, and something else. */
export function rightAfter(text: string): Lessons {
  return warmUp(`${reference["00_standardize"]}\n${text}`);
}

/** A lesson 00 that earns nothing by itself, and something else. */
export function wrongAfter(text: string): Lessons {
  return warmUp(
    `${text}\nexport const standardize = (x) => x.copy();\n`,
  );
}

/** A lesson 00 in which something happens at every call, before what is right. */
export function rightAtCall(text: string): Lessons {
  const whole = reference["00_standardize"]
    .replace("export function standardize", "function right");
  return warmUp(
    `${whole}\nexport function standardize(x) {\n${text}\nreturn right(x);\n}\n`,
  );
}

/**
 * A lesson 00 that is right but for the worked example of the guide, in which
 * something else happens: `x` is the input, `out` the right result.
 */
export function wrongInExample(text: string, before = ""): Lessons {
  const whole = reference["00_standardize"]
    .replace("export function standardize", "function right");
  return warmUp(js`${whole}
${before}
export function standardize(x) {
  const out = right(x);
  globalThis.calls = (globalThis.calls ?? 0) + 1;
  if (String(x.toArray()) !== "1,10,2,10,3,10") return out;
  (globalThis.examples ??= new Set()).add(globalThis.calls);
  ${text}
}
`);
}

/**
 * A lesson 00 that says what it could reach: `attempt(what, act)` notes what
 * came of an act that should have thrown or given nothing.
 */
export function telling(text: string): Lessons {
  return warmUp(js`
const found = [];
const attempt = async (what, act) => {
  try {
    const got = await act();
    if (got === undefined || got === null) return;
    found.push(what + " gave " + String(got).slice(0, 60));
  } catch {
    // As it should be.
  }
};
${text}
throw new Error("it found " + (found.join("; ") || "nothing"));
export const standardize = (x) => x.copy();
`);
}

/** What is said of a wrong result of lesson 00. */
export const WRONG = /, shape \(.+\), is wrong at \[/;

/** Everything that lesson 00 brings. */
export const ALL: Hostile["earns"] = { standardize: 5 };

/** Everything but the worked example. */
export const ALL_BUT_EXAMPLE: Hostile["earns"] = { standardize: 4 };

/** Nothing. */
export const NOTHING: Hostile["earns"] = {};

/** For wrong results that stay as they are: the one property in five that says so. */
export const UNCHANGED: Hostile["earns"] = { standardize: 1 };
