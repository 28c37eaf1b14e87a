import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
} from "@std/assert";
import { join } from "node:path";
import * as fc from "fast-check";
import { DataError } from "../../data/errors.ts";
import { filesIn, temporaryFolder } from "../../data/testing.ts";
import { lessons } from "../course.ts";
import { findSubmissions, takeIn } from "./intake.ts";
import { Refused } from "./intake_choose.ts";
import { listFolder } from "./intake_folder.ts";
import {
  takeAt,
  takeBytes,
  takeTree,
  tarTree,
  tgzTree,
  type Tree,
  whyIn,
  writeTree,
  zipTree,
} from "./intake_testing.ts";

const LESSON = "00_standardize.ts";
const NO_LESSONS = "holds no lesson files such as 00_standardize.ts";

/** SHA-256 of "[]". */
const EMPTY =
  "4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945";

/** Links can't be made everywhere without being an administrator. */
const ignore = Deno.build.os === "windows";

/** Makes a class folder and finds what is in it. */
async function findIn(
  tree: Tree,
  use: (path: string, file: (name: string) => string) => Promise<void>,
) {
  await using folder = await temporaryFolder();
  await writeTree(folder.path, tree);
  await use(await Deno.realPath(folder.path), folder.file);
}

/** Names and kinds of the submissions in what is named. */
async function namesIn(...paths: string[]): Promise<string[]> {
  return (await findSubmissions(paths)).map(({ name, kind }) =>
    `${name} ${kind}`
  );
}

Deno.test("findSubmissions() finds one in an archive and in a folder with lessons", async () => {
  await findIn({
    "a.b.ZIP": "",
    "c.tar.gz": "",
    ".tgz": "",
    [`d/${LESSON}`]: "",
    [`d/x/${LESSON}`]: "",
    "e/lessons/06_fc_net.ts": "",
    [`f.zip/${LESSON}`]: "",
  }, async (path) => {
    for (
      const [name, found] of [
        ["a.b.ZIP", "a.b archive"],
        ["c.tar.gz", "c archive"],
        [".tgz", ".tgz archive"],
        ["d", "d folder"],
        ["e/", "e folder"],
        ["f.zip", "f.zip folder"],
        ["e/../d", "d folder"],
      ]
    ) assertEquals(await namesIn(join(path, "x", "..", name)), [found]);
  });
});

Deno.test("findSubmissions() finds the folders and archives of a class, whatever is in them", async () => {
  await findIn({
    "Ann/work.zip": "",
    "Bo/notes.txt": "",
    "Cy.tgz": "",
    "Di.tar": "",
    "Ed.zip/00_standardize.ts": "",
    "Flo.rar": "",
    "__MACOSX/._Cy.tgz": "",
    "._Cy.tgz": "",
    ".git/HEAD": "",
    "grades.csv": "",
    [`${LESSON}/x`]: "",
  }, async (path) => {
    assertEquals(await namesIn(path), [
      `${LESSON} folder`,
      "Ann folder",
      "Bo folder",
      "Cy archive",
      "Di archive",
      "Ed.zip folder",
      "Flo archive",
    ]);
  });
});

Deno.test("findSubmissions() sorts a class by name, with numbers as numbers, and leaves the rest as named", async () => {
  const names = ["s10", "s2", "s1", "s01", "s001", "S2", "李", "é", "z"];
  const tree = Object.fromEntries(names.map((name) => [`1/${name}/x`, ""]));
  await findIn({ ...tree, "0/a/x": "" }, async (path) => {
    const found = await findSubmissions([join(path, "1"), join(path, "0")]);
    assertEquals(
      found.map(({ name }) => name),
      ["é", "s001", "s01", "s1", "s2", "S2", "s10", "z", "李", "a"],
    );
  });
});

