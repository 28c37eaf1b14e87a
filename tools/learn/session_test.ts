import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { allPoints, lessons, numberOf, required } from "../course.ts";

import { type CourseCopy, solutionOf } from "../testing.ts";
import { Progress } from "./progress.ts";
import { sitDown } from "./testing.ts";

const FIRST = "00_standardize";
const ALL = required.length;
const LAST = numberOf(required.at(-1)!);
const WRONG = `import type { NdArray } from "kit/nd/mod.ts";
export function standardize(x: NdArray): NdArray {
  return x.sub(x.mean(0)).div(x.var(0).sqrt().add(1e-5));
}
`;

/** Writes all lessons, and a progress file that says so. */
async function solveAll(course: CourseCopy): Promise<void> {
  const progress = new Progress();
  progress.current = required.at(-1)!.id;
  for (const lesson of lessons) {
    await course.write(lesson.module);
    progress.note(lesson, { solved: true });
  }
  await Deno.writeTextFile(`${course.path}/progress.txt`, String(progress));
}

Deno.test("a session leads from the stub through a mistake to the next lesson", async () => {
  await using desk = await sitDown();
  const { course, press, see, read } = desk;
  await see(`0 of ${ALL} lessons`, "What to do: read the guide");
  await press("n");
  await see("n works once the lesson is solved.");

  await course.write(FIRST, WRONG);
  const red = await see(
    "2 of 5 properties hold.",
    "It belongs under the root",
    "lessons/00_standardize.md:",
  );
  assert(!red.includes("n works once"), red);
  await press("h");
  await see("Hint 1 of 3:");

  await course.write(FIRST);
  await see(
    `1 of ${ALL} lessons, 5 of ${allPoints} points`,
    "Lesson 00 is solved.",
  );
  // It stays until it is told to go on.
  assertStringIncludes(
    await see("n goes on to lesson 01. s shows the reference version"),
    "Lesson 00: Warm-up",
  );
  await press("n");
  await see("Lesson 01: Batch normalization: forward", "What to do");
  assertStringIncludes(read("progress.txt")!, "\nstandardize: solved, hints 1");
  assertStringIncludes(read("progress.txt")!, "current: batchnorm-forward");
});

Deno.test("a session goes on where the last one was", async () => {
  await using desk = await sitDown({
    async before(course) {
      await course.write(FIRST);
      const progress = new Progress();
      progress.current = lessons[3].id;
      progress.note(lessons[3], { hints: 2 });
      await Deno.writeTextFile(`${course.path}/progress.txt`, `${progress}`);
    },
  });
  await desk.see("Lesson 03:", "Hint 2 of 3:");
});

Deno.test("without a progress file, a session finds out what is solved", async () => {
  await using desk = await sitDown({ before: (course) => course.write(FIRST) });
  await desk.see(`1 of ${ALL} lessons`, "Lesson 01:", "What to do");
});

Deno.test("a damaged progress file is set aside, and the rest goes on", async () => {
  await using desk = await sitDown({
    async before(course) {
      await course.write(FIRST);
      await Deno.writeTextFile(`${course.path}/progress.txt`, "\0\0");
    },
  });
  await desk.see(
    "progress.txt could not be read. It is now progress.damaged-1.txt",
    `1 of ${ALL} lessons`,
  );
  assertEquals(desk.read("progress.damaged-1.txt"), "\0\0");
});

Deno.test("hints come one after the other, and are remembered", async () => {
  await using desk = await sitDown();
  const { press, see, read } = desk;
  await see("What to do");
  await press("h", "h", "h");
  await see("Hint 1 of 3:", "Hint 2 of 3:", "Hint 3 of 3:");
  assertStringIncludes(read("progress.txt")!, "standardize: hints 3\n");
  await press("h");
  await see("These were all the hints.");
});

