import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { usageError } from "../../lib/command.ts";
import { UserError } from "../../lib/errors.ts";
import { filesIn, writeWhole } from "../../lib/files.ts";
import { type Tree, writeTree, zipTree } from "./intake_testing.ts";
import { readLines } from "./results.ts";
import { type Grader, run } from "./run.ts";
import { lesson, perfect, property } from "./sample_grades.ts";
import type { GradeOrder, LessonGrade } from "./types.ts";

const FILE = "00_standardize.ts";

/** What a made-up grader says of a submission by the text of its only lesson. */
function lessonsFor(text = ""): LessonGrade[] {
  if (text === "crash") throw usageError("it crashed\nat a place");
  if (text === "perfect") return perfect("").lessons;
  if (text === "") return [lesson("standardize", [], { status: "missing" })];
  const message = text === "right" ? undefined : `it holds\n  ${text}`;
  return [lesson("standardize", [property("it holds", message)])];
}

/** Where submissions are graded by a made-up grader, in this process. */
class Room implements AsyncDisposable {
  /** What was asked of the graders, in order. */
  readonly asked: string[] = [];

  private constructor(readonly path: string) {}

  static async open(): Promise<Room> {
    return new Room(await Deno.makeTempDir({ prefix: "kata-room" }));
  }

  /** Runs an order; paths are in this room, colons in place of folders. */
  async run(out: string, order: Partial<GradeOrder> = {}) {
    const said = { stdout: "", stderr: "" };
    const { log, error } = console;
    console.log = (text: string) => said.stdout += `${text}\n`;
    console.error = (text: string) => said.stderr += `${text}\n`;
    try {
      const code = await run(
        {
          merge: false,
          formats: ["table", "csv", "junit", "gradescope"],
          jobs: 1,
          memory: 1024,
          shard: { index: 1, of: 1 },
          fresh: false,
          ...order,
          paths: (order.paths ?? ["class"])
            .map((path) => join(this.path, path)),
          out: join(this.path, out),
        },
        "work",
        () => this.#grader(),
      );
      return { code, ...said };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { code: error.code, ...said, stderr: error.message };
    } finally {
      Object.assign(console, { log, error });
    }
  }

  #grader(): Grader {
    return {
      open: (work) => {
        this.asked.push(`open ${work}`);
        return Promise.resolve("nothing is enforced");
      },
      // deno-lint-ignore require-await
      grade: async (files, seed) => {
        const [text] = files.values();
        this.asked.push(`${text} ${seed}`);
        return lessonsFor(text);
      },
      close: () => this.asked.push("close"),
    };
  }

  /** Everything that a run wrote, as one text a file, without times. */
  written(out: string): Record<string, string> {
    const folder = join(this.path, out);
    return Object.fromEntries(
      filesIn(folder).filter((path) => path !== ".lock").map((path) => [
        path,
        Deno.readTextFileSync(join(folder, path))
          .replaceAll(/"seconds":[\d.]+/g, '"seconds":0')
          .replaceAll(/ time="[\d.]+"/g, ' time="0"')
          .replaceAll(/"execution_time": \d+/g, '"execution_time": 0'),
      ]),
    );
  }

  /** Names and points in the results of a run. */
  async points(out: string): Promise<[string, number][]> {
    const lines = await readLines(join(this.path, out)) ?? [];
    return lines.map(({ grade }) => [grade.submission, grade.points]);
  }

  async [Symbol.asyncDispose]() {
    await Deno.remove(this.path, { recursive: true });
  }
}

/** A room with a class of six. */
async function classRoom(): Promise<Room> {
  const room = await Room.open();
  await writeTree(join(room.path, "class"), {
    [`ann/${FILE}`]: "right",
    [`bo/${FILE}`]: "wrong",
    "cy.zip": zipTree({ [`work/${FILE}`]: "right // cy" }),
    "dee/notes.txt": "",
    [`eve/${FILE}`]: "right // eve",
    [`李雷/lessons/${FILE}`]: "right",
  });
  return room;
}

