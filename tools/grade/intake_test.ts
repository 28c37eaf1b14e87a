import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import fc from "fast-check";
import { join } from "node:path";
import { UserError } from "../../lib/errors.ts";
import { filesIn } from "../../lib/files.ts";
import { lessons } from "../course.ts";
import { Refused } from "./choose.ts";
import { findSubmissions, listFolder, takeIn } from "./intake.ts";
import {
  takeAt,
  takeBytes,
  takeTree,
  tarTree,
  tgzTree,
  type Tree,
  whyIn,
  withTree,
  zipTree,
} from "./intake_testing.ts";

const LESSON = "00_standardize.ts";
const NO_LESSONS = "holds no lesson files such as 00_standardize.ts";

/** Links can't be made everywhere without being an administrator. */
const ignore = Deno.build.os === "windows";

Deno.test("findSubmissions() finds one in an archive and in a folder with lessons", () =>
  withTree({
    "a.b.ZIP": "",
    "c.tar.gz": "",
    ".tgz": "",
    [`d/${LESSON}`]: "",
    [`d/x/${LESSON}`]: "",
    "e/lessons/04_layernorm_forward.ts": "",
    [`f.zip/${LESSON}`]: "",
  }, async (path) => {
    for (
      const [named = "", name, kind] of [
        ["a.b.ZIP", "a.b", "archive"],
        ["c.tar.gz", "c", "archive"],
        [".tgz", ".tgz", "archive"],
        ["d", "d", "folder"],
        ["e/", "e", "folder"],
        ["f.zip", "f.zip", "folder"],
        ["e/../d", "d", "folder"],
      ]
    ) {
      const [found, ...more] = await findSubmissions([join(path, named)]);
      assertEquals([found?.name, found?.kind, more], [name, kind, []]);
    }
  }));

Deno.test("findSubmissions() finds the folders and archives of a class, whatever is in them", () =>
  withTree({
    "Ann/work.zip": "",
    "Bo/notes.txt": "",
    "Cy.tgz": "",
    "Ed.zip/00_standardize.ts": "",
    "Flo.rar": "",
    "__MACOSX/._Cy.tgz": "",
    "._Cy.tgz": "",
    ".git/HEAD": "",
    "grades.csv": "",
    [`${LESSON}/x`]: "",
  }, async (path) => {
    const found = await findSubmissions([path]);
    assertEquals(found.map(({ name, kind }) => `${name} ${kind}`), [
      `${LESSON} folder`,
      "Ann folder",
      "Bo folder",
      "Cy archive",
      "Ed.zip folder",
      "Flo archive",
    ]);
  }));

/** The names of the submissions in classes, which are folders of a tree. */
async function namesIn(tree: Tree, ...classes: string[]): Promise<string[]> {
  let names: string[] = [];
  await withTree(tree, async (path) => {
    const paths = classes.map((name) => join(path, name));
    names = (await findSubmissions(paths)).map(({ name }) => name);
  });
  return names;
}

Deno.test("findSubmissions() sorts a class by name, with numbers as numbers, and leaves the rest as named", async () => {
  const names = ["s10", "s2", "s1", "s01", "s001", "S2", "李", "é", "z"];
  const tree = Object.fromEntries(names.map((name) => [`1/${name}/x`, ""]));
  assertEquals(
    await namesIn({ ...tree, "0/a/x": "" }, "1", "0"),
    ["é", "s001", "s01", "s1", "s2", "S2", "s10", "z", "李", "a"],
  );
});

Deno.test("findSubmissions() names no two the same, and finds what is named twice once", async () => {
  const tree = {
    "1/ann/x": "",
    "1/ann.zip": "",
    "1/ann.tar": "",
    "1/bo/x": "",
    "2/ann/x": "",
    "2/cy/x": "",
    "3/1/ann/x": "",
  };
  assertEquals(
    await namesIn(tree, "1", "2", "3/1", "1"),
    ["1/ann", "1/ann (2)", "1/ann (3)", "bo", "2/ann", "cy", "1/ann (4)"],
  );
});

Deno.test("findSubmissions() makes names harmless", { ignore }, async () => {
  const tree = {
    "1/a\n\x1b[2Jb/x": "",
    "1/a\r\x1b[2Jb/x": "",
    // The accent by itself, as older systems of Apple have it.
    "1/e\u0301/x": "",
  };
  const names = ["1/a��[2Jb", "1/a��[2Jb (2)", "\u00e9"];
  assertEquals(await namesIn(tree, "1"), names);
});

