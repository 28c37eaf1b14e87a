/**
 * Grades submissions: started by `deno task grade` with the map of the
 * switchboard. Its arguments are the order as JSON and a folder to work in; it
 * runs as long as its standard input is open.
 *
 * @module
 */
import { join } from "node:path";
import { DataError, reason } from "../../data/errors.ts";
import { writeWhole } from "../../data/files.ts";
import { allPoints, hashOf, lessons, pathOf } from "../course.ts";
import { answersMarkdown } from "./answers.ts";
import { feedbackHtml, feedbackMarkdown } from "./feedback.ts";
import { gradeTable, render } from "./formats.ts";
import { findSubmissions, type Found, takeIn } from "./intake.ts";
import { Judge } from "./judge_client.ts";
import { clean, fileNames } from "./names.ts";
import type { GradeOrder } from "./order.ts";
import { type Ending, showProgress } from "./progress.ts";
import { hasResults, type Line, readLines, Results } from "./results.ts";
import { extraPoints, nothingBecause, totalPoints } from "./words.ts";
import {
  countedPoints,
  type Grade,
  type LessonGrade,
  type Submission,
} from "./types.ts";

/** Grades what is ordered, and writes what comes of it. */
async function run(order: GradeOrder, work: string): Promise<number> {
  if (order.merge) return await merge(order);
  const { index, of } = order.shard;
  const found = (await findSubmissions(order.paths))
    .map((one, place) => ({ ...one, place }))
    .filter(({ place }) => place % of === index - 1);
  const results = await Results.open(order.out, order.fresh);
  const course = await courseHash(order);
  const graded = await gradeAll(order, work, found, results, course);
  const lines = graded.toSorted((a, b) => a.order - b.order);
  await results.finish(lines);
  const grades = lines.map(({ grade }) => grade);
  await writeAll(order, grades);
  if (found.length > lines.length) return 1;
  // Of a class, a shard may be one submission.
  const alone = grades.length === 1 && of === 1;
  return alone && grades[0].points < grades[0].max ? 1 : 0;
}

/** Puts the results of shards together, as if there had been none. */
async function merge(order: GradeOrder): Promise<number> {
  const bySubmission = new Map<string, Line>();
  for (const path of order.paths) {
    if (!await hasResults(path)) {
      throw new DataError(
        `Cannot merge: expected results.jsonl in "${path}", found none; ` +
          "name the folders that --out of the shards named",
      );
    }
    for (const line of await readLines(path)) {
      bySubmission.set(line.grade.submission, line);
    }
  }
  const lines = [...bySubmission.values()]
    .toSorted((a, b) => a.order - b.order);
  const results = await Results.open(order.out, true);
  await results.finish(lines);
  await writeAll(order, lines.map(({ grade }) => grade));
  const places = new Set(lines.map(({ order }) => order));
  const missing = Math.max(-1, ...places) + 1 - places.size;
  if (missing === 0) return 0;
  console.error(
    `${missing} of the class ${missing === 1 ? "is" : "are"} missing: ` +
      "name the folders of all shards, when all are graded",
  );
  return 1;
}

type Placed = Found & { place: number };

/** Grades what hasn't been graded, as many at a time as are ordered. */
async function gradeAll(
  order: GradeOrder,
  work: string,
  found: readonly Placed[],
  results: Results,
  course: string,
): Promise<Line[]> {
  const lines: Line[] = [];
  const queue = [...found];
  const progress = showProgress(found.length);
  const judges: Judge[] = [];
  let said = false;
  const openJudge = async () => {
    const judge = new Judge();
    judges.push(judge);
    const weakness = await judge.open(
      join(work, String(judges.length)),
      order,
    );
    if (weakness && !said) progress.say(weakness);
    said = true;
    return judge;
  };
  const workThrough = async () => {
    let judge: Judge | undefined;
    for (let next = queue.shift(); next; next = queue.shift()) {
      progress.begin(next.name);
      const submission = await takeIn(next);
      const seed = order.seed ?? await seedOf(submission);
      const key = {
        submission: next.name,
        hash: submission.hash,
        course,
        seed,
      };
      const known = results.find(key);
      let how: Ending = known === undefined ? "graded" : "known";
      if (known !== undefined) {
        lines.push({ order: next.place, grade: known });
      } else {
        judge ??= await openJudge();
        const start = performance.now();
        try {
          const grades = await judge.grade(submission.files, seed);
          const grade = gradeOf(submission, key, grades, start);
          const line = { order: next.place, grade };
          await results.add(line);
          lines.push(line);
        } catch (error) {
          // Its fault or the grader's: the others don't wait for it.
          progress.say(`Cannot grade "${next.name}": ${reason(error)}`);
          how = "failed";
          // It may never answer again.
          judge.close();
          judge = undefined;
        }
      }
      progress.end(next.name, how);
    }
  };
  try {
    await Promise.all(
      Array.from(
        { length: Math.min(order.jobs, found.length) },
        workThrough,
      ),
    );
  } finally {
    progress.stop();
    for (const judge of judges) judge.close();
  }
  return lines;
}