Deno.test("run() leaves results, pages and files", async () => {
  await using room = await classRoom();
  const { code, stdout, stderr } = await room.run("out", { jobs: 3 });
  assertEquals(code, 0, stderr);
  const names = ["ann", "bo", "cy", "dee", "eve", "李雷"];
  assertEquals(Object.keys(room.written("out")), [
    ...names.flatMap((
      name,
    ) => [`feedback/${name}.html`, `feedback/${name}.md`]),
    "grades.csv",
    ...names.map((name) => `gradescope/${name}.json`),
    "junit.xml",
    "results.jsonl",
  ]);
  const lines = await readLines(join(room.path, "out")) ?? [];
  assertEquals(lines.map(({ order }) => order), [0, 1, 2, 3, 4, 5]);
  assertEquals(lines.map(({ grade }) => grade.problem !== undefined), [
    ...[false, false, false, true, false, false],
  ]);
  assertStringIncludes(stdout, "│ 李雷");
  assert(stdout.endsWith(
    `\nSee ${join(room.path, "out/feedback")} and ` +
      `${join(room.path, "out/results.jsonl")}\n`,
  ));
  assertEquals(room.asked.filter((what) => what.startsWith("open")), [
    ...[1, 2, 3].map((n) => `open ${join("work", String(n))}`),
  ]);
  assertEquals(stderr.match(/^nothing is enforced$/gm)?.length, 1);
  assertEquals(stderr.match(/^\d of 6 graded: .+$/gm)?.length, 6);
});

Deno.test("run() comes to the same in shards", async () => {
  await using room = await classRoom();
  await room.run("whole");
  const shards = [4, 2, 3, 1].map((index) => `s${index}`);
  for (const [i, out] of [...shards.entries()].toReversed()) {
    const index = Number(shards[i]?.slice(1));
    assertEquals((await room.run(out, { shard: { index, of: 4 } })).code, 0);
  }
  assertEquals((await room.points("s2")).map(([name]) => name), ["bo", "李雷"]);
  const all = await room.run("merged", { merge: true, paths: shards });
  assertEquals([all.code, all.stderr], [0, ""]);
  assertStringIncludes(all.stdout, "│ 李雷");
  assertEquals(room.written("merged"), room.written("whole"));
});

Deno.test("run() says how many of a class aren't in the shards", async () => {
  await using room = await classRoom();
  const shard = (index: number, of: number) =>
    room.run(`s${index}`, { shard: { index, of } });
  await shard(2, 4);
  await shard(3, 4);
  // A shard of nothing is no mistake, one that isn't there is.
  assertEquals((await shard(9, 9)).code, 0);
  const paths = ["s9", "s2", "s3"];
  const some = await room.run("some", { merge: true, paths });
  assertEquals([some.code, some.stderr], [
    1,
    "3 of the class are missing: name the folders of all shards, when all are graded\n",
  ]);
  assertStringIncludes(some.stdout, "│ 李雷");
  const none = await room.run("none", { merge: true, paths: ["class"] });
  assertEquals([none.code, none.stderr], [
    2,
    `Cannot merge: expected results.jsonl in "${join(room.path, "class")}", ` +
    "found none; name the folders that --out of the shards named",
  ]);
});

Deno.test("run() goes on where a run before it was cut off", async () => {
  await using room = await classRoom();
  await room.run("out");
  const whole = room.written("out");
  const results = join(room.path, "out/results.jsonl");
  const [first = "", second = ""] = whole["results.jsonl"]?.split("\n") ?? [];
  // A machine that lost its power leaves half of a line.
  await writeWhole(results, `${second}\n${first.slice(0, -20)}`);
  room.asked.length = 0;
  const { stderr } = await room.run("out");
  assertStringIncludes(
    stderr,
    "\n1 of 6 were graded already; --fresh grades them again\n",
  );
  assertEquals(room.asked.length, 7);
  assertEquals(room.written("out"), whole);
});

Deno.test("run() grades nothing twice, unless it has changed, or afresh", async () => {
  await using room = await classRoom();
  const run = async (more: Partial<GradeOrder> = {}) => {
    room.asked.length = 0;
    await room.run("out", more);
    // But for opening and closing.
    return Math.max(0, room.asked.length - 2);
  };
  assertEquals([await run(), await run()], [6, 0]);
  await writeTree(join(room.path, "class"), { [`dee/${FILE}`]: "right" });
  assertEquals(await run(), 1);
  // The order matters only where it changes what is graded.
  assertEquals(await run({ seed: 7 }), 6);
  assertEquals(await run({ seed: 7, jobs: 1, formats: [] }), 0);
  assertEquals(await run({ seed: 7, timeout: 9 }), 6);
  assertEquals(await run({ seed: 7, timeout: 9, memory: 2048 }), 6);
  assertEquals(await run({ fresh: true }), 6);

  for (const name of ["ann", "eve"]) {
    await Deno.remove(join(room.path, "class", name), { recursive: true });
  }
  assertEquals(await run(), 0);
  const names = async () => (await room.points("out")).map(([name]) => name);
  assertEquals(await names(), ["bo", "cy", "dee", "李雷", "ann", "eve"]);
  assertEquals(await run({ fresh: true }), 4);
  assertEquals(await names(), ["bo", "cy", "dee", "李雷"]);
});

