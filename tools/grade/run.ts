/**
 * Grades submissions as ordered: takes them in, has them judged, and keeps what
 * comes of it.
 *
 * @module
 */
// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { join } from "node:path";
import { usageError } from "../../lib/command.ts";
import { isSystemError, reason } from "../../lib/errors.ts";
import { filesIn, readIfThere } from "../../lib/files.ts";
import { hashOf } from "../../lib/hash.ts";
import { allPoints, pathOf } from "../course.ts";
import { findSubmissions, type Found, takeIn } from "./intake.ts";
import { Judge } from "./judge_client.ts";
import { shownLine, shownText } from "./names.ts";
import { writeReports } from "./reports.ts";
import { type Key, type Line, readLines, Results } from "./results.ts";
import type { Grade, GradeOrder } from "./types.ts";
import { extraPoints, totalPoints } from "./words.ts";

/** What grades a submission at a time. */
export type Grader = Pick<Judge, "open" | "grade" | "close">;

/** A submission, and where it stands among all. */
type Placed = Found & { place: number };

/**
 * Grades what is ordered, and writes what comes of it.
 *
 * @param work A folder to work in.
 * @param makeGrader Makes what grades: as many as work at a time.
 * @returns The exit code of the command.
 * @throws {UserError} If there is nothing to grade, or nowhere to write.
 */
export async function run(
  order: GradeOrder,
  work: string,
  makeGrader: () => Grader = () => new Judge(),
): Promise<number> {
  try {
    return order.merge
      ? await merge(order)
      : await grade(order, work, makeGrader);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw usageError(
      "Cannot write results: expected a folder that can be written, got " +
        `${reason(error)}; choose another with --out`,
    );
  }
}

async function grade(
  order: GradeOrder,
  work: string,
  makeGrader: () => Grader,
): Promise<number> {
  const { index, of } = order.shard;
  const all = await findSubmissions(order.paths);
  const found = all.map((one, place) => ({ ...one, place }))
    .filter(({ place }) => place % of === index - 1);
  const results = await Results.open(order.out, order.fresh);
  // One for all of the class, and for who comes late.
  const seed = order.seed ?? results.seed ?? seedOf(all);
  const lines = await gradeAll(order, work, found, seed, results, makeGrader);
  await finish(order, results, lines);
  if (found.length > lines.length) return 1;
  // Of a class, a shard may be one submission.
  const [line, ...more] = of === 1 ? lines : [];
  const alone = line !== undefined && more.length === 0;
  return alone && line.grade.points < line.grade.max ? 1 : 0;
}

/** Puts the results of shards together, as if there had been none. */
async function merge(order: GradeOrder): Promise<number> {
  const bySubmission = new Map<string, Line>();
  for (const path of order.paths) {
    const lines = await readLines(path);
    if (lines === undefined) {
      throw usageError(
        `Cannot merge: expected results.jsonl in "${path}", found none; ` +
          "name the folders that --out of the shards named",
      );
    }
    for (const line of lines) bySubmission.set(line.grade.submission, line);
  }
  const lines = [...bySubmission.values()];
  await finish(order, await Results.open(order.out, true), lines);
  const places = new Set(lines.map(({ order }) => order));
  const missing = Math.max(-1, ...places) + 1 - places.size;
  if (missing === 0) return 0;
  console.error(
    `${missing} of the class ${missing === 1 ? "is" : "are"} missing: ` +
      "name the folders of all shards, when all are graded",
  );
  return 1;
}

/** Puts the results in order, and writes all that is made of them. */
async function finish(
  order: GradeOrder,
  results: Results,
  lines: Line[],
): Promise<void> {
  lines.sort((a, b) => a.order - b.order);
  await results.finish(lines);
  await writeReports(order, lines.map(({ grade }) => grade));
}

