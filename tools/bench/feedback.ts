/**
 * How soon `deno task learn` answers: the time from the save of a lesson to the
 * screen with the verdict, for right and wrong versions in turn, and to the
 * screen on which all properties of a right one have passed in full.
 *
 * `deno run -A tools/bench/feedback.ts [--saves N]`, 50 saves a lesson unless given.
 *
 * @module
 */
import {
  parseCommand,
  runCommand,
  text,
  wholeNumber,
} from "../../lib/command.ts";
import { toFileUrl } from "../../lib/files.ts";
import type { Lesson } from "../course.ts";
import { copyCourse, solutionOf } from "../testing.ts";

const USAGE = "deno run -A tools/bench/feedback.ts [--saves N]";

/** Mistakes that only some properties notice, for whatever lesson has the right words. */
const mistakes = [
  [".sub(", ".add("],
  [".div(", ".mul("],
  [".mul(", ".div("],
  [", axis)", ", 1)"],
  ["0.1)", "1)"],
  ['"row"', '"image"'],
] as const;

/** A lesson with a mistake where the first right words are found last. */
function broken(text: string): string | undefined {
  for (const [right, wrong] of mistakes) {
    const at = text.lastIndexOf(right);
    if (at >= 0) {
      return text.slice(0, at) + wrong + text.slice(at + right.length);
    }
  }
}

await runCommand("measure the feedback", async () => {
  const { values } = parseCommand(Deno.args, { saves: text }, USAGE);
  const saves = wholeNumber("saves", values.saves, [2, 10_000]) ?? 50;
  await using course = await copyCourse();
  // The modules of the copy know it as their course.
  const inCopy = (path: string) =>
    import(toFileUrl(`${course.path}/${path}`).href);
  const { lessons, numberOf }: typeof import("../course.ts") = await inCopy(
    "tools/course.ts",
  );
  const { Session }: typeof import("../learn/session.ts") = await inCopy(
    "tools/learn/session.ts",
  );
  const { watchLessons }: typeof import("../learn/watch.ts") = await inCopy(
    "tools/learn/watch.ts",
  );

  let onDraw = (_: string) => {};
  const session = new Session({
    size: () => ({ width: 100, height: 1000 }),
    draw: (lines) => onDraw(lines.join("\n")),
    setChildren: () => {},
    page: () => Promise.resolve(true),
  }, { language: "en", colours: true });
  using _watch = watchLessons((modules) => session.saved(modules), false);

  /** Saves a lesson, waits until everything is known, and says how long it took. */
  async function save(lesson: Lesson, text: string, wrong: boolean) {
    let first = NaN;
    let full = NaN;
    const start = performance.now();
    const settled = new Promise<void>((resolve) => {
      onDraw = (screen) => {
        const time = performance.now() - start;
        const allHold = /All \d+ properties hold/.test(screen);
        const verdict = wrong
          ? screen.includes("✗")
          : allHold || screen.includes("All hold for the first inputs");
        if (verdict && Number.isNaN(first)) first = time;
        if (allHold && Number.isNaN(full)) full = time;
        const isLast = wrong
          ? / of \d+ properties hold/.test(screen) &&
            !screen.includes("being checked")
          : screen.includes("is solved");
        if (verdict && isLast) resolve();
      };
    });
    await course.write(lesson.module, text);
    await settled;
    return { first, full };
  }

  function show(times: number[]): string {
    const sorted = times.toSorted((a, b) => a - b);
    const at = (part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
    return [0.5, 0.95].map((part) => at(part).toFixed(0).padStart(5)).join(" ");
  }

  console.log(`milliseconds over ${saves} saves, median and 95th percentile
lesson   wrong: verdict   right: verdict   right: all in full`);
  await session.start();
  for (const lesson of lessons) {
    const right = await solutionOf(lesson.module);
    const wrong = broken(right);
    if (!wrong) throw new Error(`Cannot break ${lesson.id}: add a mistake`);
    const times = { wrong: [] as number[], right: [] as number[] };
    const full: number[] = [];
    await session.goTo(lesson);
    for (let n = 0; n < saves; n++) {
      const isWrong = n % 2 === 0;
      const text = `${isWrong ? wrong : right}\n// ${n}\n`;
      const time = await save(lesson, text, isWrong);
      times[isWrong ? "wrong" : "right"].push(time.first);
      if (!isWrong) full.push(time.full);
    }
    console.log(
      `${numberOf(lesson)}       ${show(times.wrong)}      ${
        show(times.right)
      }` +
        `      ${show(full)}`,
    );
  }
  session.close();
  return 0;
});
