/**
 * Texts from submissions made harmless, and names for files.
 *
 * @module
 */
import type { Grade, LessonGrade, Outcome } from "./types.ts";

/** Characters of a message that are kept. */
const MESSAGE = 4000;
/** Characters of what stands in one line that are kept. */
const LINE = 500;
/** Characters of a submission's name that are shown. */
const NAME = 200;
/** Bytes that the name of a file has, without its ending, at the most. */
const FILE_NAME = 100;

/**
 * A text from a submission as a terminal, a page and XML can take it: without
 * control characters but line ends and tabs, without what nobody sees or what
 * turns the writing round, and not longer than a limit.
 */
export function clean(text: string, limit = MESSAGE): string {
  return clip(harmless(text), limit);
}

/** The same in one line. */
export function oneLine(text: string, limit = LINE): string {
  return clip(harmless(text).replaceAll(/\s+/g, " ").trim(), limit);
}

function harmless(text: string): string {
  const [start, ...afterEscapes] = text.toWellFormed().split("\x1b");
  // Without its escape, a colour would still leave its digits.
  const parts = afterEscapes.map((part) =>
    part.replace(/^\[[0-?]*[ -/]*[@-~]/, "")
  );
  return [start, ...parts].join("")
    .replaceAll(/\r\n?|[\u2028\u2029]/g, "\n")
    .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replaceAll(/(?![\n\t])\p{Cc}|\p{Noncharacter_Code_Point}/gu, "\uFFFD")
    // Stacked without end, marks cover the lines above.
    .replaceAll(/(\p{M}{4})\p{M}+/gu, "$1")
    .trimEnd();
}

function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = text.slice(0, limit - 1);
  // Half a character would be none.
  return `${head.replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/**
 * A grade with all its texts made harmless: everything that comes out of
 * grading is written from this.
 */
export function cleanGrade(grade: Grade): Grade {
  return {
    ...grade,
    submission: oneLine(grade.submission, NAME) || "unnamed",
    problem: maybe(grade.problem, oneLine),
    ignored: grade.ignored.map(({ path, why }) => ({
      path: oneLine(path) || "unnamed",
      why: oneLine(why),
    })),
    lessons: grade.lessons.map(cleanLesson),
  };
}

function cleanLesson(lesson: LessonGrade): LessonGrade {
  const { withReference } = lesson;
  return {
    ...lesson,
    properties: cleanProperties(lesson),
    reason: maybe(lesson.reason, clean),
    answers: lesson.answers && Object.fromEntries(
      Object.entries(lesson.answers).map(([name, text]) => [name, clean(text)]),
    ),
    withReference: withReference &&
      { ...withReference, properties: cleanProperties(withReference) },
  };
}

function cleanProperties({ properties }: Outcome): Outcome["properties"] {
  return properties.map((property) => ({
    ...property,
    name: oneLine(property.name),
    message: maybe(property.message, clean),
    misconception: maybe(property.misconception, oneLine),
  }));
}

function maybe(
  text: string | undefined,
  change: (text: string) => string,
): string | undefined {
  return text === undefined ? undefined : change(text);
}

/**
 * Names for files or folders, without endings, by the names of submissions: safe
 * on Linux, macOS and Windows, and no two the same there, even where case or the
 * way a letter is composed makes no difference.
 */
export function fileNames(names: readonly string[]): Map<string, string> {
  const found = new Map<string, string>();
  const taken = new Set<string>();
  for (const name of new Set(names)) {
    const base = safeName(name);
    let unique = base;
    for (let n = 2; taken.has(foldOf(unique)); n++) {
      unique = `${clipBytes(base, FILE_NAME - `-${n}`.length)}-${n}`;
    }
    taken.add(foldOf(unique));
    found.set(name, unique);
  }
  return found;
}

function safeName(name: string): string {
  const kept = oneLine(name).normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N} ._@+=,()（）【】《》、，·—-]+/gu, "_")
    // A dot would hide it, a dash make an option of it.
    .replace(/^[ .-]+/, "");
  const clipped = clipBytes(kept, FILE_NAME - 1);
  if (/^_*$/.test(clipped)) return "submission";
  return isDevice(clipped) ? `_${clipped}` : clipped;
}

/** Whether Windows takes a name for a device, whatever its ending. */
function isDevice(name: string): boolean {
  const [stem] = name.normalize("NFKC").split(".");
  return /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem.trim());
}

/** The beginning of a name that takes so many bytes, and doesn't end as Windows forbids. */
function clipBytes(name: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(bytes));
  return name.slice(0, read).replace(/[ .]+$/, "");
}

/** What is the same for two names that some file system takes for one. */
function foldOf(name: string): string {
  return name.normalize("NFKC").toUpperCase().toLowerCase();
}
