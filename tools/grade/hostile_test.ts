import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { assert, assertEquals, assertMatch } from "@std/assert";
import { lessons, pathOf } from "../course.ts";
import { solutionOf, stubOf } from "../testing.ts";
import { whatItSaid } from "../../lib/children.ts";
import { readLines } from "./results.ts";
import { type Desk, makeDesk } from "./run_testing.ts";
import {
  corpus,
  type Hostile,
  type Lessons,
  type Places,
} from "./testdata/hostile/mod.ts";
import { writeTree } from "./intake_testing.ts";
import { countedPoints, type Grade, type LessonGrade } from "./types.ts";

const SECRET = "the canary in the file";
const ENVIRONMENT = "the canary in the environment";

/** What the grader may need in memory, in MiB, for two submissions at a time. */
const MEMORY = 1536;
/** How long a lesson may take, in seconds: a solved one needs less than 1 unless others compute, too. */
const STOP = 8;
/** How long a submission may take, in seconds. */
const PATIENCE = 180;

/** How long all may take, in milliseconds. */
const TOO_LONG = 900_000;

/** A submission that nothing is wrong with. */
type Honest = Pick<Hostile, "name" | "lessons" | "earns" | "says">;

const all = Object.fromEntries(lessons.map(({ id, points }) => [id, points]));

/** Lessons by their modules. */
async function textsOf(
  some: typeof lessons,
  text: (lesson: typeof lessons[number]) => string | Promise<string>,
): Promise<Lessons> {
  return Object.fromEntries(
    await Promise.all(
      some.map(async (lesson) => [lesson.module, await text(lesson)]),
    ),
  );
}

const honest: Honest[] = [
  {
    name: "honest-reference",
    lessons: await textsOf(lessons, ({ module }) => solutionOf(module)),
    earns: all,
  },
  {
    name: "honest-half",
    lessons: {
      ...await textsOf(lessons, stubOf),
      ...await textsOf(lessons.slice(0, 4), ({ module }) => solutionOf(module)),
    },
    earns: Object.fromEntries(Object.entries(all).slice(0, 4)),
    says: /not written yet: Lesson (?!0[0-3])\d\d/,
  },
  {
    name: "honest-stubs",
    lessons: await textsOf(lessons, stubOf),
    earns: {},
    says: /not written yet: Lesson \d\d/,
  },
];

const hostile = corpus.filter(({ except }) => !except?.includes(Deno.build.os));

/** Everything in a folder, and since when it is as it is. */
async function stateOf(folder: string): Promise<Record<string, string>> {
  const state: Record<string, string> = {};
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    const { size, mode, mtime } = await Deno.lstat(path);
    state[path] = [mode, mtime?.getTime(), isDirectory || size].join();
    if (isDirectory) Object.assign(state, await stateOf(path));
  }
  return state;
}

/** The state of all that nobody is to change, in the course and beside the class. */
async function stateOfAll(places: Places): Promise<Record<string, string>> {
  const folders = ["kit", "lessons", "solutions", "tests"].map(pathOf);
  const states = [...folders, places.class, places.closed].map(stateOf);
  return Object.assign({}, ...await Promise.all(states), {
    secret: await Deno.readTextFile(places.secret),
  });
}

async function handIn(
  { name, lessons, deliver }: Honest & Pick<Hostile, "deliver">,
  places: Places,
): Promise<void> {
  const texts = typeof lessons === "function" ? lessons(places) : lessons;
  if (deliver !== undefined) return await deliver(texts, places);
  const files = Object.entries(texts)
    .map(([module, text]) => [`${module}.ts`, text]);
  await writeTree(join(places.class, name), Object.fromEntries(files));
}

/** A server that counts who calls, and answers nobody. */
function listen(): { host: string; calls: () => number; close: () => void } {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let calls = 0;
  (async () => {
    for await (const caller of listener) {
      calls++;
      caller.close();
    }
  })();
  return {
    host: `127.0.0.1:${listener.addr.port}`,
    calls: () => calls,
    close: () => listener.close(),
  };
}

/** The most memory that the graders at a desk have needed at once, in MiB; Linux. */
async function watchMemory(
  desk: Desk,
  until: Promise<unknown>,
): Promise<number> {
  let most = 0;
  let going = true;
  until.finally(() => going = false);
  while (going) {
    for (const { pid, command } of desk.processes()) {
      if (!command.includes("tools/grade.ts")) continue;
      const status = await Deno.readTextFile(`/proc/${pid}/status`)
        .catch(() => "");
      const [, kibibytes] = /^VmHWM:\s+(\d+)/m.exec(status) ?? [];
      most = Math.max(most, Number(kibibytes ?? 0) / 1024);
    }
    await new Promise((done) => setTimeout(done, 500));
  }
  return most;
}

/** Grades everything in the class with one command. */
async function gradeClass(desk: Desk, out: string) {
  const temporary = join(desk.path, "tmp");
  const output = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      pathOf("tools/grade.ts"),
      join(desk.path, "class"),
      ...["--out", out],
      ...["--jobs", "2"],
      ...["--timeout", `${STOP}`],
      ...["--format", "csv"],
    ],
    env: {
      NO_COLOR: "1",
      LC_ALL: "C",
      TMPDIR: temporary,
      TMP: temporary,
      TEMP: temporary,
      KATA_CANARY: ENVIRONMENT,
    },
    // What hangs is a failure, too.
    signal: AbortSignal.timeout(TOO_LONG),
  }).output();
  const memory = Deno.build.os === "linux"
    ? await watchMemory(desk, output)
    : undefined;
  return { ran: whatItSaid(await output), memory };
}

