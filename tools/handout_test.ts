import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hashOf, isUntouched, lessons, pathOf, required } from "./course.ts";
import { handoutFiles } from "./handout.ts";
import { copyCourse, type Ran, solutionOf, whatItSaid } from "./testing.ts";

// Of a course whose lessons somebody is writing in, there is no handout.
const untouched = await Promise.all(lessons.map(isUntouched));
const ignore = untouched.includes(false);
if (ignore) console.log("lessons/ is being written: no handout to test");

const texts = new Map<string, string>();
for (const [path, bytes] of ignore ? [] : await handoutFiles()) {
  texts.set(path, new TextDecoder().decode(bytes));
}
const solutions = new Map<string, string>();
for (const { module } of lessons) {
  solutions.set(module, await solutionOf(module));
}

/** A folder that removes itself at the end of its `await using`. */
async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "kata-handout" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

async function deno(cwd: string, ...args: string[]): Promise<Ran> {
  const env = { NO_COLOR: "1", RUST_BACKTRACE: "0", INIT_CWD: cwd };
  return whatItSaid(
    await new Deno.Command(Deno.execPath(), { args, cwd, env }).output(),
  );
}

function handout(cwd: string, ...args: string[]): Promise<Ran> {
  return deno(cwd, "run", "-A", pathOf("tools/handout.ts"), ...args);
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

/** The lines of a solution that say how: no declarations, and not in a stub or guide. */
function givingAway(module: string): string[] {
  const known = [...texts].filter(([path]) => path.startsWith("lessons/"))
    .map(([, text]) => squeeze(text));
  return solutions.get(module)!.split("\n")
    .filter((line) => !/^\s*(\/?\*|\/\/|import|export)/.test(line))
    .map(squeeze)
    .filter((line) => line.length >= 16 && line.includes("."))
    .filter((line) => !known.some((text) => text.includes(line)));
}

/** The lines that give a solution away and stand in a text, however it is wrapped. */
function givenAway(text: string): string[] {
  const squeezed = squeeze(text);
  return lessons.flatMap(({ module }) => givingAway(module))
    .filter((line) => squeezed.includes(line));
}

Deno.test({
  name: "the handout holds no line of a solution",
  ignore,
  fn() {
    for (const [path, text] of texts) assertEquals(givenAway(text), [], path);
    // The check itself: it finds every solution, also where it is wrapped anew.
    for (const [module, text] of solutions) {
      assert(givingAway(module).length >= 3, module);
      assert(givenAway(text.replaceAll(" ", "\n  ")).length >= 3, module);
    }
  },
});

Deno.test({
  name: "the handout holds what students need, and no more",
  ignore,
  fn() {
    const paths = [...texts.keys()];
    const top = new Set(paths.map((path) => path.split("/")[0]));
    for (
      const secret of [
        /^solutions\//,
        /^tests\/(misconceptions|variants)\//,
        /^tools\/(grade|catalogue|handout|autograder|verify|ok|testing)\b/,
        /(?<!^tests\/\d\d_\w+)_test\.ts$/,
        /(?:^|\/)testing\.ts$/,
      ]
    ) assertEquals(paths.filter((path) => secret.test(path)), []);
    assertEquals([...top].sort(), [
      ".deno-version",
      ".gitignore",
      ".vscode",
      "LICENSE",
      "README.md",
      "README.zh.md",
      "course-files.json",
      "course.json",
      "data",
      "deno.json",
      "deno.lock",
      "kit",
      "labs",
      "lessons",
      "tests",
      "tools",
    ]);
    for (const { module } of lessons) {
      for (const path of [`lessons/${module}.ts`, `lessons/${module}.md`]) {
        assertEquals(texts.get(path), Deno.readTextFileSync(pathOf(path)));
      }
    }
    const { tasks, imports } = JSON.parse(texts.get("deno.json")!);
    assertEquals(Object.keys(tasks), ["learn", "lab", "update", "test"]);
    assert("fast-check" in imports);
    // What only `grade` draws with, and what only tests of the kit compare with.
    assert(!("cli-table3" in imports) && !("numpy-ts" in imports));
    assert("numpy-ts/core" in imports);
    assert(!texts.get("deno.lock")!.includes("cli-table3"));
  },
});

/** A module without its comments, which also speak of what isn't there. */
function withoutComments(text: string): string {
  return text.replaceAll(/^\s*(\/?\*|\/\/).*$/gm, "");
}

/** A path in a task of the editor, where lesson 00 is open. */
function inEditor(path: string): string {
  return path.replace("${fileBasenameNoExtension}", lessons[0].module);
}

Deno.test({
  name: "every command and link in the handout leads somewhere",
  ignore,
  fn() {
    const { tasks } = JSON.parse(texts.get("deno.json")!);
    let commands = 0;
    for (const [path, text] of texts) {
      if (!/\.(md|ts)$/.test(path)) continue;
      const said = path.endsWith(".ts") ? withoutComments(text) : text;
      for (const [line, task] of said.matchAll(/\bdeno\S* task ([\w:-]+)/g)) {
        assert(task in tasks, `${path}: ${line}`);
        commands++;
      }
      for (
        const [line, file] of said.matchAll(/\bdeno test (?:-A )?(\S+\.ts)/g)
      ) {
        if (file.includes("$")) continue;
        assert(texts.has(file), `${path}: ${line}`);
        commands++;
      }
      if (!path.endsWith(".md")) continue;
      for (const [line, link] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert(texts.has(join(dirname(path), link)), `${path}: ${line}`);
      }
      for (const paragraph of text.split("\n\n")) {
        // There is no reference to run.
        if (!paragraph.includes("--solution")) continue;
        assertMatch(paragraph, /instructors|教师/i, path);
      }
    }
    const { tasks: ofEditor } = JSON.parse(texts.get(".vscode/tasks.json")!);
    for (const { command, args: [word, task] } of ofEditor) {
      assertEquals(command, "deno");
      if (word === "task") assert(task in tasks, task);
      else if (task?.includes("$")) assert(texts.has(inEditor(task)), task);
      else assertEquals([word, task], ["test", undefined]);
    }
    assert(commands > 10);
    const version = texts.get(".deno-version")!.trim();
    for (const path of ["README.md", "README.zh.md"]) {
      assert(!texts.get(path)!.includes("{{"));
      assertStringIncludes(texts.get(path)!, `npx -y deno@${version} task`);
    }
  },
});

const LEARN = ["task", "--quiet", "learn", "--lang", "en"];
const LAB = [
  ...["task", "--quiet", "lab", "deep-net"],
  ...["--data", "synthetic", "--train", "50", "--epochs", "1"],
];

Deno.test({
  name:
    "in the handout all commands work, before and after the lessons are written",
  ignore,
  async fn() {
    await using folder = await makeFolder();
    const made = await handout(folder.path, "class/kata");
    assertEquals([made.code, made.stderr], [0, ""]);
    assertMatch(
      made.stdout,
      /^The student's copy of the course is in .*kata\n$/,
    );
    const copy = `${folder.path}/class/kata`;
    const entries = [...Deno.readDirSync(dirname(copy))];
    assertEquals(entries.map(({ name }) => name), ["kata"]);
    const lock = Deno.readTextFileSync(`${copy}/deno.lock`);

    const [fresh, first] = await Promise.all([
      deno(copy, "test", "--frozen"),
      deno(copy, ...LEARN),
    ]);
    const [, failed] = /\| 0 passed .*?\| (\d+) failed/.exec(fresh.stdout) ??
      [];
    assertEquals(fresh.code, 1);
    assert(Number(failed) > 50, fresh.stderr);
    const unwritten = fresh.stdout.matchAll(/not written yet: Lesson/g);
    assertEquals([...unwritten].length, Number(failed));
    assertStringIncludes(first.stdout, `0 of ${required.length} lessons`);
    assertStringIncludes(first.stdout, "What to do: read the guide");

    assertEquals(await deno(copy, ...LAB, "--solution"), {
      code: 2,
      stdout: "",
      stderr: "Cannot run the lab: --solution needs solutions/, which this " +
        "copy of the course doesn't have; leave it out to run on your own " +
        "lessons\n",
    });
    assertEquals(await deno(copy, ...LAB), {
      code: 1,
      stdout: "",
      stderr: "Cannot run the lab: lesson 01, Batch normalization: forward, " +
        "isn't written yet; deno task learn goes on with it\n",
    });

    for (const [module, text] of solutions) {
      await Deno.writeTextFile(`${copy}/lessons/${module}.ts`, text);
    }
    const [solved, last, lab] = await Promise.all([
      deno(copy, "task", "--quiet", "test", "--frozen", "--no-check"),
      deno(copy, ...LEARN),
      deno(copy, ...LAB),
    ]);
    assertEquals(solved.code, 0, solved.stdout);
    assertStringIncludes(solved.stdout, `ok | ${failed} passed | 0 failed`);
    assertStringIncludes(last.stdout, "All lessons are solved.");
    assertEquals(lab.code, 0, lab.stderr);
    assertEquals(Deno.readTextFileSync(`${copy}/deno.lock`), lock);
  },
});

Deno.test({
  name: "a copy of an older release is brought up to date by the whole course",
  ignore,
  async fn() {
    await using folder = await makeFolder();
    await handout(folder.path, "kata");
    const copy = `${folder.path}/kata`;
    const solved = `lessons/${lessons[1].module}.ts`;
    await Deno.writeTextFile(`${copy}/${solved}`, [...solutions.values()][1]);
    await Deno.remove(`${copy}/tools/learn.ts`);
    // What was shipped, as the manifest had it then.
    const manifest = JSON.parse(texts.get("course-files.json")!);
    for (const path of ["README.md", "kit/old.ts"]) {
      await Deno.writeTextFile(`${copy}/${path}`, "old\n");
      manifest.files[path] = await hashOf("old\n");
    }
    await Deno.writeTextFile(
      `${copy}/course-files.json`,
      JSON.stringify(manifest),
    );
    const from = ["--from", pathOf("."), "--lang=en"];
    const ran = await deno(copy, "task", "--quiet", "update", ...from);
    assertEquals([ran.code, ran.stderr], [0, ""]);
    assertMatch(
      ran.stdout,
      /^Updated to version \d+ from .*\nReplaced: 1\nNew: 1\n/,
    );
    assertStringIncludes(ran.stdout, `you changed them: 1\n  ${solved}\n`);
    for (const [path, text] of texts) {
      const now = Deno.readTextFileSync(`${copy}/${path}`);
      assertEquals(
        now,
        path === solved ? solutions.get(lessons[1].module) : text,
        path,
      );
    }
    assert(
      !Deno.readDirSync(`${copy}/kit`).some(({ name }) => name === "old.ts"),
    );
  },
});

Deno.test({
  name: "handout refuses a lesson that isn't the stub, and leaves nothing",
  ignore,
  async fn() {
    await using course = await copyCourse();
    for (const name of ["data", "lessons"]) {
      await cp(pathOf(name), `${course.path}/${name}`, { recursive: true });
    }
    const { module } = lessons[2];
    const path = `lessons/${module}.ts`;
    const refused = {
      code: 2,
      stdout: "",
      stderr: `Cannot make the handout: expected ${path} to be the stub that ` +
        "the course ships, got another text; put the stub back, with " +
        `"git checkout ${path}" for instance\n`,
    };
    const args = ["run", "-A", "tools/handout.ts", "there"];
    await course.write(module);
    assertEquals(await course.deno(...args), refused);
    await Deno.remove(`${course.path}/${path}`);
    assertEquals(await course.deno(...args), refused);
    const left = [...Deno.readDirSync(course.path)].map(({ name }) => name);
    assertEquals(left.filter((name) => name.startsWith("there")), []);
  },
});

Deno.test("handout refuses in one line what it can't write to", async () => {
  await using folder = await makeFolder();
  const { path } = folder;
  await Deno.mkdir(`${path}/full/inner`, { recursive: true });
  await Deno.writeTextFile(`${path}/file`, "");
  const wanted =
    "expected one new folder, as in deno task handout ../kata; got ";
  const cases: [args: string[], said: RegExp][] = [
    [[], RegExp(`${wanted}nothing`)],
    [["a", "b"], RegExp(`${wanted}"a" "b"`)],
    [["--help"], RegExp(`${wanted}"--help"`)],
    [
      ["full"],
      /expected a new folder, got ".*full", which holds inner; choose another/,
    ],
    [["file"], /expected a new folder, got .*; choose another/],
    [["file/inner"], /expected a new folder, got .*; choose another/],
  ];
  for (const [args, said] of cases) {
    const { code, stdout, stderr } = await handout(path, ...args);
    assertEquals([code, stdout], [2, ""]);
    assertMatch(stderr, RegExp(`^Cannot make the handout: ${said.source}\n$`));
  }
  const left = [...Deno.readDirSync(path)].map(({ name }) => name);
  assertEquals(left.sort(), ["file", "full"]);
});

Deno.test({
  name:
    "handout fills an empty folder, and leaves nothing where it can't be written",
  ignore: ignore || Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    await Deno.mkdir(`${folder.path}/empty`);
    const { code } = await handout(folder.path, "empty");
    assertEquals(code, 0);
    assert(Deno.statSync(`${folder.path}/empty/deno.json`).isFile);
    // Too long a name as soon as anything is added to it.
    const long = await handout(folder.path, "n".repeat(250));
    assertEquals(long.code, 2);
    assertMatch(
      long.stderr,
      /expected a folder that can be made, got .*; choose another\n$/,
    );
    const left = [...Deno.readDirSync(folder.path)].map(({ name }) => name);
    assertEquals(left, ["empty"]);
  },
});
