import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { MANIFEST } from "./update/files.ts";
import {
  assertSameFiles,
  makeDesk,
  smallCourse,
  stubOf,
  textsIn,
  write,
} from "./update/testing.ts";

const SOLVED = `/** Lesson 01. */
import { answer as first } from "kata/00_one.ts";
// See lesson 00, Lesson 00 and tests/00_one_test.ts; 01_two_more stays.
export const answer = (): number => first() + 1;
`;

/** The folder with what was there before, from a summary. */
function backupIn(stdout: string): string {
  const [, name] = /What was here before is in (\S+)/.exec(stdout) ?? [];
  assertMatch(name, /^\.kata\/backup\/\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$/);
  return name;
}

Deno.test("update makes an untouched copy the new release, and keeps a backup", async () => {
  const old = { texts: { "kit/old.ts": "gone\n" } };
  const next = {
    texts: { "README.md": "# New\n", "labs/deep/new.ts": "lab\n" },
  };
  await using desk = await makeDesk(old, next);
  const before = await textsIn(desk.kata);
  const { code, stdout, stderr } = await desk.update();
  assertEquals([code, stderr], [0, ""]);
  const [backup] = [backupIn(stdout)];
  assertEquals(
    stdout,
    `Updated to version 2 from ${desk.new}.\n` +
      "Replaced: 2\nNew: 1\n" +
      "Removed, because the course no longer has them: 1\n" +
      `What was here before is in ${backup}\n`,
  );
  assertSameFiles(await textsIn(desk.kata), await textsIn(desk.new));
  const changed = ["README.md", "course.json", "kit/old.ts", MANIFEST];
  assertEquals(
    await textsIn(join(desk.kata, backup)),
    Object.fromEntries(changed.sort().map((path) => [path, before[path]])),
  );
  const left = [...Deno.readDirSync(join(desk.kata, ".kata"))];
  assertEquals(left.map(({ name }) => name), ["backup"]);
});

Deno.test("update keeps solved and half-done lessons, added files and progress", async () => {
  await using desk = await makeDesk({}, { texts: { "README.md": "# New\n" } });
  const half = `${stubOf("02_three", "01_two")}// half\n`;
  const mine = {
    "lessons/01_two.ts": SOLVED,
    "lessons/02_three.ts": half,
    "lessons/notes.md": "Lesson 01 is fun\n",
    "notes.txt": "mine\n",
    "progress.txt": "one: solved\r\n",
  };
  await write(desk.kata, mine);
  await write(desk.new, { "progress.txt": "another's\n" });
  const { code, stdout } = await desk.update();
  assertEquals(code, 0);
  assertStringIncludes(
    stdout,
    "Kept, because you changed them: 2\n" +
      "  lessons/01_two.ts\n  lessons/02_three.ts\n",
  );
  const texts = await textsIn(desk.kata);
  const { "progress.txt": progress, ...others } = mine;
  assertSameFiles(texts, { ...await textsIn(desk.new), ...others });
  const path = join(desk.kata, "progress.txt");
  assertEquals(await Deno.readTextFile(path), progress);
});

Deno.test("update moves work to a lesson's new name and number, and mends imports", async () => {
  const next = { lessons: ["zero", "one", "deux=two", "three"] };
  await using desk = await makeDesk({}, next);
  const mine = 'export { answer } from "kata/01_two.ts"; // Lesson 02\n';
  await write(desk.kata, {
    "lessons/01_two.ts": SOLVED,
    "lessons/01_two.md": "# Lesson 01: two\n\nMy notes on 02_three.\n",
    "lessons/mine.ts": mine,
    "lessons/notes.md": "Lesson 01\n",
  });
  const { code, stdout } = await desk.update();
  assertEquals(code, 0);
  const [, ours] = stdout.split("Yours, moved to a new name: 2\n");
  assertEquals(
    ours.split("What was")[0],
    "  lessons/01_two.md → lessons/02_deux.md\n" +
      "  lessons/01_two.ts → lessons/02_deux.ts\n" +
      "Yours, with the new names of lessons in them: 3\n" +
      "  lessons/02_deux.md\n  lessons/02_deux.ts\n  lessons/mine.ts\n",
  );
  assertSameFiles(await textsIn(desk.kata), {
    ...await textsIn(desk.new),
    "lessons/02_deux.md": "# Lesson 02: two\n\nMy notes on 03_three.\n",
    "lessons/02_deux.ts": SOLVED.replace("Lesson 01", "Lesson 02")
      .replace("kata/00_one.ts", "kata/01_one.ts")
      .replace("tests/00_one_test.ts", "tests/01_one_test.ts")
      .replace("Lesson 00 and", "Lesson 01 and"),
    "lessons/mine.ts": mine.replace("01_two", "02_deux").replace(
      "02\n",
      "03\n",
    ),
    "lessons/notes.md": "Lesson 01\n",
  });
  const old = join(desk.kata, backupIn(stdout), "lessons/01_two.ts");
  assertEquals(await Deno.readTextFile(old), SOLVED);
});

