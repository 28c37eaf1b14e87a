/**
 * `deno task lab NAME`: runs an experiment of the notebook, on the student's
 * lessons or on the reference.
 *
 * @module
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { experiments } from "../labs/experiments.ts";
import { type LabOrder, UNSOLVED } from "../labs/order.ts";
import {
  hashOf,
  lessonById,
  lessons,
  numberOf,
  pathOf,
  root,
} from "./course.ts";
import { fastEnvironment } from "./fast.ts";
import { importMap } from "./import_map.ts";

const USAGE = `deno task lab NAME [options]

  list                   the experiments

  --solution             for instructors: run on the reference
  --data cifar10|synthetic
  --data-dir FOLDER      an official cifar-10-batches-bin folder to read
  --normalization batchnorm|layernorm    for batch-size
  --seed N               default 231
  --dtype float32|float64
  --epochs N             default 10
  --train N              training samples, default 1000
  --jobs N               trainings at a time, default: as many as cores
  --out FOLDER           default out/NAME`;

/** Bad words on the command line; the message says which. */
export class UsageError extends Error {}

/** What the command line asks for. */
export type Request =
  | { list: true }
  | { list: false; solution: boolean; order: Omit<LabOrder, "code"> };

function wholeNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  [min, max]: [min: number, max: number],
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= min && value <= max) return value;
  throw new UsageError(
    `expected --${name} to be a whole number from ${min} to ${max}, got "${text}"`,
  );
}

function oneOf<T extends string>(
  name: string,
  text: string | undefined,
  choices: readonly [T, ...T[]],
): T {
  const found = choices.find((choice) => choice === (text ?? choices[0]));
  if (found !== undefined) return found;
  throw new UsageError(
    `expected --${name} to be ${choices.join(" or ")}, got "${text}"`,
  );
}

/** Reads the command line. */
export function parseRequest(args: readonly string[], cwd: string): Request {
  const string = { type: "string" } as const;
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        "solution": { type: "boolean" },
        "seed": string,
        "dtype": string,
        "epochs": string,
        "train": string,
        "data": string,
        "data-dir": string,
        "normalization": string,
        "jobs": string,
        "out": string,
      },
    });
  } catch (error) {
    const [what] = (error as Error).message.split(/\.\s/);
    throw new UsageError(`${what}; deno task lab --help shows the options`);
  }
  const { values, positionals } = parsed;
  const names = experiments.map(({ name }) => name);
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) {
    throw new UsageError(
      `expected one of ${names.join(", ")}, list; got ${
        name === undefined ? "none" : `"${positionals.join(" ")}"`
      }`,
    );
  }
  if (name === "list") return { list: true };
  if (!names.includes(name)) {
    throw new UsageError(
      `expected one of ${names.join(", ")}, list; got "${name}"`,
    );
  }
  if (values.normalization !== undefined && name !== "batch-size") {
    throw new UsageError(`--normalization is for batch-size, not for ${name}`);
  }
  const dataDir = values["data-dir"];
  const data = oneOf("data", values.data, ["cifar10", "synthetic"]);
  if (dataDir !== undefined && data === "synthetic") {
    throw new UsageError("--data-dir is for CIFAR-10, not for synthetic data");
  }
  const normalization = oneOf("normalization", values.normalization, [
    "batchnorm",
    "layernorm",
  ]);
  const cores = navigator.hardwareConcurrency;
  return {
    list: false,
    solution: values.solution ?? false,
    order: {
      name,
      settings: {
        seed: wholeNumber("seed", values.seed, 231, [0, 2 ** 32 - 1]),
        dtype: oneOf("dtype", values.dtype, ["float32", "float64"]),
        epochs: wholeNumber("epochs", values.epochs, 10, [1, 10_000]),
        // A batch of the notebook has 50 samples.
        train: wholeNumber("train", values.train, 1000, [50, 49_000]),
        data,
        normalization,
      },
      jobs: wholeNumber("jobs", values.jobs, cores, [1, 256]),
      out: resolve(cwd, values.out ?? defaultOut(name, normalization)),
      data_dir: dataDir === undefined ? undefined : resolve(cwd, dataDir),
    },
  };
}

