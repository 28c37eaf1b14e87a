import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { UserError } from "../../lib/errors.ts";
import { filesIn } from "../../lib/files.ts";
import { temporaryFolder } from "../../lib/testing.ts";
import { type Line, readLines, Results } from "./results.ts";
import { mixed } from "./sample_grades.ts";

function lineOf(order: number, submission: string, seed = 231): Line {
  return { order, grade: { ...mixed(submission), seed } };
}

/** Gives a folder that isn't there yet. */
async function inFolder(use: (folder: string) => Promise<void>) {
  await using parent = await temporaryFolder();
  await use(parent.file("new/folder"));
}

const [ann, bo] = [lineOf(0, "ann"), lineOf(1, "李雷")];

Deno.test("Results keeps every grade as soon as it is there, for one run at a time", () =>
  inFolder(async (folder) => {
    assertEquals(await readLines(folder), undefined);
    const results = await Results.open(folder, false);
    assertEquals(await readLines(folder), []);
    for (const line of [bo, ann]) await results.add(line);
    assertEquals(await readLines(folder), [bo, ann]);
    for (const fresh of [false, true]) {
      const error = await assertRejects(
        () => Results.open(folder, fresh),
        UserError,
        `another run is writing to "${folder}"; wait for it, or choose `,
      );
      assertMatch(error.message, /^Cannot write results: [^\n]+$/);
    }
    await results.finish([ann, bo]);
    assertEquals(await readLines(folder), [ann, bo]);
    await (await Results.open(folder, true)).finish([]);
    assertEquals(await readLines(folder), []);
  }));

Deno.test("Results finds what was graded, but nothing of another work, course or seed", () =>
  inFolder(async (folder) => {
    const before = await Results.open(folder, false);
    await before.add(ann);
    await before.finish([ann]);
    const results = await Results.open(folder, false);
    await results.add(bo);
    assertEquals(results.find(ann.grade), ann.grade);
    assertEquals(results.find(bo.grade), bo.grade);
    for (
      const other of [
        { submission: "an" },
        { hash: "" },
        { course: "" },
        { seed: 232 },
      ]
    ) assertEquals(results.find({ ...ann.grade, ...other }), undefined);
    await results.finish([]);
  }));

Deno.test("Results keeps those of others, the last of each", () =>
  inFolder(async (folder) => {
    const results = await Results.open(folder, false);
    const others = [lineOf(3, "dee", 1), lineOf(4, "dee")];
    for (const line of [lineOf(7, "ann", 1), ...others, bo, ann]) {
      await results.add(line);
    }
    await results.finish([ann, bo]);
    assertEquals(await readLines(folder), [ann, bo, others[1]]);
    assertEquals(filesIn(folder), [".lock", "results.jsonl"]);
  }));

Deno.test("Results takes many at a time", () =>
  inFolder(async (folder) => {
    const results = await Results.open(folder, false);
    const lines = Array.from(
      { length: 20 },
      (_, k) => lineOf(k, `${k} ${"x".repeat(200_000)}`),
    );
    await Promise.all(lines.map((line) => results.add(line)));
    const read = await readLines(folder) ?? [];
    assertEquals(read.sort((a, b) => a.order - b.order), lines);
    await results.finish(lines);
  }));

Deno.test("readLines() leaves out what is no line", () =>
  inFolder(async (folder) => {
    await Deno.mkdir(folder, { recursive: true });
    const whole = `${JSON.stringify(ann)}\n`;
    const text = ["", "null", "1", "{}", '{"grade":{}}', "[", '{"grade":null}']
      .map((damaged) => `${damaged}\n${whole}`).join("");
    // The end of a line may be missing, but nothing before it.
    for (const [cut, count] of [[0, 7], [1, 7], [2, 6], [99, 6]] as const) {
      await Deno.writeTextFile(
        `${folder}/results.jsonl`,
        text.slice(0, text.length - cut),
      );
      assertEquals(await readLines(folder), Array(count).fill(ann));
    }
  }));
