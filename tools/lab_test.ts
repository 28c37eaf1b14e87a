import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { cp } from "node:fs/promises";
import { linesOf, type Ran, runDeno } from "../lib/children.ts";
import { typedPath } from "../lib/command.ts";
import { UserError } from "../lib/errors.ts";
import { filesIn } from "../lib/files.ts";
import { temporaryFolder } from "../lib/testing.ts";
import { lessons, pathOf } from "./course.ts";
import { parseRequest } from "./lab.ts";
import { copyCourse, type CourseCopy } from "./testing.ts";

/** Settings of the smallest run. */
const TINY = ["--data", "synthetic", "--train", "50", "--epochs", "1"];

Deno.test("parseRequest() fills in the notebook's settings", () => {
  assertEquals(parseRequest(["deep-net"]), {
    name: "deep-net",
    solution: false,
    settings: {
      seed: 231,
      dtype: "float32",
      epochs: 10,
      train: 1000,
      data: "cifar10",
      normalization: "batchnorm",
    },
    jobs: navigator.hardwareConcurrency,
    out: pathOf("out/deep-net"),
    data_dir: undefined,
  });
});

Deno.test("parseRequest() takes every option", () => {
  const args = [
    ...["batch-size", "--solution", "--seed=4294967295", "--dtype", "float64"],
    ...["--epochs", "3", "--train", "500", "--normalization", "layernorm"],
    ...["--jobs", "2", "--out", "here", "--data-dir", "../cifar"],
  ];
  assertEquals(parseRequest(args), {
    name: "batch-size",
    solution: true,
    settings: {
      seed: 4294967295,
      dtype: "float64",
      epochs: 3,
      train: 500,
      data: "cifar10",
      normalization: "layernorm",
    },
    jobs: 2,
    out: typedPath("here"),
    data_dir: typedPath("../cifar"),
  });
  assertEquals(parseRequest(["list"]), "list");
});

Deno.test("parseRequest() keeps the two kinds of batch-size apart", () => {
  for (const kind of ["batchnorm", "layernorm"]) {
    const request = parseRequest(["batch-size", "--normalization", kind]);
    assert(request !== "list");
    assertEquals(request.out, pathOf(`out/batch-size-${kind}`));
  }
});