function defaultOut(name: string, normalization: string): string {
  const suffix = name === "batch-size" ? `-${normalization}` : "";
  return pathOf(`out/${name}${suffix}`);
}

/** A hash of all that a training's result depends on, besides its settings. */
async function codeHash(folder: string): Promise<string> {
  const files = lessons.map(({ module }) => `${folder}/${module}.ts`);
  for (const ours of ["data", "kit/nd", "kit/nn", "labs"]) {
    for (const { name } of Deno.readDirSync(pathOf(ours))) {
      if (/(?<!_test)\.ts$/.test(name)) files.push(`${ours}/${name}`);
    }
  }
  const texts = await Promise.all(
    files.sort().map((file) => Deno.readTextFile(pathOf(file)).catch(() => "")),
  );
  return await hashOf(texts.join("\0"));
}

/** Whether the reference is there: a student's copy of the course has none. */
async function hasReference(): Promise<boolean> {
  const info = await Deno.stat(pathOf("solutions")).catch(() => undefined);
  return info !== undefined;
}

/** The first lesson that the net is built on, or the net's, with something left to write. */
async function firstUnwritten(): Promise<string> {
  const net = lessonById("fc-net");
  for (const lesson of lessons) {
    if (lesson !== net && !net.buildsOn.includes(lesson.id)) continue;
    const call = `unimplemented("Lesson ${numberOf(lesson)}`;
    const path = pathOf(`lessons/${lesson.module}.ts`);
    const text = await Deno.readTextFile(path).catch(() => call);
    if (!text.includes(call)) continue;
    return `lesson ${numberOf(lesson)}, ${lesson.title.en},`;
  }
  return "a lesson";
}

function list(): string {
  const width = Math.max(...experiments.map(({ name }) => name.length));
  return experiments
    .map(({ name, question }) => `${name.padEnd(width)}  ${question}`)
    .join("\n");
}

if (import.meta.main) {
  let request: Request;
  try {
    request = parseRequest(
      Deno.args,
      Deno.env.get("INIT_CWD") ?? Deno.cwd(),
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    if (Deno.args.includes("--help") || Deno.args.includes("-h")) {
      console.log(USAGE);
      Deno.exit(0);
    }
    console.error(`Cannot run the lab: ${error.message}`);
    Deno.exit(2);
  }
  if (request.list) {
    console.log(list());
    Deno.exit(0);
  }
  if (request.solution && !await hasReference()) {
    console.error(
      "Cannot run the lab: --solution needs solutions/, which this copy of the " +
        "course doesn't have; leave it out to run on your own lessons",
    );
    Deno.exit(2);
  }
  const folder = request.solution ? "solutions" : "lessons";
  const order: LabOrder = { ...request.order, code: await codeHash(folder) };
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      // Downloads of Deno's would stand between the lines of the lab.
      "--quiet",
      "--no-check",
      `--import-map=${
        importMap({ kata: new URL(`${folder}/`, root), tests: "deno" })
      }`,
      pathOf("labs/run.ts"),
      JSON.stringify(order),
    ],
    env: await fastEnvironment(),
    // Closes when this process ends, however it ends: the sign to stop.
    stdin: "piped",
  }).spawn();
  let stopped = false;
  Deno.addSignalListener("SIGINT", () => {
    stopped = true;
    try {
      child.kill("SIGINT");
    } catch {
      // At a terminal, it has had the signal already.
    }
  });
  const { code } = await child.status;
  if (stopped) {
    console.error(
      "Stopped. What is finished is kept: the same command goes on from there.",
    );
    Deno.exit(130);
  }
  if (code === UNSOLVED) {
    console.error(
      `Cannot run the lab: ${await firstUnwritten()} isn't written yet; ` +
        "deno task learn goes on with it" +
        (await hasReference() ? ", --solution runs the reference" : ""),
    );
    Deno.exit(1);
  }
  Deno.exit(code);
}