Deno.test("findSubmissions() says in one line what can't be graded", () =>
  withTree({ "a.txt": "", "b\n/c.txt": "" }, async (path) => {
    for (
      const [name = "", got] of [
        ["no", "no such file or folder; check the path"],
        ["a.txt", "another file; name the folder that it is in"],
        ["b\n", "a folder without lesson files, folders and archives; name"],
      ]
    ) {
      const { message, code } = await assertRejects(
        () => findSubmissions([path, join(path, name)]),
        UserError,
        "expected a folder or a .zip, .tar.gz, .tgz or .tar archive, " +
          `got ${got}`,
      );
      const shown = join(path, name.replace("\n", "�"));
      assert(message.startsWith(`Cannot grade "${shown}": `), message);
      assertEquals([message.includes("\n"), code], [false, 2]);
    }
  }));

Deno.test("takeIn() takes the same from a tree, however it is packed", async () => {
  const modules = fc.uniqueArray(
    fc.constantFrom(...lessons.map(({ module }) => module)),
    { minLength: 1 },
  );
  const texts = fc.infiniteStream(fc.string({ unit: "grapheme" }));
  const folders = fc
    .constantFrom("", "lessons/", "repo-main/", "李雷/work/lessons/");
  await fc.assert(
    fc.asyncProperty(
      modules,
      texts,
      folders,
      async (modules, texts, folder) => {
        const files = new Map<string, string>();
        const tree: Tree = {
          [`${folder}README.md`]: "",
          [`${folder}tests/x_test.ts`]: "",
        };
        for (const module of modules.sort()) {
          const text: string = texts.next().value;
          tree[`${folder}${module}.ts`] = text;
          tree[`${folder}solutions/${module}.ts`] = "no";
          files.set(module, text.replaceAll(/\r\n?/g, "\n"));
        }
        fc.pre(!/[\0\ufeff]/.test([...files.values()].join("")));
        const first = await takeTree(tree);
        assertEquals([...first.files], [...files]);
        for (const pack of [zipTree, tgzTree, tarTree]) {
          assertEquals(await takeBytes(pack(tree)), first);
        }
      },
    ),
    { numRuns: 10 },
  );
});

Deno.test("takeIn() gives the same hash to the same work only", async () => {
  const hashOf = async (tree: Tree) => (await takeTree(tree)).hash;
  const hash = await hashOf({
    [LESSON]: "a\n",
    "04_layernorm_forward.ts": "b",
  });
  // Results of earlier runs are found by it.
  assertEquals(hash.slice(0, 8), "ceddb9af");
  assertEquals(
    await hashOf({
      "x/lessons/04_layernorm_forward.ts": "b",
      [`x/lessons/${LESSON}`]: "\ufeffa\r\n",
      "x/more.txt": "",
    }),
    hash,
  );
  const others: Tree[] = [
    { [LESSON]: "a\n" },
    { [LESSON]: "b", "04_layernorm_forward.ts": "a\n" },
    { [LESSON]: "a\n04_layernorm_forward.tsb" },
  ];
  for (const tree of others) assertNotEquals(await hashOf(tree), hash);
});

Deno.test("takeIn() takes only lessons/ of the whole course", async () => {
  const submission = await takeTree({
    [`lessons/${LESSON}`]: "mine",
    "lessons/00_standardize.md": "",
    [`solutions/${LESSON}`]: "",
    "tests/00_standardize_test.ts": "",
    [`tests/catalogue/${LESSON}`]: "",
    "kit/nd/mod.ts": "",
    "course.json": "",
  });
  assertEquals([...submission.files], [["00_standardize", "mine"]]);
  assertEquals(
    submission.ignored.map(({ path, why }) => `${path} ${why}`),
    [
      "course.json isn't a lesson",
      "kit/nd/mod.ts isn't a lesson",
      "lessons/00_standardize.md isn't a lesson",
      "solutions/ isn't looked into",
      "tests/ isn't looked into",
    ],
  );
});