const names = [
  ...["deep-net", "weight-scale", "batch-size", "learning-rate"],
  ...["activations", "depth", "regularization", "inference"],
  ...["distributions", "speed"],
];
const expected = `expected one of ${names.join(", ")}, list; got`;
const numbers = [
  ["seed", 0, 4294967295],
  ["epochs", 1, 10_000],
  ["train", 50, 49_000],
  ["jobs", 1, 256],
] as const;
const choices = [
  ["dtype", "float32 or float64"],
  ["data", "cifar10 or synthetic"],
  ["normalization", "batchnorm or layernorm"],
] as const;
const bad: [message: string, ...args: string[]][] = [
  [`${expected} none`],
  [`${expected} "deepnet"`, "deepnet"],
  [`${expected} "deep-net list"`, "deep-net", "list"],
  [
    "Unknown option '--sed'; --help shows what there is",
    ...["deep-net", "--sed", "1"],
  ],
  ...numbers.flatMap(([name, min, max]) =>
    [min - 1, max + 1].map((value): [string, string, string] => [
      `expected --${name} to be a whole number from ${min} to ${max}, got "${value}"`,
      ...["deep-net", `--${name}=${value}`] as const,
    ])
  ),
  ...choices.map(([name, all]): [string, string, string] => [
    `expected --${name} to be ${all}, got "none"`,
    ...["batch-size", `--${name}=none`] as const,
  ]),
  [
    "--normalization is for batch-size, not for deep-net",
    ...["deep-net", "--normalization", "layernorm"],
  ],
  [
    "--data-dir is for CIFAR-10, not for synthetic data",
    ...["deep-net", "--data", "synthetic", "--data-dir", "x"],
  ],
];
for (const [message, ...args] of bad) {
  Deno.test(`parseRequest() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseRequest(args), UserError);
    assertEquals([error.message, error.code], [message, 2]);
  });
}

const COMMAND = ["run", "-A", pathOf("tools/lab.ts")];

/** Runs the command to its end, on a machine in English unless another language is given. */
function lab(args: readonly string[], language = "en_US"): Promise<Ran> {
  return runDeno([...COMMAND, ...args], {
    env: { LC_ALL: `${language}.UTF-8` },
  });
}

/** The files of a folder and what they hold. */
function textsIn(folder: string): Map<string, string> {
  return new Map(
    filesIn(folder).map((name) => [
      name,
      Deno.readTextFileSync(`${folder}/${name}`),
    ]),
  );
}

/** What a run found, but for how long it took. */
function resultsIn(folder: string): Map<string, string> {
  const files = [...textsIn(folder)]
    .filter(([name]) => !name.includes("/"))
    .map(([name, text]): [string, string] => [
      name,
      text.replaceAll(/"(step_)?seconds": [\d.e-]+/g, '"seconds": 0'),
    ]);
  return new Map(files);
}

Deno.test("lab says in one line what is wrong with the command", async () => {
  assertEquals(await lab(["deep-net", "--train", "many"]), {
    code: 2,
    stdout: "",
    stderr: "Cannot run the lab: expected --train to be a whole number from " +
      '50 to 49000, got "many"\n',
  });
});

Deno.test("lab lists the experiments and explains the options", async () => {
  const list = await lab(["list"]);
  assertEquals(list.code, 0);
  const lines = list.stdout.trimEnd().split("\n");
  assertEquals(lines.map((line) => line.split(" ")[0]), names);
  for (const line of lines) assertMatch(line, /^[a-z-]+ +[A-Z].*\?$/);
  for (const args of [["-h"], ["deep-net", "--help"]]) {
    const { code, stdout, stderr } = await lab(args);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "deno task lab NAME [options]");
    assertStringIncludes(stdout, "--solution ");
  }
});

Deno.test("lab says in one line that it can't write or read a folder", async () => {
  await using folder = await temporaryFolder();
  const file = folder.file("file");
  await Deno.writeTextFile(file, "");
  const out = await lab(["deep-net", "--solution", ...TINY, "--out", file]);
  assertEquals([out.code, out.stdout], [1, ""]);
  assertMatch(
    out.stderr,
    /^Cannot write results: .*"?mkdir '.*file.*; choose another with --out\n$/,
  );
  assertEquals(await Deno.readTextFile(file), "");

  const data = await lab([
    ...["deep-net", "--solution", "--data-dir", folder.path],
    ...["--out", folder.file("out")],
  ]);
  assertEquals([data.code, data.stdout], [1, ""]);
  assertMatch(data.stderr, /^Cannot read CIFAR-10 from ".+": .+\n$/);
});

Deno.test("lab gives the same on any number of workers, and does nothing twice", async () => {
  await using folder = await temporaryFolder();
  const [one, many] = [folder.file("one"), folder.file("many")];
  const args = ["batch-size", "--solution", ...TINY, "--out"];
  const first = await lab([...args, one, "--jobs", "1"]);
  const labels = [
    "No normalization: batch size = 5",
    ...[5, 10, 50].map((size) => `Normalization: batch size = ${size}`),
  ];
  assertEquals([first.code, first.stderr], [
    0,
    labels.map((label, k) => `${k + 1} of 4 done: ${label}\n`).join(""),
  ]);
  assertEquals((await lab([...args, many, "--jobs", "3"])).code, 0);
  const results = resultsIn(one);
  assertEquals([...results.keys()], [
    "batch-size.html",
    "batch-size.json",
    "batch-size.svg",
  ]);
  assertEquals(resultsIn(many), results);

  const files = textsIn(one);
  const again = await lab([...args, one]);
  assertEquals(again, {
    code: 0,
    stdout: first.stdout,
    stderr: "4 of 4 trainings are done already\n",
  });
  assertEquals(textsIn(one), files);
});

Deno.test("lab says what it found, in both languages where it is kept", async () => {
  await using folder = await temporaryFolder();
  const args = ["speed", "--solution", ...TINY, "--out", folder.path];
  const { code, stdout } = await lab(args);
  assertEquals(code, 0);
  const files = textsIn(folder.path);
  const { finding } = JSON.parse(files.get("speed.json")!);
  assertMatch(finding.en, /^A step took .*\.$/);
  assertMatch(finding.zh, /^每一步，.*。$/);
  assertStringIncludes(stdout, `is slower?\n${finding.en}\nSee `);
  const page = files.get("speed.html")!;
  for (const text of [finding.en, finding.zh]) {
    assertStringIncludes(page, text.replaceAll('"', "&quot;"));
  }
  // Nothing is trained again, and a Chinese machine is told in Chinese.
  const chinese = await lab(args, "zh_CN");
  assertStringIncludes(chinese.stdout, `is slower?\n${finding.zh}\nSee `);
});

/** Starts the command, and stops it when it says that a training is done. */
async function stopInTheMiddle(
  args: readonly string[],
  signal: Deno.Signal,
): Promise<Ran> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...COMMAND, ...args],
    env: { NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const stdout = new Response(child.stdout).text();
  let [stderr, sent] = ["", false];
  // Ends when the process that trains is gone, too.
  for await (const line of linesOf(child.stderr)) {
    stderr += `${line}\n`;
    if (sent || linesOfDone(stderr) === 0) continue;
    child.kill(signal);
    sent = true;
  }
  const { code } = await child.status;
  return { code, stdout: await stdout, stderr };
}

function linesOfDone(stderr: string): number {
  return [...stderr.matchAll(/ done: .*\n/g)].length;
}

Deno.test({
  name: "lab goes on after a kill or Ctrl-C as if nothing had happened",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using folder = await temporaryFolder();
    const [whole, stopped] = [folder.file("whole"), folder.file("stopped")];
    const args = ["batch-size", "--solution", ...TINY, "--jobs", "1", "--out"];
    let kept = new Map<string, string>();
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      const ran = await stopInTheMiddle([...args, stopped], signal);
      if (signal === "SIGINT") {
        assertEquals(ran.code, 130);
        assertMatch(
          ran.stderr,
          / done: .*\nStopped\. What is finished is kept: the same command goes on from there\.\n$/,
        );
      }
      assertEquals(ran.stdout, "");
      assertEquals(resultsIn(stopped).size, 0, "a figure of half a run");
      const files = textsIn(`${stopped}/trainings`);
      for (const name of files.keys()) {
        if (name.endsWith(".part")) files.delete(name);
      }
      // As many as it said, at least, and those from before; not all of them.
      assert(files.size >= kept.size + linesOfDone(ran.stderr), ran.stderr);
      assert(files.size < 4, "the process that trains went on");
      for (const [name, text] of kept) assertEquals(files.get(name), text);
      kept = files;
    }
    const rest = await lab([...args, stopped]);
    assertEquals(rest.code, 0);
    const known = `${kept.size} of 4 trainings are done already\n`;
    assert(rest.stderr.startsWith(known), rest.stderr);
    const after = textsIn(`${stopped}/trainings`);
    for (const [name, text] of kept) assertEquals(after.get(name), text);

    assertEquals((await lab([...args, whole])).code, 0);
    assertEquals(resultsIn(stopped), resultsIn(whole));
  },
});

/** A copy of the course that has the labs. */
async function copyLabs(): Promise<CourseCopy> {
  const course = await copyCourse();
  for (const name of ["labs", "data", "lib"]) {
    await cp(pathOf(name), `${course.path}/${name}`, { recursive: true });
  }
  return course;
}

function labIn(course: CourseCopy, ...args: string[]): Promise<Ran> {
  return course.deno("run", "-A", "tools/lab.ts", "deep-net", ...TINY, ...args);
}

Deno.test("lab names the first lesson that it needs and that isn't written", async () => {
  await using course = await copyLabs();
  const unwritten = (lesson: string) => ({
    code: 1,
    stdout: "",
    stderr: `Cannot run the lab: lesson ${lesson}, isn't written yet; ` +
      "deno task learn goes on with it, --solution runs the reference\n",
  });
  assertEquals(
    await labIn(course),
    unwritten("01, Batch normalization: forward"),
  );
  for (const { module } of lessons.slice(1, 6)) await course.write(module);
  assertEquals(
    await labIn(course),
    unwritten("06, Fully connected nets with normalization"),
  );
  // A lesson that the lab doesn't use may wait.
  await course.write("06_fc_net");
  const ran = await labIn(course);
  assertEquals(ran.code, 0);
  assertStringIncludes(ran.stderr, "2 of 2 done");
});