Deno.test("run() takes one seed for a class, whoever comes late, or the one that it is given", async () => {
  await using room = await classRoom();
  await room.run("out");
  const seeds = async (out: string) =>
    (await readLines(join(room.path, out)) ?? [])
      .map(({ grade }) => grade.seed);
  const [seed] = await seeds("out");
  assertEquals(room.asked[1], `right ${seed}`);
  await writeTree(join(room.path, "class"), {
    [`dee/${FILE}`]: "right, with a comment",
    [`late/${FILE}`]: "right",
  });
  await room.run("out");
  assertEquals(await seeds("out"), Array(7).fill(seed));
  await room.run("seven", { seed: 7 });
  assertEquals(await seeds("seven"), Array(7).fill(7));
});

Deno.test("run() goes on past a submission that a grader fails at", async () => {
  await using room = await classRoom();
  await writeTree(join(room.path, "class"), { [`bo/${FILE}`]: "crash" });
  const { code, stderr, stdout } = await room.run("out");
  assertEquals(code, 1);
  assertStringIncludes(stderr, '\nCannot grade "bo": it crashed\n');
  assert(!stdout.includes("│ bo"));
  assertEquals((await room.points("out")).length, 5);
  // The others are graded by a new one.
  assertEquals(
    room.asked.map((what) => what.split(" ")[0]),
    ["open", "right", "crash", "close", "open", "right", "undefined", "right"]
      .concat(["right", "close", "close"]),
  );
});

Deno.test("run() says of a single submission what comes next", async () => {
  await using room = await Room.open();
  const next = async (tree: Tree) => {
    await Deno.writeFile(join(room.path, "one.zip"), zipTree(tree));
    const { code, stdout } = await room.run("out", { paths: ["one.zip"] });
    return [code, /(?<=┘\n)[^]*(?=\nSee )/.exec(stdout)?.[0]];
  };
  const problem = "Nothing could be graded: the submission holds no lesson " +
    "files such as 00_standardize.ts";
  assertEquals(await next({}), [1, `${problem}\n${problem}`]);
  const warmUp = "Next: lesson 00, Warm-up: standardize\n";
  for (
    const [text = "", said] of [
      ["it is off", "it holds\n  it is off"],
      ["", `lessons/${FILE} wasn't handed in`],
    ]
  ) assertEquals(await next({ [FILE]: text }), [1, warmUp + said]);
  const solved = await next({ [FILE]: "perfect" });
  assertEquals(solved, [0, "All lessons are solved."]);
  // Of a class, a shard may be one submission.
  const shard = await room.run("shard", {
    paths: ["one.zip"],
    shard: { index: 1, of: 2 },
  });
  assertEquals(shard.code, 0);
});

Deno.test("run() writes nothing that a terminal or a page would obey", async () => {
  await using room = await Room.open();
  await writeTree(room.path, { [`eve/${FILE}`]: "\x1b[31mred\u202e\x9b" });
  const { stdout } = await room.run("out", { paths: ["eve"] });
  const { "results.jsonl": _, ...files } = room.written("out");
  for (const text of [stdout, ...Object.values(files)]) {
    assert(!/(?!\n)[\p{Cc}\p{Bidi_Control}]|\\u(001b|202e)/u.test(text), text);
  }
});

Deno.test("run() says in one line where it can't write", async () => {
  await using room = await classRoom();
  await writeTree(room.path, { file: "", "odd/results.jsonl/x": "" });
  for (const out of ["file", "file/in it", "odd"]) {
    const { code, stderr } = await room.run(out);
    assertEquals(code, 2);
    assert(
      /^Cannot write results: expected a folder that can be written, got .+; choose another with --out$/
        .test(stderr),
      stderr,
    );
  }
  assertEquals(room.asked, []);
});