Deno.test("takeIn() opens the only archive of a folder, but none in it", async () => {
  const work = zipTree({ [`repo/${LESSON}`]: "0", "repo/x": "" });
  const { files, ignored, problem } = await takeTree({
    "onlinetext/work.ZIP": work,
    "__MACOSX/._work.zip": "",
    ".DS_Store": "",
  });
  assertEquals([...files.values(), problem], ["0", undefined]);
  assertEquals(
    ignored.map(({ path }) => path),
    ["repo/x", ".DS_Store", "__MACOSX/"],
  );
  for (
    const [tree, problem] of [
      [
        { "a.zip": zipTree({ "b.zip": work }) },
        `holds a.zip, which ${NO_LESSONS}; b.zip in it isn't opened`,
      ],
      [
        { "a.zip": work, "b.zip": work },
        `${NO_LESSONS}; a.zip in it isn't opened`,
      ],
      [
        { "a.rar": "Rar!", b: "" },
        "holds a.rar, which isn't a .zip, .tar.gz, .tgz or .tar archive",
      ],
    ] satisfies [Tree, string][]
  ) assertEquals((await takeTree(tree)).problem, problem);
  const beside = await takeTree({ "a.zip": work, [LESSON]: "mine" });
  assertEquals([...beside.files.values()], ["mine"]);
  assertEquals(whyIn(beside, "a.zip"), "isn't a lesson");
});

Deno.test("takeIn() takes what it can, and says of the rest why not", async () => {
  const limit = 256 * 2 ** 10;
  const submission = await takeTree({
    [LESSON]: "x".repeat(limit),
    "01_batchnorm_forward.ts": "x".repeat(limit + 1),
    "02_batchnorm_backward.ts": "\0",
  });
  assertEquals([...submission.files.keys()], ["00_standardize"]);
  assertEquals(submission.ignored, [
    { path: "01_batchnorm_forward.ts", why: "is larger than 256 KiB" },
    { path: "02_batchnorm_backward.ts", why: "isn't text: save it as UTF-8" },
  ]);
});

