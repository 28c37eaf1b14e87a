/**
 * Texts from submissions made harmless, and names for files.
 *
 * @module
 */
import { clean, cleanLine } from "../../lib/text.ts";
import type { Grade, LessonGrade, PropertyGrade } from "./types.ts";

/** Characters of a submission's name that are shown. */
const NAME = 200;
/** Bytes that the name of a file has, without its ending, at the most. */
const FILE_NAME = 100;

/** A message as it is shown: its lines, and so many characters at the most. */
export function shownText(text: string): string {
  return clean(text, 4000);
}

/** The same of what stands in one line. */
export function shownLine(text: string): string {
  return cleanLine(text, 500);
}

/**
 * A grade with all its texts made harmless: everything that comes out of
 * grading is written from this.
 */
export function cleanGrade(grade: Grade): Grade {
  return {
    ...grade,
    submission: cleanLine(grade.submission, NAME) || "unnamed",
    problem: maybe(grade.problem, shownLine),
    ignored: grade.ignored.map(({ path, why }) => ({
      path: shownLine(path) || "unnamed",
      why: shownLine(why),
    })),
    lessons: grade.lessons.map(cleanLesson),
  };
}

function cleanLesson(lesson: LessonGrade): LessonGrade {
  const { properties, reason, answers, withReference } = lesson;
  return {
    ...lesson,
    properties: properties.map(cleanProperty),
    reason: maybe(reason, shownText),
    answers: answers && Object.fromEntries(
      Object.entries(answers).map(([name, text]) => [name, shownText(text)]),
    ),
    withReference: withReference && {
      ...withReference,
      properties: withReference.properties.map(cleanProperty),
    },
  };
}

function cleanProperty(property: PropertyGrade): PropertyGrade {
  return {
    ...property,
    name: shownLine(property.name),
    message: maybe(property.message, shownText),
    misconceptions: property.misconceptions?.map(shownLine),
  };
}

function maybe(
  text: string | undefined,
  change: (text: string) => string,
): string | undefined {
  return text === undefined ? undefined : change(text);
}

/**
 * Names for files or folders, without endings, for the names of submissions: safe
 * on Linux, macOS and Windows, and no two the same there, even where case or the
 * way a letter is composed makes no difference.
 */
export function fileNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = safeName(name);
    let unique = base;
    for (let n = 2; taken.has(foldOf(unique)); n++) {
      unique = `${clipBytes(base, FILE_NAME - `-${n}`.length)}-${n}`;
    }
    taken.add(foldOf(unique));
    return unique;
  });
}

function safeName(name: string): string {
  const kept = shownLine(name).normalize("NFC")
    .replaceAll(/[^\p{L}\p{M}\p{N} ._@+=,()（）【】《》、，·—-]+/gu, "_")
    // A dot would hide it, a dash make an option of it.
    .replace(/^[ .-]+/, "");
  const clipped = clipBytes(kept, FILE_NAME - 1);
  if (/^_*$/.test(clipped)) return "submission";
  // Windows takes these for devices, whatever their ending.
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i;
  return isDevice.test(clipped.normalize("NFKC")) ? `_${clipped}` : clipped;
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