/** The points that count, by lesson, where there are any. */
function pointsOf({ lessons }: Grade): Record<string, number> {
  const points = lessons.map((lesson): [string, number] => [
    lesson.id,
    countedPoints(lesson),
  ]);
  return Object.fromEntries(points.filter(([, points]) => points > 0));
}

/** Why a lesson hasn't all its points. */
function reasonsOf(lesson: LessonGrade): string[] {
  const { points, properties, reason, withReference } = lesson;
  const counts = withReference && withReference.points > points
    ? withReference.properties
    : properties;
  const failed = counts.filter(({ passed }) => !passed);
  const messages = failed.map(({ message }) => message ?? "");
  return reason === undefined ? messages : [reason, ...messages];
}

/** Asserts what a submission earned, and that it is told the truth about the rest. */
function assertGrade(
  grade: Grade | undefined,
  { earns, says, ignores }: Pick<Hostile, "earns" | "says" | "ignores">,
): void {
  assert(grade !== undefined, "it has no grade");
  const { lessons, problem, ignored } = grade;
  const reasons = lessons.flatMap(reasonsOf);
  if (problem !== undefined) reasons.push(problem);
  assertEquals(pointsOf(grade), earns, reasons.join("\n"));
  for (const reason of reasons) {
    assert(says !== undefined, `it isn't expected to be told: ${reason}`);
    assertMatch(reason, says);
    // The grader's own places are nobody's business.
    assert(!/kata-grade-|not-part-of-the-submission/.test(reason));
  }
  if (ignores !== undefined) {
    const left = ignored.map(({ path, why }) => `${path} ${why}`);
    assert(left.some((one) => ignores.test(one)), left.join("\n"));
  }
  assert(grade.seconds < PATIENCE, `it took ${grade.seconds} s`);
}

/** The texts of all files in a folder, by path. */
async function textsIn(folder: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) {
      for (const [path, text] of await textsIn(join(folder, name))) {
        texts.set(path, text);
      }
    } else texts.set(path, await Deno.readTextFile(path));
  }
  return texts;
}

Deno.test("grade gives hostile submissions what they earned, and nothing else", async (t) => {
  await using desk = await makeDesk();
  const server = listen();
  const places: Places = {
    secret: join(desk.path, "secret.txt"),
    closed: join(desk.path, "closed"),
    server: server.host,
    class: join(desk.path, "class"),
    course: pathOf(".").replace(/[/\\.]+$/, ""),
  };
  await Deno.mkdir(places.class);
  await Deno.mkdir(places.closed);
  await Deno.writeTextFile(places.secret, SECRET);
  const submissions = [...honest, ...hostile];
  for (const submission of submissions) await handIn(submission, places);

  const before = await stateOfAll(places);
  const out = join(desk.path, "out");
  const { ran, memory } = await gradeClass(desk, out);
  const after = await stateOfAll(places);
  const grades = new Map(
    (await readLines(out))!.map(({ grade }) => [grade.submission, grade]),
  );

  await t.step("all are graded, and the command succeeds", () => {
    assertEquals(grades.size, submissions.length, ran.stderr);
    assertEquals(ran.code, 0, ran.stderr);
  });
  for (const submission of honest) {
    await t.step(submission.name, () => {
      assertGrade(grades.get(submission.name), submission);
    });
  }
  for (const submission of hostile) {
    const { name, known = name, tries } = submission;
    await t.step(`${known}, which ${tries}`, () => {
      assertGrade(grades.get(known), submission);
    });
  }
  await t.step("nothing is made, changed or removed", () => {
    assertEquals(after, before);
  });
  await t.step("nobody calls the server", () => {
    assertEquals(server.calls(), 0);
  });
  await t.step("nothing is left in the folder for temporary files", () => {
    assertEquals(desk.leftovers(), []);
  });
  await t.step({
    name: "no process is left",
    ignore: Deno.build.os !== "linux",
    fn: async () => assert(await desk.isQuiet()),
  });
  await t.step({
    name: "the grader doesn't need too much memory itself",
    ignore: memory === undefined,
    fn: () => assert(memory! > 0 && memory! < MEMORY, `it took ${memory} MiB`),
  });
  await t.step(
    "what is written is harmless, and tells no secrets",
    async () => {
      const texts = await textsIn(out);
      assert(texts.size > 2 * submissions.length);
      for (const [path, text] of [...texts, ["stderr", ran.stderr] as const]) {
        assert(!text.includes(SECRET), path);
        assert(!text.includes(ENVIRONMENT), path);
        assert(!text.includes("\u001b"), path);
        assert(path.endsWith(".jsonl") || !text.includes("\u202e"), path);
        if (path.endsWith(".html")) {
          assert(
            !text.includes("<script>alert"),
            path,
          );
        }
      }
    },
  );
  await t.step("the table has a row for each", async () => {
    const text = await Deno.readTextFile(join(out, "grades.csv"));
    const rows: Record<string, string>[] = parse(text, {
      bom: true,
      columns: true,
    });
    assertEquals(
      rows.map(({ total }) => Number(total)),
      [...grades.values()].map(({ points }) => points),
    );
    assert(rows.every(({ submission }) => !/^[=+@-]/.test(submission!)));
  });
  server.close();
});
