import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { MANIFEST } from "./files.ts";
import {
  assertSameFiles,
  type Desk,
  makeDesk,
  type Small,
  smallCourse,
  textsIn,
  write,
} from "./testing.ts";

/** What is refused: after some change of the desk, with some words, in one line. */
const cases: [
  what: string,
  change: (desk: Desk) => Promise<unknown> | unknown,
  args: string[],
  said: (desk: Desk) => string,
][] = [
  [
    "no folder",
    () => {},
    [],
    () =>
      "expected the folder of a newer release, got none; name it, as in deno " +
      "task update --from ../new-kata",
  ],
  [
    "an unknown option",
    () => {},
    ["--force"],
    () => "Unknown option '--force'; deno task update --help shows the options",
  ],
  [
    "an unknown language",
    () => {},
    ["--from", "../new", "--lang=de"],
    () => 'expected --lang to be en or zh, got "de"',
  ],
  [
    "a folder that isn't there",
    () => {},
    ["--from", "../nowhere"],
    ({ path }) =>
      `expected a folder that can be opened, got "${path}/nowhere"; check its name`,
  ],
  [
    "a file",
    ({ path }) => write(path, { file: "" }),
    ["--from", "../file"],
    ({ path }) =>
      `expected a folder that can be opened, got "${path}/file"; check its name`,
  ],
  [
    "this folder, by a link",
    ({ kata, path }) => Deno.symlink(kata, `${path}/same`),
    ["--from", "../same"],
    ({ kata }) =>
      `expected another folder than this one, got ${kata}; put the new ` +
      "release beside it and name that",
  ],
  [
    "a folder without a course",
    ({ path }) => Deno.mkdir(`${path}/empty`),
    ["--from", "../empty"],
    ({ path }) =>
      `expected a course with the id "small" in ${path}/empty, got no ` +
      "course.json; name the folder that course.json is in",
  ],
  [
    "another course",
    (desk) => edit(desk.new, "course.json", '"small"', '"large"'),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got "large"; ` +
      "name the folder that course.json is in",
  ],
  [
    "a damaged course.json",
    (desk) => write(desk.new, { "course.json": "{" }),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got a ` +
      "course.json that can't be used; name the folder that course.json is in",
  ],
  [
    "lessons of strange names",
    (desk) => edit(desk.new, "course.json", "01_two", "../01_two"),
    ["--from", "../new"],
    (desk) =>
      `expected a course with the id "small" in ${desk.new}, got a ` +
      "course.json that can't be used; name the folder that course.json is in",
  ],
  [
    "a damaged course.json of its own",
    (desk) => write(desk.kata, { "course.json": "{" }),
    ["--from", "../new"],
    () =>
      "expected the course.json of this folder as the course ships it, got a " +
      "course.json that can't be used; put it back",
  ],
  [
    "an older release",
    async (desk) => await write(desk.kata, await smallCourse({ version: 3 })),
    ["--from", "../new"],
    () =>
      "expected version 3 of the course or a later one, got version 2, which " +
      "is older; get the new release",
  ],
  [
    "a release that somebody wrote in",
    (desk) => write(desk.new, { "lessons/01_two.ts": "solved" }),
    ["--from", "../new"],
    (desk) =>
      "expected lessons/01_two.ts to be as the course ships it, got another " +
      `in ${desk.new}; get a fresh copy`,
  ],
  [
    "a release without its manifest",
    (desk) => Deno.remove(join(desk.new, MANIFEST)),
    ["--from", "../new"],
    (desk) =>
      `expected ${MANIFEST}, which says what the course shipped, got none or ` +
      `a damaged one in ${desk.new}; get a fresh copy`,
  ],
  [
    "a damaged manifest of its own",
    (desk) => write(desk.kata, { [MANIFEST]: "{}" }),
    ["--from", "../new"],
    (desk) =>
      `expected ${MANIFEST}, which says what the course shipped, got none or ` +
      `a damaged one in ${desk.kata}; get a fresh copy`,
  ],
  [
    "a release that names files elsewhere",
    (desk) => edit(desk.new, MANIFEST, '"kit/sum.ts"', '"../sum.ts"'),
    ["--from", "../new"],
    (desk) =>
      "expected ../sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "a release with a file that is a link",
    async (desk) => {
      await Deno.rename(`${desk.new}/kit/sum.ts`, `${desk.path}/sum.ts`);
      await Deno.symlink(`${desk.path}/sum.ts`, `${desk.new}/kit/sum.ts`);
    },
    ["--from", "../new"],
    (desk) =>
      "expected kit/sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "a release with a folder that is a link",
    async (desk) => {
      await Deno.rename(`${desk.new}/kit`, `${desk.path}/kit`);
      await Deno.symlink(`${desk.path}/kit`, `${desk.new}/kit`);
    },
    ["--from", "../new"],
    (desk) =>
      "expected kit/sum.ts to be as the course ships it, got another in " +
      `${desk.new}; get a fresh copy`,
  ],
  [
    "to write through a link",
    async (desk) => {
      await Deno.rename(`${desk.kata}/lessons`, `${desk.path}/lessons`);
      await Deno.symlink(`${desk.path}/lessons`, `${desk.kata}/lessons`);
    },
    ["--from", "../new"],
    () =>
      "expected lessons to be a plain file or folder, got a link there; move " +
      "it away",
  ],
  [
    "to write where there is a folder",
    async (desk) => {
      await Deno.remove(`${desk.kata}/README.md`);
      await Deno.mkdir(`${desk.kata}/README.md`);
    },
    ["--from", "../new"],
    () =>
      "expected README.md to be a plain file or folder, got a folder there; " +
      "move it away",
  ],
];

