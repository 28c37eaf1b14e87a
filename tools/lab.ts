/**
 * `deno task lab NAME`: runs an experiment of the notebook, on the student's
 * lessons or on the reference.
 *
 * @module
 */
import { experiments } from "../labs/experiments.ts";
import type { LabOrder } from "../labs/run.ts";
import {
  flag,
  oneOf,
  parseCommand,
  runCommand,
  text,
  typedOutput,
  typedPath,
  usageError,
  wholeNumber,
} from "../lib/command.ts";
import { filesIn, readIfThere } from "../lib/files.ts";
import { hashOf } from "../lib/hash.ts";
import { lessonById, lessons, numberOf, pathOf } from "./course.ts";
import { fastEnvironment } from "./fast.ts";

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

/** What the command line asks for. */
export type Request =
  | "list"
  | Omit<LabOrder, "lessons" | "code" | "unwritten"> & { solution: boolean };

/**
 * Reads the command line.
 *
 * @throws {UserError} If it isn't one of this command.
 */
export function parseRequest(args: readonly string[]): Request {
  const { values, positionals } = parseCommand(
    args,
    {
      "solution": flag,
      "seed": text,
      "dtype": text,
      "epochs": text,
      "train": text,
      "data": text,
      "data-dir": text,
      "normalization": text,
      "jobs": text,
      "out": text,
    },
    USAGE,
    "words",
  );
  const names = experiments.map(({ name }) => name);
  const [name, ...more] = positionals;
  if (name === "list" && more.length === 0) return "list";
  if (name === undefined || !names.includes(name) || more.length > 0) {
    const got = name === undefined ? "none" : `"${positionals.join(" ")}"`;
    throw usageError(
      `expected one of ${names.join(", ")}, list; got ${got}`,
    );
  }
  if (values.normalization !== undefined && name !== "batch-size") {
    throw usageError(`--normalization is for batch-size, not for ${name}`);
  }
  const dataDir = values["data-dir"];
  const data = oneOf("data", values.data, ["cifar10", "synthetic"]);
  if (dataDir !== undefined && data === "synthetic") {
    throw usageError("--data-dir is for CIFAR-10, not for synthetic data");
  }
  const kinds = ["batchnorm", "layernorm"] as const;
  const normalization = oneOf("normalization", values.normalization, kinds);
  const kind = name === "batch-size" ? `-${normalization}` : "";
  return {
    name,
    solution: values.solution ?? false,
    settings: {
      seed: wholeNumber("seed", values.seed, [0, 2 ** 32 - 1]) ?? 231,
      dtype: oneOf("dtype", values.dtype, ["float32", "float64"]),
      epochs: wholeNumber("epochs", values.epochs, [1, 10_000]) ?? 10,
      // A batch of the notebook has 50 samples.
      train: wholeNumber("train", values.train, [50, 49_000]) ?? 1000,
      data,
      normalization,
    },
    jobs: wholeNumber("jobs", values.jobs, [1, 256]) ??
      navigator.hardwareConcurrency,
    out: typedOutput(values.out ?? pathOf(`out/${name}${kind}`)),
    data_dir: dataDir === undefined ? undefined : typedPath(dataDir),
  };
}

/** A hash of all that a training's result depends on, besides its settings. */
function codeHash(folder: string): string {
  const ours = ["data", "kit/nd", "kit/nn", "labs"].flatMap((room) =>
    filesIn(pathOf(room))
      .filter((name) => /(?<!_test)\.ts$/.test(name))
      .map((name) => `${room}/${name}`)
  );
  const theirs = lessons.map(({ module }) => `${folder}/${module}.ts`);
  const texts = [...theirs, ...ours]
    .map((file) => readIfThere(pathOf(file)) ?? "");
  return hashOf(texts.join("\0"));
}

/** The first lesson that the net is built on, or the net's, with something left to write. */
function firstUnwritten(): string {
  const net = lessonById("fc-net");
  for (const lesson of lessons) {
    if (lesson !== net && !net.buildsOn.includes(lesson.id)) continue;
    const call = `unimplemented("Lesson ${numberOf(lesson)}`;
    const text = readIfThere(pathOf(`lessons/${lesson.module}.ts`)) ?? call;
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

async function main(): Promise<number> {
  const request = parseRequest(Deno.args);
  if (request === "list") {
    console.log(list());
    return 0;
  }
  const { solution, ...rest } = request;
  // A student's copy of the course has no reference.
  const hasReference = await Deno.stat(pathOf("solutions"))
    .then(() => true, () => false);
  if (solution && !hasReference) {
    throw usageError(
      "--solution needs solutions/, which this copy of the course doesn't have; " +
        "leave it out to run on your own lessons",
    );
  }
  const folder = solution ? "solutions" : "lessons";
  const order: LabOrder = {
    ...rest,
    lessons: pathOf(folder),
    code: codeHash(folder),
    unwritten:
      `${firstUnwritten()} isn't written yet; deno task learn goes on ` +
      `with it${hasReference ? ", --solution runs the reference" : ""}`,
  };
  const child = new Deno.Command(Deno.execPath(), {
    // Downloads of Deno's would stand between the lines of the lab.
    args: [
      "run",
      "-A",
      "--quiet",
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
  if (!stopped) return code;
  console.error(
    "Stopped. What is finished is kept: the same command goes on from there.",
  );
  return 130;
}

if (import.meta.main) await runCommand("run the lab", main);