/** A net that takes no time, with a method. */
function netWith(loss: string): string {
  return `import * as nd from "kit/nd/mod.ts";
export class FullyConnectedNet {
  params = { W: nd.zeros([1]) };
  loss(X: nd.NdArray, y?: ArrayLike<number>) { ${loss} }
}
`;
}

Deno.test("lab gives one line for a net that fails", async () => {
  await using course = await copyLabs();
  for (
    const [source, stderr] of [
      [
        netWith(`throw new Error("Not like this\\nnor this");`),
        /^Cannot run the lab: Not like this\n$/,
      ],
      // In a worker.
      [
        netWith("return y ? [NaN] : X;"),
        /^Cannot train: expected loss\(X, y\) to return \[loss, grads\], got a plain array\n$/,
      ],
      ["export class {", /^Cannot run the lab: .+\n$/],
    ] as const
  ) {
    await course.write("06_fc_net", source);
    const ran = await labIn(course);
    assertEquals([ran.code, ran.stdout], [1, ""]);
    assertMatch(ran.stderr, stderr);
  }
});

Deno.test("lab trains again when settings or lessons have changed", async () => {
  await using course = await copyLabs();
  const net = netWith(
    "return y ? [2, { W: nd.zeros([1]) }] : nd.zeros([X.shape[0], 10]);",
  );
  await course.write("06_fc_net", net);
  const says = async (stderr: string, ...args: string[]) => {
    const ran = await labIn(course, "--jobs", "1", ...args);
    assertEquals([ran.code, ran.stderr], [0, stderr]);
    const file = `${course.path}/out/deep-net/deep-net.json`;
    return JSON.parse(await Deno.readTextFile(file)).settings;
  };
  const anew =
    "1 of 2 done: with batch norm\n2 of 2 done: without batch norm\n";
  assertEquals((await says(anew)).seed, 231);
  await says("2 of 2 trainings are done already\n");
  assertEquals((await says(anew, "--seed", "1")).seed, 1);
  await course.write("06_fc_net", `${net}\n// Changed.\n`);
  await says(anew, "--seed", "1");
});