async function edit(folder: string, path: string, from: string, to: string) {
  const text = await Deno.readTextFile(join(folder, path));
  assert(text.includes(from));
  await write(folder, { [path]: text.replace(from, to) });
}

for (const [what, change, args, said] of cases) {
  Deno.test({
    name: `update refuses ${what}, and changes nothing`,
    // Links need rights there, and the system says other words.
    ignore: Deno.build.os === "windows",
    async fn() {
      await using desk = await makeDesk({}, {});
      await change(desk);
      const before = await textsIn(desk.path);
      const words = args.some((arg) => arg.startsWith("--lang"))
        ? args
        : [...args, "--lang=en"];
      assertEquals(await desk.run(...words), {
        code: 2,
        stdout: "",
        stderr: `Cannot update: ${said(desk)}\n`,
      });
      assertSameFiles(await textsIn(desk.path), before);
    },
  });
}

async function git(folder: string, ...args: string[]): Promise<void> {
  const me = ["-c", "user.name=A", "-c", "user.email=a@example.org"];
  const { success, stderr } = await new Deno.Command("git", {
    args: ["-C", folder, ...me, ...args],
  }).output();
  assert(success, new TextDecoder().decode(stderr));
}

const WHOLE = { "tools/handout.ts": "// whole\n", "solutions/a.ts": "a\n" };

/** Clones of a whole course: one at its first release, and one with its history. */
async function makeClones(old: Small, next: Small): Promise<Desk> {
  const texts = (small: Small) => ({ texts: { ...WHOLE, ...small.texts } });
  const desk = await makeDesk(
    { ...old, ...texts(old) },
    { ...next, ...texts(next) },
  );
  const newer = await textsIn(desk.new);
  await Deno.remove(desk.new, { recursive: true });
  for (const folder of [desk.kata, newer]) {
    if (typeof folder === "string") await Deno.remove(join(folder, MANIFEST));
    else delete folder[MANIFEST];
  }
  await write(desk.new, await textsIn(desk.kata));
  await git(desk.new, "init", "--quiet");
  await git(desk.new, "add", "-A");
  await git(desk.new, "commit", "--quiet", "-m", "First");
  for (const path of Object.keys(await textsIn(desk.new))) {
    if (!(path in newer)) await Deno.remove(join(desk.new, path));
  }
  await write(desk.new, newer);
  await git(desk.new, "add", "-A");
  await git(desk.new, "commit", "--quiet", "-m", "Second");
  return desk;
}

Deno.test("update brings a clone to another clone, by whose history it tells what was changed", async () => {
  await using desk = await makeClones(
    { texts: { "kit/old.ts": "old\n", "LICENSE": "MIT\n" } },
    { lessons: ["new", "one", "two"], texts: { "solutions/a.ts": "b\n" } },
  );
  const release = await textsIn(desk.new);
  await write(desk.new, { "untracked.txt": "not of the course\n" });
  // As the course has it elsewhere: that is no stub.
  const mine = 'import "kata/00_one.ts";\n';
  await write(desk.kata, { "lessons/01_two.ts": mine, "LICENSE": "Mine\n" });
  const { code, stdout } = await desk.update();
  assertEquals(code, 0);
  assertStringIncludes(stdout, "→ lessons/02_two.ts\n");
  const { [MANIFEST]: manifest, ...texts } = await textsIn(desk.kata);
  assertSameFiles(texts, {
    ...release,
    "lessons/02_two.ts": 'import "kata/01_one.ts";\n',
    "LICENSE": "Mine\n",
  });
  assert(manifest.includes('"solutions/a.ts"'));
});

Deno.test("update brings a clone nothing from a student's copy or without a history", async () => {
  await using desk = await makeClones({}, {});
  const whole = await smallCourse({ texts: WHOLE });
  await write(join(desk.path, "zip"), whole);
  await write(join(desk.path, "copy"), await smallCourse());
  const copy = await desk.run("--from=../copy", "--lang=en");
  assertEquals(
    [copy.code, copy.stderr],
    [
      2,
      "Cannot update: expected a clone of the whole course, as this folder " +
      `is, got a student's copy in ${desk.path}/copy; name a clone\n`,
    ],
  );
  const zip = await desk.run("--from=../zip", "--lang=en");
  assertEquals(zip.code, 2);
  assertStringIncludes(
    zip.stderr,
    `Cannot update: expected a clone with its history in ${desk.path}/zip, got fatal: not a git repository`,
  );
});

Deno.test("update makes a student's copy of a clone first, with the clone's own tool", async () => {
  const next = { version: 2, texts: { "README.md": "# New\n" } };
  await using desk = await makeDesk({}, next);
  const tool = `await Deno.rename("copy", Deno.args[0]);\n`;
  const whole = join(desk.path, "whole");
  await write(whole, await smallCourse({ version: 2 }));
  await write(whole, { ...WHOLE, "tools/handout.ts": tool });
  await write(join(whole, "copy"), await textsIn(desk.new));
  const { code, stdout } = await desk.run("--from=../whole", "--lang=en");
  assertEquals(code, 0);
  assertStringIncludes(stdout, `Updated to version 2 from ${whole}.\n`);
  assertSameFiles(await textsIn(desk.kata), await textsIn(desk.new));

  await write(whole, {
    "tools/handout.ts": 'console.error("Cannot: why"); Deno.exit(2);\n',
  });
  const failed = await desk.run("--from=../whole", "--lang=en");
  assertEquals(
    [failed.code, failed.stderr],
    [
      2,
      "Cannot update: expected a release to make a student's copy of in " +
      `${whole}, got "Cannot: why"; get a fresh one\n`,
    ],
  );
});
