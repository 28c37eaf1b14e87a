import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { whatItSaid } from "../testing.ts";
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

// The course needs no git; only clones do.
const ignore = !await hasGit();

async function hasGit(): Promise<boolean> {
  try {
    return (await new Deno.Command("git", { args: ["--version"] }).output())
      .success;
  } catch {
    return false;
  }
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
  // Where somebody once updated a clone and committed all that came of it.
  const newer = { ...await textsIn(desk.new), [MANIFEST]: "stale" };
  await Deno.remove(desk.new, { recursive: true });
  await Deno.remove(join(desk.kata, MANIFEST));
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

Deno.test({
  name:
    "update brings a clone to another clone, by whose history it tells what was changed",
  ignore,
  async fn() {
    await using desk = await makeClones(
      { texts: { "kit/old.ts": "old\n", "LICENSE": "MIT\n" } },
      { lessons: ["new", "one", "two"], texts: { "solutions/a.ts": "b\n" } },
    );
    const { [MANIFEST]: _, ...release } = await textsIn(desk.new);
    await write(desk.new, { "untracked.txt": "not of the course\n" });
    // As the course has it elsewhere: that is no stub.
    const mine = 'import "kata/00_one.ts";\n';
    const notes = { "notes.md": "Lesson 01\n", "LICENSE": "Mine\n" };
    await write(desk.kata, { "lessons/01_two.ts": mine, ...notes });
    await write(desk.kata, { "solutions/a.ts": "a\r\n" });
    const { code, stdout } = await desk.update();
    assertEquals(code, 0);
    assertStringIncludes(stdout, "Replaced: 2\nNew: ");
    assertStringIncludes(stdout, "→ lessons/02_two.ts\n");
    const { [MANIFEST]: manifest, ...texts } = await textsIn(desk.kata);
    assertSameFiles(texts, {
      ...release,
      "lessons/02_two.ts": 'import "kata/01_one.ts";\n',
      ...notes,
    });
    assert(manifest.includes('"solutions/a.ts"'));
    const again = await desk.update();
    assertEquals([again.code, again.stdout.slice(0, 13)], [0, "Nothing to do"]);
  },
});

Deno.test({
  name:
    "update brings a clone nothing from a student's copy or without a history",
  ignore,
  async fn() {
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
  },
});

Deno.test("update says that a clone needs git", async () => {
  const texts = { texts: WHOLE };
  await using desk = await makeDesk(texts, texts);
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "tools/update.ts", "--from=../new", "--lang=en"],
    cwd: desk.kata,
    env: { NO_COLOR: "1", INIT_CWD: desk.kata, PATH: "nowhere" },
  });
  const { code, stderr } = whatItSaid(await command.output());
  assertEquals(code, 2);
  assertMatch(
    stderr,
    /^Cannot update: expected a clone with its history in .*new, got Failed to spawn 'git'.*; get one with git clone\n$/,
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
  const left = [...Deno.readDirSync(desk.path)].map(({ name }) => name);
  assertEquals(left.sort(), ["kata", "new", "whole"]);

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