Deno.test("update puts work on a lesson that is gone aside, also where its name is another's", async () => {
  const next = { lessons: ["one", "two=other", "three"] };
  await using desk = await makeDesk({}, next);
  await write(desk.kata, { "lessons/01_two.ts": SOLVED });
  const { stdout } = await desk.update();
  assertStringIncludes(
    stdout,
    "Yours, of lessons that the course no longer has: 1\n" +
      "  lessons/01_two.ts → lessons/removed/01_two.ts\n",
  );
  assertSameFiles(await textsIn(desk.kata), {
    ...await textsIn(desk.new),
    "lessons/removed/01_two.ts": SOLVED,
  });
});

Deno.test("update drops an untouched lesson that is gone, and its folder when nothing is left", async () => {
  const old = { texts: { "labs/deep/old.ts": "gone\n" } };
  await using desk = await makeDesk(old, { lessons: ["one", "three"] });
  const { stdout } = await desk.update();
  assertStringIncludes(stdout, "no longer has them: 7\n");
  assertSameFiles(await textsIn(desk.kata), await textsIn(desk.new));
  assert(
    !(await Array.fromAsync(Deno.readDir(desk.kata)))
      .some(({ name }) => name === "labs"),
  );
});

Deno.test("update takes other line ends and a byte-order mark for untouched", async () => {
  await using desk = await makeDesk({}, { texts: { "README.md": "# New\n" } });
  for (const [path, text] of Object.entries(await textsIn(desk.kata))) {
    const mark = path.endsWith(".md") ? "\uFEFF" : "";
    await write(desk.kata, { [path]: mark + text.replaceAll("\n", "\r\n") });
  }
  const { code, stdout } = await desk.update();
  assertEquals(code, 0);
  // Of the rest, the text is the same: there is nothing to replace.
  assertStringIncludes(stdout, "Replaced: 2\nWhat was");
  const texts = await textsIn(desk.kata);
  assertEquals(texts["README.md"], "# New\n");
  assert(texts["kit/sum.ts"].endsWith("\r\n"));
});

Deno.test("update replaces files that can only be read", async () => {
  await using desk = await makeDesk({}, { texts: { "README.md": "# New\n" } });
  await Deno.chmod(join(desk.kata, "README.md"), 0o444);
  await Deno.chmod(join(desk.new, "README.md"), 0o444);
  assertEquals((await desk.update()).code, 0);
  assertEquals((await textsIn(desk.kata))["README.md"], "# New\n");
  const { mode } = await Deno.stat(join(desk.kata, "README.md"));
  assert((mode ?? 0o200) & 0o200, "the student can write it");
});

Deno.test("update --dry-run lists what would be done, and does nothing", async () => {
  const next = { lessons: ["one", "new", "two", "three"] };
  await using desk = await makeDesk({}, next);
  await write(desk.kata, { "lessons/01_two.ts": SOLVED });
  const before = await textsIn(desk.kata);
  const { code, stdout } = await desk.update("--dry-run");
  assertEquals(code, 0);
  assertStringIncludes(
    stdout,
    `Would update to version 2 from ${desk.new}. Nothing has changed.\n` +
      "Replaced: 1\n  course.json\nNew: 8\n  lessons/01_new.md\n",
  );
  assertStringIncludes(stdout, "  lessons/01_two.ts → lessons/02_two.ts\n");
  assertSameFiles(await textsIn(desk.kata), before);
  assert(
    !(await Array.fromAsync(Deno.readDir(desk.kata)))
      .some(({ name }) => name === ".kata"),
  );
});

Deno.test("update works with a release inside the copy, and a second time", async () => {
  await using desk = await makeDesk({}, { lessons: ["new", "one", "two"] });
  await write(`${desk.kata}/inner`, await smallCourse({ lessons: ["x"] }));
  await Deno.rename(desk.new, join(desk.kata, "new"));
  const release = await textsIn(join(desk.kata, "new"));
  const { code } = await desk.run("--from", "new");
  assertEquals(code, 0);
  assertEquals(await textsIn(join(desk.kata, "new")), release);
  const later = { version: 3, lessons: ["one", "two"] };
  await write(join(desk.path, "later"), await smallCourse(later));
  const again = await desk.run("--from", "../later", "--lang", "en");
  assertStringIncludes(again.stdout, "Updated to version 3");
});
