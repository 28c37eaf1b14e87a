import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { unzipSync } from "fflate";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { type Ran, runDeno } from "../../lib/children.ts";
import { writeWhole } from "../../lib/files.ts";
import { lessons, pathOf } from "../course.ts";
import { STUBS } from "../stubs.ts";
import { autograderFiles, pack } from "./autograder.ts";

const files = await autograderFiles();
const windows = Deno.build.os === "windows";

/** The names in a zip with their Unix permissions, read from its directory. */
function modes(zip: Uint8Array): [name: string, mode: number][] {
  const text = Buffer.from(zip).toString("latin1");
  // Entries and the end begin with their marks; a mode's bytes are turned round.
  const entries = text.matchAll(
    // deno-lint-ignore no-control-regex -- what is read are bytes
    /PK\x01\x02[^]{36}([^])([^])[^]{4}(.+?)(?=PK\x01\x02|PK\x05\x06)/gs,
  );
  return [...entries].map(([, low, high, name]) => [
    name!,
    high!.charCodeAt(0) * 256 + low!.charCodeAt(0),
  ]);
}

Deno.test("the archive has all for grading and two scripts, and nothing else", () => {
  const entries = modes(pack(files));
  assertEquals(entries.map(([name]) => name), [...files.keys()]);
  assertEquals(entries.filter(([, mode]) => mode !== 0o100644), [
    ["setup.sh", 0o100755],
    ["run_autograder", 0o100755],
  ]);
  const others =
    /^course\/(lessons|labs|bench|tools\/(release|learn\/(?!stubs\.json)|lab))\b|testing\.ts$/;
  assertEquals([...files.keys()].filter((path) => others.test(path)), []);
  assert(files.has(`course/${STUBS}`));
  const config = new TextDecoder().decode(files.get("course/deno.json"));
  const { tasks } = JSON.parse(config);
  assert("grade" in tasks && !("learn" in tasks));
});

