import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { whatItSaid } from "../testing.ts";
import { readLines } from "./results.ts";
import {
  type Desk,
  makeDesk,
  resultsIn,
  sleep,
  writeClass,
} from "./run_testing.ts";

const FORMATS = "--format=table,csv,junit,gradescope,classroom";
/** Processes are looked up in a way that other systems don't have. */
const ignore = Deno.build.os !== "linux";

/** A desk with a class on it, and what comes of grading it at once. */
async function makeClass(): Promise<Desk & { whole: Record<string, string> }> {
  const desk = await makeDesk();
  await writeClass(join(desk.path, "class"));
  const { code, stdout, stderr } = await desk
    .grade("class", "--out", "whole", "--jobs=2", FORMATS);
  assertEquals(code, 0, stderr);
  assertStringIncludes(stdout, "│ 李雷");
  return { ...desk, whole: resultsIn(join(desk.path, "whole")) };
}

/** Starts grading and waits until so many more are graded. */
async function startUntil(
  { path, start }: Desk,
  more: number,
  ...args: string[]
): Promise<Deno.ChildProcess> {
  const graded = async () => (await readLines(join(path, "out"))).length;
  const enough = await graded() + more;
  const child = start("class", "--out", "out", ...args);
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (await graded() >= enough) return child;
    await sleep(20);
  }
  throw new Error("Cannot wait any longer for results");
}

