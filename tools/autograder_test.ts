import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unzipSync } from "fflate";
import { autograderFiles, pack } from "./autograder.ts";
import { lessons, pathOf } from "./course.ts";
import { kitModules } from "./handout/needed.ts";
import { type Ran, whatItSaid } from "./testing.ts";

const files = await autograderFiles();
const windows = Deno.build.os === "windows";

/** The names in a zip with their Unix permissions, read from its directory. */
function modes(zip: Uint8Array<ArrayBuffer>): [name: string, mode: string][] {
  const view = new DataView(zip.buffer);
  const end = zip.length - 22;
  assertEquals(view.getUint32(end, true), 0x06054b50);
  const found: [string, string][] = [];
  for (let at = view.getUint32(end + 16, true); at < end;) {
    const length = view.getUint16(at + 28, true);
    const name = zip.subarray(at + 46, at + 46 + length);
    const mode = view.getUint16(at + 40, true);
    found.push([new TextDecoder().decode(name), mode.toString(8)]);
    // Beside the name, an entry may have an extra field and a comment.
    at += 46 + length + view.getUint16(at + 30, true) +
      view.getUint16(at + 32, true);
  }
  return found;
}

Deno.test("pack() makes the two scripts at the top executable, and nothing else", () => {
  const entries = modes(pack(files));
  assertEquals(entries.map(([name]) => name), [...files.keys()]);
  const executable = entries.filter(([, mode]) => mode !== "100644");
  assertEquals(executable, [
    ["setup.sh", "100755"],
    ["run_autograder", "100755"],
  ]);
});

Deno.test("autograder has all that grading needs, and no lessons", () => {
  for (const { module } of lessons) {
    assert(files.has(`course/solutions/${module}.ts`));
    assert(files.has(`course/tests/${module}_test.ts`));
  }
  for (const name of ["grade.ts", "course.ts"]) {
    assert(files.has(`course/tools/${name}`), name);
  }
  for (const path of kitModules()) assert(files.has(`course/${path}`), path);
  for (const name of [".deno-version", "course.json", "deno.lock"]) {
    assert(files.has(`course/${name}`), name);
  }
  const others = [...files.keys()].filter((path) =>
    /^course\/(lessons|tests\/misconceptions|tools\/handout)\//.test(path)
  );
  assertEquals(others, []);
  const config = new TextDecoder().decode(files.get("course/deno.json"));
  assertEquals(Object.keys(JSON.parse(config).tasks), ["grade"]);
});

