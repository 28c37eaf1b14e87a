/**
 * `deno task grade [FOLDER]`: a table of lessons, properties and points.
 *
 * @module
 */
import { resolve } from "node:path";
import { styleText } from "node:util";
import Table from "cli-table3";
import { type Lesson, lessons, numberOf, root } from "./course.ts";
import { fromFileUrl, toFileUrl } from "./paths.ts";
import {
  isSolved,
  type LessonResult,
  passed,
  runLesson,
} from "./run_lesson.ts";

/** The points of a lesson: its share of properties that hold. */
export function pointsOf(result: LessonResult): number {
  const { lesson, tests } = result;
  if (tests.length === 0) return 0;
  // To a tenth, downwards: full points mean that every property holds.
  return Math.floor(lesson.points * passed(result) / tests.length * 10) / 10;
}

/** The table of results. */
export function gradeTable(results: readonly LessonResult[]): string {
  const table = new Table({
    head: ["Lesson", "Properties", "Points"],
    colAligns: ["left", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const result of results) {
    const { lesson, tests } = result;
    table.push([
      `${numberOf(lesson)} ${lesson.title.en}`,
      tests.length === 0
        ? "not loaded"
        : `${passed(result)} of ${tests.length}`,
      `${pointsOf(result)} of ${lesson.points}`,
    ]);
  }
  const total = results.reduce((sum, result) => sum + pointsOf(result), 0);
  const all = results.reduce((sum, { lesson }) => sum + lesson.points, 0);
  table.push(["Total", "", `${Math.round(total * 10) / 10} of ${all}`]);
  return table.toString();
}

/** What comes next: the first lesson that isn't solved, and why. */
export function nextStep(results: readonly LessonResult[]): string {
  const next = results.find((result) => !isSolved(result));
  if (next === undefined) return "All lessons are solved.";
  const failure = next.broken ??
    next.tests.find(({ failure }) => failure)?.failure;
  return `Next: lesson ${numberOf(next.lesson)}, ${next.lesson.title.en}\n${
    failure?.message ?? ""
  }`;
}

/** Runs all lessons on a folder, two at a time, and says which is done. */
async function gradeFolder(
  folder: URL,
  done: (result: LessonResult) => void,
): Promise<LessonResult[]> {
  const results: LessonResult[] = [];
  const queue: Lesson[] = [...lessons];
  const jobs = Math.min(navigator.hardwareConcurrency, lessons.length);
  await Promise.all(Array.from({ length: jobs }, async () => {
    for (let lesson = queue.shift(); lesson; lesson = queue.shift()) {
      const result = await runLesson(lesson, folder);
      results.push(result);
      done(result);
    }
  }));
  return results.sort((a, b) =>
    lessons.indexOf(a.lesson) - lessons.indexOf(b.lesson)
  );
}

/** The folder to grade, or a reason why it can't be. */
async function folderFrom(args: readonly string[]): Promise<URL | string> {
  if (args.length > 1) {
    return `expected at most one folder, got ${args.length}: ${args.join(" ")}`;
  }
  const [name = fromFileUrl(new URL("lessons/", root))] = args;
  if (name.startsWith("-")) return `expected a folder, got "${name}"`;
  // `deno task` starts in the course's folder; the name is as typed elsewhere.
  const path = resolve(Deno.env.get("INIT_CWD") ?? Deno.cwd(), name);
  const info = await Deno.stat(path).catch(() => undefined);
  if (!info?.isDirectory) return `expected a folder, got "${name}"`;
  const files = await Array.fromAsync(Deno.readDir(path));
  const wanted = lessons.map(({ module }) => `${module}.ts`);
  if (!files.some(({ name }) => wanted.includes(name))) {
    return `expected lesson files such as ${
      wanted[0]
    } in "${name}", found none`;
  }
  return toFileUrl(`${path}/`);
}

if (import.meta.main) {
  const folder = await folderFrom(Deno.args);
  if (typeof folder === "string") {
    console.error(`Cannot grade: ${folder}`);
    Deno.exit(2);
  }
  const progress = Deno.stderr.isTerminal();
  const results = await gradeFolder(folder, ({ lesson }) => {
    if (progress) console.error(styleText("gray", `  ${lesson.title.en}`));
  });
  console.log(gradeTable(results));
  console.log(nextStep(results));
  Deno.exit(results.every(isSolved) ? 0 : 1);
}