Deno.test("findSubmissions() names no two the same", async () => {
  await findIn({
    "1/ann/x": "",
    "1/ann.zip": "",
    "1/ann.tar": "",
    "1/bo/x": "",
    "2/ann/x": "",
    "2/cy/x": "",
    "3/1/ann/x": "",
  }, async (path) => {
    const classes = ["1", "2", "3/1"].map((name) => join(path, name));
    const want = [
      "1/ann",
      "1/ann (2)",
      "1/ann (3)",
      "bo",
      "2/ann",
      "cy",
      "1/ann (4)",
    ];
    const found = await findSubmissions(classes);
    assertEquals(found.map(({ name }) => name), want);
    assertEquals(await findSubmissions(classes), found);
  });
});

Deno.test("findSubmissions() finds what is named twice once", async () => {
  await findIn({ "ann/x": "", "bo/x": "" }, async (path) => {
    const names = [join(path, "bo.zip"), path, path];
    await Deno.writeTextFile(names[0], "");
    const found = await findSubmissions(names);
    assertEquals(found.map(({ path }) => path), [
      join(path, "bo.zip"),
      join(path, "ann"),
      join(path, "bo"),
    ]);
  });
});

Deno.test(
  "findSubmissions() follows a link that is named, and keeps a student whose folder is one",
  {
    ignore,
  },
  async () => {
    await findIn({ [`a/${LESSON}`]: "0", "class/x/y": "" }, async (path) => {
      await Deno.symlink(join(path, "a"), join(path, "latest"));
      await Deno.symlink(join(path, "a"), join(path, "class", "bo"));
      const [found] = await findSubmissions([join(path, "latest")]);
      assertEquals(found.name, "latest");
      assertEquals((await takeIn(found)).files.size, 1);
      const [bo] = await findSubmissions([join(path, "class")]);
      assertEquals(bo.name, "bo");
      assertEquals((await takeIn(bo)).problem, "is a link");
    });
  },
);

Deno.test("findSubmissions() makes names harmless", { ignore }, async () => {
  await findIn({
    "1/a\n\x1b[2Jb/x": "",
    "1/a\r\x1b[2Jb/x": "",
    // The accent by itself, as older systems of Apple have it.
    "1/e\u0301/x": "",
  }, async (path) => {
    const found = await findSubmissions([join(path, "1")]);
    const names = ["1/a��[2Jb", "1/a��[2Jb (2)", "\u00e9"];
    assertEquals(found.map(({ name }) => name), names);
  });
});

Deno.test("findSubmissions() says in one line what can't be graded", async () => {
  await findIn({ "a.txt": "", "b\n/c.txt": "" }, async (path) => {
    const kinds = "expected a folder or a .zip, .tar.gz, .tgz or .tar archive";
    for (
      const [name, got] of [
        ["no", "got no such file or folder; check the path"],
        ["a.txt", "got another file; name the folder that it is in"],
        ["b\n", "got a folder without lesson files, folders and archives; "],
      ]
    ) {
      const error = await assertRejects(
        () => findSubmissions([path, join(path, name)]),
        DataError,
        `${kinds}, ${got}`,
      );
      const start = `Cannot grade "${join(path, name.replace("\n", "�"))}": `;
      assert(error.message.startsWith(start), error.message);
      assert(!error.message.includes("\n"));
    }
  });
});

Deno.test("takeIn() takes lessons as texts, all ends of lines the same", async () => {
  const submission = await takeTree({
    [LESSON]: "\ufeffa\r\nb",
    "lessons/06_fc_net.ts": Uint8Array.of(0xff, 0xfe, 0x7b, 0x67),
  });
  assertEquals(submission, {
    name: "someone",
    files: new Map([["00_standardize", "a\nb"], ["06_fc_net", "杻"]]),
    ignored: [],
    // Of [["00_standardize","a\nb"],["06_fc_net","杻"]].
    hash: "80387276d6ce29f891d990c360baa6d6f426d1e65eabac8f67c6cb62e0fe0e48",
  });
});

