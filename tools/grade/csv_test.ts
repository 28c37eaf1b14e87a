import { assert, assertEquals } from "@std/assert";
import { parse } from "csv-parse/sync";
import { allPoints, lessons } from "../course.ts";
import { csvOf } from "./csv.ts";
import { allExtra, gradeOf, hostile, mixed, perfect } from "./sample_grades.ts";
import type { Grade } from "./types.ts";

function read(grades: Grade[]): Record<string, string>[] {
  return parse(csvOf(grades), { bom: true, columns: true });
}

/** The lessons that the mixed grade says nothing of. */
const later = lessons.slice(mixed("").lessons.length);
const laterReferences = later.filter(({ buildsOn }) => buildsOn.length > 0)
  .map(({ id }) => `${id} with reference`);

Deno.test("csvOf() has a column for each lesson, and one beside it where it builds on others", () => {
  const [head] = parse(csvOf([]), { bom: true });
  assertEquals(head, [
    "submission",
    "total",
    "max",
    "extra",
    "standardize",
    "batchnorm-forward",
    "batchnorm-backward",
    "batchnorm-backward with reference",
    "batchnorm-backward-alt",
    "batchnorm-backward-alt with reference",
    "layernorm-forward",
    "layernorm-backward",
    "layernorm-backward with reference",
    "fc-net",
    "fc-net with reference",
    ...later.flatMap(({ id, buildsOn }) =>
      buildsOn.length > 0 ? [id, `${id} with reference`] : [id]
    ),
    "notes",
    "seed",
    "hash",
  ]);
});

Deno.test("csvOf() has a row for each submission, in order", () => {
  const rows = read([mixed("bob"), perfect("ada")]);
  assertEquals(rows, [{
    submission: "bob",
    total: "44.9",
    max: String(allPoints),
    extra: "0",
    standardize: "5",
    "batchnorm-forward": "6.6",
    "batchnorm-backward": "6.6",
    "batchnorm-backward with reference": "13.3",
    "batchnorm-backward-alt": "0",
    "batchnorm-backward-alt with reference": "",
    "layernorm-forward": "0",
    "layernorm-backward": "0",
    "layernorm-backward with reference": "",
    "fc-net": "20",
    "fc-net with reference": "",
    ...Object.fromEntries(later.map(({ id }) => [id, "0"])),
    ...Object.fromEntries(laterReferences.map((name) => [name, ""])),
    notes: "not handed in: 04, 05; can't be loaded: 03; left out: 1 file",
    seed: "231",
    hash: "9f".repeat(32),
  }, {
    submission: "ada",
    total: String(allPoints),
    max: String(allPoints),
    extra: String(allExtra),
    ...Object.fromEntries(
      lessons.map(({ id, points }) => [id, String(points)]),
    ),
    "batchnorm-backward with reference": "",
    "batchnorm-backward-alt with reference": "",
    "layernorm-backward with reference": "",
    "fc-net with reference": "",
    ...Object.fromEntries(laterReferences.map((name) => [name, ""])),
    notes: "",
    seed: "231",
    hash: "9f".repeat(32),
  }]);
});

Deno.test("csvOf() says why nothing was taken", () => {
  const problem = "holds no lesson files, such as 00_standardize.ts";
  const ignored = [{ path: "a", why: "b" }, { path: "c", why: "d" }];
  const [row] = read([gradeOf("eve", [], { problem, ignored })]);
  assertEquals(row.notes, `${problem}; left out: 2 files`);
  assertEquals(row.total, "0");
  assertEquals(row.standardize, "0");
});

Deno.test("csvOf() begins with the mark that spreadsheets read Chinese by", () => {
  assert(csvOf([mixed("张伟")]).startsWith('\uFEFF"submission"'));
  assertEquals(read([mixed("张伟")])[0].submission, "张伟");
});

Deno.test("csvOf() lets no name be a formula", () => {
  for (const start of "=+-@＝＋－＠") {
    const name = `${start}HYPERLINK("x")`;
    assertEquals(read([mixed(name)])[0].submission, `'${name}`);
    const [row] = read([gradeOf("a", [], { problem: name })]);
    assertEquals(row.notes, `'${name}`);
  }
  // What a spreadsheet would skip before it.
  for (const start of ["\t", "\r", "\n", " ", "\0", "\u200b", "\u3000"]) {
    const [{ submission }] = read([mixed(`${start}=1+1`)]);
    assert(/^('=|�)/.test(submission), submission);
  }
});

Deno.test("csvOf() keeps a name in its cell", () => {
  for (const name of ['"', 'a","b', "a,b;c", 'a"";=1+1;"']) {
    const rows = read([mixed(name)]);
    assertEquals(rows.map(({ submission }) => submission), [name]);
    assert(csvOf([mixed(name)]).includes(`\n"${name.replaceAll('"', '""')}",`));
  }
  assertEquals(read([hostile(), mixed("bob")])[1].submission, "bob");
});
