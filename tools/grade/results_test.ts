import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { DataError } from "../../data/errors.ts";
import { filesIn, temporaryFolder } from "../../data/testing.ts";
import { hasResults, type Line, readLines, Results } from "./results.ts";
import { gradeOf, lesson, mixed, property } from "./sample_grades.ts";
import type { Grade } from "./types.ts";

/** A line of a submission's, at its place. */
function lineOf(
  order: number,
  submission: string,
  more: Partial<Grade> = {},
): Line {
  const lessons = [lesson("standardize", [property("it holds")])];
  return { order, grade: gradeOf(submission, lessons, more) };
}

/** The text of lines as they stand in the file. */
function textOf(...lines: Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

const ann = lineOf(0, "ann");
const bo = lineOf(1, "李雷");
const cy = { order: 2, grade: mixed("cy") };

Deno.test("Results keeps every grade as soon as it is there", async () => {
  await using folder = await temporaryFolder();
  const path = folder.file("new/folder");
  const results = await Results.open(path, false);
  assertEquals(await readLines(path), []);
  await results.add(bo);
  assertEquals(await readLines(path), [bo]);
  await results.add(cy);
  assertEquals(await readLines(path), [bo, cy]);
  await results.finish([bo, cy]);
  assertEquals(await readLines(path), [bo, cy]);
});

Deno.test("Results finds what was graded, but nothing of another work, course or seed", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.file("results.jsonl"), textOf(ann, cy));
  const results = await Results.open(folder.path, false);
  await results.add(bo);
  for (const { grade } of [ann, bo, cy]) {
    assertEquals(results.find(grade), grade);
  }
  for (
    const other of [
      { submission: "an" },
      { hash: "" },
      { course: "" },
      { seed: 232 },
    ]
  ) assertEquals(results.find({ ...ann.grade, ...other }), undefined);
  await results.finish([]);
});

Deno.test("Results drops half a line, and goes on with a whole one", async () => {
  await using folder = await temporaryFolder();
  const whole = textOf(ann, bo);
  for (const cut of [1, 2, 20, textOf(bo).length - 1]) {
    await Deno.writeTextFile(
      folder.file("results.jsonl"),
      whole.slice(0, whole.length - cut),
    );
    const results = await Results.open(folder.path, false);
    // Only the line's end is missing: it is all there.
    const kept = cut === 1 ? [ann, bo] : [ann];
    assertEquals(await readLines(folder.path), kept);
    await results.add(cy);
    const text = await Deno.readTextFile(folder.file("results.jsonl"));
    assertEquals(text, textOf(...kept, cy));
    await results.finish([]);
  }
});

Deno.test("Results puts the lines in order, and keeps those of others, the last of each", async () => {
  await using folder = await temporaryFolder();
  const old = lineOf(7, "ann", { seed: 1 });
  const others = [lineOf(3, "dee", { seed: 1 }), lineOf(4, "dee")];
  await Deno.writeTextFile(
    folder.file("results.jsonl"),
    textOf(old, ...others),
  );
  const results = await Results.open(folder.path, false);
  for (const line of [cy, ann, bo]) await results.add(line);
  await results.finish([ann, bo, cy]);
  assertEquals(await readLines(folder.path), [ann, bo, cy, others[1]]);
  assertEquals(await filesIn(folder.path), [".lock", "results.jsonl"]);
});

Deno.test("Results forgets all when it starts afresh", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.file("results.jsonl"), textOf(ann, cy));
  const results = await Results.open(folder.path, true);
  assertEquals(results.find(ann.grade), undefined);
  assertEquals(await readLines(folder.path), []);
  await results.add(bo);
  await results.finish([bo]);
  assertEquals(await readLines(folder.path), [bo]);
});

Deno.test("Results takes many at a time", async () => {
  await using folder = await temporaryFolder();
  const results = await Results.open(folder.path, false);
  const reason = "x".repeat(200_000);
  const lines = Array.from(
    { length: 20 },
    (_, k) => lineOf(k, `s${k}`, { problem: `${k} ${reason}` }),
  );
  await Promise.all(lines.map((line) => results.add(line)));
  const read = await readLines(folder.path);
  assertEquals(read.sort((a, b) => a.order - b.order), lines);
  await results.finish(lines);
});

Deno.test("Results is for one run at a time", async () => {
  await using folder = await temporaryFolder();
  const results = await Results.open(folder.path, false);
  await results.add(ann);
  for (const fresh of [false, true]) {
    const error = await assertRejects(
      () => Results.open(folder.path, fresh),
      DataError,
      `another run is writing to "${folder.path}"; wait for it, or choose `,
    );
    assertMatch(error.message, /^Cannot write results: [^\n]+$/);
  }
  assertEquals(await readLines(folder.path), [ann]);
  await results.finish([ann]);
  await (await Results.open(folder.path, false)).finish([ann]);
});

Deno.test("Results says in one line where it can't be", async () => {
  await using folder = await temporaryFolder();
  await Deno.writeTextFile(folder.file("file"), "");
  await Deno.mkdir(folder.file("odd/results.jsonl"), { recursive: true });
  for (const name of ["file", "file/in it", "odd"]) {
    const error = await assertRejects(
      () => Results.open(folder.file(name), false),
      DataError,
      "Cannot write results: expected a folder that can be written, got ",
    );
    assert(error.message.endsWith("; choose another with --out"));
    assert(!error.message.includes("\n"));
  }
  assertEquals(await Deno.readTextFile(folder.file("file")), "");
});

Deno.test("hasResults() tells no results from no file of them", async () => {
  await using folder = await temporaryFolder();
  assertEquals(await hasResults(folder.path), false);
  assertEquals(await hasResults(folder.file("nowhere")), false);
  await (await Results.open(folder.path, false)).finish([]);
  assertEquals(await hasResults(folder.path), true);
});

Deno.test("readLines() leaves out what is no line", async () => {
  await using folder = await temporaryFolder();
  assertEquals(await readLines(folder.file("nowhere")), []);
  const damaged = [
    "",
    "null",
    "1",
    "{}",
    '{"grade":{}}',
    "[",
    '{"grade":null}',
  ];
  await Deno.writeTextFile(
    folder.file("results.jsonl"),
    damaged.map((line) => `${line}\n${textOf(ann)}`).join(""),
  );
  assertEquals(await readLines(folder.path), damaged.map(() => ann));
});