Deno.test("a class, by any number of jobs, in shards, and after being killed", async (t) => {
  await using desk = await makeClass();
  const { path, whole, grade } = desk;

  await t.step("leaves results, pages and files", () => {
    const names = ["ann", "bo", "cy", "dee", "eve", "flo", "gil", "李雷"];
    assertEquals(Object.keys(whole).sort(), [
      ...names.flatMap((name) =>
        ["base64", "json"].map((end) => `classroom/${name}.${end}`)
      ),
      ...names.flatMap((name) =>
        ["html", "md"].map((end) => `feedback/${name}.${end}`)
      ),
      "grades.csv",
      ...names.map((name) => `gradescope/${name}.json`),
      "junit.xml",
      "results.jsonl",
    ]);
    const lines = whole["results.jsonl"].trim().split("\n")
      .map((line) => JSON.parse(line));
    assertEquals(lines.map(({ order }) => order), [0, 1, 2, 3, 4, 5, 6, 7]);
    const rows = lines.map(({ grade }) => [grade.submission, grade.points]);
    const [, [, points]] = rows;
    assert(points > 0 && points < 5);
    assertEquals(rows, [
      ["ann", 15],
      ["bo", points],
      ["cy", 5],
      ["dee", 0],
      ["eve", 0],
      ["flo", 15],
      ["gil", 15],
      ["李雷", 5],
    ]);
    assertEquals(
      lines[3].grade.problem,
      "holds no lesson files such as 00_standardize.ts",
    );
    assertEquals(lines[4].grade.lessons[0].status, "broken");
    assertEquals(desk.leftovers(), []);
  });

  await t.step("comes to the same in shards", async () => {
    for (const pair of [[1, 2], [3, 4]]) {
      const runs = pair.map((shard) =>
        grade("class", "--out", `s${shard}`, "--shard", `${shard}/4`)
      );
      for (const { code, stderr } of await Promise.all(runs)) {
        assertEquals(code, 0, stderr);
      }
    }
    const orders = (await readLines(join(path, "s2"))).map((line) =>
      line.order
    );
    assertEquals(orders, [1, 5]);
    const shards = ["s4", "s2", "s3", "s1"];
    const args = ["merge", ...shards, "--out", "merged", FORMATS];
    const { code, stdout, stderr } = await grade(...args);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "│ 李雷");
    assertEquals(resultsIn(join(path, "merged")), whole);

    // A shard of nothing is no mistake, one that isn't there is.
    const { code: none } = await grade("class", "--out=s9", "--shard=9/9");
    assertEquals(none, 0);
    const some = await grade("merge", "s9", "s2", "s3", "--out", "some");
    assertEquals(some.code, 1);
    assertMatch(some.stderr, /^3 of the class are missing: name [^\n]+\n$/);
    assertStringIncludes(some.stdout, "│ gil");
  });

  await t.step({
    name: "comes to the same in pieces, one at a time",
    ignore,
    async fn() {
      for (const victim of [0, 1, 0]) {
        const child = await startUntil(desk, 1, "--jobs=1");
        await sleep(300 * Math.random());
        const graders = ["tools/grade.ts class", "tools/grade/run.ts"]
          .map((part) =>
            desk.processes().find(({ command }) => command.includes(part))!.pid
          );
        Deno.kill(graders[victim], "SIGKILL");
        await child.output();
        assert(await desk.isQuiet(), "no process is left");
        assert((await readLines(join(path, "out"))).length < 8);
      }
      const args = ["class", "--out", "out", "--jobs=1", FORMATS];
      const { code, stderr } = await grade(...args);
      assertEquals(code, 0, stderr);
      assertMatch(stderr, /\n[3-7] of 8 were graded already; /);
      assertEquals(resultsIn(join(path, "out")), whole);
    },
  });

  await t.step({
    name: "keeps what is graded at Ctrl-C, and is left alone by others",
    ignore,
    async fn() {
      await Deno.remove(join(path, "out"), { recursive: true });
      const before = desk.leftovers();
      const child = await startUntil(desk, 2);
      const second = await grade("class", "--out", "out", "--fresh");
      assertEquals([second.code, second.stdout], [2, ""]);
      assertMatch(
        second.stderr,
        /^Cannot write results: another run is writing to "\S+out"; wait [^\n]+\n$/,
      );
      child.kill("SIGINT");
      const { code, stdout, stderr } = whatItSaid(await child.output());
      assertEquals([code, stdout], [130, ""]);
      assertStringIncludes(stderr, "\nStopped. What is graded is kept: ");
      assert(await desk.isQuiet(), "no process is left");
      assertEquals(desk.leftovers(), before);
      const kept = await readLines(join(path, "out"));
      assert(kept.length >= 2 && kept.length < 8);

      const results = join(path, "out", "results.jsonl");
      const text = await Deno.readTextFile(results);
      // A machine that lost its power leaves half of a line.
      await Deno.writeTextFile(results, text.slice(0, -20));
      const rest = await grade("class", "--out", "out", FORMATS);
      assertStringIncludes(
        rest.stderr,
        `\n${kept.length - 1} of 8 were graded already; `,
      );
      assertEquals(resultsIn(join(path, "out")), whole);
    },
  });

  await t.step(
    "isn't graded twice, unless it has changed, or with --fresh",
    async () => {
      const args = ["class", "--out", "whole", FORMATS];
      const again = await grade(...args);
      assertEquals(again.code, 0);
      assertEquals(
        again.stderr,
        "8 of 8 were graded already; --fresh grades them again\n",
      );
      assertEquals(resultsIn(join(path, "whole")), whole);
      for (const name of ["ann", "flo", "gil", "eve"]) {
        await Deno.remove(join(path, "class", name), { recursive: true });
      }
      await Deno.writeTextFile(join(path, "class/dee/00_standardize.ts"), "");
      const changed = await grade(...args);
      assertMatch(
        changed.stderr,
        /^\d of 4 graded: dee\n3 of 4 were graded already; [^\n]+\n$/,
      );
      assert(!changed.stdout.includes("flo"));
      const names = async () =>
        (await readLines(join(path, "whole")))
          .map(({ grade }) => grade.submission);
      assertEquals((await names()).slice(0, 4), ["bo", "cy", "dee", "李雷"]);
      assertEquals((await names()).slice(4).sort(), [
        "ann",
        "eve",
        "flo",
        "gil",
      ]);
      const fresh = await grade(...args, "--fresh");
      assertMatch(fresh.stderr, /^1 of 4 graded: .+\n2 .+\n3 .+\n4 .+\n$/);
      assertEquals(await names(), ["bo", "cy", "dee", "李雷"]);
    },
  );
});
