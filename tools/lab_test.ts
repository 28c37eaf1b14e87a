import {
  assert,
  assertEquals,
  assertMatch,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { cp } from "node:fs/promises";
import { resolve } from "node:path";
import { lessons, pathOf } from "./course.ts";
import { parseRequest, UsageError } from "./lab.ts";
import {
  copyCourse,
  type CourseCopy,
  type Ran,
  whatItSaid,
} from "./testing.ts";

const CWD = resolve("/somewhere");

/** Settings of the smallest run. */
const TINY = ["--data", "synthetic", "--train", "50", "--epochs", "1"];

Deno.test("parseRequest() fills in the notebook's settings", () => {
  assertEquals(parseRequest(["deep-net"], CWD), {
    list: false,
    solution: false,
    order: {
      name: "deep-net",
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
    },
  });
});

Deno.test("parseRequest() takes every option", () => {
  const args = [
    ...["batch-size", "--solution", "--seed=4294967295", "--dtype", "float64"],
    ...["--epochs", "3", "--train", "500", "--normalization", "layernorm"],
    ...["--jobs", "2", "--out", "here", "--data-dir", "../cifar"],
  ];
  assertEquals(parseRequest(args, CWD), {
    list: false,
    solution: true,
    order: {
      name: "batch-size",
      settings: {
        seed: 4294967295,
        dtype: "float64",
        epochs: 3,
        train: 500,
        data: "cifar10",
        normalization: "layernorm",
      },
      jobs: 2,
      out: resolve(CWD, "here"),
      data_dir: resolve(CWD, "../cifar"),
    },
  });
  assertEquals(parseRequest(["list"], CWD), { list: true });
});

Deno.test("parseRequest() keeps the two kinds of batch-size apart", () => {
  const outs = ["batchnorm", "layernorm"].map((kind) => {
    const args = ["batch-size", "--normalization", kind];
    const request = parseRequest(args, CWD);
    return request.list ? "" : request.order.out;
  });
  assertEquals(outs, [
    pathOf("out/batch-size-batchnorm"),
    pathOf("out/batch-size-layernorm"),
  ]);
});

const names = "deep-net, weight-scale, batch-size, learning-rate, " +
  "activations, depth, regularization, inference, distributions, speed, list";
const options = "deno task lab --help shows the options";
const bad: [args: string[], message: string][] = [
  [[], `expected one of ${names}; got none`],
  [["deepnet"], `expected one of ${names}; got "deepnet"`],
  [["deep-net", "list"], `expected one of ${names}; got "deep-net list"`],
  [["deep-net", "--sed", "1"], `Unknown option '--sed'; ${options}`],
  [
    ["deep-net", "--seed"],
    `Option '--seed <value>' argument missing; ${options}`,
  ],
  [
    ["deep-net", "--seed", "-1"],
    `Option '--seed' argument is ambiguous; ${options}`,
  ],
  [
    ["deep-net", "--solution=yes"],
    `Option '--solution' does not take an argument; ${options}`,
  ],
  [
    ["deep-net", "--seed=-1"],
    'expected --seed to be a whole number from 0 to 4294967295, got "-1"',
  ],
  [
    ["deep-net", "--seed", "4294967296"],
    "expected --seed to be a whole number from 0 to 4294967295, " +
    'got "4294967296"',
  ],
  ...["0", "1.5", "", "ten", "1e2", "0x10", "NaN"].map((
    text,
  ): [string[], string] => [
    ["deep-net", `--epochs=${text}`],
    `expected --epochs to be a whole number from 1 to 10000, got "${text}"`,
  ]),
  [
    ["deep-net", "--train", "49"],
    'expected --train to be a whole number from 50 to 49000, got "49"',
  ],
  [
    ["deep-net", "--jobs", "0"],
    'expected --jobs to be a whole number from 1 to 256, got "0"',
  ],
  [
    ["deep-net", "--dtype", "float16"],
    'expected --dtype to be float32 or float64, got "float16"',
  ],
  [
    ["deep-net", "--data", "mnist"],
    'expected --data to be cifar10 or synthetic, got "mnist"',
  ],
  [
    ["batch-size", "--normalization", "none"],
    'expected --normalization to be batchnorm or layernorm, got "none"',
  ],
  [
    ["deep-net", "--normalization", "layernorm"],
    "--normalization is for batch-size, not for deep-net",
  ],
  [
    ["deep-net", "--data", "synthetic", "--data-dir", "x"],
    "--data-dir is for CIFAR-10, not for synthetic data",
  ],
];
for (const [args, message] of bad) {
  Deno.test(`parseRequest() refuses ${JSON.stringify(args)}`, () => {
    const error = assertThrows(() => parseRequest(args, CWD), UsageError);
    assertEquals(error.message, message);
  });
}

/** A run of the command that can be stopped. */
function startLab(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("tools/lab.ts"), ...args],
    env: { NO_COLOR: "1", LC_ALL: "en_US.UTF-8" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function lab(...args: string[]): Promise<Ran> {
  return whatItSaid(await startLab(...args).output());
}

/** A folder that removes itself at the end of its `await using`. */
async function makeFolder() {
  const path = await Deno.makeTempDir({ prefix: "kata-lab" });
  return {
    path,
    [Symbol.asyncDispose]: () => Deno.remove(path, { recursive: true }),
  };
}

/** The files of a folder and what they hold. */
function filesIn(folder: string): Map<string, string> {
  const files = Array.from(Deno.readDirSync(folder))
    .filter(({ isFile }) => isFile)
    .map(({ name }): [string, string] => [
      name,
      Deno.readTextFileSync(`${folder}/${name}`),
    ]);
  return new Map(files.sort());
}

/** The files of a run, but for how long it took. */
function resultsIn(folder: string): Map<string, string> {
  const files = [...filesIn(folder)].map(([name, text]): [string, string] => [
    name,
    text.replaceAll(/"(step_)?seconds": [\d.e-]+/g, '"seconds": 0'),
  ]);
  return new Map(files);
}

Deno.test("lab says in one line what is wrong with the command", async () => {
  assertEquals(await lab("deep-net", "--train", "many"), {
    code: 2,
    stdout: "",
    stderr: "Cannot run the lab: expected --train to be a whole number " +
      'from 50 to 49000, got "many"\n',
  });
});

Deno.test("lab lists the experiments and explains the options", async () => {
  const list = await lab("list");
  assertEquals(list.code, 0);
  assertMatch(
    list.stdout,
    /^deep-net +Does .*\?\nweight-scale +How .*\?\nbatch-size +How .*\?\n/,
  );
  const lines = list.stdout.trimEnd().split("\n");
  assertEquals(
    lines.map((line) => line.split(" ")[0]),
    names.split(", ").slice(0, -1),
  );
  for (const line of lines) assertMatch(line, /^[a-z-]+ +[A-Z].*\?$/);
  for (const args of [["--help"], ["-h"], ["deep-net", "--help"]]) {
    const { code, stdout, stderr } = await lab(...args);
    assertEquals([code, stderr], [0, ""]);
    assertStringIncludes(stdout, "deno task lab NAME [options]");
    assertStringIncludes(stdout, "--solution ");
  }
});

Deno.test("lab says in one line that it can't write or read a folder", async () => {
  await using folder = await makeFolder();
  const file = `${folder.path}/file`;
  await Deno.writeTextFile(file, "");
  const out = await lab("deep-net", "--solution", ...TINY, "--out", file);
  assertEquals([out.code, out.stdout], [1, ""]);
  assertMatch(
    out.stderr,
    /^Cannot write results: .*"?mkdir '.*file.*; choose another with --out\n$/,
  );
  assertEquals(await Deno.readTextFile(file), "");

  const data = await lab(
    ...["deep-net", "--solution", "--data-dir", folder.path],
    ...["--out", `${folder.path}/out`],
  );
  assertEquals([data.code, data.stdout], [1, ""]);
  assertMatch(data.stderr, /^Cannot read CIFAR-10 from ".+": .+\n$/);
});

Deno.test("lab gives the same on any number of workers, and does nothing twice", async () => {
  await using folder = await makeFolder();
  const [one, many] = [`${folder.path}/one`, `${folder.path}/many`];
  const args = ["batch-size", "--solution", ...TINY, "--out"];
  const first = await lab(...args, one, "--jobs", "1");
  assertEquals([first.code, first.stderr], [
    0,
    [
      "No normalization: batch size = 5",
      ...[5, 10, 50].map((size) => `Normalization: batch size = ${size}`),
    ].map((label, k) => `${k + 1} of 4 done: ${label}\n`).join(""),
  ]);
  assertEquals((await lab(...args, many, "--jobs", "3")).code, 0);
  const results = resultsIn(one);
  assertEquals([...results.keys()], [
    "batch-size.html",
    "batch-size.json",
    "batch-size.svg",
  ]);
  assertEquals(resultsIn(many), results);

  const files = [filesIn(one), filesIn(`${one}/trainings`)];
  const again = await lab(...args, one);
  assertEquals(again.code, 0);
  assertEquals(again.stderr, "4 of 4 trainings are done already\n");
  assertEquals(again.stdout, first.stdout);
  assertEquals([filesIn(one), filesIn(`${one}/trainings`)], files);
});

Deno.test("lab says what it found, in both languages where it is kept", async () => {
  await using folder = await makeFolder();
  const args = ["speed", "--solution", ...TINY, "--out", folder.path];
  const { code, stdout } = await lab(...args);
  assertEquals(code, 0);
  const files = filesIn(folder.path);
  const { finding } = JSON.parse(files.get("speed.json")!);
  assertMatch(finding.en, /^A step took .*\.$/);
  assertMatch(finding.zh, /^每一步，.*。$/);
  assertStringIncludes(stdout, `is slower?\n${finding.en}\nSee `);
  const page = files.get("speed.html")!;
  for (const text of [finding.en, finding.zh]) {
    assertStringIncludes(page, text.replaceAll('"', "&quot;"));
  }

  // Nothing is trained again, and a Chinese machine is told in Chinese.
  const { stdout: chinese } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", pathOf("tools/lab.ts"), ...args],
    env: { NO_COLOR: "1", LC_ALL: "zh_CN.UTF-8" },
    stdin: "null",
  }).output();
  const said = new TextDecoder().decode(chinese);
  assertStringIncludes(said, `is slower?\n${finding.zh}\nSee `);
});

