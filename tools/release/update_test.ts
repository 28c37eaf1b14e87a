import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import course from "../../course.json" with { type: "json" };
import { runDeno } from "../../lib/children.ts";
import { UserError } from "../../lib/errors.ts";
import { filesIn, writeWhole } from "../../lib/files.ts";
import { pathOf } from "../course.ts";
import { update } from "./update.ts";
import { STUBS } from "../stubs.ts";

type Texts = Record<string, string>;

function stub(module: string): string {
  return `export const ${module.slice(3)} = "≈ todo";\n`;
}

/** A release of a small course; a lesson "01_b=a" has the id "a". */
function release(version: number, lessons: string[], texts: Texts = {}): Texts {
  const named = lessons.map((lesson) => {
    const [module = "", id = module.slice(3)] = lesson.split("=");
    return { id, module };
  });
  const stubs = named.map(({ module }) => [module, stub(module)]);
  return {
    "course.json": JSON.stringify({ ...course, version, lessons: named }),
    [STUBS]: JSON.stringify(Object.fromEntries(stubs)),
    "lessons/hints.json": `{ "version": ${version} }`,
    ...Object.fromEntries(named.flatMap(({ module }) => [
      [`lessons/${module}.ts`, stub(module)],
      [`lessons/${module}.md`, `# ${version}\n`],
    ])),
    ...texts,
  };
}