/** Grades what hasn't been graded, as many at a time as are ordered. */
async function gradeAll(
  order: GradeOrder,
  work: string,
  found: readonly Placed[],
  seed: number,
  results: Results,
  makeGrader: () => Grader,
): Promise<Line[]> {
  const lines: Line[] = [];
  const queue = found.values();
  const progress = showProgress(found.length);
  const course = courseHash(order);
  const graders: Grader[] = [];
  const openGrader = async () => {
    const grader = makeGrader();
    const isFirst = graders.push(grader) === 1;
    const weakness = await grader.open(
      join(work, String(graders.length)),
      order,
    );
    if (weakness && isFirst) progress.say(weakness);
    return grader;
  };
  const workThrough = async () => {
    let grader: Grader | undefined;
    for (const next of queue) {
      const { name: submission, place } = next;
      progress.begin(submission);
      const { files, hash, ignored, problem } = await takeIn(next);
      const key: Key = { submission, hash, course, seed };
      const known = results.find(key);
      if (known !== undefined) {
        lines.push({ order: place, grade: known });
        progress.end(submission, "known");
        continue;
      }
      try {
        grader ??= await openGrader();
        const start = performance.now();
        const lessons = await grader.grade(files, seed);
        const grade: Grade = {
          ...key,
          lessons,
          points: totalPoints({ lessons }),
          max: allPoints,
          extra: extraPoints({ lessons }),
          ignored,
          problem,
          seconds: Math.round(performance.now() - start) / 1000,
        };
        await results.add({ order: place, grade });
        lines.push({ order: place, grade });
        progress.end(submission, "graded");
      } catch (error) {
        // Its fault or the grader's: the others don't wait for it.
        progress.say(`Cannot grade "${submission}": ${reason(error)}`);
        progress.end(submission, "failed");
        // It may never answer again.
        grader?.close();
        grader = undefined;
      }
    }
  };
  try {
    await Promise.all(
      Array.from({ length: Math.min(order.jobs, found.length) }, workThrough),
    );
  } finally {
    progress.stop();
    for (const grader of graders) grader.close();
  }
  return lines;
}

/** The seed of a class: the same for all its shards, on any machine. */
function seedOf(all: readonly { name: string }[]): number {
  const names = all.map(({ name }) => name).join("\n");
  return Number.parseInt(hashOf(`normalization-kata ${names}`).slice(0, 8), 16);
}

/** A hash of all that a grade depends on, besides the submission. */
function courseHash({ timeout, memory }: GradeOrder): string {
  const folders = ["kit", "lib", "solutions", "tests", "tools/grade"];
  const files = folders.flatMap((folder) =>
    filesIn(pathOf(folder)).map((file) => `${folder}/${file}`)
  );
  files.push("course.json", "deno.json", "tools/contracts.ts");
  const texts = files
    // Not what only tests need: an autograder has none of it.
    .filter((file) => /(?<!_test|testing)\.(ts|json)$/.test(file))
    .filter((file) => !file.includes("/testdata/"))
    .flatMap((file) => [`\0${file}\0`, readIfThere(pathOf(file)) ?? ""]);
  return hashOf([Deno.version.deno, timeout, memory].join("\0"), ...texts);
}

/** Shows how far a run is: a bar in a terminal, elsewhere a line for each submission. */
function showProgress(total: number) {
  const terminal = Deno.stderr.isTerminal();
  const running = new Set<string>();
  const ended = { graded: 0, known: 0, failed: 0 };
  const done = () => ended.graded + ended.known + ended.failed;
  const bar = new SingleBar({
    format: "{bar} {value} of {total} | {duration_formatted} gone, " +
      "{eta_formatted} left | {running}",
    etaBuffer: 50,
    hideCursor: true,
    // Its way would keep the process from ending.
    gracefulExit: false,
  });
  const show = () =>
    bar.update(done(), { running: [...running].join("; ").slice(0, 60) });
  if (terminal) bar.start(total, 0, { running: "" });
  const stop = () => bar.stop();
  addEventListener("unload", stop);
  return {
    begin(name: string) {
      running.add(shownLine(name));
      show();
    },
    end(name: string, how: keyof typeof ended) {
      running.delete(shownLine(name));
      ended[how]++;
      show();
      if (terminal || how !== "graded") return;
      console.error(`${done()} of ${total} graded: ${shownLine(name)}`);
    },
    say(line: string) {
      console.error(shownText(line));
    },
    stop() {
      stop();
      if (ended.known === 0) return;
      console.error(
        `${ended.known} of ${total} were graded already; --fresh grades them again`,
      );
    },
  };
}