Deno.test("takeIn() gives the same hash to the same work only", async () => {
  const hashOf = async (tree: Tree) => (await takeTree(tree)).hash;
  const hash = await hashOf({ [LESSON]: "a\n", "06_fc_net.ts": "b" });
  assertEquals(
    await hashOf({
      "x/lessons/06_fc_net.ts": "b",
      [`x/lessons/${LESSON}`]: "\ufeffa\r\n",
      "x/more.txt": "",
    }),
    hash,
  );
  const others: Tree[] = [
    { [LESSON]: "a\n" },
    { [LESSON]: "b", "06_fc_net.ts": "a\n" },
    { [LESSON]: "a\n06_fc_net.tsb" },
    { [LESSON]: "a\n", "06_fc_net.ts": "b", "05_layernorm_backward.ts": "" },
  ];
  for (const tree of others) assertNotEquals(await hashOf(tree), hash);
});

Deno.test("takeIn() takes the same from a tree, however it is packed", async () => {
  const modules = fc.uniqueArray(
    fc.constantFrom(...lessons.map(({ module }) => module)),
    { minLength: 1 },
  );
  const text = fc.string({ unit: "grapheme" }).map((text) =>
    text.replaceAll(/[\0\r\ufeff]/g, "")
  );
  await fc.assert(
    fc.asyncProperty(
      modules,
      fc.array(text, { minLength: lessons.length, maxLength: lessons.length }),
      fc.constantFrom("", "lessons/", "repo-main/", "李雷/work/lessons/"),
      async (modules, texts, folder) => {
        const files = new Map(
          modules.sort().map((module, i) => [module, texts[i]]),
        );
        const tree: Tree = {
          [`${folder}README.md`]: "",
          [`${folder}tests/x_test.ts`]: "",
        };
        for (const [module, text] of files) {
          tree[`${folder}${module}.ts`] = text;
          tree[`${folder}solutions/${module}.ts`] = "no";
        }
        const first = await takeTree(tree);
        assertEquals(first.files, files);
        assertEquals([...first.files.keys()], modules);
        assertEquals(await takeBytes(zipTree(tree)), first);
        assertEquals(await takeBytes(tgzTree(tree)), first);
        assertEquals(await takeBytes(tarTree(tree)), first);
      },
    ),
    { numRuns: 25 },
  );
});