Deno.test("takeIn() says why nothing was taken", async () => {
  const empty = await takeTree({ "00_Standardize.ts": "" });
  assertEquals([empty.problem, empty.files.size], [NO_LESSONS, 0]);
  const { problem } = await takeTree({ [LESSON]: "a\0" });
  const why = "isn't text: save it as UTF-8";
  assertEquals(problem, `${NO_LESSONS} that can be taken: ${LESSON} ${why}`);
  const gone = await takeAt("no/such/folder", "folder");
  assertEquals(gone.problem, "can't be read: no such file or folder");
  await withTree({ file: "" }, async (path) => {
    const { problem = "" } = await takeAt(join(path, "file"), "folder");
    assertMatch(problem, /^can't be read: "[^/]+"$/);
  });
});

Deno.test("takeIn() lists twenty that aren't taken, and counts the others", async () => {
  for (const [count, last] of [[20, []], [21, ["1 more"]], [90, ["70 more"]]]) {
    const files = Array.from({ length: Number(count) }, (_, i) => `${100 + i}`);
    const tree = Object.fromEntries(files.map((name) => [name, ""]));
    const paths = (await takeTree(tree)).ignored.map(({ path }) => path);
    assertEquals(paths, [...files.slice(0, 20), ...last as string[]]);
  }
});

Deno.test("takeIn() takes no links, pipes and hard links from a folder", {
  ignore,
}, () =>
  withTree({
    "secret.ts": "secret",
    "work/04_layernorm_forward.ts": "4",
    [`outside/${LESSON}`]: "secret",
  }, async (path) => {
    const [work, secret] = [join(path, "work"), join(path, "secret.ts")];
    await Deno.symlink(secret, join(work, LESSON));
    await Deno.symlink(join(path, "outside"), join(work, "lessons"));
    await Deno.symlink(join(path, "no"), join(work, "06_x.ts"));
    await Deno.link(secret, join(work, "01_batchnorm_forward.ts"));
    const args = [join(work, "02_batchnorm_backward.ts")];
    assert((await new Deno.Command("mkfifo", { args }).output()).success);
    const submission = await takeAt(work, "folder");
    assertEquals([...submission.files.values()], ["4"]);
    assertEquals(submission.ignored, [
      { path: LESSON, why: "is a link" },
      { path: "01_batchnorm_forward.ts", why: "is a hard link" },
      { path: "02_batchnorm_backward.ts", why: "isn't a regular file" },
      { path: "06_x.ts", why: "is a link" },
      { path: "lessons", why: "is a link" },
    ]);
    // A link that is named is followed; a student whose folder is one isn't dropped.
    await Deno.symlink(work, join(path, "latest"));
    const [latest] = await findSubmissions([join(path, "latest")]);
    assert(
      latest?.name === "latest" && (await takeIn(latest)).files.size === 1,
    );
    await Deno.remove(secret);
    const [found] = await findSubmissions([path]);
    assert(found?.name === "latest");
    assertEquals((await takeIn(found)).problem, "is a link");
  }));

Deno.test(
  "takeIn() opens no archive that is a link, a folder or too large",
  {
    ignore,
  },
  () =>
    withTree({ a: zipTree({ [LESSON]: "0" }), large: "" }, async (path) => {
      const [zip = "", link = "", hard = "", large = ""] = //
        ["a", "link", "hard", "large"].map((name) => join(path, name));
      assertEquals((await takeAt(zip)).files.size, 1);
      await Deno.symlink(zip, link);
      assertEquals((await takeAt(link)).problem, "is a link");
      await Deno.link(zip, hard);
      assertEquals((await takeAt(hard)).problem, "is a hard link");
      assertEquals((await takeAt(path)).problem, "isn't a regular file");
      await Deno.truncate(large, 64 * 2 ** 20 + 1);
      assertEquals((await takeAt(large)).problem, "is larger than 64 MiB");
      await Deno.truncate(large, 64 * 2 ** 20);
      const { problem } = await takeAt(large);
      assertEquals(problem, "isn't a .zip, .tar.gz, .tgz or .tar archive");
    }),
);

Deno.test("takeIn() goes on past a name that is no text", {
  // Other systems have no such names.
  ignore: Deno.build.os !== "linux",
}, () =>
  withTree({ [LESSON]: "0" }, async (cwd) => {
    const script = "touch $(printf 'a\\377.ts'); mkdir $(printf 'b\\377')";
    await new Deno.Command("sh", { args: ["-c", script], cwd }).output();
    const submission = await takeAt(cwd, "folder");
    assertEquals([...submission.files.values()], ["0"]);
    assertEquals(submission.ignored, [
      { path: "b�", why: "can't be read" },
      { path: "a�.ts", why: "isn't a lesson" },
    ]);
  }));

Deno.test("takeIn() goes on past what it may not read", {
  ignore: ignore || Deno.uid() === 0,
}, () =>
  withTree({
    [LESSON]: "0",
    "04_layernorm_forward.ts": "4",
    "a/b": "",
    [`b/${LESSON}`]: "",
  }, async (path) => {
    const modes: [string, number][] = [[LESSON, 0], ["a", 0], ["b", 0o400]];
    for (const [name, mode] of modes) await Deno.chmod(join(path, name), mode);
    const submission = await takeAt(path, "folder");
    for (const [name] of modes) await Deno.chmod(join(path, name), 0o700);
    assertEquals([...submission.files.values()], ["4"]);
    assertEquals(submission.ignored, [
      {
        path: LESSON,
        why: 'can\'t be read: "Permission denied (os error 13)"',
      },
      { path: "a", why: "can't be read" },
      { path: `b/${LESSON}`, why: "can't be read" },
    ]);
  }));

Deno.test("listFolder() counts all but what is in folders that aren't looked into", () =>
  withTree({
    [LESSON]: "",
    "a/x": "",
    "a/b/y": "",
    "node_modules/x": "",
    "node_modules/y": "",
  }, async (path) => {
    assertEquals((await listFolder(path, 6)).length, 4);
    const why = "holds more than 10,000 files and folders";
    await assertRejects(() => listFolder(path, 5), Refused, why);
  }));

Deno.test("takeIn() writes nothing", () =>
  withTree({
    "a.zip": zipTree({ [LESSON]: "0", "../out.ts": "" }),
    "b.tgz": tgzTree({ [LESSON]: "0", "../out.ts": "" }),
    [`c/${LESSON}`]: "0",
  }, async (path) => {
    for (const found of await findSubmissions([path])) {
      assertEquals((await takeIn(found)).files.size, 1);
    }
    assertEquals(filesIn(path), ["a.zip", "b.tgz", `c/${LESSON}`]);
  }));
