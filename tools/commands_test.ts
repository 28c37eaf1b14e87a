import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { runDeno } from "../lib/children.ts";
import { OWN_FOLDERS, typedOutput } from "../lib/command.ts";
import { UserError } from "../lib/errors.ts";
import { temporaryFolder } from "../lib/testing.ts";
import config from "../deno.json" with { type: "json" };
import { pathOf } from "./course.ts";
import { parseOrder } from "./grade.ts";
import { parseRequest } from "./lab.ts";
import { parseOptions } from "./learn.ts";

/** Words that a command refuses, besides `--bogus`; none does harm if it doesn't. */
const refused: Record<string, string[]> = {
  "tools/learn.ts": ["03"],
  "tools/lab.ts": ["deep-net", "list"],
  "tools/release/update.ts": ["a", "b"],
  "tools/grade.ts": [""],
  "tools/release/handout.ts": ["lessons"],
  "tools/release/autograder.ts": ["lessons/00_standardize.ts/a.zip"],
  "tools/proof/soak.ts": ["--seeds=1", "--seeds=2"],
  "tools/verify.ts": ["bogus"],
  "tools/bench/main.ts": ["--only", ""],
  "tools/bench/feedback.ts": ["--saves"],
  "tools/bench/grade.ts": ["20"],
  "tools/build_kernels.ts": ["matmul"],
  "tools/ok.ts": ["--quick"],
};

Deno.test("every task is tried", () => {
  const modules = Object.values(config.tasks)
    .map(({ command }) => command.split(" ").at(-1)!);
  // They hand their words on to `deno test`.
  const others = ["tools/run_tests.ts", "labs/golden_log.ts"];
  const left = modules.filter((module) =>
    !(module in refused) && !others.includes(module)
  );
  assertEquals(left, []);
});

for (const [module, words] of Object.entries(refused)) {
  Deno.test(`${module} refuses in one line what it doesn't know`, async () => {
    for (const args of [["--bogus"], words]) {
      const { code, stdout, stderr } = await runDeno(
        ["run", "-A", "--no-check", pathOf(module), ...args],
        { env: { INIT_CWD: pathOf(".") } },
      );
      assertEquals([code, stdout], [2, ""], `${args.join(" ")}: ${stderr}`);
      assertMatch(stderr, /^(Cannot |无法)[^\n]+\n$/);
    }
  });
}

const readers: Record<string, (args: string[]) => unknown> = {
  grade: parseOrder,
  "grade merge": (args) => parseOrder(["merge", "a", ...args]),
  lab: (args) => parseRequest(["deep-net", ...args]),
  learn: (args) => parseOptions(args, "en"),
};
const wrong: [command: string, ...args: string[]][] = [
  ...Object.keys(readers).flatMap((command): [string, ...string[]][] => [
    [command, "--bogus"],
    [command, ""],
  ]),
  ["grade", "--out"],
  ["grade", "--out", ""],
  ["grade", "--jobs=1", "--jobs=2"],
  ["grade", "--fresh", "--fresh"],
  ["grade", "--out", pathOf("lessons")],
  ["grade merge", "--jobs=2"],
  ["grade merge", "--shard=1/4"],
  ["grade merge", "--out", pathOf("tests/out")],
  ["lab", "--seed=1", "--seed=1"],
  ["lab", "--data-dir="],
  ["lab", "--out", pathOf(".")],
  ["learn", "--lesson", ""],
  ["learn", "--list", "--list"],
];
for (const [command, ...args] of wrong) {
  const given = args.map((arg) => arg.replace(pathOf("."), "./"));
  Deno.test(`${command} refuses ${JSON.stringify(given)}`, () => {
    const error = assertThrows(() => readers[command]!(args), UserError);
    assertEquals([error.code, error.message.includes("\n")], [2, false]);
  });
}

Deno.test("typedOutput() keeps the course's own folders free, also by way of a link", async () => {
  const own = [...Deno.readDirSync(pathOf("."))]
    .filter(({ name, isDirectory }) => isDirectory && !name.startsWith("."))
    .map(({ name }) => name)
    .filter((name) => !["out", "coverage", "node_modules"].includes(name));
  assertEquals(OWN_FOLDERS, own.sort());
  await using folder = await temporaryFolder();
  const link = folder.file("link");
  await Deno.symlink(pathOf("."), link);
  for (
    const name of [
      ...["", "./", "lessons", "tests/new/a.zip", "TOOLS/x", "out/../kit/nd"],
      ...[".git", ".github/x"],
    ]
  ) {
    for (const path of [pathOf(name), `${link}/${name}`]) {
      const { message } = assertThrows(() => typedOutput(path), UserError);
      assertMatch(
        message,
        /^expected a place outside the course's own [^\n]+$/,
      );
    }
  }
  for (
    const path of [
      ...["out", "out/grades", "mine", "lessons-2", "a.zip"].map(pathOf),
      ...[pathOf("../kata"), folder.path, folder.file("a/b"), `${link}/out`],
    ]
  ) assertEquals(typedOutput(path), path);
});