/** A grade, in which everything that a submission said is made harmless. */
function gradeOf(
  { ignored, problem }: Submission,
  { submission, hash, course, seed }: {
    submission: string;
    hash: string;
    course: string;
    seed: number;
  },
  graded: LessonGrade[],
  start: number,
): Grade {
  return {
    submission,
    hash,
    course,
    seed,
    lessons: graded,
    points: totalPoints({ lessons: graded }),
    max: allPoints,
    extra: extraPoints({ lessons: graded }),
    ignored,
    problem,
    seconds: Math.round(performance.now() - start) / 1000,
  };
}

/** The seed of a submission: the same for the same work in the same course. */
async function seedOf({ hash }: Submission): Promise<number> {
  const digest = await hashOf(`${COURSE} ${hash}`);
  return Number.parseInt(digest.slice(0, 8), 16);
}

const COURSE = "normalization-kata";

/** A hash of all that a grade depends on, besides the submission. */
async function courseHash({ timeout, memory }: GradeOrder): Promise<string> {
  const files = ["course.json", "deno.json"];
  const visit = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(pathOf(folder))) {
      const path = `${folder}/${name}`;
      if (isDirectory) await visit(path);
      else if (/(?<!_test)\.(ts|json)$/.test(name)) files.push(path);
    }
  };
  for (
    const folder of [
      "kit",
      "solutions",
      "tests/support",
      "tools/grade",
      "tools/harness",
    ]
  ) await visit(folder);
  for (const { module } of lessons) files.push(`tests/${module}_test.ts`);
  const texts = await Promise.all(
    files.toSorted().map(async (file) =>
      `${file}\0${await Deno.readTextFile(pathOf(file))}`
    ),
  );
  return await hashOf(
    [Deno.version.deno, timeout, memory, ...texts].join("\0"),
  );
}

/** Writes the pages and the formats, and prints the table. */
async function writeAll(
  { out, formats }: GradeOrder,
  grades: readonly Grade[],
): Promise<void> {
  const names = fileNames(grades.map(({ submission }) => submission));
  const files = grades.flatMap((grade) => {
    const path = `feedback/${names.get(grade.submission)}`;
    return [
      { path: `${path}.md`, text: feedbackMarkdown(grade) },
      { path: `${path}.html`, text: feedbackHtml(grade) },
    ];
  });
  for (const format of formats) {
    if (format !== "table") files.push(...render(format, grades));
  }
  const answers = answersMarkdown(grades);
  if (answers !== "") files.push({ path: "answers.md", text: answers });
  for (const { path, text } of files) {
    const whole = join(out, path);
    await Deno.mkdir(join(whole, ".."), { recursive: true });
    await writeWhole(whole, text);
  }
  if (formats.includes("table")) console.log(gradeTable(grades));
  if (grades.length === 1) console.log(nextStep(grades[0]));
  console.log(`See ${join(out, "feedback")} and ${join(out, "results.jsonl")}`);
}

/** What comes next for a student: the first lesson that isn't solved, and why. */
function nextStep({ lessons: graded, problem }: Grade): string {
  if (problem !== undefined) return nothingBecause(clean(problem));
  const next = graded.find((grade) => countedPoints(grade) < grade.max);
  if (next === undefined) return "All lessons are solved.";
  const lesson = lessons.find(({ id }) => id === next.id)!;
  const why = next.status === "missing"
    ? `lessons/${lesson.module}.ts wasn't handed in`
    : next.reason ?? next.properties.find(({ passed }) => !passed)?.message;
  return `Next: lesson ${lesson.module.slice(0, 2)}, ${lesson.title.en}\n${
    clean(why ?? "")
  }`;
}

/** Ends the run when the command that started it is gone, however it ended. */
async function watchParent(work: string): Promise<void> {
  for await (const _ of Deno.stdin.readable);
  // Until the process ends, its workers may still write there.
  for (let tries = 0; tries < 5; tries++) {
    try {
      Deno.removeSync(work, { recursive: true });
      break;
    } catch {
      // Once more.
    }
  }
  Deno.exit(1);
}

if (import.meta.main) {
  Deno.addSignalListener("SIGINT", () => Deno.exit(130));
  const [order, work] = Deno.args;
  watchParent(work);
  try {
    Deno.exit(await run(JSON.parse(order), work));
  } catch (error) {
    const message = reason(error);
    console.error(
      message.startsWith("Cannot ") ? message : `Cannot grade: ${message}`,
    );
    Deno.exit(2);
  }
}