/** A folder laid out as Gradescope's; it removes itself at the end of its `await using`. */
async function gradescope(source: Iterable<[string, Uint8Array<ArrayBuffer>]>) {
  const path = await Deno.makeTempDir({ prefix: "kata autograder" });
  const write = async (name: string, content: Uint8Array | string) => {
    const file = `${path}/${name}`;
    await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
    await Deno.writeFile(
      file,
      typeof content === "string" ? new TextEncoder().encode(content) : content,
    );
  };
  for (const [name, bytes] of source) await write(`source/${name}`, bytes);
  await Deno.mkdir(`${path}/submission`);
  await Deno.mkdir(`${path}/results`);
  return {
    path,
    write,
    /** Puts this Deno where `setup.sh` installs one. */
    async install() {
      const folder = `${path}/deno/node_modules/deno`;
      await Deno.mkdir(folder, { recursive: true });
      await Deno.symlink(Deno.execPath(), `${folder}/deno`);
    },
    async run(script: string, env: Record<string, string> = {}): Promise<Ran> {
      const command = new Deno.Command("bash", {
        args: [`${path}/source/${script}`],
        cwd: "/",
        env: { AUTOGRADER: path, ...env },
      });
      return whatItSaid(await command.output());
    },
    results(): Record<string, unknown> {
      const names = [...Deno.readDirSync(`${path}/results`)]
        .map(({ name }) => name);
      assertEquals(names, ["results.json"]);
      return JSON.parse(Deno.readTextFileSync(`${path}/results/results.json`));
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** What stands where the course does: a grader that does as told. */
function fake(grader: string): [string, Uint8Array<ArrayBuffer>][] {
  const text = (text: string) => new TextEncoder().encode(text);
  return [
    ["setup.sh", files.get("setup.sh")!],
    ["run_autograder", files.get("run_autograder")!],
    ["course/.deno-version", text("1.2.3\n")],
    ["course/deno.json", text("{}\n")],
    ["course/tools/grade.ts", text(grader)],
  ];
}

/** Has the fake grader write its results. */
function writing(results: string): string {
  return `const out = Deno.args[Deno.args.indexOf("--out") + 1];
    Deno.mkdirSync(out, { recursive: true });
    Deno.writeTextFileSync(out + "/results.json", ${results});`;
}

Deno.test({
  name: "run_autograder hands the submission over, and the results on",
  ignore: windows,
  async fn() {
    const results = `JSON.stringify({
      score: 7.5,
      args: Deno.args,
      files: [...Deno.readDirSync(Deno.args[0] + "/submission")]
        .map(({ name, isSymlink }) => [name, isSymlink]),
    })`;
    // Not all points is no failure of the grader.
    const grader = `${writing(results)} Deno.exit(1);`;
    await using machine = await gradescope(fake(grader));
    await machine.install();
    await machine.write("submission/00_standardize.ts", "");
    await Deno.symlink("/etc/passwd", `${machine.path}/submission/link.ts`);
    const { code } = await machine.run("run_autograder");
    assertEquals(code, 0);
    const { score, args, files } = machine.results() as {
      score: number;
      args: string[];
      files: [string, boolean][];
    };
    assertEquals(score, 7.5);
    const [folder, ...options] = args;
    assertEquals(options.toSpliced(-1), ["--format", "gradescope", "--out"]);
    assert(!folder.startsWith(machine.path));
    assertEquals(files.sort(), [["00_standardize.ts", false], [
      "link.ts",
      true,
    ]]);
    // The folder of the grading is gone.
    assertEquals(await Deno.stat(folder).catch(() => "gone"), "gone");
  },
});

const failures: [what: string, grader: string][] = [
  ["throws", 'throw new Error("the secret path");'],
  ["writes nothing", ""],
  ["writes half", writing(`'{ "score": 7'`)],
  ["writes no score", writing(`'{ "output": "the secret path" }'`)],
  ["ends the script", 'Deno.kill(Deno.ppid, "SIGKILL");'],
];
for (const [what, grader] of failures) {
  Deno.test({
    name: `run_autograder says that the grader failed where it ${what}`,
    ignore: windows,
    async fn() {
      await using machine = await gradescope(fake(grader));
      await machine.install();
      // Of an earlier submission.
      await machine.write("results/results.json", '{ "score": 100 }');
      const { code, stdout } = await machine.run("run_autograder");
      assertEquals(code, what === "ends the script" ? 137 : 0);
      if (what === "throws") assertStringIncludes(stdout, "the secret path");
      assertEquals(machine.results(), {
        score: 0,
        output: "The grader failed, not your submission: this score says " +
          "nothing about your work. Please tell your instructor.",
        visibility: "visible",
        stdout_visibility: "hidden",
      });
    },
  });
}

Deno.test({
  name: "run_autograder says that the grader failed where there is no Deno",
  ignore: windows,
  async fn() {
    await using machine = await gradescope(fake(writing(`'{ "score": 1 }'`)));
    await Deno.remove(`${machine.path}/results`);
    assertEquals((await machine.run("run_autograder")).code, 0);
    assertEquals(machine.results().score, 0);
  },
});

/** An npm that installs this Deno, and says what it was asked for. */
const NPM = `#!/usr/bin/env bash
echo "npm $*"
mkdir -p "$3/node_modules/deno" && ln -sf "$DENO" "$3/node_modules/deno/deno"
`;

Deno.test({
  name: "setup.sh installs the pinned Deno and tries it on the reference",
  ignore: windows,
  async fn() {
    for (const exit of [0, 1]) {
      const grader =
        `console.log("grades", Deno.args[0], Deno.env.get("DENO_DIR"));
        Deno.exit(${exit});`;
      await using machine = await gradescope(fake(grader));
      const { path } = machine;
      await machine.write("bin/npm", NPM);
      await Deno.chmod(`${path}/bin/npm`, 0o755);
      const { code, stdout, stderr } = await machine.run("setup.sh", {
        PATH: `${path}/bin:${Deno.env.get("PATH")}`,
        DENO: Deno.execPath(),
      });
      assertEquals(code, exit, stderr);
      assertStringIncludes(
        stdout,
        `npm install --prefix ${path}/deno deno@1.2.3`,
      );
      assertStringIncludes(stdout, `grades solutions ${path}/deno/cache`);
    }
  },
});

Deno.test({
  name: "the scripts have no mistakes that bash can find",
  ignore: windows,
  async fn() {
    const scripts = ["setup.sh", "run_autograder"]
      .map((name) => pathOf(`tools/autograder/${name}`));
    for (const script of scripts) {
      const command = new Deno.Command("bash", { args: ["-n", script] });
      assertEquals(whatItSaid(await command.output()), {
        code: 0,
        stdout: "",
        stderr: "",
      });
    }
  },
});

async function autograder(
  env: Record<string, string>,
  ...args: string[]
): Promise<Ran> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("tools/autograder.ts"), ...args],
    env: { NO_COLOR: "1", ...env },
  });
  return whatItSaid(await command.output());
}

