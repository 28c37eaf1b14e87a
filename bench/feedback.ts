/**
 * How soon `deno task learn` answers: the time from the save of a lesson to the
 * screen with the verdict, for right and wrong versions in turn, and to the
 * screen on which all properties of a right one have passed in full.
 *
 * `deno run -A bench/feedback.ts [--saves N]`, 50 saves a lesson unless given.
 *
 * @module
 */
import { parseArgs } from "node:util";
import type { Lesson } from "../tools/course.ts";
import { toFileUrl } from "../tools/paths.ts";
import { copyCourse, solutionOf } from "../tools/testing.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: { saves: { type: "string", default: "50" } },
});
const saves = Number(values.saves);

/** A mistake in each lesson that only some of its properties notice. */
const mistakes: Record<string, [right: string, wrong: string]> = {
  "standardize": ["x.var(0).add(EPS).sqrt()", "x.var(0).sqrt().add(EPS)"],
  "batchnorm-forward": ["running_var.mul(momentum)", "running_var.mul(0.5)"],
  "batchnorm-backward": ["dcentered.add(dmean.div(N))", "dcentered"],
  "batchnorm-backward-alt": ["dout.sub(dbeta.div(N))", "dout"],
  "layernorm-forward": ["variance.add(eps).sqrt()", "variance.sqrt().add(eps)"],
  "layernorm-backward": ["dout.mul(x_hat).sum(0)", "dout.mul(x_hat).mean(0)"],
  "fc-net": ["0.5 * this.reg", "this.reg"],
  "spatial-batchnorm": ["dx, dout.shape, axis)", "dx, dout.shape, 1)"],
  "recurrent-batchnorm": ["nd.full([D], 0.1)", "nd.full([D], 1)"],
  "questions": ['reach: "row"', 'reach: "image"'],
  "group-norm": ["dout.mul(perChannel(gamma))", "dout"],
  "rms-norm": ["dout.mul(x_hat).sum(0)", "dout.mul(x_hat).mean(0)"],
};

await using course = await copyCourse();
// The modules of the copy know it as their course.
const inCopy = (path: string) =>
  import(toFileUrl(`${course.path}/${path}`).href);
const { lessons, numberOf }: typeof import("../tools/course.ts") = await inCopy(
  "tools/course.ts",
);
const { Session }: typeof import("../tools/learn/session.ts") = await inCopy(
  "tools/learn/session.ts",
);
const { watchLessons }: typeof import("../tools/learn/watch.ts") = await inCopy(
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
    sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
  return `${at(0.5).toFixed(0).padStart(5)} ${at(0.95).toFixed(0).padStart(5)}`;
}

console.log(`milliseconds over ${saves} saves, median and 95th percentile
lesson   wrong: verdict   right: verdict   right: all in full`);
await session.start();
for (const lesson of lessons) {
  const right = await solutionOf(lesson.module);
  const [before, after] = mistakes[lesson.id];
  const wrong = right.replace(before, after);
  if (wrong === right) throw new Error(`Cannot break lesson ${lesson.id}`);
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
    `${numberOf(lesson)}       ${show(times.wrong)}      ${show(times.right)}` +
      `      ${show(full)}`,
  );
}
session.close();
Deno.exit(0);