/** Two folders, `old` and `new`, in one that removes itself. */
async function makeDesk(old: Texts, next: Texts) {
  const path = await Deno.makeTempDir({ prefix: "kata-update" });
  const desk = {
    old: join(path, "old"),
    new: join(path, "new"),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
  for (const [folder, texts] of [[desk.old, old], [desk.new, next]] as const) {
    for (const [file, text] of Object.entries(texts)) {
      await writeWhole(join(folder, file), text);
    }
  }
  return desk;
}

function textsIn(folder: string): Texts {
  return Object.fromEntries(
    filesIn(folder).map((file) => [
      file,
      Deno.readTextFileSync(join(folder, file)),
    ]),
  );
}

const SOLVED = `import { zero } from "kata/00_zero.ts";
import { one } from './01_one.ts';
import { mine } from "./mine.ts"; // kata/00_zero.ts
`;
/** What a student has written in the older release. */
const written = {
  "lessons/02_two.ts": SOLVED,
  "lessons/03_gone.ts": "my work\n",
  "lessons/mine.ts": 'export * from "kata/01_one.ts";\n',
  "lessons/01_one.md": "my notes\n",
  "progress.txt": "two: solved\r\n",
};
const older = release(1, ["00_zero", "01_one", "02_two", "03_gone"], written);
const newer = release(3, ["00_zero", "01_new", "02_uno=one", "03_two"]);
const brought = {
  "lessons/03_two.ts": SOLVED.replace("kata/00", "./00")
    .replace("01_one", "02_uno"),
  "lessons/mine.ts": 'export * from "./02_uno.ts";\n',
  "progress.txt": "two: solved\r\n",
};

Deno.test("update() brings work and progress by the lessons' ids, from either folder", async () => {
  for (const turned of [false, true]) {
    await using desk = await makeDesk(older, newer);
    const folders: [string, string] = turned
      ? [desk.old, desk.new]
      : [desk.new, desk.old];
    assertEquals(
      await update(...folders, "en"),
      `Your work is in ${desk.new} now, with version 3 of the course: go on ` +
        `there.
  lessons/03_two.ts
  lessons/mine.ts
  progress.txt
Left behind, because the course no longer has its lesson: lessons/03_gone.ts
All that was in ${desk.old} is still there, as it was.`,
    );
    assertEquals(textsIn(desk.old), older);
    assertEquals(textsIn(desk.new), { ...newer, ...brought });
    // Once more, as after an interruption, it has nothing to replace.
    await update(...folders, "en");
    assertEquals(textsIn(desk.new), { ...newer, ...brought });
  }
});

Deno.test("update() takes other line ends and a byte-order mark for a stub, and keeps other bytes", async () => {
  const marked = `\uFEFF${stub("00_zero")}`.replaceAll("\n", "\r\n");
  const old = release(1, ["00_zero", "01_one"], {
    "lessons/00_zero.ts": marked,
  });
  const next = release(2, ["00_zero", "01_one"]);
  await using desk = await makeDesk(old, next);
  // "归" in GBK, which is no UTF-8.
  const bytes = new Uint8Array([0x2f, 0x2f, 0xb9, 0xe9, 0x0d, 0x0a]);
  await Deno.writeFile(join(desk.old, "lessons/01_one.ts"), bytes);
  await update(desk.new, desk.old, "zh");
  const path = join(desk.new, "lessons/01_one.ts");
  assertEquals(await Deno.readFile(path), bytes);
  const zero = join(desk.new, "lessons/00_zero.ts");
  assertEquals(await Deno.readTextFile(zero), stub("00_zero"));
});

Deno.test("update() keeps what was begun in the newer release in a folder that it names", async () => {
  const begun = { "lessons/03_two.ts": "begun\n", "progress.txt": "current\n" };
  await using desk = await makeDesk(older, { ...newer, ...begun });
  const kept: Texts = {};
  for (const n of [1, 2]) {
    const backup = join(desk.new, `.kata/before-update-${n}`);
    assertStringIncludes(
      await update(desk.new, desk.old, "en"),
      `\nWhat you had written there before is in ${backup}\n`,
    );
    for (const [path, text] of Object.entries(begun)) {
      kept[`.kata/before-update-${n}/${path}`] = text;
      await Deno.writeTextFile(join(desk.new, path), text);
    }
    assertEquals(textsIn(desk.new), {
      ...newer,
      ...brought,
      ...kept,
      ...begun,
    });
  }
});

Deno.test("update() refuses what it can't update in one line, and changes nothing", async () => {
  const noCourse = (file: string) =>
    `expected a release of this course in OLD, got ${file} missing, damaged ` +
    "or another course's; name the folder that was unpacked";
  const withLessons = (lessons: unknown) => ({
    "course.json": JSON.stringify({ ...course, version: 1, lessons }),
  });
  const cases: [old: Texts, said: string][] = [
    [{ "notes.txt": "" }, noCourse("course.json")],
    [{ ...older, "course.json": "{" }, noCourse("course.json")],
    [
      { ...older, "course.json": '{"id":"x","lessons":[]}' },
      noCourse("course.json"),
    ],
    [
      { ...older, ...withLessons([{ id: "a", module: "../../x" }]) },
      noCourse("course.json"),
    ],
    [{ ...older, [STUBS]: "{}" }, noCourse(STUBS)],
    [
      release(3, ["00_zero"]),
      "expected an older and a newer release, got version 3 in NEW and in " +
      "OLD; name another folder",
    ],
    [
      { ...older, ".git/HEAD": "", "solutions/00_zero.ts": "" },
      "expected a student's copy in OLD, got a git clone of the whole course; " +
      "git pull brings it the newer release",
    ],
  ];
  for (const [old, said] of cases) {
    await using desk = await makeDesk(old, newer);
    const error = await assertRejects(
      () => update(desk.new, desk.old, "en"),
      UserError,
    );
    const message = error.message.replaceAll(desk.old, "OLD")
      .replaceAll(desk.new, "NEW");
    assertEquals(message, said);
    assertEquals(textsIn(desk.new), newer);
  }
});

Deno.test({
  name: "update() says what can't be written, and goes on when that is mended",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using desk = await makeDesk(older, newer);
    const inTheWay = join(desk.new, "progress.txt");
    await Deno.mkdir(inTheWay);
    const error = await assertRejects(
      () => update(desk.new, desk.old, "zh"),
      UserError,
    );
    assertStringIncludes(error.message, `再运行一次，${desk.old} 没有改动`);
    await Deno.remove(inTheWay);
    await writeWhole(join(desk.new, "lessons/03_two.ts.x.part"), "half");
    await update(desk.new, desk.old, "en");
    assertEquals(textsIn(desk.new), { ...newer, ...brought });
  },
});

Deno.test("the command line takes one folder, and says how it ends in one line", async () => {
  const run = (...args: string[]) =>
    runDeno(["run", "-A", pathOf("tools/release/update.ts"), ...args]);
  const lines = {
    "--lang=en":
      "Cannot update: expected one folder, got 0; name that of the " +
      "older release, as in deno task update ../old-kata\n",
    "--lang=fr": 'Cannot update: expected --lang to be en or zh, got "fr"\n',
    "--from=x": "Cannot update: Unknown option '--from'; --help shows what " +
      "there is\n",
  };
  for (const [word, stderr] of Object.entries(lines)) {
    assertEquals(await run(word), { code: 2, stdout: "", stderr });
  }
  const nowhere = await run(join(pathOf("."), "nowhere"), "--lang=zh");
  assertEquals([nowhere.code, nowhere.stdout], [1, ""]);
  assertStringIncludes(nowhere.stderr, "无法更新：");
});