/** Waits until a training is done, then stops the command. */
async function stopInTheMiddle(
  child: Deno.ChildProcess,
  signal: Deno.Signal,
): Promise<Ran> {
  let stderr = "";
  let sent = false;
  const stdout = new Response(child.stdout).text();
  // Ends when the process that trains is gone, too.
  for await (const text of child.stderr.pipeThrough(new TextDecoderStream())) {
    stderr += text;
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
    await using folder = await makeFolder();
    const [whole, stopped] = [`${folder.path}/whole`, `${folder.path}/stopped`];
    const args = ["batch-size", "--solution", ...TINY, "--jobs", "1", "--out"];
    let kept = new Map<string, string>();
    for (const signal of ["SIGKILL", "SIGINT"] as const) {
      const ran = await stopInTheMiddle(startLab(...args, stopped), signal);
      if (signal === "SIGINT") {
        assertEquals(ran.code, 130);
        assertMatch(
          ran.stderr,
          / done: .*\nStopped\. What is finished is kept: the same command goes on from there\.\n$/,
        );
      }
      assertEquals(ran.stdout, "");
      assertEquals(filesIn(stopped).size, 0, "a figure of half a run");
      const files = filesIn(`${stopped}/trainings`);
      for (const name of files.keys()) {
        if (name.endsWith(".unfinished")) files.delete(name);
      }
      // As many as it said, at least, and those from before; not all of them.
      assert(files.size >= kept.size + linesOfDone(ran.stderr), ran.stderr);
      assert(files.size < 4, "the process that trains went on");
      for (const [name, text] of kept) assertEquals(files.get(name), text);
      kept = files;
    }
    const rest = await lab(...args, stopped);
    assertEquals(rest.code, 0);
    assert(
      rest.stderr.startsWith(`${kept.size} of 4 trainings are done already\n`),
      rest.stderr,
    );
    const after = filesIn(`${stopped}/trainings`);
    for (const [name, text] of kept) assertEquals(after.get(name), text);

    assertEquals((await lab(...args, whole)).code, 0);
    assertEquals(resultsIn(stopped), resultsIn(whole));
  },
});

