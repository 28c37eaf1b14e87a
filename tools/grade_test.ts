import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { resolve } from "node:path";
import { allPoints, lessons, pathOf } from "./course.ts";
import { allExtra } from "./grade/sample_grades.ts";
import { parseRequest, UsageError } from "./grade.ts";
import { formatNames } from "./grade/order.ts";
import { writeTree } from "./grade/intake_testing.ts";
import { readLines } from "./grade/results.ts";
import { GRADING_RUNS } from "../tests/support/settings.ts";
import { LAYERNORM, makeDesk, solved, WARM_UP } from "./grade/run_testing.ts";
import { stubOf } from "./testing.ts";

const CWD = resolve("/somewhere");

Deno.test("parseRequest() takes the lessons of this folder when none are named", () => {
  assertEquals(parseRequest([], CWD), {
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

Deno.test("parseRequest() takes every option", () => {
  const args = [
    ...["class one", "../b.zip", "--out", "here", "--format=csv,junit"],
    ...["--format", "csv", "--jobs", "3", "--timeout=60", "--memory", "2048"],
    ...["--seed=4294967295", "--shard", "2/4", "--fresh", resolve("/whole")],
  ];
  assertEquals(parseRequest(args, CWD), {
    merge: false,
    paths: [
      resolve(CWD, "class one"),
      resolve(CWD, "../b.zip"),
      resolve("/whole"),
    ],
    out: resolve(CWD, "here"),
    formats: ["csv", "junit"],
    jobs: 3,
    timeout: 60,
    memory: 2048,
    seed: 4294967295,
    shard: { index: 2, of: 4 },
    fresh: true,
  });
});

Deno.test("parseRequest() takes the folders to merge", () => {
  const { merge, paths, out } = parseRequest(["merge", "a", "b"], CWD);
  assertEquals([merge, paths, out], [
    true,
    [resolve(CWD, "a"), resolve(CWD, "b")],
    pathOf("out/grades"),
  ]);
  assertEquals(parseRequest(["./merge"], CWD).merge, false);
});

Deno.test("parseRequest() knows all formats", () => {
  const args = [`--format=${formatNames.join(",")}`];
  assertEquals(parseRequest(args, CWD).formats, [...formatNames]);
});

const options = "deno task grade --help shows the options";
const bad: [args: string[], message: string][] = [
  [["--sed", "1"], `Unknown option '--sed'; ${options}`],
  [["--seed"], `Option '--seed <value>' argument missing; ${options}`],
  [["--jobs", "--fresh"], `Option '--jobs' argument is ambiguous; ${options}`],
  [
    ["--fresh=yes"],
    `Option '--fresh' does not take an argument; ${options}`,
  ],
  ...["0", "257", "1.5", "", "two", "1e2", "0x10", " 2"].map((
    text,
  ): [string[], string] => [
    [`--jobs=${text}`],
    `expected --jobs to be a whole number from 1 to 256, got "${text}"`,
  ]),
  [
    ["--timeout", "0"],
    'expected --timeout to be a whole number from 1 to 3600, got "0"',
  ],
  [
    ["--memory", "512"],
    'expected --memory to be a whole number from 1024 to 1000000, got "512"',
  ],
  [
    ["--seed=-1"],
    'expected --seed to be a whole number from 0 to 4294967295, got "-1"',
  ],
  [
    ["--seed", "4294967296"],
    "expected --seed to be a whole number from 0 to 4294967295, " +
    'got "4294967296"',
  ],
  ...["0/4", "5/4", "4", "1/0", "1/4/2", "-1/4", "1/", "a/b"].map((
    text,
  ): [string[], string] => [
    [`--shard=${text}`],
    `expected --shard to be one of several such as 1/4, got "${text}"`,
  ]),
  ...["xml", "", "csv,", "constructor"].map((text): [string[], string] => [
    [`--format=${text}`],
    "expected --format to be some of " +
    `${formatNames.join(", ")}, got "${text.split(",").at(-1)}"`,
  ]),
  [["merge"], "expected the folders of the shards after merge"],
];
for (const [args, message] of bad) {
  Deno.test(`parseRequest() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseRequest(args, CWD), UsageError);
    assertEquals(error.message, message);
  });
}

const kinds = "expected a folder or a .zip, .tar.gz, .tgz or .tar archive";
const refusals: [what: string, args: string[], message: RegExp][] = [
  ["an unknown option", ["--sed"], /^Unknown option '--sed'; /],
  ["a bad shard", ["--shard=5/4"], /^expected --shard to be one of several/],
  [
    "what isn't there",
    ["nowhere"],
    RegExp(`^"\\S+nowhere": ${kinds}, got no such file or folder; check`),
  ],
  [
    "what is no submission",
    ["full", "file.txt"],
    RegExp(`^"\\S+file.txt": ${kinds}, got another file; name the folder`),
  ],
  [
    "a folder with nothing to grade",
    ["empty"],
    RegExp(`^"\\S+empty": ${kinds}, got a folder without lesson files,`),
  ],
];
/** The commands in a text that begin so; lines that end in a backslash go on. */
function commandsIn(text: string, start: string): string[][] {
  return text.replaceAll(/\\\n\s*/g, "").split("\n")
    .filter((line) => line.includes(start))
    .map((line) => line.split(start)[1].trim())
    .map((line) => line.replaceAll("${{ matrix.shard }}", "1").split(/\s+/));
}

Deno.test("docs/grading.md and its example say what the command understands", async () => {
  const guide = await Deno.readTextFile(pathOf("docs/grading.md"));
  const code = [...guide.matchAll(/```(?:sh|yaml|dockerfile)\n([^]*?)```/g)]
    .map(([, text]) => text.replaceAll(/&& .*| \|\| true/g, "")).join("\n");
  const commands = commandsIn(code, " task grade ");
  assert(commands.length > 8);
  const example = await Deno.readTextFile(
    pathOf("docs/examples/grade-matrix.yml"),
  );
  const inExample = commandsIn(example, " task grade ");
  assertEquals(inExample.length, 2);
  for (const args of [...commands, ...inExample]) parseRequest(args, CWD);
  assertEquals(
    parseRequest(inExample[0], CWD).shard,
    { index: 1, of: /shard: \[(.+)\]/.exec(example)![1].split(",").length },
  );
  for (const name of formatNames) assertStringIncludes(guide, `| \`${name}\` `);
  assertStringIncludes(guide, `on ${GRADING_RUNS} inputs`);
});

Deno.test("grade refuses in one line, and writes nothing", async (t) => {
  await using desk = await makeDesk();
  await writeTree(desk.path, { "file.txt": "", "full/00_standardize.ts": "" });
  await Deno.mkdir(`${desk.path}/empty`);
  const before = [...Deno.readDirSync(desk.path)].length;
  const check = async (args: string[], message: RegExp, verb = "grade") => {
    const { code, stdout, stderr } = await desk.grade(...args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, /^[^\n]+\n$/);
    assert(stderr.startsWith(`Cannot ${verb}`), stderr);
    assertMatch(stderr.replace(/^Cannot \w+:? /, ""), message);
    assertEquals([...Deno.readDirSync(desk.path)].length, before);
  };
  for (const [what, args, message] of refusals) {
    await t.step(what, () => check([...args, "--out", "new"], message));
  }
  await t.step("folders without results", () =>
    check(
      ["merge", "full", "--out", "new"],
      /^expected results.jsonl in "\S+full", found none; name/,
      "merge",
    ));
  await t.step("a file where results should go", () =>
    check(
      ["full", "--out", "file.txt"],
      /^results: expected a folder that can be written, got .*; choose another/,
      "write",
    ));
});

Deno.test("grade says how it is used", async () => {
  await using desk = await makeDesk();
  for (const args of [["--help"], ["merge", "x", "-h"]]) {
    const { code, stdout, stderr } = await desk.grade(...args);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "deno task grade [SUBMISSIONS…] [options]");
    const guide = await Deno.readTextFile(pathOf("docs/grading.md"));
    for (const [option] of stdout.matchAll(/--\w+/g)) {
      assertStringIncludes(guide, option);
    }
    for (const option of ["out", "shard I/N", "fresh", ...formatNames]) {
      assertStringIncludes(stdout, option);
    }
  }
});

Deno.test("grade gives nothing for stubs, and exit code 1", async () => {
  await using desk = await makeDesk();
  const stubs = lessons.map((lesson) =>
    [`${lesson.module}.ts`, stubOf(lesson)] as const
  );
  await writeTree(`${desk.path}/stubs`, Object.fromEntries(stubs));
  const { code, stdout } = await desk.grade("stubs", "--out", "out");
  assertStringIncludes(stdout, `│ 0 of ${allPoints} │`);
  assertStringIncludes(stdout, "\nNext: lesson 00, Warm-up: standardize\n");
  assertEquals(code, 1);
  const [{ grade }] = await readLines(`${desk.path}/out`);
  for (const { properties, withReference } of grade.lessons) {
    assert(properties.length > 0);
    const all = [...properties, ...withReference?.properties ?? []];
    assertEquals(all.filter(({ passed }) => passed), []);
  }
});

Deno.test("grade gives all points for the solutions, and exit code 0", async () => {
  await using desk = await makeDesk();
  const args = [pathOf("solutions"), "--out", "out", "--format=gradescope"];
  const { code, stdout } = await desk.grade(...args);
  assertStringIncludes(stdout, "All lessons are solved.\n");
  assertEquals(code, 0);
  const [{ grade }] = await readLines(`${desk.path}/out`);
  assertEquals([grade.submission, grade.points, grade.max, grade.extra], [
    "solutions",
    allPoints,
    allPoints,
    allExtra,
  ]);
  const text = await Deno.readTextFile(`${desk.path}/out/results.json`);
  assertEquals(JSON.parse(text).score, allPoints + allExtra);
});

Deno.test("grade takes some lessons, says what comes next, and tries the same inputs again", async () => {
  await using desk = await makeDesk();
  const submission = await solved(WARM_UP, LAYERNORM);
  const right = String(submission[`${LAYERNORM}.ts`]);
  const wrong = right.replaceAll("1e-5", "1e-3");
  assert(wrong !== right);
  await writeTree(`${desk.path}/a student`, {
    ...submission,
    [`${LAYERNORM}.ts`]: wrong,
  });
  const first = await desk.grade("a student", "--out", "first");
  assertEquals(first.code, 1);
  assertStringIncludes(
    first.stdout,
    "\nNext: lesson 01, Batch normalization: forward\n" +
      "lessons/01_batchnorm_forward.ts wasn't handed in\n",
  );
  const [{ grade }] = await readLines(`${desk.path}/first`);
  assertEquals(grade.submission, "a student");
  assert(grade.points > 5 && grade.points < 15);

  const graded = async (out: string, seed: number) => {
    const args = ["a student", "--out", out, "--seed", String(seed)];
    assertEquals((await desk.grade(...args)).code, 1);
    return (await readLines(`${desk.path}/${out}`))[0].grade;
  };
  const [again, other] = await Promise.all([
    graded("again", grade.seed),
    graded("other", 7),
  ]);
  assertEquals({ ...again, seconds: 0 }, { ...grade, seconds: 0 });
  assertEquals(other.seed, 7);
  const said = ({ lessons }: typeof grade) =>
    lessons[4].properties.map(({ message }) => message).join("\n");
  assert(said(other) !== said(grade), "other inputs, other examples");
});
