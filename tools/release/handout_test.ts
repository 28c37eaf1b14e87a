import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Ran, runDeno } from "../../lib/children.ts";
import { lessons, pathOf, required } from "../course.ts";
import { isUntouched, STUBS } from "../stubs.ts";
import { copyCourse, solutionOf } from "../testing.ts";
import { handoutFiles } from "./handout.ts";

// Of a course whose lessons somebody is writing in, there is no handout.
const untouched = await Promise.all(
  lessons.map((lesson) => isUntouched(lesson)),
);
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
    names: () => [...Deno.readDirSync(path)].map(({ name }) => name).sort(),
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

function deno(cwd: string, ...args: string[]): Promise<Ran> {
  return runDeno(args, { cwd, env: { RUST_BACKTRACE: "0", INIT_CWD: cwd } });
}

function handout(cwd: string, ...args: string[]): Promise<Ran> {
  return deno(cwd, "run", "-A", pathOf("tools/release/handout.ts"), ...args);
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

/** The lines of a solution that say how: no declarations, and not in a stub or guide. */
function givingAway(solution: string): string[] {
  const known = [...texts].filter(([path]) => path.startsWith("lessons/"))
    .map(([, text]) => squeeze(text));
  return solution.split("\n")
    .filter((line) => !/^\s*(\/?\*|\/\/|import|export)/.test(line))
    .map(squeeze)
    .filter((line) => line.length >= 16 && line.includes("."))
    .filter((line) => !known.some((text) => text.includes(line)));
}

Deno.test({
  name: "the handout holds no line of a solution, however it is wrapped",
  ignore,
  fn() {
    for (const [module, solution] of solutions) {
      const lines = givingAway(solution);
      assert(lines.length >= 3, module);
      for (const [path, text] of texts) {
        const squeezed = squeeze(text);
        assertEquals(lines.filter((line) => squeezed.includes(line)), [], path);
      }
    }
  },
});

Deno.test({
  name: "the handout holds what students need, and no more",
  ignore,
  fn() {
    const paths = [...texts.keys()];
    const secret =
      /^solutions\/|^tests\/catalogue\/[^/]+\/(?!probe|mod\.ts)|^tools\/(grade|proof|release\/(?!update\.ts$)|verify|ok|testing)|(?<!^tests\/\d\d_\w+)_test\.ts$/;
    assertEquals(paths.filter((path) => secret.test(path)), []);
    const top = new Set(paths.map((path) => path.split("/")[0]));
    assertEquals(
      [...top].sort().join(" "),
      [
        ".deno-version .gitignore .vscode LICENSE README.md README.zh.md",
        "course.json data deno.json deno.lock kit labs lessons lib tests tools",
      ].join(" "),
    );
    const stubs = JSON.parse(texts.get(STUBS)!);
    for (const { module } of lessons) {
      for (const path of [`lessons/${module}.ts`, `lessons/${module}.md`]) {
        assertEquals(texts.get(path), Deno.readTextFileSync(pathOf(path)));
      }
      assertEquals(stubs[module], texts.get(`lessons/${module}.ts`));
    }
    const { tasks, imports } = JSON.parse(texts.get("deno.json")!);
    assertEquals(Object.keys(tasks), ["learn", "lab", "update", "test"]);
    assert("fast-check" in imports);
    // What only `grade` draws with, and what only tests of the kit compare with.
    assert(!("cli-table3" in imports));
    assert(!texts.get("deno.lock")!.includes("cli-table3"));
  },
});

Deno.test({
  name: "every command and link in the handout leads somewhere",
  ignore,
  fn() {
    const { tasks } = JSON.parse(texts.get("deno.json")!);
    let commands = 0;
    for (const [path, text] of texts) {
      if (!/\.(md|ts)$/.test(path)) continue;
      // Comments speak of what isn't there, too.
      const said = path.endsWith(".md")
        ? text
        : text.replaceAll(/^\s*(\/?\*|\/\/).*$/gm, "");
      for (const [line, task] of said.matchAll(/\bdeno\S* task ([\w:-]+)/g)) {
        assert(task! in tasks, `${path}: ${line}`);
        commands++;
      }
      if (!path.endsWith(".md")) continue;
      for (const [line, link] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        assert(texts.has(join(dirname(path), link!)), `${path}: ${line}`);
      }
      // There is no reference to run.
      for (const paragraph of text.split("\n\n")) {
        if (!paragraph.includes("--solution")) continue;
        assertMatch(paragraph, /instructors|教师/i, path);
      }
    }
    assert(commands > 10);
    const { tasks: ofEditor } = JSON.parse(texts.get(".vscode/tasks.json")!);
    const { module } = lessons[0]!;
    for (const { command, args: [word, name] } of ofEditor) {
      const file = name?.replace("${fileBasenameNoExtension}", module);
      assertEquals(command, "deno");
      assert(word === "task" ? file in tasks : !file || texts.has(file), name);
    }
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
    assertEquals([...Deno.readDirSync(dirname(copy))].length, 1);
    const lock = Deno.readTextFileSync(`${copy}/deno.lock`);
    // Nothing imports what was left out.
    const modules = [...texts.keys()].filter((path) =>
      path.endsWith(".ts") && !path.startsWith("kit/nd/assembly/")
    );
    const load = ["test", "--no-run", "--no-check", "--frozen"];
    const loaded = await deno(copy, ...load, ...modules);
    assertEquals(loaded.code, 0, loaded.stderr);

    const [fresh, first] = await Promise.all([
      deno(copy, "test", "--frozen", "--no-check"),
      deno(copy, ...LEARN),
    ]);
    const [, failed] = /\| 0 passed .*?\| (\d+) failed/.exec(fresh.stdout) ??
      [];
    assertEquals(fresh.code, 1);
    assert(Number(failed) > 50, fresh.stderr);
    const unwritten = fresh.stdout.matchAll(/not written yet: Lesson/g);
    assertEquals([...unwritten].length, Number(failed));
    assertStringIncludes(first.stdout, `0 of ${required.length} lessons`);
    // A lesson, and what it builds on: that solutions pass is proven elsewhere.
    const written = [...solutions].slice(0, 3);
    const write = async (some: [module: string, text: string][]) => {
      for (const [module, text] of some) {
        await Deno.writeTextFile(`${copy}/lessons/${module}.ts`, text);
      }
    };
    await write(written);
    const tests = written.map(([module]) => `tests/${module}_test.ts`);
    const [solved, last] = await Promise.all([
      deno(copy, "task", "--quiet", "test", "--frozen", "--no-check", ...tests),
      deno(copy, ...LEARN),
    ]);
    assertEquals(solved.code, 0, solved.stdout);
    assertMatch(solved.stdout, /ok \| \d\d passed \| 0 failed/);
    const three = `3 of ${required.length} lessons`;
    assertStringIncludes(last.stdout, three);
    assertEquals(Deno.readTextFileSync(`${copy}/deno.lock`), lock);

    await handout(folder.path, "next");
    const next = `${folder.path}/next`;
    const course = JSON.parse(texts.get("course.json")!);
    course.version++;
    await Deno.writeTextFile(`${next}/course.json`, JSON.stringify(course));
    const update = ["update", "../class/kata", "--lang=en"];
    const updated = await deno(next, "task", "--quiet", ...update);
    assertEquals([updated.code, updated.stderr], [0, ""]);
    const brought = await deno(next, ...LEARN);
    assertStringIncludes(brought.stdout, three);

    await write([...solutions]);
    const lab = await deno(copy, ...LAB);
    assertEquals(lab.code, 0, lab.stderr);
  },
});

Deno.test({
  name: "handout refuses a lesson that isn't the stub, and leaves nothing",
  ignore,
  async fn() {
    await using course = await copyCourse();
    for (const name of ["lessons", "lib"]) {
      await cp(pathOf(name), `${course.path}/${name}`, { recursive: true });
    }
    const { module } = lessons[2]!;
    const path = `lessons/${module}.ts`;
    await course.write(module);
    assertEquals(
      await course.deno("run", "-A", "tools/release/handout.ts", "there"),
      {
        code: 1,
        stdout: "",
        stderr: `Cannot make the handout: expected ${path} to be the stub ` +
          "that the course ships, got another text; put the stub back, with " +
          `"git checkout ${path}" for instance\n`,
      },
    );
    const left = [...Deno.readDirSync(course.path)].map(({ name }) => name);
    assertEquals(left.filter((name) => name.startsWith("there")), []);
  },
});

Deno.test({
  name: "handout fills an empty folder, and refuses in one line any other",
  ignore: ignore || Deno.build.os === "windows",
  async fn() {
    await using folder = await makeFolder();
    const { path } = folder;
    await Deno.mkdir(`${path}/empty`);
    assertEquals((await handout(path, "empty")).code, 0);
    assert(Deno.statSync(`${path}/empty/deno.json`).isFile);
    await Deno.mkdir(`${path}/full/inner`, { recursive: true });
    await Deno.writeTextFile(`${path}/file`, "");
    const wanted =
      "expected one new folder, as in deno task handout ../kata; got ";
    const cases: [args: string[], code: number, said: string][] = [
      [[], 2, `${wanted}nothing`],
      [["a", "b"], 2, `${wanted}"a" "b"`],
      [["full"], 1, "expected a new folder, got .*"],
      [["file"], 1, "expected a new folder, got .*"],
      [["file/inner"], 1, "expected a new folder, got .*"],
      // Too long a name as soon as anything is added to it.
      [["n".repeat(250)], 1, "expected a new folder, got .*"],
    ];
    for (const [args, code, said] of cases) {
      const ran = await handout(path, ...args);
      assertEquals([ran.code, ran.stdout], [code, ""]);
      assertMatch(ran.stderr, RegExp(`^Cannot make the handout: ${said}\n$`));
    }
    assertEquals(folder.names(), ["empty", "file", "full"]);
  },
});