/** A folder laid out as Gradescope's; it removes itself at the end of its `await using`. */
async function gradescope(source: Iterable<[string, Uint8Array | string]>) {
  const path = await Deno.makeTempDir({ prefix: "kata autograder" });
  const write = (name: string, content: Uint8Array | string) =>
    writeWhole(join(path, name), content);
  for (const [name, content] of source) await write(`source/${name}`, content);
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
      const { code, stdout, stderr } = await new Deno.Command("bash", {
        args: [`${path}/source/${script}`],
        cwd: "/",
        env: { AUTOGRADER: path, ...env },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, stdout: text(stdout), stderr: text(stderr) };
    },
    results(): Record<string, unknown> {
      const names = [...Deno.readDirSync(`${path}/results`)];
      assertEquals(names.map(({ name }) => name), ["results.json"]);
      return JSON.parse(Deno.readTextFileSync(`${path}/results/results.json`));
    },
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** What stands where the course does: a grader that does as told. */
function fake(grader: string): [string, Uint8Array | string][] {
  return [
    ["setup.sh", files.get("setup.sh")!],
    ["run_autograder", files.get("run_autograder")!],
    ["course/.deno-version", "1.2.3\n"],
    ["course/deno.json", "{}\n"],
    ["course/tools/grade.ts", grader],
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
        .map(({ name, isSymlink }) => [name, isSymlink]).sort(),
    })`;
    // Not all points is no failure of the grader.
    const grader = `${writing(results)} Deno.exit(1);`;
    await using machine = await gradescope(fake(grader));
    await machine.install();
    await machine.write("submission/00_standardize.ts", "");
    await Deno.symlink("/etc/passwd", `${machine.path}/submission/link.ts`);
    assertEquals((await machine.run("run_autograder")).code, 0);
    const { score, args, files } = machine.results();
    assertEquals(score, 7.5);
    assertEquals(files, [["00_standardize.ts", false], ["link.ts", true]]);
    const [folder = "", ...options] = args as string[];
    assertEquals(options.slice(0, -1), ["--format", "gradescope", "--out"]);
    assert(!folder.startsWith(machine.path));
    // The folder of the grading is gone.
    assertEquals(await Deno.stat(folder).catch(() => "gone"), "gone");
  },
});

const failures: [what: string, grader: string | undefined][] = [
  ["throws", 'throw new Error("the secret path");'],
  ["writes nothing", ""],
  ["writes half", writing(`'{ "score": 7'`)],
  ["writes no score", writing(`'{ "output": "the secret path" }'`)],
  ["ends the script", 'Deno.kill(Deno.ppid, "SIGKILL");'],
  ["has no Deno to run with", undefined],
];
for (const [what, grader] of failures) {
  Deno.test({
    name: `run_autograder says that the grader failed where it ${what}`,
    ignore: windows,
    async fn() {
      const source = fake(grader ?? writing(`'{ "score": 1 }'`));
      await using machine = await gradescope(source);
      if (grader !== undefined) await machine.install();
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
      const PATH = `${path}/bin:${Deno.env.get("PATH")}`;
      const env = { PATH, DENO: Deno.execPath() };
      const { code, stdout, stderr } = await machine.run("setup.sh", env);
      assertEquals(code, exit, stderr);
      const asked = `npm install --prefix ${path}/deno deno@1.2.3`;
      assertStringIncludes(stdout, asked);
      assertStringIncludes(stdout, `grades solutions ${path}/deno/cache`);
    }
  },
});

function autograder(cwd: string, TZ: string, ...args: string[]): Promise<Ran> {
  const env = { TZ, INIT_CWD: cwd };
  const command = pathOf("tools/release/autograder.ts");
  return runDeno(["run", "-A", command, ...args], { env });
}

Deno.test("autograder writes the same bytes in every time zone, or refuses in one line", async () => {
  const folder = await Deno.makeTempDir({ prefix: "kata-autograder" });
  for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const ran = await autograder(folder, zone, "new/a.zip");
    assertEquals([ran.code, ran.stderr], [0, ""]);
    assertStringIncludes(ran.stdout, "Gradescope's autograder is in ");
    assertEquals(await Deno.readFile(`${folder}/new/a.zip`), pack(files));
  }
  await Deno.mkdir(`${folder}/taken.zip`);
  const wanted = "expected one name that ends in .zip, got ";
  const cases: [args: string[], code: number, said: string][] = [
    [["autograder"], 2, `${wanted}"autograder"`],
    [["a.zip", "b.zip"], 2, `${wanted}"a.zip" "b.zip"`],
    [["taken.zip"], 1, "expected a file that can be written, got "],
  ];
  for (const [args, code, said] of cases) {
    const { stderr, ...ran } = await autograder(folder, "UTC", ...args);
    assertEquals(ran, { code, stdout: "" });
    assert(stderr.startsWith(`Cannot make the autograder: ${said}`), stderr);
    assertEquals(stderr.split("\n").length, 2);
  }
  const left = [...Deno.readDirSync(folder)].map(({ name }) => name);
  assertEquals(left.sort(), ["new", "taken.zip"]);
  await Deno.remove(folder, { recursive: true });
});

Deno.test({
  name:
    "the autograder grades what is in the archive with what is in the archive",
  ignore: windows,
  async fn() {
    const unpacked = Object.entries(unzipSync(pack(files)));
    await using machine = await gradescope(unpacked);
    await machine.install();
    // This machine's packages, where `setup.sh` downloads them.
    const { denoDir } = JSON.parse((await runDeno(["info", "--json"])).stdout);
    await Deno.symlink(denoDir, `${machine.path}/deno/cache`);
    const score = async () => {
      const { code, stdout } = await machine.run("run_autograder");
      assertEquals(code, 0);
      const { output, score } = machine.results();
      assert(!String(output).includes("The grader failed"), stdout);
      return score;
    };
    await machine.write("submission/notes.txt", "");
    assertEquals(await score(), 0);
    const { module, points } = lessons[0]!;
    const solution = await Deno.readFile(pathOf(`solutions/${module}.ts`));
    await machine.write(`submission/kata/lessons/${module}.ts`, solution);
    assertEquals(await score(), points);
  },
});
