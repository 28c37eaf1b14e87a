import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { join, resolve } from "node:path";
import { typedPath } from "../lib/command.ts";
import { UserError } from "../lib/errors.ts";
import { GRADING_RUNS } from "../tests/support/contract.ts";
import { allPoints, lessons, pathOf } from "./course.ts";
import { parseOrder, USAGE } from "./grade.ts";
import { writeTree, zipTree } from "./grade/intake_testing.ts";
import { readLines } from "./grade/results.ts";
import { type Desk, happens, makeDesk } from "./grade/run_testing.ts";
import { allExtra } from "./grade/sample_grades.ts";
import { formatNames } from "./grade/types.ts";
import { solutionOf, stubOf } from "./testing.ts";
import { whatItSaid } from "../lib/children.ts";

Deno.test("parseOrder() takes the lessons of this folder when none are named", () => {
  assertEquals(parseOrder([]), {
    merge: false,
    paths: [pathOf("lessons")],
    out: pathOf("out/grades"),
    formats: ["table"],
    jobs: navigator.hardwareConcurrency,
    timeout: undefined,
    memory: 1024,
    seed: undefined,
    shard: { index: 1, of: 1 },
    fresh: false,
  });
});

Deno.test("parseOrder() takes every option", () => {
  const args = [
    ...["class one", "../b.zip", "--out", "here", "--format=csv,junit"],
    ...["--format", "csv", "--jobs", "3", "--timeout=60", "--memory", "2048"],
    ...["--seed=4294967295", "--shard", "2/4", "--fresh", resolve("/whole")],
  ];
  assertEquals(parseOrder(args), {
    merge: false,
    paths: [typedPath("class one"), typedPath("../b.zip"), resolve("/whole")],
    out: typedPath("here"),
    formats: ["csv", "junit"],
    jobs: 3,
    timeout: 60,
    memory: 2048,
    seed: 4294967295,
    shard: { index: 2, of: 4 },
    fresh: true,
  });
  const all = `--format=${formatNames.join(",")}`;
  assertEquals(parseOrder([all]).formats, [...formatNames]);
});

Deno.test("parseOrder() takes the folders to merge", () => {
  const { merge, paths, out } = parseOrder(["merge", "a", "b"]);
  assertEquals([merge, paths], [true, [typedPath("a"), typedPath("b")]]);
  assertEquals(out, pathOf("out/grades"));
  assertEquals(parseOrder(["./merge"]).merge, false);
});

Deno.test("parseOrder() refuses what isn't understood", () => {
  const number = (name: string, min: number, max: number, got: string) =>
    `expected --${name} to be a whole number from ${min} to ${max}, got "${got}"`;
  const bad: [args: string[], message: string][] = [
    [["--sed", "1"], "Unknown option '--sed'; --help shows what there is"],
    [["--jobs=0"], number("jobs", 1, 256, "0")],
    [["--jobs=257"], number("jobs", 1, 256, "257")],
    [["--timeout", "0"], number("timeout", 1, 3600, "0")],
    [["--memory", "512"], number("memory", 1024, 1000000, "512")],
    [["--seed=-1"], number("seed", 0, 4294967295, "-1")],
    [["--seed=4294967296"], number("seed", 0, 4294967295, "4294967296")],
    ...["0/4", "5/4", "4", "1/0", "1/4/2", "-1/4", "1/", "a/b"]
      .map((text): [string[], string] => [
        [`--shard=${text}`],
        `expected --shard to be one of several such as 1/4, got "${text}"`,
      ]),
    ...["xml", "csv,", "constructor"].map((text): [string[], string] => [
      [`--format=${text}`],
      `expected --format to be ${formatNames.join(" or ")}, ` +
      `got "${text.split(",").at(-1)}"`,
    ]),
    [["merge"], "expected the folders of the shards after merge"],
  ];
  for (const [args, message] of bad) {
    const error = assertThrows(() => parseOrder(args), UserError);
    assertEquals([error.message, error.code], [message, 2]);
  }
});

/** The commands in a text that begin so; lines that end in a backslash go on. */
function commandsIn(text: string, start: string): string[][] {
  return text.replaceAll(/\\\n\s*/g, "").split("\n")
    .filter((line) => line.includes(start))
    .map((line) => line.slice(line.indexOf(start) + start.length).trim())
    .map((line) => line.replaceAll("${{ matrix.shard }}", "1").split(/\s+/));
}