/** A copy of the course that has the labs. */
async function copyLabs(): Promise<CourseCopy> {
  const course = await copyCourse();
  for (const name of ["labs", "data"]) {
    await cp(pathOf(name), `${course.path}/${name}`, { recursive: true });
  }
  return course;
}

const NEXT = "deno task learn goes on with it, --solution runs the reference\n";

Deno.test("lab names the first lesson that it needs and that isn't written", async () => {
  await using course = await copyLabs();
  const run = ["run", "-A", "tools/lab.ts", "deep-net", ...TINY];
  const says = async (stderr: string) => {
    assertEquals(await course.deno(...run), { code: 1, stdout: "", stderr });
  };
  await says(
    "Cannot run the lab: lesson 01, Batch normalization: forward, " +
      `isn't written yet; ${NEXT}`,
  );
  for (const { module } of lessons.slice(1, 6)) await course.write(module);
  await says(
    "Cannot run the lab: lesson 06, Fully connected nets with normalization, " +
      `isn't written yet; ${NEXT}`,
  );
  // A lesson that the lab doesn't use may wait.
  await course.write("06_fc_net");
  const ran = await course.deno(...run);
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
    const [loss, stderr] of [
      // At once.
      [
        `throw new Error("Not like this\\nnor this");`,
        "Cannot run the lab: Not like this\n",
      ],
      // In a worker.
      [
        "return y ? [NaN] : X;",
        "Cannot train: expected loss(X, y) to return [loss, grads], " +
        "got a plain array\n",
      ],
    ]
  ) {
    await course.write("06_fc_net", netWith(loss));
    assertEquals(
      await course.deno("run", "-A", "tools/lab.ts", "deep-net", ...TINY),
      { code: 1, stdout: "", stderr },
    );
  }
});

Deno.test("lab trains again when settings or lessons have changed", async () => {
  await using course = await copyLabs();
  const net = netWith(
    "return y ? [2, { W: nd.zeros([1]) }] : nd.zeros([X.shape[0], 10]);",
  );
  await course.write("06_fc_net", net);
  const says = async (stderr: string, ...args: string[]) => {
    const run = ["run", "-A", "tools/lab.ts", "deep-net", ...TINY, ...args];
    const ran = await course.deno(...run);
    assertEquals([ran.code, ran.stderr], [0, stderr]);
    const file = `${course.path}/out/deep-net/deep-net.json`;
    return JSON.parse(await Deno.readTextFile(file)).settings;
  };
  const anew =
    "1 of 2 done: with batch norm\n2 of 2 done: without batch norm\n";
  const one = ["--jobs", "1"];
  assertEquals((await says(anew, ...one)).seed, 231);
  await says("2 of 2 trainings are done already\n");
  assertEquals((await says(anew, "--seed", "1", ...one)).seed, 1);
  await course.write("06_fc_net", `${net}\n// Changed.\n`);
  await says(anew, "--seed", "1", ...one);
});