Deno.test("autograder writes the same bytes in every time zone", async () => {
  const folder = await Deno.makeTempDir({ prefix: "kata-autograder" });
  const zips = await Promise.all(
    ["Asia/Shanghai", "America/Los_Angeles"].map(async (TZ, k) => {
      const name = `new/${k}.zip`;
      const ran = await autograder({ TZ, INIT_CWD: folder }, name);
      assertEquals([ran.code, ran.stderr], [0, ""]);
      assertStringIncludes(ran.stdout, "Gradescope's autograder is in ");
      return await Deno.readFile(`${folder}/${name}`);
    }),
  );
  assertEquals(zips[0], zips[1]);
  const unpacked = Object.entries(unzipSync(zips[0]));
  assertEquals(unpacked.map(([name]) => name), [...files.keys()]);
  for (const [name, bytes] of unpacked) assertEquals(bytes, files.get(name));
  const names = [...Deno.readDirSync(`${folder}/new`)].map(({ name }) => name);
  assertEquals(names.sort(), ["0.zip", "1.zip"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test("autograder refuses in one line what it can't write to", async () => {
  const folder = await Deno.makeTempDir({ prefix: "kata-autograder" });
  await Deno.mkdir(`${folder}/taken.zip`);
  const wanted =
    "Cannot make the autograder: expected one name that ends in .zip, got ";
  for (
    const [args, given] of [
      [["autograder"], '"autograder"'],
      [["a.zip", "b.zip"], '"a.zip" "b.zip"'],
      [["--help"], '"--help"'],
    ] as const
  ) {
    assertEquals(await autograder({ INIT_CWD: folder }, ...args), {
      code: 2,
      stdout: "",
      stderr: `${wanted}${given}\n`,
    });
  }
  const taken = await autograder({ INIT_CWD: folder }, "taken.zip");
  assertEquals([taken.code, taken.stderr.split("\n").length], [1, 2]);
  assertStringIncludes(
    taken.stderr,
    "expected a file that can be written, got ",
  );
  const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assertEquals(left, ["taken.zip"]);
  await Deno.remove(folder, { recursive: true });
});

/** Links this machine's packages to where `setup.sh` downloads them. */
async function linkPackages(machine: string): Promise<void> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["info", "--json"],
  });
  const { stdout } = await command.output();
  const { denoDir } = JSON.parse(new TextDecoder().decode(stdout));
  await Deno.symlink(denoDir, `${machine}/deno/cache`);
}

Deno.test({
  name:
    "the autograder grades what is in the archive with what is in the archive",
  ignore: windows,
  async fn() {
    await using machine = await gradescope(
      Object.entries(unzipSync(pack(files))) as Iterable<
        [string, Uint8Array<ArrayBuffer>]
      >,
    );
    await machine.install();
    await linkPackages(machine.path);
    const score = async () => {
      const { code, stdout } = await machine.run("run_autograder");
      assertEquals(code, 0);
      const results = machine.results();
      assert(!String(results.output).includes("The grader failed"), stdout);
      return results.score;
    };
    await machine.write("submission/notes.txt", "");
    assertEquals(await score(), 0);
    const [{ module, points }] = lessons;
    const solution = await Deno.readFile(pathOf(`solutions/${module}.ts`));
    await machine.write(`submission/kata/lessons/${module}.ts`, solution);
    assertEquals(await score(), points);
  },
});