Deno.test("docs/grading.md and its example say what the command understands", async () => {
  const guide = await Deno.readTextFile(pathOf("docs/grading.md"));
  const code = [...guide.matchAll(/```(?:sh|yaml|dockerfile)\n([^]*?)```/g)]
    .map(([, text]) => text?.replaceAll(/&& .*| \|\| true/g, "")).join("\n");
  const commands = commandsIn(code, " task grade ");
  assert(commands.length > 6);
  const example = await Deno.readTextFile(
    pathOf("docs/examples/grade-matrix.yml"),
  );
  const [first = [], ...others] = commandsIn(example, " task grade ");
  assertEquals(others.length, 1);
  for (const args of [...commands, first, ...others]) parseOrder(args);
  const shards = /shard: \[(.+)\]/.exec(example)?.[1]?.split(",");
  assertEquals(parseOrder(first).shard, { index: 1, of: shards?.length ?? 0 });
  for (const [option] of USAGE.matchAll(/--\w+/g)) {
    assertStringIncludes(guide, option);
  }
  for (const name of formatNames) {
    assertStringIncludes(guide, `| \`${name}\` `);
    assertStringIncludes(USAGE, name);
  }
  assertStringIncludes(guide, `on ${GRADING_RUNS} inputs`);
});

/** A class: one wrong, three who handed in one lesson, all stubs, all solutions. */
async function writeClass(folder: string): Promise<void> {
  const solutions: Record<string, string> = {};
  const stubs: Record<string, string> = {};
  for (const lesson of lessons) {
    const file = `${lesson.module}.ts`;
    solutions[file] = await solutionOf(lesson.module);
    stubs[file] = stubOf(lesson);
  }
  const [right = ""] = Object.values(solutions);
  await writeTree(folder, {
    "1 wrong/00_standardize.ts": right.replaceAll("var(0)", "std(0)"),
    "2 little/lessons/00_standardize.ts": right,
    "3 little/00_standardize.ts": right,
    "4 little.zip": zipTree({ "00_standardize.ts": right }),
  });
  await writeTree(join(folder, "5 stubs"), stubs);
  await writeTree(join(folder, "6 solutions"), solutions);
}

/** Starts to grade and waits until one more is graded. */
async function startUntilNext({ path, start }: Desk) {
  const count = async () => (await readLines(join(path, "out")))?.length ?? 0;
  const enough = await count() + 1;
  const child = start("class", "--out", "out", "--jobs=1");
  assert(await happens(async () => await count() >= enough));
  return child;
}

Deno.test({
  name: "grade grades a class, even if it is killed and stopped before",
  // Processes are looked up in a way that other systems don't have.
  ignore: Deno.build.os !== "linux",
}, async (t) => {
  await using desk = await makeDesk();
  await writeClass(join(desk.path, "class"));

  await t.step("says in one line what can't be graded", async () => {
    const { code, stdout, stderr } = await desk.grade("nowhere", "--out=new");
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^Cannot grade "\S+nowhere": expected a [^\n]+\n$/);
    const { code: bad, stderr: said } = await desk.grade("--shard=5/4");
    assertEquals(bad, 2);
    assertMatch(said, /^Cannot grade: expected --shard to be [^\n]+\n$/);
  });

  await t.step("leaves no process when it is killed", async () => {
    const child = await startUntilNext(desk);
    child.kill("SIGKILL");
    await child.output();
    assert(await desk.isQuiet());
  });

  await t.step(
    "keeps what is graded at Ctrl-C, and leaves nothing",
    async () => {
      // What the killed one left is removed as well.
      assertEquals(desk.leftovers().length, 1);
      const child = await startUntilNext(desk);
      child.kill("SIGINT");
      const { code, stdout, stderr } = whatItSaid(await child.output());
      assertEquals([code, stdout], [130, ""]);
      assertMatch(stderr, /^Stopped\. What is graded is kept: /m);
      assert(await desk.isQuiet());
      assertEquals(desk.leftovers(), []);
    },
  );

  await t.step("goes on from there, and gives points", async () => {
    const { code, stdout, stderr } = await desk.grade("class", "--out=out");
    assertEquals(code, 0, stderr);
    assertMatch(stderr, /\n[2-5] of 6 were graded already; /);
    assertStringIncludes(stdout, "│ 6 solutions │");
    const grades = (await readLines(join(desk.path, "out")) ?? [])
      .map(({ grade }) => grade);
    const [wrong, , , , stubs] = grades;
    assert(wrong && wrong.points > 0 && wrong.points < 5);
    assertEquals(
      grades.map(({ points, extra }) => [points, extra]),
      [[wrong.points, 0], [5, 0], [5, 0], [5, 0], [0, 0], [
        allPoints,
        allExtra,
      ]],
    );
    for (const { properties, withReference } of stubs?.lessons ?? []) {
      assert(properties.length > 0);
      const all = [...properties, ...withReference?.properties ?? []];
      assertEquals(all.filter(({ passed }) => passed), []);
    }
  });

  await t.step("tries the same inputs again", async () => {
    const graded = async (out: string, seed: number) => {
      const args = ["class/1 wrong", "--out", out, `--seed=${seed}`];
      assertEquals((await desk.grade(...args)).code, 1);
      return (await readLines(join(desk.path, out)))?.[0]?.grade.lessons;
    };
    const [first] = await readLines(join(desk.path, "out")) ?? [];
    assert(first);
    const { seed, lessons } = first.grade;
    assertEquals(await graded("again", seed), lessons);
    assertNotEquals(await graded("other", seed + 1), lessons);
  });
});