Deno.test("after the last lesson all run once more; what regressed is pending again", async () => {
  await using desk = await sitDown({ before: solveAll });
  const { course, press, see, read } = desk;
  await see(`Lesson ${LAST} is solved.`, "n runs all lessons once more");
  await press("n");
  await see("All lessons are solved. Well done!");

  // Of another lesson it is only said that it was saved.
  await course.write(FIRST, WRONG);
  await see(`Lesson ${LAST}:`);
  await press("n");
  await see(
    "No longer solved: 00.",
    `${ALL - 1} of ${ALL} lessons`,
    "Lesson 00:",
  );
  assert(!read("progress.txt")!.includes("\nstandardize: solved"));
  await course.write(FIRST);
  await see("Lesson 00 is solved.", `${ALL} of ${ALL} lessons`);
});

Deno.test("a reset asks first, and keeps what was there", async () => {
  await using desk = await sitDown({
    before: (course) => course.write(FIRST, WRONG),
  });
  const { press, see, read } = desk;
  await see("of 5 properties hold.");
  await press("r");
  await see("Put back the stub of lesson 00?");
  await press("n");
  await see("Nothing was changed.");
  assertEquals(read(`lessons/${FIRST}.ts`), WRONG);
  await press("r", "y");
  await see("is the stub again", `.kata/${FIRST}-1.ts`, "What to do: read");
  assertEquals(read(`.kata/${FIRST}-1.ts`), WRONG);
  assertStringIncludes(read(`lessons/${FIRST}.ts`)!, "unimplemented(");
  await press("r");
  await see("is the stub already");
});

Deno.test("a solution is shown before the lesson is solved if asked twice, and that is kept", async () => {
  await using desk = await sitDown();
  const { course, press, see, read, paged } = desk;
  await see("What to do");
  await press("s");
  await see("Show the solution all the same? progress.txt will say so.");
  await press("n");
  assertEquals(paged, []);
  await press("s", "y");
  assertEquals(paged, [await solutionOf(FIRST)]);
  assertStringIncludes(read("progress.txt")!, "standardize: solution seen\n");
  await course.write(FIRST);
  await see("Lesson 00 is solved.");
  await press("s");
  assertEquals(paged.length, 2);
});

Deno.test("a copy without solutions says so, and doesn't offer them", async () => {
  await using desk = await sitDown({
    async before(course) {
      await course.write(FIRST);
      await Deno.remove(`${course.path}/solutions`, { recursive: true });
    },
  });
  const { press, see } = desk;
  await see("Lesson 01:", "What to do");
  await press("s");
  await see("This copy of the course has no solutions");
  await press("l", "0");
  const solved = await see("Lesson 00 is solved.", "n goes on to lesson 01.");
  assert(!solved.includes("reference version"), solved);
});

Deno.test("the list picks any lesson by number, or by arrows, and filters", async () => {
  await using desk = await sitDown({ before: solveAll });
  const { press, see, course } = desk;
  // No other lesson builds on it.
  await course.write("06_fc_net", "");
  await see(`Lesson ${LAST} is solved.`);
  await press("l");
  await see("Lessons: all", `▸ ✓ ${LAST}`, "  ✓ 00");
  await press(...Array(Number(LAST) - 6).fill("up"), "enter");
  await see("Lesson 06:", `${ALL - 1} of ${ALL} lessons`, "doesn't export");
  await press("l", "f");
  const open = await see("Lessons: to do", "▸ · 06");
  assert(!open.includes("✓"), open);
  await press("f");
  const solved = await see("Lessons: solved", "✓ 00");
  assert(!solved.includes("· 06"), solved);
  await press("q");
  await see("Lesson 06:");
  await press("l", "1");
  await see("Lesson 01 is solved.");
});

Deno.test("the guide is shown in a pager, and the theory where there is no browser", async () => {
  await using desk = await sitDown({ language: "zh" });
  await desk.see("接下来");
  await desk.press("g");
  assertStringIncludes(desk.paged[0], "第 00 课 热身：标准化");
  assertStringIncludes(desk.paged[0], "常见错误");
});