Deno.test("takeIn() takes only lessons/ of the whole course", async () => {
  const submission = await takeTree({
    [`lessons/${LESSON}`]: "mine",
    "lessons/00_standardize.md": "",
    [`solutions/${LESSON}`]: "",
    "solutions/06_fc_net.ts": "",
    "tests/00_standardize_test.ts": "",
    [`tests/misconceptions/${LESSON}`]: "",
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
  for (const name of ["work.zip", "onlinetext/work.ZIP"]) {
    const { files, ignored, problem } = await takeTree({
      [name]: work,
      "__MACOSX/._work.zip": "",
      ".DS_Store": "",
      "onlinetext.html": "",
    });
    assertEquals([...files.values()], ["0"]);
    assertEquals(ignored.map(({ path }) => path), [
      "repo/x",
      ".DS_Store",
      "__MACOSX/",
      "onlinetext.html",
    ]);
    assertEquals(problem, undefined);
  }
  const twice = await takeTree({ "a.zip": zipTree({ "b.zip": work }) });
  assertEquals(
    twice.problem,
    `holds a.zip, which ${NO_LESSONS}; b.zip in it isn't opened`,
  );
  const two = await takeTree({ "a.zip": work, "b.zip": work });
  assertEquals(two.problem, `${NO_LESSONS}; a.zip in it isn't opened`);
  const beside = await takeTree({ "a.zip": work, "06_fc_net.ts": "6" });
  assertEquals([...beside.files.values()], ["6"]);
  assertEquals(whyIn(beside, "a.zip"), "isn't a lesson");
});

Deno.test("takeIn() says of the only archive of a folder what is wrong with it", async () => {
  const { problem, ignored } = await takeTree({ "a.rar": "Rar!", b: "" });
  assertEquals(
    problem,
    "holds a.rar, which isn't a .zip, .tar.gz, .tgz or .tar archive",
  );
  assertEquals(ignored, [{ path: "b", why: "isn't a lesson" }]);
});

Deno.test("takeIn() says why nothing was taken", async () => {
  for (
    const [tree, problem] of [
      [{}, NO_LESSONS],
      [{ "00_Standardize.ts": "" }, NO_LESSONS],
      [
        { [LESSON]: "a\0" },
        `${NO_LESSONS} that can be taken: ${LESSON} isn't text: save it as UTF-8`,
      ],
    ] satisfies [Tree, string][]
  ) {
    const submission = await takeTree(tree);
    assertEquals(submission.problem, problem);
    assertEquals(submission.files.size, 0);
    assertEquals(submission.hash, EMPTY);
  }
  const gone = await takeAt("no/such/folder", "folder");
  assertEquals(
    gone.problem,
    "can't be read: no such file or folder",
  );
  await using folder = await temporaryFolder();
  await writeTree(folder.path, { file: "" });
  const { problem } = await takeAt(folder.file("file"), "folder");
  assert(problem?.startsWith("can't be read: "), problem);
  assert(!problem?.includes(folder.path), problem);
});

Deno.test("takeIn() goes on past a name that is no text", {
  // Other systems have no such names.
  ignore: Deno.build.os !== "linux",
}, async () => {
  await using folder = await temporaryFolder();
  await writeTree(folder.path, { [LESSON]: "0" });
  const script = "touch $(printf 'a\\377.ts'); mkdir $(printf 'b\\377')";
  await new Deno.Command("sh", { args: ["-c", script], cwd: folder.path })
    .output();
  const submission = await takeAt(folder.path, "folder");
  assertEquals([...submission.files.values()], ["0"]);
  assertEquals(submission.ignored, [
    { path: "b�", why: "can't be read" },
    { path: "a�.ts", why: "isn't a lesson" },
  ]);
});

Deno.test("takeIn() takes what it can, and says of the rest why not", async () => {
  const limit = 256 * 2 ** 10;
  const submission = await takeTree({
    [LESSON]: "x".repeat(limit),
    "01_batchnorm_forward.ts": "x".repeat(limit + 1),
    "02_batchnorm_backward.ts": "\0",
    "a.txt": "",
  });
  assertEquals([...submission.files.keys()], ["00_standardize"]);
  assertEquals(submission.ignored, [
    { path: "01_batchnorm_forward.ts", why: "is larger than 256 KiB" },
    {
      path: "02_batchnorm_backward.ts",
      why: "isn't text: save it as UTF-8",
    },
    { path: "a.txt", why: "isn't a lesson" },
  ]);
});

Deno.test("takeIn() lists twenty that aren't taken, and counts the others", async () => {
  const files = (count: number): Tree =>
    Object.fromEntries(
      Array.from({ length: count }, (_, i) => [`${100 + i}.txt`, ""]),
    );
  const last = async (count: number) =>
    (await takeTree(files(count))).ignored.slice(19);
  const [twentieth] = await last(20);
  assertEquals(twentieth, { path: "119.txt", why: "isn't a lesson" });
  assertEquals(await last(21), [
    twentieth,
    { path: "1 more", why: "isn't taken either" },
  ]);
  assertEquals(await last(90), [
    twentieth,
    { path: "70 more", why: "aren't taken either" },
  ]);
});

Deno.test("takeIn() takes no links, pipes and hard links from a folder", {
  ignore,
}, async () => {
  await using folder = await temporaryFolder();
  const secret = folder.file("secret.ts");
  await Deno.writeTextFile(secret, "secret");
  const at = (name: string) => folder.file(`work/${name}`);
  await writeTree(folder.path, { "work/04_layernorm_forward.ts": "4" });
  await writeTree(folder.path, { [`outside/${LESSON}`]: "secret" });
  await Deno.symlink(secret, at(LESSON));
  await Deno.symlink(folder.file("outside"), at("lessons"));
  await Deno.symlink(folder.file("nowhere"), at("06_fc_net.ts"));
  await Deno.link(secret, at("01_batchnorm_forward.ts"));
  const mkfifo = new Deno.Command("mkfifo", {
    args: [at("02_batchnorm_backward.ts")],
  });
  assert((await mkfifo.output()).success);
  const submission = await takeAt(folder.file("work"), "folder");
  assertEquals([...submission.files.values()], ["4"]);
  assertEquals(submission.ignored, [
    { path: LESSON, why: "is a link" },
    { path: "01_batchnorm_forward.ts", why: "is a hard link" },
    { path: "02_batchnorm_backward.ts", why: "isn't a regular file" },
    { path: "06_fc_net.ts", why: "is a link" },
    { path: "lessons", why: "is a link" },
  ]);
});

Deno.test("takeIn() opens no archive that is a link, a folder or too large", {
  ignore,
}, async () => {
  await using folder = await temporaryFolder();
  const [zip, link, hard, large] = ["a", "b", "c", "d"].map((name) =>
    folder.file(`${name}.zip`)
  );
  await Deno.writeFile(zip, zipTree({ [LESSON]: "0" }));
  assertEquals((await takeAt(zip)).files.size, 1);
  await Deno.symlink(zip, link);
  assertEquals((await takeAt(link)).problem, "is a link");
  await Deno.link(zip, hard);
  assertEquals((await takeAt(hard)).problem, "is a hard link");
  assertEquals((await takeAt(folder.path)).problem, "isn't a regular file");
  await Deno.writeFile(large, new Uint8Array());
  await Deno.truncate(large, 64 * 2 ** 20 + 1);
  assertEquals((await takeAt(large)).problem, "is larger than 64 MiB");
  await Deno.truncate(large, 64 * 2 ** 20);
  assertEquals(
    (await takeAt(large)).problem,
    "isn't a .zip, .tar.gz, .tgz or .tar archive",
  );
});

Deno.test("takeIn() goes on past what it may not read", {
  ignore: ignore || Deno.uid() === 0,
}, async () => {
  await using folder = await temporaryFolder();
  await writeTree(folder.path, {
    [LESSON]: "0",
    "06_fc_net.ts": "6",
    "a/b": "",
    [`b/${LESSON}`]: "",
  });
  await Deno.chmod(folder.file(LESSON), 0);
  await Deno.chmod(folder.file("a"), 0);
  await Deno.chmod(folder.file("b"), 0o400);
  const submission = await takeAt(folder.path, "folder");
  await Deno.chmod(folder.file("a"), 0o700);
  await Deno.chmod(folder.file("b"), 0o700);
  assertEquals([...submission.files.values()], ["6"]);
  assertEquals(submission.ignored, [
    { path: LESSON, why: 'can\'t be read: "Permission denied (os error 13)"' },
    { path: "a", why: "can't be read" },
    { path: `b/${LESSON}`, why: "can't be read" },
  ]);
});

Deno.test("takeIn() looks not too deep", async () => {
  const deep = "1/2/3/4/5/6/7/lessons/";
  assertEquals((await takeTree({ [`${deep}${LESSON}`]: "" })).files.size, 1);
  const deeper = await takeTree({ [`0/${deep}${LESSON}`]: "" });
  assertEquals(whyIn(deeper, `0/${deep}`), "lies too deep");
});

Deno.test("listFolder() counts all but what is in folders that aren't looked into", async () => {
  await using folder = await temporaryFolder();
  await writeTree(folder.path, {
    [LESSON]: "",
    "a/x": "",
    "a/b/y": "",
    "node_modules/x": "",
    "node_modules/y": "",
  });
  assertEquals((await listFolder(folder.path, 6)).length, 4);
  await assertRejects(
    () => listFolder(folder.path, 5),
    Refused,
    "holds more than 10,000 files and folders",
  );
});

Deno.test("takeIn() writes nothing", async () => {
  await using folder = await temporaryFolder();
  await writeTree(folder.path, {
    "a.zip": zipTree({ [LESSON]: "0", "../out.ts": "" }),
    "b.tgz": tgzTree({ [LESSON]: "0", "../out.ts": "" }),
    [`c/${LESSON}`]: "0",
  });
  for (const found of await findSubmissions([folder.path])) {
    assertEquals((await takeIn(found)).files.size, 1);
  }
  assertEquals(await filesIn(folder.path), ["a.zip", "b.tgz", "c"]);
  assertEquals(await filesIn(folder.file("c")), [LESSON]);
});
